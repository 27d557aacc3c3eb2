"""Keys that a telephone, a computer or a small stick keeps."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from egide.accounts.models.account import Account


class Passkey(models.Model):
    """A key that a device of the person keeps (clé d’accès, WebAuthn); we hold its public half.

    ``credential_id`` finds it again, ``credential`` checks what it signs. ``sign_count`` is the
    count that the key told last: one that goes back was copied.
    """

    account = models.ForeignKey(Account, models.PROTECT, related_name="passkeys")
    name = models.CharField(_("nom"), max_length=60)
    credential_id = models.TextField(unique=True)
    credential = models.TextField()
    sign_count = models.BigIntegerField(default=0)
    made_at = models.DateTimeField(_("ajoutée le"))
    last_used_at = models.DateTimeField(_("dernier usage le"), null=True)

    def __str__(self) -> str:
        return f"{self.pk}"
