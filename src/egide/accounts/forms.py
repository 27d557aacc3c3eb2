"""What is typed at the door."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from egide.accounts.rules import passwords


class AskForLinkForm(forms.Form):
    """Who wants to come in, by an address or a number."""

    identifier = forms.CharField(
        label=_("Adresse électronique ou numéro de sociétaire"),
        max_length=254,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )


class PasswordSignInForm(forms.Form):
    """Address or number, and password; a couple that shares an address gives the number."""

    identifier = forms.CharField(
        label=_("Adresse électronique ou numéro de sociétaire"),
        help_text=_("Si vous partagez votre adresse avec quelqu’un, donnez plutôt votre numéro."),
        max_length=254,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "username",
                "autocapitalize": "none",
                "spellcheck": "false",
                "id": "password_identifier",
            }
        ),
    )
    password = forms.CharField(
        label=_("Mot de passe"),
        strip=False,
        max_length=passwords.LONGEST,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class CodeForm(forms.Form):
    """The six signs that the letter carries, for who reads mail on another device."""

    code = forms.CharField(
        label=_("Code reçu"),
        max_length=12,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "autocapitalize": "characters",
                "spellcheck": "false",
            }
        ),
    )


class SetPasswordForm(forms.Form):
    """A new password, with the one before when there is one."""

    current = forms.CharField(
        label=_("Mot de passe actuel"),
        help_text=_("Laissez vide si vous venez de vous connecter par un lien reçu par courriel."),
        required=False,
        strip=False,
        max_length=passwords.LONGEST,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    new = forms.CharField(
        label=_("Nouveau mot de passe"),
        help_text=_(
            "Douze caractères au moins, quinze ou plus de préférence : une phrase que vous "
            "seul diriez. "
            "Ni majuscule ni chiffre n’est exigé."
        ),
        strip=False,
        max_length=passwords.LONGEST,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("Le même, encore une fois"),
        strip=False,
        max_length=passwords.LONGEST,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict:
        """Refuse two different spellings of the new password."""
        typed = super().clean() or {}
        if typed.get("new") and typed.get("again") and typed["new"] != typed["again"]:
            self.add_error("again", _("Les deux saisies diffèrent."))
        return typed
