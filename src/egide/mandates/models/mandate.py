"""Mandates: the time that a person serves in a seat or in an office.

A mandate is the heart of the society: rights are read from it, so it is never edited to say that
something else happened. It starts, it runs, it ends once with a reason; a mistake is cancelled
with a reason, and stays written.
"""

from __future__ import annotations

from datetime import date

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from egide.kernel.access import Actor
from egide.kernel.periods import Days, Period, running_during, running_on
from egide.mandates.enums import Designation, EndReason, MandateState
from egide.mandates.models.body import Body, Seat
from egide.mandates.models.office import Office
from egide.mandates.models.scope import Scope
from egide.mandates.permissions import MANAGE_MANDATES, READ_GOVERNANCE
from egide.members.models import Person

REAL = ~Q(end_reason=EndReason.CANCELLED)


class MandateQuerySet(models.QuerySet["Mandate"]):
    def visible_to(self, actor: Actor) -> MandateQuerySet:
        """Keep what the actor may read: all of them with the right, else one's own."""
        if actor.can(READ_GOVERNANCE) or actor.can(MANAGE_MANDATES):
            return self
        own = Q(person_id=actor.person_id) if actor.person_id else Q(pk__in=())
        scopes = (actor.scopes(READ_GOVERNANCE) or frozenset()) | (
            actor.scopes(MANAGE_MANDATES) or frozenset()
        )
        return self.filter(own | Q(scope_id__in=scopes))

    def real(self) -> MandateQuerySet:
        """Leave out the cancelled ones: they never were."""
        return self.filter(REAL)

    def running_on(self, day: date) -> MandateQuerySet:
        return self.filter(REAL, running_on(day))

    def running_during(self, period: Period) -> MandateQuerySet:
        return self.filter(REAL, running_during(period))

    def giving(self, code: str) -> MandateQuerySet:
        """Keep the mandates that give the office ``code``, directly or by a seat."""
        return self.filter(
            Q(office__code=code) | Q(seat__carries__code=code) | Q(body__gives__code=code)
        )

    def for_members(self) -> MandateQuerySet:
        """Keep those that only members serve in: a condition of the seat or the office says so."""
        return self.filter(
            Q(seat__isnull=True, office__conditions__len__gt=0) | Q(seat__conditions__len__gt=0)
        )

    def elected_during(self, period: Period) -> MandateQuerySet:
        return self.filter(REAL, elected_on__range=(period.start, period.end))


class Mandate(models.Model):
    """The time a person serves in a seat or in an office (mandat).

    ``ends_on`` is the last day served, known in advance when there is a term; ``term_ends_on`` is
    the last day foreseen, and stays when the mandate ends earlier: who is co-opted inherits it
    (R-GOV-8). ``body`` and ``sole`` are copies that let the database refuse two seats in one body
    and two holders of a single office; it also keeps them from disagreeing with the seat and the
    office. ``follows`` is the mandate that an ex officio one comes from and ends with.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    seat = models.ForeignKey(Seat, models.PROTECT, related_name="mandates", null=True, blank=True)
    body = models.ForeignKey(Body, models.PROTECT, related_name="+", null=True, blank=True)
    office = models.ForeignKey(
        Office, models.PROTECT, related_name="mandates", null=True, blank=True
    )
    sole = models.BooleanField(_("un seul titulaire"), default=False)
    scope = models.ForeignKey(Scope, models.PROTECT, related_name="mandates", null=True, blank=True)
    designation = models.CharField(_("désignation"), max_length=19, choices=Designation)
    elected_on = models.DateField(_("élu le"), null=True, blank=True)
    starts_on = models.DateField(_("premier jour"))
    ends_on = models.DateField(_("dernier jour"), null=True, blank=True)
    term_ends_on = models.DateField(_("échéance prévue"), null=True, blank=True)
    end_reason = models.CharField(
        _("motif de fin"), max_length=12, choices=EndReason, blank=True, default=EndReason.RUNNING
    )
    ratified_on = models.DateField(_("cooptation confirmée le"), null=True, blank=True)
    succeeds = models.ForeignKey(
        "self", models.PROTECT, related_name="successors", null=True, blank=True
    )
    follows = models.ForeignKey(
        "self", models.PROTECT, related_name="dependents", null=True, blank=True
    )

    objects = MandateQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_mandate_is_for_a_seat_or_for_an_office",
                condition=Q(
                    seat__isnull=False,
                    body__isnull=False,
                    office__isnull=True,
                    scope__isnull=True,
                    sole=False,
                )
                | Q(seat__isnull=True, body__isnull=True, office__isnull=False),
            ),
            models.CheckConstraint(
                name="a_mandate_ends_after_it_starts",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
            ),
            models.CheckConstraint(
                name="a_mandate_does_not_outlive_its_term",
                condition=Q(term_ends_on__isnull=True)
                | Q(ends_on__isnull=False, ends_on__lte=F("term_ends_on")),
            ),
            models.CheckConstraint(
                name="a_mandate_that_ended_has_a_last_day",
                condition=Q(end_reason__in=("", EndReason.CANCELLED)) | Q(ends_on__isnull=False),
            ),
            models.CheckConstraint(
                name="nobody_serves_before_being_elected",
                condition=Q(elected_on__isnull=True) | Q(elected_on__lte=F("starts_on")),
            ),
            models.CheckConstraint(
                name="only_a_co_option_is_ratified",
                condition=Q(ratified_on__isnull=True) | Q(designation=Designation.CO_OPTED),
            ),
            ExclusionConstraint(
                name="one_mandate_per_seat_at_a_time",
                expressions=[
                    ("seat", RangeOperators.EQUAL),
                    (Days("starts_on", "ends_on"), RangeOperators.OVERLAPS),
                ],
                condition=REAL,
            ),
            ExclusionConstraint(
                name="one_holder_of_a_single_office_at_a_time",
                expressions=[
                    ("office", RangeOperators.EQUAL),
                    (Coalesce("scope", Value(0)), RangeOperators.EQUAL),
                    (Days("starts_on", "ends_on"), RangeOperators.OVERLAPS),
                ],
                condition=REAL & Q(sole=True),
            ),
            ExclusionConstraint(
                name="one_seat_per_body_and_person_at_a_time",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    ("body", RangeOperators.EQUAL),
                    (Days("starts_on", "ends_on"), RangeOperators.OVERLAPS),
                ],
                condition=REAL,
            ),
            ExclusionConstraint(
                name="nobody_holds_an_office_twice_at_a_time",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    ("office", RangeOperators.EQUAL),
                    (Coalesce("scope", Value(0)), RangeOperators.EQUAL),
                    (Days("starts_on", "ends_on"), RangeOperators.OVERLAPS),
                ],
                condition=REAL,
            ),
        ]
        indexes = [
            models.Index(fields=["office", "scope", "starts_on"], name="mandate_by_office"),
            models.Index(fields=["starts_on", "id"], name="mandate_by_first_day"),
            models.Index(
                fields=["ends_on"], condition=Q(end_reason=""), name="mandate_not_yet_ended"
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.person_id} {self.starts_on}"

    def state_on(self, day: date) -> MandateState:
        """Return where the mandate stands on ``day``."""
        if self.end_reason == EndReason.CANCELLED:
            return MandateState.CANCELLED
        if day < self.starts_on:
            return MandateState.TO_COME
        if self.ends_on is not None and day > self.ends_on:
            return MandateState.ENDED
        return MandateState.RUNNING
