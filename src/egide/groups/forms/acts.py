"""What officers and the desk type day after day."""

from __future__ import annotations

from datetime import date
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from egide.groups.enums import ActivityKind, Family
from egide.groups.forms.fields import DayField
from egide.groups.models import Group
from egide.groups.rules import LONGEST_NAME

MOST_PRESENT = 100_000


class DayForm(forms.Form):
    """The day from which something holds: today, or one that is past."""

    on = DayField(label=_("À compter du"))

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["on"].initial = today

    def clean_on(self) -> date:
        day: date = self.cleaned_data["on"]
        if day > self.today:
            raise ValidationError(gettext("Ce jour est à venir : revenez ce jour-là."))
        return day


class ReasonForm(DayForm):
    """A day and a reason."""

    reason = forms.CharField(
        label=_("Motif"), max_length=400, widget=forms.Textarea(attrs={"rows": 3})
    )


class RenameForm(forms.Form):
    name = forms.CharField(label=_("Nom"), max_length=LONGEST_NAME)
    version = forms.IntegerField(widget=forms.HiddenInput)


class PresentationForm(forms.Form):
    presentation = forms.CharField(
        label=_("Ce que le groupe dit de lui"),
        max_length=4_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_("Visible de tous, même des visiteurs : n’y nommez personne sans son accord."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class ActivityForm(forms.Form):
    """Something that a group announces, or did."""

    kind = forms.TypedChoiceField(
        label=_("Nature"), choices=ActivityKind.choices, coerce=ActivityKind
    )
    title = forms.CharField(label=_("Titre"), max_length=160)
    held_on = DayField(label=_("Date"))
    place = forms.CharField(label=_("Lieu"), max_length=160, required=False)
    attendance = forms.IntegerField(
        label=_("Personnes présentes"),
        min_value=0,
        max_value=MOST_PRESENT,
        required=False,
        help_text=_("Pour une activité passée. Le compte rendu annuel les additionne pour vous."),
    )


class AttendanceForm(forms.Form):
    """How many people came: the answers propose the number."""

    attendance = forms.IntegerField(
        label=_("Personnes présentes"), min_value=0, max_value=MOST_PRESENT
    )


class ReturnForm(forms.Form):
    """The yearly return: the records propose the numbers, the officer confirms them (R-GRP-5)."""

    officers = forms.IntegerField(label=_("Responsables de l’année"), min_value=0, max_value=1_000)
    activities = forms.IntegerField(label=_("Activités tenues"), min_value=0, max_value=10_000)
    members_met = forms.IntegerField(
        label=_("Sociétaires rencontrés"), min_value=0, max_value=1_000_000
    )
    story = forms.CharField(
        label=_("L’année en quelques mots"),
        max_length=4_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class SendBackForm(forms.Form):
    to_fix = forms.CharField(
        label=_("Ce que le groupe doit corriger"),
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class CloseForm(DayForm):
    """The last day of a group."""

    on = DayField(label=_("Dernier jour du groupe"))


class MergeForm(CloseForm):
    """The group that takes over the area and the people."""

    heir = forms.ModelChoiceField(label=_("Groupe d’accueil"), queryset=Group.objects.none())

    field_order = ("heir", "on")

    def __init__(self, *args: Any, group: Group, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Group.objects.filter(kind=group.kind, state="ACTIVE").exclude(pk=group.pk)
        heir = cast("forms.ModelChoiceField", self.fields["heir"])
        heir.queryset = others.exclude(family=Family.PROMOTION).order_by("name", "pk")


class AreaForm(forms.Form):
    country = forms.CharField(
        label=_("Pays"), min_length=2, max_length=2, help_text=_("FR, DE, CA…")
    )
    postcode_from = forms.CharField(label=_("Du code postal"), max_length=12, required=False)
    postcode_to = forms.CharField(label=_("Au code postal"), max_length=12, required=False)
    priority = forms.IntegerField(
        label=_("Priorité"),
        min_value=0,
        max_value=1_000,
        initial=0,
        help_text=_("La plus haute l’emporte, pour qu’une ville se détache de son département."),
    )
