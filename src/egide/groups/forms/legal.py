"""Égide agreements and associations."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from egide.groups.forms.fields import DayField, PersonField, known_to
from egide.kernel.access import Actor


class DraftForm(forms.Form):
    charter_version = forms.CharField(
        label=_("Version de la charte des groupes"), max_length=20, initial="2020"
    )


class SignForm(forms.Form):
    for_group = PersonField(label=_("Signataire pour le groupe"))
    for_society = PersonField(label=_("Signataire pour la Société"))
    on = DayField(label=_("Date d’effet"))

    def __init__(self, *args: Any, today: date, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known_to(self, actor)
        self.fields["on"].initial = today


class AssociationForm(forms.Form):
    registered_name = forms.CharField(label=_("Nom déclaré"), max_length=160)
    register_number = forms.CharField(
        label=_("Numéro au répertoire des associations"), max_length=20, required=False
    )
    on = DayField(label=_("Association depuis le"))
    brand_agreed_on = DayField(label=_("Usage du nom accordé le"), required=False)
