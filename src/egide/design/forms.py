"""The form that the showcase displays; it saves nothing."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from egide.design.combobox import Combobox
from egide.design.fields import DayField


class ShowcaseForm(forms.Form):
    """One field of each kind, as the page that opens a mandate would have them."""

    person = forms.CharField(
        label=_("Personne"),
        help_text=_("Nom, promotion ou ville."),
        max_length=80,
        widget=Combobox(source="design:suggestions"),
    )
    office = forms.ChoiceField(
        label=_("Fonction"),
        choices=[
            ("president", _("présidence")),
            ("treasurer", _("trésorerie")),
            ("secretary", _("secrétariat")),
        ],
    )
    starts_on = DayField(label=_("Premier jour"))
    filled_by = forms.ChoiceField(
        label=_("Désignation"),
        widget=forms.RadioSelect,
        choices=[
            ("election", _("élection")),
            ("cooptation", _("cooptation")),
            ("ex_officio", _("de droit")),
        ],
    )
    note = forms.CharField(
        label=_("Note pour le registre"), widget=forms.Textarea(attrs={"rows": 3}), required=False
    )
    tell = forms.BooleanField(label=_("Prévenir la personne par courriel"), required=False)
