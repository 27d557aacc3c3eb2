"""Where an extract stands."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class ExtractState(models.TextChoices):
    """What was decided of an extract; that it is over is read from its days."""

    ASKED = "ASKED", _("demandé")
    AGREED = "AGREED", _("accordé")
    REFUSED = "REFUSED", _("refusé")
