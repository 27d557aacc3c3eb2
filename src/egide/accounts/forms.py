"""What is typed at the door."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from egide.accounts.enums import Evidence
from egide.accounts.rules import passwords
from egide.accounts.rules.tokens import LIVES
from egide.design.fields import DayField


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


CODE = {"autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false"}


class SecondFactorForm(forms.Form):
    """The code of the application, or one of those on paper."""

    code = forms.CharField(
        label=_("Code de l’application, ou code de secours"),
        max_length=40,
        widget=forms.TextInput(attrs={**CODE, "autofocus": True}),
    )
    trust = forms.BooleanField(
        label=_("Se fier à cet appareil pendant trente jours"),
        help_text=_("Seulement s’il est à vous : la prochaine fois, il tiendra lieu de code."),
        required=False,
    )


class FirstCodeForm(forms.Form):
    """The first code that a new application shows."""

    code = forms.CharField(
        label=_("Code que montre l’application"),
        max_length=12,
        widget=forms.TextInput(attrs={**CODE, "inputmode": "numeric"}),
    )


class ConfirmCodeForm(forms.Form):
    """A code, before a sensitive act."""

    code = forms.CharField(
        label=_("Code de l’application, ou code de secours"),
        max_length=40,
        widget=forms.TextInput(attrs=CODE),
    )


class ConfirmPasswordForm(forms.Form):
    """The password, before a sensitive act."""

    password = forms.CharField(
        label=_("Mot de passe"),
        strip=False,
        max_length=passwords.LONGEST,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class ConfirmLetterForm(forms.Form):
    """The code of a letter, before a sensitive act."""

    code = forms.CharField(label=_("Code reçu"), max_length=12, widget=forms.TextInput(attrs=CODE))


class PasskeyForm(forms.Form):
    """The name of a new key, and what the device answered."""

    name = forms.CharField(
        label=_("Nom de cette clé"),
        help_text=_("Pour la reconnaître : « téléphone », « ordinateur de la maison »…"),
        max_length=60,
    )
    answer = forms.CharField(
        max_length=20_000, widget=forms.HiddenInput(attrs={"data-passkey-answer": True})
    )


class TokenForm(forms.Form):
    """What a new token is called, what it opens, and for how long; ``held`` are one's rights."""

    name = forms.CharField(
        label=_("Nom de ce jeton"),
        help_text=_("Pour le reconnaître : le programme qui s’en sert, ou la machine."),
        max_length=60,
    )
    scopes = forms.MultipleChoiceField(
        label=_("Droits qu’il ouvre"),
        help_text=_("Rien d’autre, et jamais plus que ce que vous pouvez le jour même."),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    may_write = forms.BooleanField(
        label=_("Il peut aussi agir en mon nom"),
        help_text=_(
            "Confirmer une coordonnée, répondre à une invitation. Sinon il ne fait que lire."
        ),
        required=False,
    )
    days = forms.TypedChoiceField(label=_("Durée"), coerce=int, initial=90)

    def __init__(self, *given: Any, held: list[tuple[str, str]], **named: Any) -> None:
        super().__init__(*given, **named)
        cast("forms.MultipleChoiceField", self.fields["scopes"]).choices = held
        # Said when it is shown: a number written at the start would keep the language of then.
        cast("forms.TypedChoiceField", self.fields["days"]).choices = [
            (days, ngettext("%(days)d jour", "%(days)d jours", days) % {"days": days})
            for days in LIVES
        ]


class RecoveryForm(forms.Form):
    """Who lost the way in, what shows who they are, and where to write from now on."""

    first_names = forms.CharField(label=_("Prénoms"), max_length=120)
    name = forms.CharField(label=_("Nom"), max_length=120)
    number = forms.CharField(
        label=_("Numéro de sociétaire ou identifiant"),
        help_text=_("Si vous l’avez sous la main : il est sur vos appels de cotisation."),
        max_length=120,
        required=False,
    )
    promotion = forms.CharField(
        label=_("Centre et promotion"),
        help_text=_("Par exemple : Bordeaux 217, ou Bordeaux, entrée en 2017."),
        max_length=80,
    )
    born_on = DayField(label=_("Date de naissance"))
    former = forms.CharField(
        label=_("Anciennes adresses, anciens téléphones"),
        help_text=_("Ceux que la société peut avoir : ils aident à vous reconnaître."),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    phone = forms.CharField(
        label=_("Téléphone"),
        help_text=_("On vous rappelle au numéro de votre fiche, s’il répond encore."),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )
    comrade = forms.CharField(
        label=_("Un camarade de votre promotion qui peut répondre de vous"),
        max_length=200,
        required=False,
    )
    words = forms.CharField(
        label=_("Ce qui s’est passé"),
        max_length=1_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    address = forms.EmailField(
        label=_("Adresse où vous recevez du courriel maintenant"),
        help_text=_("Une lettre y part tout de suite ; son bouton envoie votre demande."),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    lost_factor = forms.BooleanField(
        label=_("J’ai aussi perdu mon second facteur et mes codes de secours"), required=False
    )


class RecordForm(forms.Form):
    """Whose record it is."""

    record = forms.CharField(
        label=_("Identifiant ou numéro de sociétaire"), max_length=120, strip=True
    )


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(
        label=_("Motif, gardé au registre"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class WeighForm(ReasonForm):
    """What was shown, and what convinced who weighed it."""

    field_order = ("evidence", "sponsor", "reason")
    evidence = forms.MultipleChoiceField(
        label=_("Ce que vous avez vérifié vous-même"),
        choices=Evidence.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    sponsor = forms.CharField(
        label=_("Camarade qui a reconnu la personne"),
        help_text=_("Son identifiant ou son numéro ; appelez-le au numéro de sa fiche."),
        max_length=120,
        required=False,
    )
