"""How a person is reached, where they live, what they do."""

from __future__ import annotations

import phonenumbers
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from egide.members.enums import ContactKind, PositionStatus


class Folded(Func):
    """A text without accents or capitals, as the database folds it for the filters' indexes."""

    function = "members_folded"
    output_field = models.TextField()


class ContactPoint(models.Model):
    """An e-mail address, a telephone number or a page; a couple may share one."""

    person = models.ForeignKey("members.Person", models.PROTECT, related_name="contact_points")
    kind = models.CharField(_("nature"), max_length=5, choices=ContactKind)
    value = models.CharField(_("valeur"), max_length=254)
    primary = models.BooleanField(_("principal"), default=False)
    verified_at = models.DateTimeField(_("vérifié le"), null=True, blank=True)
    invalid = models.BooleanField(_("ne répond plus"), default=False)
    source = models.CharField(_("origine"), max_length=40, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind"],
                condition=Q(primary=True),
                name="one_primary_contact_of_each_kind",
            ),
        ]
        indexes = [
            models.Index(
                Lower("value"), condition=Q(kind=ContactKind.EMAIL), name="contact_by_email"
            ),
            models.Index(fields=["person"], condition=Q(invalid=True), name="contact_that_is_dead"),
            # The clerk's list of them, in its other orders; what was never verified comes last.
            models.Index(
                fields=["value", "id"], condition=Q(invalid=True), name="dead_contact_by_value"
            ),
            models.Index(
                fields=["verified_at", "id"],
                condition=Q(invalid=True),
                name="dead_contact_verified",
            ),
            models.Index(
                F("verified_at").desc(nulls_last=True),
                F("id").desc(),
                condition=Q(invalid=True),
                name="dead_contact_verified_last",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.kind}"

    @property
    def readable(self) -> str:
        """The value as people write it: a telephone number has its spaces."""
        if self.kind != ContactKind.PHONE:
            return self.value
        try:
            number = phonenumbers.parse(self.value)
        except phonenumbers.NumberParseException:
            return self.value
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


class PostalAddress(models.Model):
    """Where a person lives, from one day on; ``country`` is the ISO 3166 code in two letters."""

    person = models.ForeignKey("members.Person", models.PROTECT, related_name="addresses")
    lines = models.CharField(_("adresse"), max_length=240, blank=True)
    postcode = models.CharField(_("code postal"), max_length=12, blank=True)
    city = models.CharField(_("ville"), max_length=80, blank=True)
    country = models.CharField(_("pays"), max_length=2)
    starts_on = models.DateField(_("depuis le"))
    ends_on = models.DateField(_("jusqu’au"), null=True, blank=True)
    verified_at = models.DateTimeField(_("vérifiée le"), null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(ends_on__isnull=True), name="one_address_at_a_time"
            ),
            models.CheckConstraint(
                name="an_address_ends_after_it_starts",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
            ),
        ]
        indexes = [
            models.Index(fields=["country", "postcode"], name="address_by_place"),
            models.Index(OpClass(Folded("city"), name="text_pattern_ops"), name="address_by_town"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.country}"


class Position(models.Model):
    """A job of a person (situation professionnelle), from one day on."""

    person = models.ForeignKey("members.Person", models.PROTECT, related_name="positions")
    status = models.CharField(_("situation"), max_length=11, choices=PositionStatus)
    company = models.CharField(_("entreprise"), max_length=120, blank=True)
    title = models.CharField(_("poste"), max_length=120, blank=True)
    sector = models.CharField(_("secteur"), max_length=80, blank=True)
    function = models.CharField(_("fonction"), max_length=80, blank=True)
    starts_on = models.DateField(_("depuis le"), null=True, blank=True)
    ends_on = models.DateField(_("jusqu’au"), null=True, blank=True)
    verified_at = models.DateTimeField(_("vérifiée le"), null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_position_ends_after_it_starts",
                condition=Q(ends_on__isnull=True)
                | Q(starts_on__isnull=True)
                | Q(ends_on__gte=F("starts_on")),
            ),
        ]
        indexes = [
            models.Index(
                fields=["person"], condition=Q(ends_on__isnull=True), name="current_position"
            ),
            GinIndex(
                OpClass(Folded("company"), name="gin_trgm_ops"),
                name="position_by_company",
                fastupdate=False,
            ),
            GinIndex(
                OpClass(Folded("sector"), name="gin_trgm_ops"),
                name="position_by_sector",
                fastupdate=False,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.status}"
