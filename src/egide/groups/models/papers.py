"""The papers that a group keeps, and what passes from one officer to the next."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from egide.groups.enums import HandoverThing, PaperAudience


class GroupPaper(models.Model):
    """A document that a group keeps (papier du groupe): it stays with the group, not with who
    filed it, so whoever takes an office over finds it there."""

    group = models.ForeignKey("groups.Group", models.PROTECT, related_name="papers")
    document = models.ForeignKey("kernel.Document", models.PROTECT, related_name="+")
    title = models.CharField(_("titre"), max_length=120)
    audience = models.CharField(_("lisible par"), max_length=8, choices=PaperAudience)
    filed_on = models.DateField(_("rangé le"))
    withdrawn_on = models.DateField(_("retiré le"), null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_paper_is_withdrawn_after_it_was_filed",
                condition=Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gte=models.F("filed_on")),
            ),
        ]
        indexes = [models.Index(fields=["group", "-filed_on"], name="paper_by_group")]

    def __str__(self) -> str:
        return self.title


class Handover(models.Model):
    """The passing on of an office of a group (passation), from one mandate to the next.

    Rights and function addresses follow the mandates by themselves; papers and commitments stay
    with the group. What has to change hands otherwise is a ``HandoverItem``.
    """

    group = models.ForeignKey("groups.Group", models.PROTECT, related_name="handovers")
    outgoing = models.ForeignKey("mandates.Mandate", models.PROTECT, related_name="+")
    incoming = models.ForeignKey("mandates.Mandate", models.PROTECT, related_name="+")
    opened_on = models.DateField(_("préparée le"))
    closed_on = models.DateField(_("close le"), null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["incoming"], name="one_handover_per_incoming_mandate"),
        ]

    def __str__(self) -> str:
        return f"{self.group_id} {self.opened_on}"


class HandoverItem(models.Model):
    """One thing that the successor has to receive, and the day it was received."""

    handover = models.ForeignKey(Handover, models.CASCADE, related_name="items")
    thing = models.CharField(_("objet"), max_length=12, choices=HandoverThing)
    received_on = models.DateField(_("reçu le"), null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["handover", "thing"], name="each_thing_once_in_a_handover"
            ),
        ]

    def __str__(self) -> str:
        return self.thing
