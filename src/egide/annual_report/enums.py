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
