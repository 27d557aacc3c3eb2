"""What a person agreed that an application knows of them."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from egide.accounts.models import Account
from egide.identity_provider.models.application import Application


class ConnectionQuerySet(models.QuerySet["Connection"]):
    def running(self) -> ConnectionQuerySet:
        return self.filter(ended_at__isnull=True)


class Connection(models.Model):
    """A person's agreement that an application knows of them what ``scopes`` say (accord).

    Until they take it back, or ask for more than was agreed, the application is not asked about
    again. Codes and tokens hang on it: without it they open nothing.
    """

    account = models.ForeignKey(Account, models.PROTECT, related_name="+")
    application = models.ForeignKey(Application, models.PROTECT, related_name="connections")
    scopes = ArrayField(models.CharField(max_length=20), verbose_name=_("ce qu’elle sait"))
    given_at = models.DateTimeField(_("donné le"))
    last_used_at = models.DateTimeField(_("dernière connexion le"), null=True)
    ended_at = models.DateTimeField(_("retiré le"), null=True)

    objects = ConnectionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "application"],
                condition=Q(ended_at__isnull=True),
                name="one_running_agreement_an_application",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"
