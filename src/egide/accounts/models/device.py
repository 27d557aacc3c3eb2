"""Browsers in which a person came in before."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from egide.accounts.models.account import Account


class KnownDevice(models.Model):
    """A browser in which the person came in before (appareil connu), known by its cookie.

    A sign-in from any other one is told by mail. Until ``trusted_until``, if the person said so,
    the browser stands for the second factor (appareil de confiance).
    """

    account = models.ForeignKey(Account, models.PROTECT, related_name="devices")
    token_hash = models.CharField(max_length=64)
    words = models.CharField(_("appareil"), max_length=80, blank=True)
    first_seen_at = models.DateTimeField(_("vu la première fois le"))
    last_seen_at = models.DateTimeField(_("vu le"), db_index=True)
    trusted_until = models.DateTimeField(_("de confiance jusqu’au"), null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "token_hash"], name="a_device_is_known_once_an_account"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"
