"""What each person shows, and to whom."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from egide.members.enums import Audience, ProfileField


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
