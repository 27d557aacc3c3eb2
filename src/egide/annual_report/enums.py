"""States of an edition, and what readers may read."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class EditionState(models.TextChoices):
    """Where an edition of the report stands (état de l'édition)."""

    COLLECTING = "COLLECTING", _("en préparation")
    COMPUTED = "COMPUTED", _("calculée")
    REVIEW = "REVIEW", _("en relecture")
    APPROVED_BY_BOARD = "APPROVED_BY_BOARD", _("approuvée par le conseil")
    PRESENTED_TO_AG = "PRESENTED_TO_AG", _("présentée à l’assemblée générale")
    PUBLISHED = "PUBLISHED", _("publiée")
    CORRECTED = "CORRECTED", _("publiée, avec errata")


class ReportLanguage(models.TextChoices):
    """The languages in which a report is written, from the same values (R-REP-6)."""

    FRENCH = "fr", _("français")
    ENGLISH = "en", _("anglais")


# From its approval on, the values of an edition are those that the board saw.
FROZEN_STATES = (
    EditionState.APPROVED_BY_BOARD,
    EditionState.PRESENTED_TO_AG,
    EditionState.PUBLISHED,
    EditionState.CORRECTED,
)
PUBLIC_STATES = (EditionState.PUBLISHED, EditionState.CORRECTED)
# While these last, the owners certify and the board has not spoken yet.
CERTIFIABLE_STATES = (EditionState.COMPUTED, EditionState.REVIEW)


class FigureState(models.TextChoices):
    """What an edition knows of one of its numbers (S24)."""

    MISSING = "MISSING", _("manquant")
    DISPUTED = "DISPUTED", _("contesté")
    STALE = "STALE", _("périmé")
    RESTATED = "RESTATED", _("recalculé depuis")
    CERTIFIED = "CERTIFIED", _("certifié")
    COMPUTED = "COMPUTED", _("calculé")


class ChallengeOutcome(models.TextChoices):
    """What became of a challenge (contestation)."""

    OPEN = "OPEN", _("en attente d’une réponse")
    KEPT = "KEPT", _("chiffre gardé")
    CORRECTED = "CORRECTED", _("chiffre corrigé")
    WITHDRAWN = "WITHDRAWN", _("retirée")


class CopyPart(models.TextChoices):
    """What is kept of a published edition, the day it is published."""

    ARTICLE = "ARTICLE", _("Texte lu sur le site")
    PAPER = "PAPER", _("PDF")
    PAGE = "PAGE", _("Page à lire sans le site")
    TEXT = "TEXT", _("Texte brut")
    DATA = "DATA", _("Données")


class NoticeKind(models.TextChoices):
    """What a letter about the report tells."""

    CERTIFY = "CERTIFY", _("des chiffres à certifier")
    APPROVE = "APPROVE", _("un rapport à approuver")
    STALE = "STALE", _("des chiffres périmés")
    APPROVED = "APPROVED", _("un rapport approuvé")
    PUBLISHED = "PUBLISHED", _("un rapport publié")
    RESTATED = "RESTATED", _("des chiffres recalculés")
    CHALLENGED = "CHALLENGED", _("un chiffre contesté")
    ANSWERED = "ANSWERED", _("une réponse à votre contestation")
    TO_CORRECT = "TO_CORRECT", _("un erratum à publier")
