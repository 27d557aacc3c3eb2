"""An office, the rights that it carries, and what it excludes."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from egide.kernel import registry
from egide.mandates.enums import ScopeKind, Secrecy
from egide.mandates.forms.fields import ConditionsField, DayField, ResolutionField, TermField
from egide.mandates.forms.statutes import from_today
from egide.mandates.models import Office
from egide.mandates.queries.holding import office_title


def rights_to_choose() -> list[tuple[str, str]]:
    """Return every right that a module declares, under the name of its module."""
    return [
        (permission.code, f"{module.label}{_(' : ')}{permission.label}")
        for module in registry.modules()
        for permission in module.permissions
    ]


class AmendOfficeForm(forms.Form):
    """What may change in an office without changing its past."""

    name = forms.CharField(
        label=_("Nom"), max_length=80, help_text=_("Au masculin : « trésorier ».")
    )
    feminine = forms.CharField(
        label=_("Nom au féminin"),
        max_length=80,
        required=False,
        help_text=_("« trésorière » ; sans réponse, le même nom pour tous."),
    )
    term_years = TermField()
    conditions = ConditionsField()
    source = ResolutionField(label=_("Ce qui l’établit"))


class OfficeForm(AmendOfficeForm):
    """A new office: on what it is held, by how many, and what it opens."""

    scope_kinds = forms.MultipleChoiceField(
        label=_("S’exerce sur"),
        choices=ScopeKind.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Rien de coché : sur toute la Société."),
    )
    single = forms.BooleanField(
        label=_("Un seul titulaire à la fois"),
        required=False,
        help_text=_("Sur chaque périmètre : un président par groupe."),
    )
    secrecy = forms.ChoiceField(
        label=_("Données accessibles"),
        choices=Secrecy.choices,
        initial=Secrecy.PERSONAL,
        help_text=_("Aucun droit sur des données plus secrètes ne pourra lui être donné."),
    )
    rights = forms.MultipleChoiceField(
        label=_("Droits"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["rights"].choices = rights_to_choose()  # type: ignore[attr-defined]


class RightsForm(forms.Form):
    """The rights that an office carries from a day on, and why they change."""

    rights = forms.MultipleChoiceField(
        label=_("Droits"), required=False, widget=forms.CheckboxSelectMultiple
    )
    on = DayField(
        label=_("À partir du"),
        help_text=_("Aujourd’hui ou plus tard : ce qui fut permis hier reste écrit."),
    )
    reason = forms.CharField(
        label=_("Pourquoi ces droits changent"),
        max_length=500,
        help_text=_("La décision et sa date : « conseil du 3 juin 2020 »."),
    )

    def __init__(self, *args: Any, today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.today = today
        self.fields["rights"].choices = rights_to_choose()  # type: ignore[attr-defined]

    def clean_on(self) -> date:
        day: date = self.cleaned_data["on"]
        from_today(day, self.today)
        return day


class IncompatibilityForm(forms.Form):
    """Which other office the holder of this one may not hold, since when, and who says so."""

    other = forms.ModelChoiceField(
        label=_("Fonction incompatible"), queryset=Office.objects.none(), empty_label=_("Choisir…")
    )
    starts_on = DayField(label=_("À partir du"))
    source = ResolutionField(label=_("Ce qui l’établit"))

    def __init__(self, *args: Any, office: Office, **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["other"]
        field.queryset = Office.objects.exclude(pk=office.pk).order_by("name", "pk")
        field.label_from_instance = office_title
