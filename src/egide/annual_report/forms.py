"""What editors, owners, the board and the secretary type."""

from __future__ import annotations

import re
from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from egide.annual_report.enums import ChallengeOutcome
from egide.design.fields import DayField


class OpenEditionForm(forms.Form):
    """The year of the report to open."""

    year = forms.IntegerField(label=_("Année du rapport"), min_value=1850, max_value=2200)


class TextForm(forms.Form):
    """The text of the report in one language, and the version it starts from."""

    base_number = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    body = forms.CharField(
        label=_("Texte"),
        strip=False,
        max_length=200_000,
        widget=forms.Textarea(attrs={"rows": 34, "spellcheck": "true"}),
        help_text=_(
            "Un chiffre s’écrit {module.nom}, une affirmation {claim growing(module.nom)}…{end}."
            " Le mode d’emploi est au bas de la page."
        ),
    )


class ReasonForm(forms.Form):
    """Why an edition goes back."""

    reason = forms.CharField(
        label=_("Motif"), max_length=2_000, widget=forms.Textarea(attrs={"rows": 3})
    )


class DayForm(forms.Form):
    """The day on which something was done."""

    on = DayField(label=_("Jour"))


class OverrideForm(forms.Form):
    """Another value than the computed one, and why."""

    key = forms.CharField(
        label=_("Chiffre"), max_length=120, help_text=_("Par exemple dues.payers.")
    )
    year = forms.IntegerField(label=_("Année"), min_value=1800, max_value=2999)
    value = forms.CharField(
        label=_("Valeur à imprimer"),
        max_length=24,
        help_text=_("Une somme d’argent se donne en euros : 1 234,50."),
    )
    reason = forms.CharField(
        label=_("Motif, imprimé en annexe"),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean_value(self) -> Decimal:
        """Read a number as people type it: spaces of any width, a comma or a point."""
        typed = "".join(self.cleaned_data["value"].split()).replace(",", ".")
        typed = typed.replace("\u2212", "-").removesuffix("€")
        if not re.fullmatch(r"-?\d{1,15}(\.\d{1,2})?", typed):
            raise forms.ValidationError(_("Écrivez un nombre, par exemple 1 234,50."))
        return Decimal(typed)


class ChallengeForm(forms.Form):
    """What makes a reader doubt a number."""

    reason = forms.CharField(
        label=_("Ce qui vous fait douter"),
        max_length=2_000,
        help_text=_("Ce que vous avez compté, et d’où vous le tenez."),
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class AnswerForm(forms.Form):
    """What the owner of a figure answers to a challenge."""

    outcome = forms.ChoiceField(
        label=_("Votre décision"),
        choices=(
            (ChallengeOutcome.KEPT.value, _("Le chiffre est juste, il est gardé")),
            (ChallengeOutcome.CORRECTED.value, _("Le chiffre était faux, il est corrigé")),
        ),
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(
        label=_("Votre réponse"),
        max_length=2_000,
        help_text=_("Elle se lit sur la page du chiffre ; ne nommez personne."),
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class ErratumForm(forms.Form):
    """What was wrong in a published edition, in both languages."""

    text_fr = forms.CharField(
        label=_("En français"), max_length=4_000, widget=forms.Textarea(attrs={"rows": 4})
    )
    text_en = forms.CharField(
        label=_("En anglais"), max_length=4_000, widget=forms.Textarea(attrs={"rows": 4})
    )
