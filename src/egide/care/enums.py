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


class Silence(TextChoices):
    """Why no mail reaches somebody, without a word of what their record says."""

    RETURNED = "RETURNED", _("ses courriels reviennent")
    NONE = "NONE", _("nous n’avons pas de courriel")
    UNCONFIRMED = "UNCONFIRMED", _("courriel jamais confirmé")


class SearchState(TextChoices):
    """How far the search for somebody has come (recherche d’un perdu de vue)."""

    TAKEN = "TAKEN", _("en cours")
    PROPOSED = "PROPOSED", _("coordonnées proposées")
    FOUND = "FOUND", _("retrouvé")
    NOT_FOUND = "NOT_FOUND", _("cherché en vain")
    DECEASED = "DECEASED", _("décès annoncé")
    GIVEN_BACK = "GIVEN_BACK", _("rendue")


class Way(TextChoices):
    """How somebody was looked for."""

    CALL = "CALL", _("un appel")
    VISIT = "VISIT", _("une visite")
    FRIEND = "FRIEND", _("par un camarade")
    LETTER = "LETTER", _("une lettre")
    WEB = "WEB", _("sur internet")
    ANSWER = "ANSWER", _("réponse reçue")


SEARCHING = (SearchState.TAKEN, SearchState.PROPOSED)
# What somebody may say of their own search; the rest follows from what happens.
TRIED = tuple(way for way in Way if way != Way.ANSWER)
