"""The application that shows a new code every half minute."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from egide.accounts.models.account import Account
from egide.kernel.encryption import EncryptedField


class AuthenticatorApp(models.Model):
    """An application that shows codes (application de codes, RFC 6238), one an account.

    Site and telephone share ``secret``, so it is sealed and bound to its row, and the database
    shows the row to nobody but the person and the machine (``kernel.wall``). It proves nothing
    until a first code was typed (``Account.app_added_at``). ``last_step`` is the half minute of the
    last code that was taken: no code serves twice.
    """

    account = models.OneToOneField(Account, models.PROTECT, related_name="app")
    secret = EncryptedField(bound_to="account")
    begun_at = models.DateTimeField(_("commencée le"))
    last_step = models.BigIntegerField(default=0)
    last_used_at = models.DateTimeField(_("dernier code le"), null=True)

    def __str__(self) -> str:
        return f"{self.pk}"
