"""Fields that the forms of governance share."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from egide.design import fields
from egide.mandates.enums import Condition
from egide.mandates.rules import FIRST_DAY, LAST_DAY


class DayField(fields.DayField):
    """A day that a calendar knows and a mandate may have."""

    def clean(self, value: Any) -> Any:
        day = super().clean(value)
        if day is not None and not FIRST_DAY <= day <= LAST_DAY:
            raise forms.ValidationError(_("Cette année ne peut être celle d’un mandat."))
        return day


class ResolutionField(forms.CharField):
    """The decision that a change of the statutes comes from, with its day."""

    def __init__(self, **options: Any) -> None:
        words = {
            "label": _("Résolution"),
            "max_length": 160,
            "help_text": _("Qui en décide et quand : « AG du 6 juin 2020, 4e résolution »."),
        }
        super().__init__(**{**words, **options})


class ConditionsField(forms.MultipleChoiceField):
    """What somebody must be to serve."""

    def __init__(self, **options: Any) -> None:
        words = {
            "label": _("Il faut, le premier jour"),
            "choices": Condition.choices,
            "required": False,
            "widget": forms.CheckboxSelectMultiple,
        }
        super().__init__(**{**words, **options})


class LastDayForm(forms.Form):
    """When something that a resolution made ends, and by which: a body, a seat, an exclusion."""

    on = DayField(label=_("Dernier jour"))
    source = ResolutionField()


class TermField(forms.IntegerField):
    """How many years a mandate lasts; none when nothing says so."""

    def __init__(self, **options: Any) -> None:
        words = {
            "label": _("Durée du mandat, en années"),
            "min_value": 1,
            "max_value": 12,
            "required": False,
            "help_text": _("Sans durée, un mandat court jusqu’à ce qu’on y mette fin."),
        }
        super().__init__(**{**words, **options})
