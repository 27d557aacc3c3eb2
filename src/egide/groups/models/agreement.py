"""What gives a group its legal form: an égide agreement, or an association of its own."""

from __future__ import annotations

from datetime import date

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from egide.groups.enums import AgreementState, SignatoryCapacity
from egide.kernel.periods import Days, running_on


class EgideAgreementQuerySet(models.QuerySet["EgideAgreement"]):
    def holding_on(self, day: date) -> EgideAgreementQuerySet:
        """Keep the agreements that bound a group on ``day``, suspended or not."""
        return self.filter(running_on(day))

    def signed_on(self, day: date) -> EgideAgreementQuerySet:
        """Keep the agreements in force on ``day``: signed, not ended, not suspended."""
        suspended = EgideSuspension.objects.filter(running_on(day), agreement=OuterRef("pk"))
        return self.holding_on(day).exclude(Exists(suspended))


class EgideAgreement(models.Model):
    """The agreement by which a group lives under the society's legal personality (convention
    d’égide).

    ``starts_on`` is empty while it is a draft; ``ends_on`` is its last day, empty while it runs.
    ``renew_by`` is the day before which both sides look at it again.
    """

    group = models.ForeignKey("groups.Group", models.PROTECT, related_name="agreements")
    charter_version = models.CharField(_("version de la charte"), max_length=20)
    state = models.CharField(
        _("état"), max_length=9, choices=AgreementState, default=AgreementState.DRAFT
    )
    drafted_on = models.DateField(_("préparée le"))
    starts_on = models.DateField(_("effet"), null=True, blank=True)
    ends_on = models.DateField(_("fin"), null=True, blank=True)
    renew_by = models.DateField(_("à revoir avant le"), null=True, blank=True)
    end_reason = models.CharField(_("motif de fin"), max_length=400, blank=True)

    objects = EgideAgreementQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="the_state_of_an_agreement_agrees_with_its_days",
                condition=Q(
                    state=AgreementState.DRAFT, starts_on__isnull=True, ends_on__isnull=True
                )
                | Q(
                    state__in=(AgreementState.SIGNED, AgreementState.SUSPENDED),
                    starts_on__isnull=False,
                    ends_on__isnull=True,
                )
                | Q(
                    state=AgreementState.ENDED, starts_on__isnull=False, ends_on__gte=F("starts_on")
                ),
            ),
            ExclusionConstraint(
                name="one_egide_agreement_per_group_at_a_time",
                expressions=[
                    ("group", RangeOperators.EQUAL),
                    (Days("starts_on", "ends_on"), RangeOperators.OVERLAPS),
                ],
                # Without a first day there is no period, and a draft forbids nothing.
                condition=Q(starts_on__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["group"],
                condition=Q(state=AgreementState.DRAFT),
                name="one_draft_agreement_per_group",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group_id} {self.state}"


class EgideSuspension(models.Model):
    """Days over which an agreement was suspended; ``ends_on`` is the last of them."""

    agreement = models.ForeignKey(EgideAgreement, models.PROTECT, related_name="suspensions")
    starts_on = models.DateField(_("depuis le"))
    ends_on = models.DateField(_("jusqu’au"), null=True, blank=True)
    reason = models.CharField(_("motif"), max_length=400)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_suspension_ends_after_it_starts",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
            ),
            ExclusionConstraint(
                name="one_suspension_per_agreement_at_a_time",
                expressions=[
                    ("agreement", RangeOperators.EQUAL),
                    (Days("starts_on", "ends_on"), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agreement_id} {self.starts_on}"


class EgideSignatory(models.Model):
    """Somebody who signed an agreement, for the group or for the society."""

    agreement = models.ForeignKey(EgideAgreement, models.PROTECT, related_name="signatories")
    person = models.ForeignKey("members.Person", models.PROTECT, related_name="+")
    capacity = models.CharField(_("qualité"), max_length=7, choices=SignatoryCapacity)
    signed_on = models.DateField(_("signée le"))

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "capacity"], name="each_side_signs_an_agreement_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agreement_id} {self.capacity}"


class OwnAssociation(models.Model):
    """Days over which a group was a declared association of its own (association propre).

    A third party: its money is its own, it issues its own receipts, and it bears the society's
    name by a brand agreement only (R-GRP-3).
    """

    group = models.ForeignKey("groups.Group", models.PROTECT, related_name="associations")
    registered_name = models.CharField(_("nom déclaré"), max_length=160)
    register_number = models.CharField(
        _("numéro au répertoire des associations"), max_length=20, blank=True
    )
    starts_on = models.DateField(_("depuis le"))
    ends_on = models.DateField(_("jusqu’au"), null=True, blank=True)
    brand_agreed_on = models.DateField(_("usage du nom accordé le"), null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="an_association_ends_after_it_starts",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
            ),
            ExclusionConstraint(
                name="one_association_per_group_at_a_time",
                expressions=[
                    ("group", RangeOperators.EQUAL),
                    (Days("starts_on", "ends_on"), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return self.registered_name
