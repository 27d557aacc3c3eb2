"""What people ask about their data, and where it stands."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class RightsKind(TextChoices):
    """What a person may ask (droits des personnes, RGPD, articles 15 to 21)."""

    ACCESS = "ACCESS", _("accès à mes données")
    RECTIFICATION = "RECTIFICATION", _("correction")
    ERASURE = "ERASURE", _("effacement")
    OBJECTION = "OBJECTION", _("opposition à un usage")
    PORTABILITY = "PORTABILITY", _("remise à un autre organisme")
    RESTRICTION = "RESTRICTION", _("limitation")


class RightsState(TextChoices):
    """Where a request stands (état d’une demande de droits)."""

    RECEIVED = "RECEIVED", _("reçue")
    IDENTITY_CHECK = "IDENTITY_CHECK", _("identité à vérifier")
    IN_PROGRESS = "IN_PROGRESS", _("en cours")
    ANSWERED = "ANSWERED", _("répondue")
    REFUSED = "REFUSED", _("refusée")


class Channel(TextChoices):
    """How a request came."""

    SITE = "SITE", _("sur le site")
    PAPER = "PAPER", _("par écrit")


class CorrectedPart(TextChoices):
    """What a person may not change alone, and asks to have corrected (rectification)."""

    BIRTH_NAME = "BIRTH_NAME", _("nom de naissance")
    PROMOTION = "PROMOTION", _("promotion")


OPEN = (RightsState.RECEIVED, RightsState.IDENTITY_CHECK, RightsState.IN_PROGRESS)
