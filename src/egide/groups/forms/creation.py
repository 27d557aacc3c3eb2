"""Asking for a new group."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from egide.groups.enums import GroupKind, WorldRegion
from egide.groups.forms.fields import PeopleField, PersonField, known_to
from egide.groups.rules import LONGEST_NAME
from egide.groups.services import PROPOSABLE_KINDS, GroupDraft
from egide.kernel.access import Actor


class CreationForm(forms.Form):
    """What members say when they ask for a group (demande de création, R-GRP-7)."""

    kind = forms.ChoiceField(
        label=_("Type"), choices=[(kind.value, kind.label) for kind in PROPOSABLE_KINDS]
    )
    name = forms.CharField(
        label=_("Nom du groupe"),
        max_length=LONGEST_NAME,
        help_text=_("Sans « GT » ni « groupe » : le type le dit déjà."),
    )
    purpose = forms.CharField(
        label=_("Raison d’être"),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Ce que le groupe fera, et pour qui : quelques phrases suffisent."),
    )
    area = forms.CharField(label=_("Territoire"), max_length=LONGEST_NAME, required=False)
    region = forms.ChoiceField(
        label=_("Région du monde"),
        choices=[("", "—"), *WorldRegion.choices],
        required=False,
        help_text=_("Pour un groupe à l’étranger."),
    )
    founders = PeopleField(label=_("Membres fondateurs (dix au moins, à jour de cotisation)"))
    sponsor = PersonField(
        label=_("Parrain"),
        help_text=_("Délégué régional international ou membre du conseil : identifiant ou numéro."),
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known_to(self, actor)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        abroad = cleaned.get("kind") == GroupKind.TERRITORIAL_INTL
        if abroad and not cleaned.get("region"):
            self.add_error("region", gettext("Indiquez la région du monde de ce groupe."))
        if not abroad:
            cleaned["region"] = ""
        return cleaned

    def draft(self) -> GroupDraft:
        """Return the group as it is asked for."""
        given = self.cleaned_data
        return GroupDraft(
            kind=GroupKind(given["kind"]),
            name=given["name"],
            purpose=given["purpose"],
            area=given["area"],
            region=given["region"],
        )
