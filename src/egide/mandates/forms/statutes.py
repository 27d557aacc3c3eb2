"""A body and its seats, as a resolution words them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from egide.mandates.enums import (
    EX_OFFICIO_DESIGNATIONS,
    SEAT_DESIGNATIONS,
    BodyKind,
    College,
    Condition,
    Designation,
)
from egide.mandates.forms.fields import ConditionsField, DayField, ResolutionField, TermField
from egide.mandates.models import Office
from egide.mandates.rules import SeatDraft

MOST_SEATS = 200
# Identical seats are filled in one of these ways; the others name an office or a college each.
PLAIN = tuple(
    mode
    for mode in SEAT_DESIGNATIONS
    if mode not in (*EX_OFFICIO_DESIGNATIONS, Designation.COLLEGE)
)


def choices_of(modes: tuple[Designation, ...]) -> list[tuple[str, Any]]:
    """Return the ways of filling a seat as a list to choose from."""
    return [(mode.value, mode.label) for mode in modes]


class BodyForm(forms.Form):
    """A new body, with the seats that it begins with."""

    name = forms.CharField(
        label=_("Nom"), max_length=80, help_text=_("Par exemple : Commission des finances.")
    )
    kind = forms.ChoiceField(
        label=_("Nature"), choices=BodyKind.choices, initial=BodyKind.COMMISSION
    )
    statutory = forms.BooleanField(
        label=_("Prévu par les statuts"),
        required=False,
        help_text=_("Les statuts ont un organe de chaque nature ; une commission n’en est pas."),
    )
    starts_on = DayField(label=_("À partir du"))
    source = ResolutionField()
    seats = forms.IntegerField(
        label=_("Sièges à créer tout de suite"),
        min_value=0,
        max_value=MOST_SEATS,
        required=False,
        help_text=_("Tous pareils : ceux qui diffèrent s’ajoutent ensuite, un par un."),
    )
    designation = forms.ChoiceField(label=_("Ils se remplissent par"), choices=choices_of(PLAIN))
    term_years = TermField()
    seats_at_most = forms.IntegerField(
        label=_("Sièges au plus"),
        min_value=1,
        max_value=MOST_SEATS,
        required=False,
        help_text=_("Le plafond que fixe la résolution, s’il y en a un."),
    )
    gives = forms.ModelChoiceField(
        label=_("Qui y siège exerce la fonction"),
        queryset=Office.objects.none(),
        required=False,
        help_text=_("Ses droits vont à tous ceux qui y siègent, tant qu’ils y siègent."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        _offer_shared_offices(self.fields["gives"])


class AmendBodyForm(forms.Form):
    """What may change in a body without changing its past."""

    name = forms.CharField(label=_("Nom"), max_length=80)
    seats_at_most = forms.IntegerField(
        label=_("Sièges au plus"), min_value=1, max_value=MOST_SEATS, required=False
    )
    gives = forms.ModelChoiceField(
        label=_("Qui y siège exerce la fonction"),
        queryset=Office.objects.none(),
        required=False,
        help_text=_("Elle ne change plus dès qu’un mandat s’est ouvert dans cet organe."),
    )
    source = ResolutionField()

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        _offer_shared_offices(self.fields["gives"])


class AmendSeatForm(forms.Form):
    """How a seat is filled, for how long, and since when it reads so."""

    label = forms.CharField(
        label=_("Libellé"),
        max_length=80,
        required=False,
        help_text=_("Ce qui distingue ce siège : « représentant des élèves »."),
    )
    designation = forms.ChoiceField(
        label=_("Il se remplit par"), choices=choices_of(SEAT_DESIGNATIONS)
    )
    college = forms.ChoiceField(
        label=_("Collège"),
        choices=College.choices,
        required=False,
        help_text=_("Qui vote, pour un siège élu par un collège."),
    )
    follows = forms.ModelChoiceField(
        label=_("Suit la fonction"),
        queryset=Office.objects.none(),
        required=False,
        help_text=_("Pour un siège de droit : qui exerce cette fonction y siège sans élection."),
    )
    carries = forms.ModelChoiceField(
        label=_("Donne la fonction"),
        queryset=Office.objects.none(),
        required=False,
        help_text=_("Qui est élu à ce siège exerce cette fonction : trésorier, par exemple."),
    )
    term_years = TermField()
    conditions = ConditionsField()
    starts_on = DayField(label=_("À partir du"))
    source = ResolutionField()

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        single = Office.objects.filter(single=True, scope_kinds=[]).order_by("name", "pk")
        for name in ("follows", "carries"):
            self.fields[name].queryset = single  # type: ignore[attr-defined]
            self.fields[name].empty_label = _("Aucune")  # type: ignore[attr-defined]

    def draft(self, number: int) -> SeatDraft:
        """Return the seat of this number as the form describes it."""
        values = self.cleaned_data
        return SeatDraft(
            number=number,
            label=values["label"],
            designation=Designation(values["designation"]),
            college=values["college"],
            follows=values["follows"],
            carries=values["carries"],
            term_years=values["term_years"],
            conditions=tuple(Condition(one) for one in values["conditions"]),
        )


class SeatForm(AmendSeatForm):
    """One seat, or several that are alike, numbered one after the other."""

    number = forms.IntegerField(label=_("Numéro"), min_value=1, max_value=999)
    how_many = forms.IntegerField(
        label=_("Combien de sièges"),
        min_value=1,
        max_value=MOST_SEATS,
        required=False,
        help_text=_("Tous pareils, numérotés à la suite."),
    )

    field_order = ("number", "how_many")

    def drafts(self) -> list[SeatDraft]:
        """Return the seats to add."""
        first, count = self.cleaned_data["number"], self.cleaned_data["how_many"] or 1
        return [self.draft(number) for number in range(first, first + count)]


def _offer_shared_offices(field: Any) -> None:
    field.queryset = Office.objects.filter(single=False, scope_kinds=[]).order_by("name", "pk")
    field.empty_label = _("Aucune")


def seats_of(values: dict[str, Any]) -> list[SeatDraft]:
    """Return the identical seats that a new body begins with."""
    return [
        SeatDraft(
            number=number,
            designation=Designation(values["designation"]),
            term_years=values["term_years"],
        )
        for number in range(1, (values["seats"] or 0) + 1)
    ]


def from_today(day: date, today: date) -> None:
    """Refuse a day that has gone: what was true then stays true."""
    if day < today:
        raise forms.ValidationError(_("Ce jour est passé : choisissez aujourd’hui ou plus tard."))
