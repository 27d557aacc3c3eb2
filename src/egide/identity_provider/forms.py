"""What the desk says of an application."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from egide.identity_provider.enums import Claims
from egide.identity_provider.rules import obstacle_to_address

MOST_ADDRESSES = 10


class AddressesField(forms.CharField):
    """Addresses, one a line, each compared to the letter with what an application asks."""

    widget = forms.Textarea(attrs={"rows": 3, "spellcheck": "false", "autocapitalize": "none"})

    def clean(self, value: Any) -> Any:
        lines = [line.strip() for line in super().clean(value).splitlines() if line.strip()]
        obstacles = [obstacle_to_address(line) for line in lines]
        found = [obstacle for obstacle in obstacles if obstacle]
        if len(lines) > MOST_ADDRESSES:
            found.append(str(_("Dix adresses au plus.")))
        if found:
            raise forms.ValidationError(found)
        return list(dict.fromkeys(lines))


class ApplicationForm(forms.Form):
    """Everything that an application is; its secret is made, never typed."""

    name = forms.CharField(
        label=_("Nom"),
        help_text=_("Tel que les gens le connaissent : « Forum », « Boîte à documents »."),
        max_length=80,
    )
    keeper = forms.CharField(
        label=_("Tenue par"),
        help_text=_("Qui en répond ; la page d’accord le dit à chacun."),
        max_length=160,
    )
    homepage = forms.URLField(label=_("Page d’accueil"), max_length=400, assume_scheme="https")
    redirect_uris = AddressesField(
        label=_("Adresses de retour"),
        help_text=_("Une par ligne, entières : les gens ne sont renvoyés qu’à l’une d’elles."),
        max_length=4_000,
    )
    logout_uris = AddressesField(
        label=_("Adresses après déconnexion"),
        help_text=_("Une par ligne, si l’application propose de sortir d’ici aussi."),
        max_length=4_000,
        required=False,
    )
    scopes = forms.MultipleChoiceField(
        label=_("Ce qu’elle peut demander à savoir"),
        help_text=_("Le moins possible ; chaque personne donne son accord, ou non."),
        choices=[(claim.value, claim.label) for claim in Claims if claim is not Claims.OPENID],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    twice_proved = forms.BooleanField(
        label=_("Exiger un second facteur"),
        help_text=_("Pour ce qui montre les données d’autres personnes, ou de l’argent."),
        required=False,
    )
