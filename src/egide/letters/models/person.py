"""What a person will not receive, and letters to them that came back."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from egide.letters.enums import Refusable


class OptOut(models.Model):
    """What somebody refuses to receive (refus): a kind, or that kind from one public only."""

    person = models.ForeignKey("members.Person", models.PROTECT, related_name="+")
    kind = models.CharField(_("nature"), max_length=6, choices=Refusable.choices)
    audience = models.CharField(_("public"), max_length=160, blank=True)
    label = models.CharField(_("au titre de"), max_length=200, blank=True)
    since = models.DateTimeField(_("depuis le"))

    class Meta:
        constraints = [
            models.UniqueConstraint(name="one_refuses_once", fields=["person", "kind", "audience"]),
            models.CheckConstraint(
                name="what_is_refused_may_be", condition=Q(kind__in=Refusable.values)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.kind} {self.audience}"


class ReturnedLetter(models.Model):
    """A letter that came back (retour): from whom, what the server said, for good or not."""

    person = models.ForeignKey("members.Person", models.PROTECT, related_name="+")
    letter_id = models.BigIntegerField(_("lettre"), unique=True)
    address = models.CharField(_("adresse"), max_length=254)
    status = models.CharField(_("réponse du serveur"), max_length=200)
    hard = models.BooleanField(_("pour de bon"))
    returned_at = models.DateTimeField(_("revenue le"))

    class Meta:
        indexes = [models.Index(fields=["person", "address"], name="returned_from_an_address")]

    def __str__(self) -> str:
        return f"{self.letter_id} {self.status}"
