"""Who receives a mandate and from when; why and when it ends."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from egide.design.combobox import Combobox
from egide.mandates.enums import Designation, EndReason
from egide.mandates.forms.fields import DayField
from egide.mandates.models import Office, Scope


class GiveForm(forms.Form):
    """Who receives the mandate and from when; the same fields for a seat and for an office."""

    person = forms.CharField(
        label=_("Personne"),
        max_length=200,
        help_text=_("Son nom, avec sa promotion s’il le faut, son numéro ou son identifiant."),
        widget=Combobox(source="mandates:people"),
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
        usual = _("Élection ou nomination") if office else _("Comme le disent les statuts")
        choices = [("", usual), (Designation.INTERIM, _("Intérim, jusqu’à l’échéance écrite"))]
        if co_option:
            choices.insert(1, (Designation.CO_OPTED, _("Cooptation, pour achever le mandat")))
        self.fields["designation"].choices = choices  # type: ignore[attr-defined]
        self.fields["designation"].required = False


class RightsOnDayForm(forms.Form):
    """Whose rights are asked, and on which day; the names are those of the address."""

    personne = forms.CharField(
        label=_("Personne"),
        max_length=200,
        help_text=_("Son nom, avec sa promotion s’il le faut, son numéro ou son identifiant."),
        widget=Combobox(source="mandates:people"),
    )
    le = DayField(label=_("Jour"))


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
