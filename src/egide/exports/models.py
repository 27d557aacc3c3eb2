"""Extracts: what leaves the site of many people at once, why, and who agreed (R-X-8, R-X-9)."""

from __future__ import annotations

from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from egide.exports.enums import ExtractState
from egide.exports.permissions import AGREE_TO_EXTRACTS
from egide.kernel.access import Actor


class ExtractQuerySet(models.QuerySet["Extract"]):
    """Filters with a name."""

    def visible_to(self, actor: Actor) -> ExtractQuerySet:
        """Keep one's own extracts; all of them for who agrees."""
        if actor.can(AGREE_TO_EXTRACTS):
            return self
        return self.filter(asker=actor.person_id) if actor.person_id else self.none()

    def waiting(self) -> ExtractQuerySet:
        """Keep those that nobody decided."""
        return self.filter(state=ExtractState.ASKED)


class Extract(models.Model):
    """A list of many people that somebody asks to take away (extrait).

    It is a permission, not a file: once agreed, its asker takes the list at ``address`` until
    ``open_until``, as it is then and with the rights of then. ``columns`` are the keys of what the
    file holds, ``labels`` their words, ``rows`` how many lines it had when it was asked.
    """

    asker = models.ForeignKey("members.Person", models.PROTECT, related_name="+")
    list_name = models.CharField(max_length=80)
    title = models.CharField(_("liste"), max_length=200)
    address = models.TextField(_("adresse"))
    form = models.CharField(_("format"), max_length=4)
    columns = ArrayField(models.CharField(max_length=80))
    labels = ArrayField(models.CharField(max_length=200))
    rows = models.PositiveIntegerField(_("lignes"))
    purpose = models.TextField(_("usage"), max_length=1_000)
    asked_at = models.DateTimeField(_("demandé le"))
    state = models.CharField(
        _("état"), max_length=7, choices=ExtractState, default=ExtractState.ASKED
    )
    decided_by = models.ForeignKey(
        "members.Person", models.PROTECT, related_name="+", null=True, blank=True
    )
    decided_at = models.DateTimeField(_("décidé le"), null=True, blank=True)
    reason = models.CharField(_("motif"), max_length=400, blank=True)
    open_until = models.DateTimeField(_("ouvert jusqu’au"), null=True, blank=True)
    taken = models.PositiveIntegerField(_("emporté, fois"), default=0)
    taken_at = models.DateTimeField(_("emporté le"), null=True, blank=True)

    objects = ExtractQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["asker", "-asked_at"], name="extracts_of_an_asker")]
        constraints = [
            models.CheckConstraint(
                name="another_person_decides_an_extract",
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("asker")),
            ),
            models.CheckConstraint(
                name="an_extract_is_decided_by_somebody",
                condition=Q(
                    state=ExtractState.ASKED, decided_by__isnull=True, decided_at__isnull=True
                )
                | (~Q(state=ExtractState.ASKED) & Q(decided_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="an_agreed_extract_ends",
                condition=~Q(state=ExtractState.AGREED) | Q(open_until__gt=F("decided_at")),
            ),
        ]

    def __str__(self) -> str:
        return str(_("Extrait n° %(number)s") % {"number": self.pk})

    def is_open(self, at: datetime) -> bool:
        """Tell whether the asker may take it at this instant."""
        return self.state == ExtractState.AGREED and at <= (self.open_until or at)
