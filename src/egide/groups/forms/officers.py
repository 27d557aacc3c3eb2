"""Officers of a group."""

from __future__ import annotations

from datetime import date
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from egide.groups.enums import GroupKind
from egide.groups.forms.fields import DayField, PersonField, known_to
from egide.groups.models import Group
from egide.groups.rules import OFFICES_OF_KIND
from egide.kernel.access import Actor
from egide.mandates.enums import EARLY_ENDS, EndReason, OfficeCode
from egide.mandates.models import Office


class OfficerForm(forms.Form):
    """Somebody takes an office in the group, for two to three years (R-GRP-4)."""

    person = PersonField(label=_("Personne"))
    office = forms.TypedChoiceField(label=_("Fonction"), coerce=OfficeCode)
    on = DayField(label=_("Premier jour"))
    ends_on = DayField(
        label=_("Dernier jour"), required=False, help_text=_("Vide : trois ans, jour pour jour.")
    )

    def __init__(self, *args: Any, group: Group, today: date, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known_to(self, actor)
        codes = OFFICES_OF_KIND[GroupKind(group.kind)]
        offices = Office.objects.filter(code__in=codes).order_by("pk")
        office = cast("forms.ChoiceField", self.fields["office"])
        office.choices = [(one.code, one.label) for one in offices]
        self.fields["on"].initial = today


class HandOverForm(forms.Form):
    """Who follows, from which day."""

    successor = PersonField(label=_("Successeur"))
    on = DayField(label=_("Premier jour du successeur"))
    ends_on = DayField(
        label=_("Dernier jour"), required=False, help_text=_("Vide : trois ans, jour pour jour.")
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known_to(self, actor)


class EndOfficerForm(forms.Form):
    reason = forms.TypedChoiceField(
        label=_("Motif"),
        coerce=EndReason,
        choices=[
            (reason.value, reason.label)
            for reason in EARLY_ENDS
            if reason != EndReason.NOT_RATIFIED
        ],
    )
    on = DayField(label=_("Dernier jour"))
