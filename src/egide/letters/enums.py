"""Words of the letters: where a mailing stands, and what may be refused."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from egide.kernel.models import LetterKind


class MailingState(models.TextChoices):
    """Where a mailing stands: DRAFT → SENDING ⇄ PAUSED."""

    DRAFT = "DRAFT", _("brouillon")
    SENDING = "SENDING", _("en cours d’envoi")
    PAUSED = "PAUSED", _("en pause")


class Refusable(models.TextChoices):
    """What a person may refuse to receive (MSG-1): the two kinds, and letters of other members."""

    NEWS = "NEWS", _("nouvelles")
    APPEAL = "APPEAL", _("appels aux dons")
    RELAY = "RELAY", _("lettres d’autres sociétaires")


# What somebody may write to many; SERVICE letters answer to an act of one person.
MAILING_KINDS = (LetterKind.NEWS, LetterKind.APPEAL, LetterKind.STATUTORY)
# Only those who write to the whole society write these.
SOCIETY_KINDS = (LetterKind.APPEAL, LetterKind.STATUTORY)
