"""Centres of the School, promotions, and who was in them."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from egide.members.enums import Cursus, SchoolingRank


class Centre(models.Model):
    """A site of the School (centre, campus, tabagn’s) and the years in which people entered it."""

    code = models.CharField(_("code"), max_length=2, unique=True)
    name = models.CharField(_("nom"), max_length=80)
    nickname = models.CharField(_("surnom"), max_length=20, blank=True)
    first_entry_year = models.PositiveSmallIntegerField(_("première entrée"))
    last_entry_year = models.PositiveSmallIntegerField(_("dernière entrée"), null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_centre_closes_after_it_opens",
                condition=Q(last_entry_year__isnull=True)
                | Q(last_entry_year__gte=F("first_entry_year")),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Promotion(models.Model):
    """The people who entered one centre in one year (promotion); a class year, not advertising.

    ``shown_people`` is how many of them the directory shows: the database keeps count.
    """

    centre = models.ForeignKey(Centre, models.PROTECT, related_name="promotions")
    entry_year = models.PositiveSmallIntegerField(_("année d’entrée"))
    label = models.CharField(_("libellé"), max_length=8, unique=True)
    shown_people = models.PositiveIntegerField(
        _("personnes dans l’annuaire"), db_default=0, editable=False
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["centre", "entry_year"], name="one_promotion_per_centre_and_year"
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def number(self) -> int:
        """The number of the promotion: entry year − 1800 (2017 → 217)."""
        return self.entry_year - 1800

    @property
    def slug(self) -> str:
        """How an address writes the promotion: ``bo-185``."""
        return self.label.lower().replace(" ", "-")


class Schooling(models.Model):
    """The time of a person at the School (scolarité), in one promotion."""

    person = models.ForeignKey("members.Person", models.PROTECT, related_name="schoolings")
    promotion = models.ForeignKey(Promotion, models.PROTECT, related_name="schoolings")
    rank = models.CharField(
        _("rang"), max_length=9, choices=SchoolingRank, default=SchoolingRank.PRINCIPAL
    )
    cursus = models.CharField(_("cursus"), max_length=13, choices=Cursus, default=Cursus.ENGINEER)
    left_on = models.DateField(_("sortie le"), null=True, blank=True)
    diploma_kind = models.CharField(_("diplôme"), max_length=80, blank=True)
    diploma_on = models.DateField(_("diplômé le"), null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(rank=SchoolingRank.PRINCIPAL),
                name="one_principal_promotion_per_person",
            ),
            models.UniqueConstraint(
                fields=["person", "promotion"], name="a_person_enters_a_promotion_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.promotion_id}"
