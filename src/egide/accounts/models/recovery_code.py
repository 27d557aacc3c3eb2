"""Codes on paper, for the day on which the telephone is lost."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from egide.accounts.models.account import Account


class RecoveryCode(models.Model):
    """A code that serves once when nothing else is at hand (code de secours).

    Ten are made together and shown once; only hashes stay, and a code is long enough that its
    hash tells nothing.
    """

    account = models.ForeignKey(Account, models.PROTECT, related_name="recovery_codes")
    code_hash = models.CharField(max_length=64)
    made_at = models.DateTimeField(_("fait le"))
    used_at = models.DateTimeField(_("utilisé le"), null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "code_hash"], name="a_recovery_code_is_one_s_own"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"
