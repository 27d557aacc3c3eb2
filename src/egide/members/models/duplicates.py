"""Records that may be, or were, one person: pairs to look at, numbers that lead on, ways back."""

from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Greatest, Least
from django.utils.translation import gettext_lazy as _

from egide.kernel.encryption import EncryptedField


class LikelyPair(models.Model):
    """Two records that look like one person (doublon probable); a human decides (AC-REG-5).

    ``apart_on`` is the day on which somebody said that they are two people: it is not asked again.
    """

    person = models.ForeignKey("members.Person", models.PROTECT, related_name="+")
    other = models.ForeignKey("members.Person", models.PROTECT, related_name="+")
    score = models.PositiveSmallIntegerField(_("ressemblance"))
    found_on = models.DateField(_("trouvé le"))
    apart_on = models.DateField(_("deux personnes, depuis le"), null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="nobody_is_like_oneself", condition=~Q(person=F("other"))),
            models.UniqueConstraint(
                Least("person", "other"),
                Greatest("person", "other"),
                name="a_pair_is_found_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["-score", "id"],
                condition=Q(apart_on__isnull=True),
                name="pair_that_waits",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.other_id}"


class FormerRecord(models.Model):
    """A record that was united with another (fiche fusionnée): its number still leads on.

    ``marks`` are the salted hashes of who it said that the person is, for the day on which the
    person is erased: neither a file nor an old backup brings the record back.
    """

    person = models.ForeignKey("members.Person", models.PROTECT, related_name="former_records")
    record_id = models.BigIntegerField(_("fiche"), unique=True)
    society_no = models.BigIntegerField(_("ancien numéro de sociétaire"), unique=True)
    marks = ArrayField(models.CharField(max_length=64), verbose_name=_("empreintes"), default=list)
    united_on = models.DateField(_("fusionnée le"))

    def __str__(self) -> str:
        return f"{self.society_no}"


class Union(models.Model):
    """What it takes to part two records again (fusion), until ``undo_until``.

    ``steps`` are the rows as they were, in all modules, sealed: they hold what opens accounts too.
    Nothing is left of them once the person is erased.
    """

    token = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    person = models.ForeignKey("members.Person", models.PROTECT, related_name="+")
    record_id = models.BigIntegerField(_("fiche réunie"), unique=True)
    reason = models.CharField(_("motif"), max_length=400)
    united_on = models.DateField(_("fusionnées le"))
    undo_until = models.DateField(_("séparables jusqu’au"), db_index=True)
    steps = EncryptedField(bound_to="token", null=True)

    def __str__(self) -> str:
        return f"{self.person_id} {self.record_id}"
