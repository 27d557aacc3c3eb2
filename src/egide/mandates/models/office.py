"""Offices, the rights that they carry, and which of them one person may not join."""

from __future__ import annotations

from datetime import date, timedelta

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from egide.kernel.periods import Days, running_on
from egide.mandates.enums import Condition, ScopeKind, Secrecy

# The first day of a right whose beginning nobody wrote down: that of the society.
BEGINNING = date(1846, 1, 1)


class Office(models.Model):
    """A function that somebody holds (fonction): treasurer, delegate of a promotion, DSC.

    ``scope_kinds`` says on what it is held; empty, it is held on the whole society. ``single``
    means one holder at a time (on each scope). ``secrecy`` is the highest class of rights it may
    carry (R-X-2). Rights are rows, so that a society changes them without a programmer.
    """

    code = models.CharField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("nom"), max_length=80)
    feminine = models.CharField(_("nom au féminin"), max_length=80, blank=True)
    scope_kinds = ArrayField(
        models.CharField(max_length=12, choices=ScopeKind),
        verbose_name=_("s’exerce sur"),
        default=list,
        blank=True,
    )
    single = models.BooleanField(_("un seul titulaire"), default=False)
    term_years = models.PositiveSmallIntegerField(_("durée en années"), null=True, blank=True)
    conditions = ArrayField(
        models.CharField(max_length=8, choices=Condition),
        verbose_name=_("conditions"),
        default=list,
        blank=True,
    )
    secrecy = models.CharField(
        _("données accessibles"), max_length=8, choices=Secrecy, default=Secrecy.SECRET
    )
    source = models.CharField(_("source"), max_length=160, blank=True)

    class Meta:
        constraints = [
            # Pointed at by mandates, so that their copy of ``single`` cannot disagree.
            models.UniqueConstraint(fields=["id", "single"], name="office_with_its_single_holder"),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The name in the language of the reader."""
        return gettext(self.name)


class OfficeRightQuerySet(models.QuerySet["OfficeRight"]):
    def running_on(self, day: date) -> OfficeRightQuerySet:
        return self.filter(running_on(day))

    def ever(self) -> OfficeRightQuerySet:
        """Leave out those given and taken back on one day: they held on none."""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")))


class OfficeRight(models.Model):
    """One right that an office carries, from a day to another (droit attaché à une fonction).

    ``ends_on`` is the last day on which it is carried. A right given and taken back on one day ends
    on the eve of its first: it holds on no day, and stays written. The decisions that gave it and
    took it away are kept beside the days.
    """

    office = models.ForeignKey(Office, models.CASCADE, related_name="rights")
    permission = models.CharField(_("droit"), max_length=80)
    starts_on = models.DateField(_("depuis le"), default=BEGINNING)
    ends_on = models.DateField(_("jusqu’au"), null=True, blank=True)
    given_by = models.CharField(_("décision qui le donne"), max_length=500, blank=True)
    taken_by = models.CharField(_("décision qui le retire"), max_length=500, blank=True)

    objects = OfficeRightQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_right_ends_at_the_earliest_on_the_eve_of_its_first_day",
                condition=Q(ends_on__isnull=True)
                | Q(ends_on__gte=F("starts_on") - timedelta(days=1)),
            ),
            ExclusionConstraint(
                name="an_office_carries_a_right_once_at_a_time",
                expressions=[
                    ("office", RangeOperators.EQUAL),
                    ("permission", RangeOperators.EQUAL),
                    (Days("starts_on", "ends_on"), RangeOperators.OVERLAPS),
                ],
                # Without this the database could not build the days of a right that held on none.
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.office_id} {self.permission}"


class IncompatibilityQuerySet(models.QuerySet["Incompatibility"]):
    def running_on(self, day: date) -> IncompatibilityQuerySet:
        return self.filter(running_on(day))

    def about(self, office: Office) -> IncompatibilityQuerySet:
        return self.filter(Q(first=office) | Q(second=office))


class Incompatibility(models.Model):
    """Two offices that one person may not hold at a time (incompatibilité); the lower id first.

    It holds from a day to another: who held both before it began keeps them to their term.
    """

    first = models.ForeignKey(Office, models.PROTECT, related_name="+")
    second = models.ForeignKey(Office, models.PROTECT, related_name="+")
    source = models.CharField(_("source"), max_length=160)
    starts_on = models.DateField(_("depuis le"), default=BEGINNING)
    ends_on = models.DateField(_("jusqu’au"), null=True, blank=True)
    lifted_by = models.CharField(_("décision qui la lève"), max_length=160, blank=True)

    objects = IncompatibilityQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="an_incompatibility_ends_after_it_starts",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
            ),
            ExclusionConstraint(
                name="an_incompatibility_is_said_once_at_a_time",
                expressions=[
                    ("first", RangeOperators.EQUAL),
                    ("second", RangeOperators.EQUAL),
                    (Days("starts_on", "ends_on"), RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                name="an_incompatibility_is_between_two_offices", condition=Q(first__lt=F("second"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} {self.second_id}"
