"""By which doors a person comes in, and what proves it a second time."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class SignInMethod(TextChoices):
    """How a person proved who they are (moyen de connexion)."""

    LINK = "LINK", _("lien reçu par courriel")
    PASSWORD = "PASSWORD", _("mot de passe")
    PASSKEY = "PASSKEY", _("clé d’accès")
    DEMO = "DEMO", _("personnage de démonstration")


class SecondFactor(TextChoices):
    """What proves it a second time, by a thing that the person holds (second facteur)."""

    APP = "APP", _("code d’une application")
    PASSKEY = "PASSKEY", _("clé d’accès")
    RECOVERY = "RECOVERY", _("code de secours")
    TRUSTED = "TRUSTED", _("appareil de confiance")
