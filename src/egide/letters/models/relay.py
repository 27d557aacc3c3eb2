"""A letter from one member to another, carried by the society."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class RelayLetter(models.Model):
    """What one member writes to another (lettre relayée); neither learns the other's address.

    Only the sender may choose to show theirs. ``judged_at`` closes a report of abuse; after
    ``stopped`` its sender writes to nobody any more.
    """

    sender = models.ForeignKey("members.Person", models.PROTECT, related_name="+")
    recipient = models.ForeignKey("members.Person", models.PROTECT, related_name="+")
    subject = models.CharField(_("objet"), max_length=120)
    text = models.TextField(_("texte"), max_length=4_000)
    shows_address = models.BooleanField(_("montre l’adresse de l’auteur"), default=False)
    answers = models.ForeignKey("self", models.PROTECT, related_name="+", null=True, blank=True)
    site = models.CharField(_("site"), max_length=200, blank=True)
    written_at = models.DateTimeField(_("écrite le"))
    reported_at = models.DateTimeField(_("signalée le"), null=True, blank=True)
    complaint = models.TextField(_("plainte"), blank=True)
    judged_at = models.DateTimeField(_("jugée le"), null=True, blank=True)
    judgement = models.TextField(_("suite donnée"), blank=True)
    stopped = models.BooleanField(_("l’auteur ne peut plus écrire"), default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="nobody_writes_to_oneself", condition=~Q(sender=F("recipient"))
            ),
            models.CheckConstraint(
                name="a_report_of_abuse_is_judged_after_it_is_made",
                condition=Q(judged_at__isnull=True) | Q(reported_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["sender", "-written_at"], name="relayed_by_a_sender"),
            models.Index(
                fields=["reported_at"],
                condition=Q(reported_at__isnull=False, judged_at__isnull=True),
                name="abuses_that_wait",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sender_id} → {self.recipient_id}"
