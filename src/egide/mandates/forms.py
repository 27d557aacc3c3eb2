"""What the desk of mandates asks: who, from when, why it ends."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from egide.kernel import registry
from egide.mandates.enums import SEAT_DESIGNATIONS, College, Designation, EndReason
from egide.mandates.models import Office, Scope

LAST_YEAR = 2100


class DayField(forms.DateField):
    """A day that a calendar knows and a mandate may have."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **options
        )

    def clean(self, value: Any) -> Any:
        day = super().clean(value)
        if day is not None and not date(1846, 1, 1) <= day <= date(LAST_YEAR, 12, 31):
            raise forms.ValidationError(_("Cette année ne peut être celle d’un mandat."))
        return day


class GiveForm(forms.Form):
    """Who receives the mandate and from when; the same fields for a seat and for an office."""

    person = forms.CharField(
        label=_("Personne"),
        max_length=120,
        help_text=_("Son nom, son numéro de sociétaire ou son identifiant."),
    )
    scope = forms.ChoiceField(label=_("Périmètre"))
    designation = forms.ChoiceField(label=_("Désignation"), widget=forms.RadioSelect)
    starts_on = DayField(label=_("Premier jour"))
    elected_on = DayField(
        label=_("Élection"), required=False, help_text=_("Le jour du vote, s’il y en eut un.")
    )
    term_ends_on = DayField(
        label=_("Échéance"),
        required=False,
        help_text=_("Dernier jour prévu ; sans réponse, la durée que disent les statuts."),
    )

    def __init__(
        self, *args: Any, office: Office | None = None, co_option: bool = False, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        if office is None or not office.scope_kinds:
            del self.fields["scope"]
        else:
            open_scopes = Scope.objects.filter(
                Q(closed_on__isnull=True), kind__in=office.scope_kinds
            )
            found = [(scope.pk, scope.name) for scope in open_scopes.order_by("label", "pk")]
            self.fields["scope"].choices = [("", _("Choisir…")), *found]  # type: ignore[attr-defined]
        if not co_option:
            del self.fields["designation"]
        else:
            self.fields["designation"].choices = [  # type: ignore[attr-defined]
                ("", _("Élection")),
                (Designation.CO_OPTED, Designation.CO_OPTED.label),
            ]
            self.fields["designation"].required = False


class EndForm(forms.Form):
    """Why and when a mandate ends."""

    reason = forms.ChoiceField(
        label=_("Motif"),
        widget=forms.RadioSelect,
        choices=[
            (reason.value, reason.label)
            for reason in (
                EndReason.RESIGNED,
                EndReason.REVOKED,
                EndReason.DECEASED,
                EndReason.NOT_RATIFIED,
                EndReason.TERM,
            )
        ],
    )
    on = DayField(
        label=_("Dernier jour exercé"), help_text=_("Les droits cessent à minuit ce jour-là.")
    )
    note = forms.CharField(
        label=_("Note pour le registre"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Une lettre, une décision ; sans jugement sur la personne."),
    )


class CancelForm(forms.Form):
    """Why a mandate never should have been written."""

    why = forms.CharField(
        label=_("Pourquoi ce mandat est annulé"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Il ne comptera aucun jour, et restera écrit avec ce motif."),
    )


class RatifyForm(forms.Form):
    """When the assembly confirmed a co-option."""

    on = DayField(label=_("Confirmée par l’assemblée du"))


class RightsForm(forms.Form):
    """The rights that an office carries, and why they change."""

    rights = forms.MultipleChoiceField(
        label=_("Droits"), required=False, widget=forms.CheckboxSelectMultiple
    )
    on = DayField(
        label=_("À partir du"),
        help_text=_("Ce jour-là ou plus tard : le passé ne change pas."),
    )
    reason = forms.CharField(
        label=_("Pourquoi ces droits changent"),
        max_length=500,
        help_text=_("La décision et sa date : elle s’écrit au registre."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["rights"].choices = [  # type: ignore[attr-defined]
            (code, f"{module.label}{_(' : ')}{permission.label}")
            for module in registry.modules()
            for permission in module.permissions
            for code in (permission.code,)
        ]


class SeatForm(forms.Form):
    """A seat as a resolution words it."""

    number = forms.IntegerField(label=_("Numéro"), min_value=1, max_value=999)
    label = forms.CharField(label=_("Libellé"), max_length=80, required=False)
    designation = forms.ChoiceField(
        label=_("Désignation"), choices=[(mode.value, mode.label) for mode in SEAT_DESIGNATIONS]
    )
    college = forms.ChoiceField(label=_("Collège"), choices=College.choices, required=False)
    term_years = forms.IntegerField(
        label=_("Durée en années"), min_value=1, max_value=12, required=False
    )
    follows = forms.ModelChoiceField(
        label=_("Suit la fonction"), queryset=Office.objects.none(), required=False
    )
    carries = forms.ModelChoiceField(
        label=_("Donne la fonction"), queryset=Office.objects.none(), required=False
    )
    starts_on = DayField(label=_("À partir du"))
    source = forms.CharField(
        label=_("Résolution"),
        max_length=160,
        help_text=_("La résolution qui en décide, et sa date."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        single = Office.objects.filter(single=True, scope_kinds=[]).order_by("name", "pk")
        for name in ("follows", "carries"):
            self.fields[name].queryset = single  # type: ignore[attr-defined]
            self.fields[name].empty_label = _("Aucune")  # type: ignore[attr-defined]


class RetireForm(forms.Form):
    """When a seat is retired, and by which resolution."""

    on = DayField(label=_("Dernier jour"))
    source = forms.CharField(
        label=_("Résolution"),
        max_length=160,
        help_text=_("La résolution qui en décide, et sa date."),
    )
