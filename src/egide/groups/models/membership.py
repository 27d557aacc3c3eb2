"""Who is in which group, from which day to which."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery, Sum
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from egide.groups.enums import Family, JoinKind
from egide.kernel.periods import Days, running_on

# Groups of which a person is in one at a time: any territorial one, and the default promotion.
EXCLUSIVE = Q(family=Family.TERRITORIAL) | Q(family=Family.PROMOTION, kind=JoinKind.AUTOMATIC)


class GroupMembershipQuerySet(models.QuerySet["GroupMembership"]):
    def running_on(self, day: date) -> GroupMembershipQuerySet:
        return self.filter(running_on(day))

    def territorial(self) -> GroupMembershipQuerySet:
        return self.filter(family=Family.TERRITORIAL)


class GroupMembership(models.Model):
    """The days of a person in a group (appartenance); ``ends_on`` is the last one.

    AUTOMATIC comes from the address or the principal promotion; a CHOSEN territorial group is
    pinned: it stays when the person moves (R-GRP-1). ``family`` repeats the group's.
    """

    person = models.ForeignKey("members.Person", models.PROTECT, related_name="+")
    group = models.ForeignKey("groups.Group", models.PROTECT, related_name="memberships")
    family = models.CharField(_("famille"), max_length=11, choices=Family)
    kind = models.CharField(_("mode d’entrée"), max_length=9, choices=JoinKind)
    starts_on = models.DateField(_("depuis le"))
    ends_on = models.DateField(_("jusqu’au"), null=True, blank=True)

    objects = GroupMembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="group_membership_ends_after_it_starts",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
            ),
            ExclusionConstraint(
                name="one_territorial_group_per_person_at_a_time",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    ("family", RangeOperators.EQUAL),
                    (Days("starts_on", "ends_on"), RangeOperators.OVERLAPS),
                ],
                condition=EXCLUSIVE,
            ),
            models.UniqueConstraint(
                fields=["person", "group"],
                condition=Q(ends_on__isnull=True),
                name="a_person_is_in_a_group_once",
            ),
        ]
        indexes = [
            models.Index(fields=["group", "ends_on"], name="membership_by_group"),
            models.Index(
                fields=["group", "starts_on"],
                condition=Q(ends_on__isnull=True),
                name="membership_still_running",
            ),
            models.Index(
                fields=["family", "group", "ends_on"],
                condition=Q(kind=JoinKind.CHOSEN),
                name="membership_by_choice",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.group_id} {self.starts_on}"

    @property
    def pinned(self) -> bool:
        """Whether the person chose this territorial group, so that a move does not change it."""
        return self.family == Family.TERRITORIAL and self.kind == JoinKind.CHOSEN


class Unplaced(models.Model):
    """Somebody whom the rules put in no territorial group, when they were last asked (sans groupe).

    Written whenever people are put in their groups, and every night: see ``_align``. Few, where
    everybody would have to be looked at; ``members_without_group`` asks of these what is true now.
    """

    person = models.OneToOneField("members.Person", models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return str(self.person_id)


class GroupHeadcount(models.Model):
    """How many days of people in a group have no end yet; several lines of a group add up.

    The database writes it, at each change of ``GroupMembership``; nobody else does. See
    ``people_on``, which says how many are in a group on a day.
    """

    group = models.ForeignKey("groups.Group", models.CASCADE, related_name="+")
    people = models.IntegerField(_("sociétaires"))

    def __str__(self) -> str:
        return f"{self.group_id} {self.people}"


def people_on(day: date) -> Combinable:
    """How many are in a group on ``day``, as a column of ``Group``.

    The database keeps count of those whose days have no end; around today hardly any others are
    left to count.
    """
    kept = GroupHeadcount.objects.filter(group=OuterRef("pk"))
    days = GroupMembership.objects.filter(group=OuterRef("pk"))
    to_come = days.filter(ends_on__isnull=True, starts_on__gt=day)
    ending = days.filter(ends_on__gte=day, starts_on__lte=day)
    return _total(kept, Sum("people")) - _total(to_come, Count("pk")) + _total(ending, Count("pk"))


def _total(rows: models.QuerySet[Any], measure: models.Aggregate) -> Coalesce:
    totals = rows.order_by().values("group").annotate(total=measure).values("total")
    return Coalesce(Subquery(totals, output_field=models.IntegerField()), 0)
