"""What an application may be told of a person."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Claims(TextChoices):
    """What an application asks to know (scope), as the person who agrees reads it."""

    OPENID = "openid", _("un numéro qui vous désigne chez elle, et nulle part ailleurs")
    PROFILE = "profile", _("vos prénoms et votre nom d’usage")
    EMAIL = "email", _("votre adresse électronique principale")
    PROMOTION = "promotion", _("votre promotion")
    GROUPS = "groups", _("les groupes dont vous êtes")
    MANDATES = "mandates", _("les mandats que vous exercez")
    OFFLINE = "offline_access", _("tout cela aussi en votre absence, soixante jours au plus")
