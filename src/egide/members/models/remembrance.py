"""What is left of somebody who was erased, and what keeps somebody from being erased (R-REG-8)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class RollEntry(models.Model):
    """One line of the historical roll (rôle): a name, a promotion, apart from what is live.

    Without a name when the person's objection was upheld: « Gadzarts, Bo 217 ».
    """

    person = models.OneToOneField("members.Person", models.PROTECT, related_name="roll_entry")
    promotion = models.ForeignKey("members.Promotion", models.PROTECT, related_name="+")
    name = models.CharField(_("nom au rôle"), max_length=250, blank=True)
    written_on = models.DateField(_("porté le"))

    def __str__(self) -> str:
        return f"{self.name or _('Gadzarts')}, {self.promotion}"


class ErasedMark(models.Model):
    """A salted hash by which an import knows somebody who asked to be erased.

    The salt is the key of the indexes (``kernel.encryption.blind_index``), which the database does
    not have: from a mark, and from the number of somebody whom nothing names, no name is guessed.
    """

    person = models.ForeignKey("members.Person", models.PROTECT, related_name="+")
    mark = models.CharField(_("empreinte"), max_length=64, db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "mark"], name="a_person_has_a_mark_once"),
        ]

    def __str__(self) -> str:
        return self.mark[:8]


class LegalHold(models.Model):
    """A reason to keep all that is held about somebody (gel): a dispute, a claim, an inquiry.

    While it runs, neither the clock nor a request erases anything of theirs.
    """

    person = models.ForeignKey("members.Person", models.PROTECT, related_name="legal_holds")
    reason = models.CharField(_("motif"), max_length=400)
    placed_on = models.DateField(_("posé le"))
    lifted_on = models.DateField(_("levé le"), null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_hold_is_lifted_after_it_is_placed",
                condition=Q(lifted_on__isnull=True) | Q(lifted_on__gte=F("placed_on")),
            ),
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(lifted_on__isnull=True),
                name="one_hold_per_person_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.placed_on}"
