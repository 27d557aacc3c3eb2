"""Bodies of the society and their seats."""

from __future__ import annotations

from datetime import date

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from egide.kernel.periods import Days, running_on
from egide.mandates.enums import (
    EX_OFFICIO_DESIGNATIONS,
    SEAT_DESIGNATIONS,
    BodyKind,
    College,
    Condition,
    Designation,
)
from egide.mandates.models.office import Office


class BodyQuerySet(models.QuerySet["Body"]):
    def existing_on(self, day: date) -> BodyQuerySet:
        return self.filter(running_on(day))


class Body(models.Model):
    """A body that decides or advises (organe): assembly, committee, board, bureau (R-GOV-1).

    ``gives`` is the office that every seat of the body gives to who sits. ``seats_at_most`` is the
    number of seats that the statutes allow; the share of the bureau in the board is a dated
    parameter (R-GOV-4).
    """

    code = models.CharField(_("code"), max_length=40, unique=True)
    kind = models.CharField(_("nature"), max_length=16, choices=BodyKind)
    name = models.CharField(_("nom"), max_length=80)
    statutory = models.BooleanField(_("prévu par les statuts"), default=False)
    seats_at_most = models.PositiveSmallIntegerField(_("sièges au plus"), null=True, blank=True)
    gives = models.ForeignKey(Office, models.PROTECT, related_name="+", null=True, blank=True)
    starts_on = models.DateField(_("depuis le"))
    ends_on = models.DateField(_("jusqu’au"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=160, blank=True)

    objects = BodyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_body_ends_after_it_starts",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
            ),
            models.CheckConstraint(
                name="a_commission_is_not_statutory",
                condition=Q(statutory=False) | ~Q(kind=BodyKind.COMMISSION),
            ),
            ExclusionConstraint(
                name="one_statutory_body_of_each_kind_at_a_time",
                expressions=[
                    ("kind", RangeOperators.EQUAL),
                    (Days("starts_on", "ends_on"), RangeOperators.OVERLAPS),
                ],
                condition=Q(statutory=True),
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The name in the language of the reader."""
        return gettext(self.name)


class SeatQuerySet(models.QuerySet["Seat"]):
    def existing_on(self, day: date) -> SeatQuerySet:
        return self.filter(running_on(day))


class Seat(models.Model):
    """One chair in a body (siège): how it is filled, for how long, since which resolution.

    A seat that ``follows`` an office is filled without election by who holds that office
    (R-GOV-10); one that ``carries`` an office gives it to who sits (treasurer). A seat is never
    edited: it is retired on a day and another is added.
    """

    body = models.ForeignKey(Body, models.PROTECT, related_name="seats")
    number = models.PositiveSmallIntegerField(_("numéro"))
    label = models.CharField(_("libellé"), max_length=80, blank=True)
    designation = models.CharField(_("désignation"), max_length=19, choices=Designation)
    college = models.CharField(_("collège"), max_length=12, choices=College, blank=True)
    term_years = models.PositiveSmallIntegerField(_("durée en années"), null=True, blank=True)
    conditions = ArrayField(
        models.CharField(max_length=8, choices=Condition),
        verbose_name=_("conditions"),
        default=list,
        blank=True,
    )
    follows = models.ForeignKey(
        Office, models.PROTECT, related_name="following_seats", null=True, blank=True
    )
    carries = models.ForeignKey(
        Office, models.PROTECT, related_name="carrying_seats", null=True, blank=True
    )
    starts_on = models.DateField(_("depuis le"))
    ends_on = models.DateField(_("jusqu’au"), null=True, blank=True)
    source = models.CharField(_("résolution"), max_length=160)

    objects = SeatQuerySet.as_manager()

    class Meta:
        constraints = [
            # Pointed at by mandates, so that their copy of ``body`` cannot disagree.
            models.UniqueConstraint(fields=["id", "body"], name="seat_with_its_body"),
            models.CheckConstraint(
                name="a_seat_ends_after_it_starts",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
            ),
            models.CheckConstraint(
                name="a_seat_is_filled_in_a_way_the_statutes_know",
                condition=Q(designation__in=SEAT_DESIGNATIONS),
            ),
            models.CheckConstraint(
                name="an_ex_officio_seat_and_no_other_follows_an_office",
                condition=Q(
                    designation__in=EX_OFFICIO_DESIGNATIONS,
                    follows__isnull=False,
                    carries__isnull=True,
                )
                | (~Q(designation__in=EX_OFFICIO_DESIGNATIONS) & Q(follows__isnull=True)),
            ),
            models.CheckConstraint(
                name="a_college_fills_the_seats_of_colleges",
                condition=(Q(designation=Designation.COLLEGE) & ~Q(college=""))
                | (~Q(designation=Designation.COLLEGE) & Q(college="")),
            ),
            ExclusionConstraint(
                name="one_seat_per_number_at_a_time",
                expressions=[
                    ("body", RangeOperators.EQUAL),
                    ("number", RangeOperators.EQUAL),
                    (Days("starts_on", "ends_on"), RangeOperators.OVERLAPS),
                ],
            ),
            ExclusionConstraint(
                name="one_seat_carries_an_office_at_a_time",
                expressions=[
                    ("carries", RangeOperators.EQUAL),
                    (Days("starts_on", "ends_on"), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.body_id} {self.number}"

    @property
    def title(self) -> str:
        """What is written on the chair, in the language of the reader; empty for a plain seat."""
        return gettext(self.label) if self.label else ""
