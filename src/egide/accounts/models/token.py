"""Keys by which programs act for a person."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from egide.accounts.models.account import Account


class ApiToken(models.Model):
    """A key by which a program asks in the name of one person (jeton d’API).

    Only a hash of it is kept. It opens ``scopes``, the codes of rights that the person chose, as
    far as the person holds them at that moment: what a mandate gave ends with it. Without
    ``may_write`` it only reads. ``twice_proved`` says that a second factor was shown when it was
    made; without it, it never opens what is others'. A token that was ended is no longer there.
    """

    account = models.ForeignKey(Account, models.PROTECT, related_name="tokens")
    name = models.CharField(_("nom"), max_length=60)
    token_hash = models.CharField(max_length=64, unique=True)
    scopes = ArrayField(models.CharField(max_length=80), verbose_name=_("droits ouverts"))
    may_write = models.BooleanField(_("agit aussi"), default=False)
    twice_proved = models.BooleanField(_("fait avec un second facteur"), default=False)
    made_at = models.DateTimeField(_("fait le"))
    expires_at = models.DateTimeField(_("jusqu’au"), db_index=True)
    last_used_at = models.DateTimeField(_("dernier usage le"), null=True)

    def __str__(self) -> str:
        return f"{self.pk}"
