"""By which doors a person comes in."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class SignInMethod(TextChoices):
    """How a person proved who they are (moyen de connexion)."""

    LINK = "LINK", _("lien reçu par courriel")
    PASSWORD = "PASSWORD", _("mot de passe")
    DEMO = "DEMO", _("personnage de démonstration")
