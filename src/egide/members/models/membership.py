"""Who is a member, since when, and in what standing."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from egide.kernel.periods import Days
from egide.members.enums import MembershipStatus


class Membership(models.Model):
    """One standing of a person over some days (qualité de sociétaire); history is kept."""

    # Its index holds what the standing of a day is read from: see ``Meta``.
    person = models.ForeignKey(
        "members.Person", models.PROTECT, related_name="memberships", db_index=False
    )
    status = models.CharField(_("qualité"), max_length=10, choices=MembershipStatus)
    starts_on = models.DateField(_("depuis le"))
    ends_on = models.DateField(_("jusqu’au"), null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="membership_ends_after_it_starts",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
            ),
            # Of every row. Without a condition PostgreSQL would read the standings of a person in
            # the index of this constraint, which takes it four times as long as in theirs.
            ExclusionConstraint(
                name="one_standing_per_person_at_a_time",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    (Days("starts_on", "ends_on"), RangeOperators.OVERLAPS),
                ],
                condition=Q(pk__gt=0),
            ),
        ]
        indexes = [
            models.Index(fields=["status", "starts_on"], name="membership_by_status"),
            models.Index(
                fields=["person"],
                include=["status", "starts_on", "ends_on"],
                name="standings_of_a_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.status} {self.starts_on}"
