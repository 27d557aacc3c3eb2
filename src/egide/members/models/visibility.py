"""What each person shows, and to whom."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from egide.members.enums import Audience, ConsentProof, ProfileField


class VisibilityChoice(models.Model):
    """The audience that a person chose for one part of the profile (R-REG-6).

    A part without a row has its default: the name is shown to members, all else to nobody.
    """

    person = models.ForeignKey("members.Person", models.PROTECT, related_name="visibility_choices")
    field = models.CharField(_("partie du profil"), max_length=10, choices=ProfileField)
    audience = models.CharField(_("visible par"), max_length=10, choices=Audience)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "field"], name="one_choice_per_part"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.field} {self.audience}"


class Consent(models.Model):
    """What a person agreed to, in which words, and until when (consentement, RGPD, article 7).

    Written by the choice itself, never beside it: showing a part of the profile is the one thing
    that the house does because somebody agreed. ``text_version`` says which words stood there
    (``rules.visibility``), ``proof`` who said it, and how.
    """

    person = models.ForeignKey("members.Person", models.PROTECT, related_name="+")
    purpose = models.CharField(_("partie montrée"), max_length=10, choices=ProfileField)
    audience = models.CharField(_("à"), max_length=10, choices=Audience)
    text_version = models.PositiveSmallIntegerField(_("version du texte"))
    given_at = models.DateTimeField(_("donné le"), db_default=Now())
    withdrawn_at = models.DateTimeField(_("retiré le"), null=True, blank=True)
    proof = models.CharField(_("preuve"), max_length=6, choices=ConsentProof)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "purpose"],
                condition=Q(withdrawn_at__isnull=True),
                name="one_consent_of_a_purpose_at_a_time",
            ),
            models.CheckConstraint(
                name="a_consent_is_withdrawn_after_it_is_given",
                condition=Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gte=F("given_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.purpose} {self.audience}"
