"""Groups, their states day after day, the areas they serve, and the request that made them."""

from __future__ import annotations

from datetime import date

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from egide.groups.enums import (
    TERRITORIAL_KINDS,
    Family,
    GroupKind,
    GroupState,
    LegalForm,
    WorldRegion,
)
from egide.groups.models.agreement import EgideAgreement, OwnAssociation
from egide.groups.permissions import MANAGE_GROUPS, MANAGE_OWN_GROUP
from egide.kernel.access import Actor
from egide.kernel.periods import Days, Period, running_on


class GroupQuerySet(models.QuerySet["Group"]):
    def visible_to(self, actor: Actor) -> GroupQuerySet:
        """Keep the groups that the actor may know: all for the desk of the network.

        A visitor and a member see every group that was once created; who asked for a group sees it
        even while it is only proposed.
        """
        if actor.can(MANAGE_GROUPS):
            return self
        known = Q(created_on__isnull=False)
        if actor.person_id is not None:
            asked = CreationRequest.objects.filter(
                group=OuterRef("pk"), requested_by=actor.person_id
            )
            known |= Q(Exists(asked))
        return self.filter(known)

    def managed_by(self, actor: Actor) -> GroupQuerySet:
        """Keep the groups that the actor keeps as an officer, or all for the desk."""
        if actor.can(MANAGE_GROUPS):
            return self
        scopes = actor.scopes(MANAGE_OWN_GROUP)
        return self if scopes is None else self.filter(scope_id__in=scopes)

    def in_state_on(self, day: date, *states: GroupState) -> GroupQuerySet:
        """Keep the groups that were in one of ``states`` on ``day``."""
        stage = GroupStage.objects.filter(running_on(day), group=OuterRef("pk"), state__in=states)
        return self.filter(Exists(stage))

    def active_on(self, day: date) -> GroupQuerySet:
        """Keep the groups that lived on ``day``: neither proposed, asleep nor closed."""
        return self.in_state_on(day, GroupState.ACTIVE)

    def standing_on(self, day: date) -> GroupQuerySet:
        """Keep the groups that existed on ``day``, awake or asleep."""
        return self.in_state_on(day, GroupState.ACTIVE, GroupState.DORMANT)

    def territorial(self) -> GroupQuerySet:
        return self.filter(family=Family.TERRITORIAL)

    def created_during(self, period: Period) -> GroupQuerySet:
        return self.filter(created_on__range=(period.start, period.end))

    def under_egide_on(self, day: date) -> GroupQuerySet:
        """Keep the groups whose égide agreement was signed and not suspended on ``day``."""
        return self.filter(
            Exists(EgideAgreement.objects.signed_on(day).filter(group=OuterRef("pk")))
        )

    def with_legal_form(self, day: date) -> GroupQuerySet:
        """Add ``legal_form`` as it was on ``day``: it comes from agreements, never from a field."""
        egide = EgideAgreement.objects.holding_on(day).filter(group=OuterRef("pk"))
        association = OwnAssociation.objects.filter(running_on(day), group=OuterRef("pk"))
        return self.annotate(
            legal_form=Case(
                When(Exists(egide), then=Value(LegalForm.EGIDE.value)),
                When(Exists(association), then=Value(LegalForm.OWN_ASSOCIATION.value)),
                default=Value(LegalForm.INFORMAL.value),
                output_field=models.CharField(),
            )
        )


class Group(models.Model):
    """People of the society who meet: by area, promotion, trade or affinity (groupe).

    ``scope`` is what its officers' mandates are on; a group that is only proposed has none yet.
    ``closed_on`` is the last day of the group. ``state``, ``created_on``, ``dormant_since``
    and ``closed_on`` say where the group stands now; ``GroupStage`` says where it stood each day.
    ``family`` is computed by the database from the type.
    """

    kind = models.CharField(_("type"), max_length=20, choices=GroupKind)
    family = models.GeneratedField(
        expression=Case(
            When(
                kind__in=[kind.value for kind in TERRITORIAL_KINDS],
                then=Value(Family.TERRITORIAL.value),
            ),
            When(kind=GroupKind.PROMOTION.value, then=Value(Family.PROMOTION.value)),
            default=Value(Family.FREE.value),
        ),
        output_field=models.CharField(max_length=11, choices=Family),
        db_persist=True,
    )
    name = models.CharField(_("nom"), max_length=120)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        related_name="children",
        null=True,
        blank=True,
        verbose_name=_("rattaché à"),
    )
    scope = models.OneToOneField(
        "mandates.Scope", models.PROTECT, related_name="+", null=True, blank=True
    )
    promotion = models.OneToOneField(
        "members.Promotion", models.PROTECT, related_name="+", null=True, blank=True
    )
    region = models.CharField(_("région du monde"), max_length=20, choices=WorldRegion, blank=True)
    area = models.CharField(_("territoire"), max_length=120, blank=True)
    presentation = models.TextField(_("présentation"), max_length=4_000, blank=True)
    longitude = models.DecimalField(
        _("longitude"), max_digits=7, decimal_places=4, null=True, blank=True
    )
    latitude = models.DecimalField(
        _("latitude"), max_digits=6, decimal_places=4, null=True, blank=True
    )
    state = models.CharField(
        _("état"), max_length=8, choices=GroupState, default=GroupState.PROPOSED
    )
    created_on = models.DateField(_("créé le"), null=True, blank=True)
    dormant_since = models.DateField(_("en sommeil depuis le"), null=True, blank=True)
    closed_on = models.DateField(_("dernier jour"), null=True, blank=True)
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        related_name="absorbed",
        null=True,
        blank=True,
        verbose_name=_("réuni à"),
    )
    version = models.PositiveIntegerField(_("version"), default=1)

    objects = GroupQuerySet.as_manager()

    class Meta:
        constraints = [
            # The name of a proposal that was turned down is free again; every other stays taken.
            models.UniqueConstraint(
                "kind",
                Lower("name"),
                name="a_group_name_is_unique_in_its_type",
                condition=Q(created_on__isnull=False) | Q(closed_on__isnull=True),
            ),
            models.CheckConstraint(
                name="a_promotion_group_has_its_promotion",
                condition=Q(kind=GroupKind.PROMOTION, promotion__isnull=False)
                | (~Q(kind=GroupKind.PROMOTION) & Q(promotion__isnull=True)),
            ),
            models.CheckConstraint(
                name="a_group_abroad_has_its_region",
                condition=Q(kind=GroupKind.TERRITORIAL_INTL) & ~Q(region="")
                | ~Q(kind=GroupKind.TERRITORIAL_INTL) & Q(region=""),
            ),
            models.CheckConstraint(
                name="the_state_of_a_group_agrees_with_its_days",
                condition=Q(
                    state=GroupState.PROPOSED,
                    created_on__isnull=True,
                    dormant_since__isnull=True,
                    closed_on__isnull=True,
                )
                | Q(
                    state=GroupState.ACTIVE,
                    created_on__isnull=False,
                    dormant_since__isnull=True,
                    closed_on__isnull=True,
                )
                | Q(
                    state=GroupState.DORMANT,
                    created_on__isnull=False,
                    dormant_since__isnull=False,
                    closed_on__isnull=True,
                )
                | Q(state=GroupState.CLOSED, dormant_since__isnull=True, closed_on__isnull=False),
            ),
            models.CheckConstraint(
                name="a_group_closes_after_its_creation",
                condition=Q(closed_on__isnull=True)
                | Q(created_on__isnull=True)
                | Q(closed_on__gte=F("created_on")),
            ),
            models.CheckConstraint(
                name="a_created_group_has_its_scope",
                condition=Q(created_on__isnull=True) | Q(scope__isnull=False),
            ),
            models.CheckConstraint(
                name="a_place_has_both_coordinates",
                condition=Q(longitude__isnull=True, latitude__isnull=True)
                | Q(longitude__range=(-180, 180), latitude__range=(-90, 90)),
            ),
            # Membership rows repeat the family, and the database checks that they agree.
            models.UniqueConstraint(fields=["id", "family"], name="a_group_has_one_family"),
        ]
        indexes = [models.Index(fields=["family", "state"], name="group_by_family")]

    def __str__(self) -> str:
        return self.name

    @property
    def kind_title(self) -> str:
        """The type as a line begins: with a capital, and no other letter touched."""
        label = str(self.get_kind_display())
        return label[:1].upper() + label[1:]


class GroupStage(models.Model):
    """One state of a group over some days; the last has no end. Truth for any past day."""

    group = models.ForeignKey(Group, models.PROTECT, related_name="stages")
    state = models.CharField(_("état"), max_length=8, choices=GroupState)
    starts_on = models.DateField(_("depuis le"))
    ends_on = models.DateField(_("jusqu’au"), null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_stage_ends_after_it_starts",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
            ),
            ExclusionConstraint(
                name="a_group_is_in_one_state_at_a_time",
                expressions=[
                    ("group", RangeOperators.EQUAL),
                    (Days("starts_on", "ends_on"), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group_id} {self.state} {self.starts_on}"


class AreaRule(models.Model):
    """Addresses that belong to a territorial group (règle de rattachement).

    A country, or the postcodes from one to another, both counted and compared letter by letter.
    The highest priority wins, so that a city can be cut out of its department.
    """

    group = models.ForeignKey(Group, models.PROTECT, related_name="area_rules")
    country = models.CharField(_("pays"), max_length=2)
    postcode_from = models.CharField(
        _("du code postal"), max_length=12, blank=True, db_collation="C"
    )
    postcode_to = models.CharField(_("au code postal"), max_length=12, blank=True, db_collation="C")
    priority = models.PositiveSmallIntegerField(_("priorité"), default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="an_area_has_both_postcodes_or_none",
                condition=Q(postcode_from="", postcode_to="")
                | ~Q(postcode_from="") & Q(postcode_to__gte=F("postcode_from")),
            ),
            models.UniqueConstraint(
                fields=["country", "postcode_from", "postcode_to", "priority"],
                name="one_group_per_area_and_priority",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.country} {self.postcode_from}–{self.postcode_to}"


class CreationRequest(models.Model):
    """What members asked for when they proposed a group (demande de création, R-GRP-7)."""

    group = models.OneToOneField(Group, models.PROTECT, related_name="request")
    requested_by = models.ForeignKey("members.Person", models.PROTECT, related_name="+")
    sponsor = models.ForeignKey("members.Person", models.PROTECT, related_name="+")
    requested_on = models.DateField(_("demandée le"))
    purpose = models.TextField(_("raison d’être"), max_length=2_000)
    decided_on = models.DateField(_("décidée le"), null=True, blank=True)
    refusal_reason = models.TextField(_("motif du refus"), max_length=1_000, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="only_a_decided_request_is_refused",
                condition=Q(refusal_reason="") | Q(decided_on__isnull=False),
            ),
            models.CheckConstraint(
                name="a_request_is_decided_after_it_is_made",
                condition=Q(decided_on__isnull=True) | Q(decided_on__gte=F("requested_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group_id} {self.requested_on}"


class Founder(models.Model):
    """A member who asked for the group with others (membre fondateur)."""

    request = models.ForeignKey(CreationRequest, models.PROTECT, related_name="founders")
    person = models.ForeignKey("members.Person", models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["request", "person"], name="a_founder_asks_once"),
        ]

    def __str__(self) -> str:
        return f"{self.request_id} {self.person_id}"
