"""The time that a browser stays signed in."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from egide.accounts.enums import SecondFactor, SignInMethod
from egide.accounts.models.account import Account


class SessionQuerySet(models.QuerySet["Session"]):
    def open(self) -> SessionQuerySet:
        return self.filter(expires_at__gt=Now())


class Session(models.Model):
    """A browser that may come back without a new proof (session).

    Only a hash of the cookie is kept: whoever reads the table, or its backup, cannot come in with
    it. ``account`` is empty for a visitor whom the site must remember for a moment. A session
    ends fourteen days after it was last seen and sixty days after the sign-in, whatever happens.
    ``second_factor`` says what proved it a second time, ``proved_at`` when the strongest thing
    that the person has was last shown here.
    """

    key_hash = models.CharField(max_length=64, unique=True)
    content = models.TextField()
    account = models.ForeignKey(Account, models.PROTECT, related_name="sessions", null=True)
    device = models.CharField(_("appareil"), max_length=80, blank=True)
    method = models.CharField(_("moyen"), max_length=8, choices=SignInMethod, blank=True)
    second_factor = models.CharField(
        _("second facteur"), max_length=8, choices=SecondFactor, blank=True, db_default=""
    )
    proved_at = models.DateTimeField(_("dernière preuve le"), null=True)
    started_at = models.DateTimeField(_("ouverte le"), db_default=Now())
    seen_at = models.DateTimeField(_("vue le"), db_default=Now())
    expires_at = models.DateTimeField(_("jusqu’au"), db_index=True)

    objects = SessionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_signed_in_session_says_how",
                condition=Q(account__isnull=True) | ~Q(method=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"
