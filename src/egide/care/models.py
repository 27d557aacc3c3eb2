"""What people ask about their data (demandes de droits), and searches for those lost sight of."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from egide.care.enums import (
    OPEN,
    SEARCHING,
    Channel,
    CorrectedPart,
    RightsKind,
    RightsState,
    SearchState,
    Way,
)
from egide.kernel.access import Actor
from egide.kernel.encryption import EncryptedField
from egide.members.permissions import ANSWER_RIGHTS

CLOSED = (RightsState.ANSWERED, RightsState.REFUSED)


class RightsRequestQuerySet(models.QuerySet["RightsRequest"]):
    def visible_to(self, actor: Actor) -> RightsRequestQuerySet:
        """Keep one's own requests; who answers for the society sees all."""
        if actor.can(ANSWER_RIGHTS):
            return self
        return self.filter(person_id=actor.person_id or 0)

    def waiting(self) -> RightsRequestQuerySet:
        return self.filter(state__in=OPEN)


class RightsRequest(models.Model):
    """One request of a person about their data (demande de droits).

    ``due_on`` is the last day on which the law lets the society answer; it moves once, when the
    person is told why (``extended_on``). ``identity`` says what proved who asks.
    """

    person = models.ForeignKey("members.Person", models.PROTECT, related_name="+")
    kind = models.CharField(_("objet"), max_length=13, choices=RightsKind)
    state = models.CharField(
        _("état"), max_length=14, choices=RightsState, default=RightsState.RECEIVED
    )
    channel = models.CharField(_("reçue"), max_length=5, choices=Channel)
    words = models.TextField(_("demande"), max_length=4_000, blank=True)
    received_on = models.DateField(_("reçue le"))
    due_on = models.DateField(_("à répondre avant le"))
    extended_on = models.DateField(_("prolongée le"), null=True, blank=True)
    extension_reason = models.CharField(_("motif de prolongation"), max_length=400, blank=True)
    identity = models.CharField(_("identité vérifiée par"), max_length=200, blank=True)
    begun_on = models.DateField(_("prise en charge le"), null=True, blank=True)
    closed_on = models.DateField(_("close le"), null=True, blank=True)
    answer = models.TextField(_("réponse"), max_length=4_000, blank=True)

    objects = RightsRequestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_closed_request_has_its_day_and_its_answer",
                condition=(Q(state__in=CLOSED) & Q(closed_on__isnull=False))
                | (~Q(state__in=CLOSED) & Q(closed_on__isnull=True, answer="")),
            ),
            models.CheckConstraint(
                name="an_answered_request_knows_who_asked",
                condition=~Q(state__in=(RightsState.IN_PROGRESS, RightsState.ANSWERED))
                | ~Q(identity=""),
            ),
            models.CheckConstraint(
                name="a_request_is_due_after_it_came", condition=Q(due_on__gt=F("received_on"))
            ),
            models.UniqueConstraint(
                fields=["person", "kind"],
                condition=Q(state__in=OPEN),
                name="one_open_request_of_a_kind",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_on", "id"], condition=Q(state__in=OPEN), name="rights_request_waiting"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.kind}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN


class Correction(models.Model):
    """One thing that a request asks to have corrected (rectification): what it should say."""

    request = models.ForeignKey(RightsRequest, models.PROTECT, related_name="corrections")
    part = models.CharField(_("ce qui est faux"), max_length=10, choices=CorrectedPart)
    wanted = models.CharField(_("ce qui est juste"), max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["request", "part"], name="a_request_corrects_a_part_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.request_id} {self.part}"


class Proof(models.Model):
    """The paper that a person joins to a request (pièce), until the request is closed.

    It is seen and not kept: its bytes, in base 64, are sealed in the row and go with it.
    """

    request = models.OneToOneField(RightsRequest, models.PROTECT, related_name="proof")
    name = models.CharField(_("nom du fichier"), max_length=160)
    media_type = models.CharField(_("format"), max_length=80)
    content = EncryptedField(_("pièce"), bound_to="request")

    def __str__(self) -> str:
        return f"{self.request_id}"


class LostSearchQuerySet(models.QuerySet["LostSearch"]):
    def running(self) -> LostSearchQuerySet:
        return self.filter(state__in=SEARCHING)


class LostSearch(models.Model):
    """One search for somebody whom no mail reaches (recherche), by one officer at a time.

    ``email`` and ``phone`` are what was found, until whoever keeps the registry writes them;
    ``confirmed_at`` is when whoever reads that address said that it is theirs.
    """

    person = models.ForeignKey("members.Person", models.PROTECT, related_name="+")
    taken_by = models.ForeignKey("members.Person", models.PROTECT, related_name="+")
    taken_on = models.DateField(_("prise en charge le"))
    state = models.CharField(
        _("état"), max_length=10, choices=SearchState, default=SearchState.TAKEN
    )
    email = models.CharField(_("courriel proposé"), max_length=254, blank=True)
    phone = models.CharField(_("téléphone proposé"), max_length=40, blank=True)
    proposed_on = models.DateField(_("proposées le"), null=True, blank=True)
    confirmed_at = models.DateTimeField(_("confirmé par la personne le"), null=True, blank=True)
    closed_on = models.DateField(_("close le"), null=True, blank=True)

    objects = LostSearchQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(state__in=SEARCHING),
                name="somebody_is_looked_for_by_one_at_a_time",
            ),
            models.CheckConstraint(
                name="a_search_that_is_over_has_its_day",
                condition=Q(state__in=SEARCHING, closed_on__isnull=True)
                | (~Q(state__in=SEARCHING) & Q(closed_on__isnull=False)),
            ),
            models.CheckConstraint(
                name="what_is_proposed_reaches_somebody",
                condition=~Q(state=SearchState.PROPOSED) | ~Q(email="", phone=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.state}"

    @property
    def is_open(self) -> bool:
        return self.state in SEARCHING


class Attempt(models.Model):
    """What was tried to find somebody again (démarche): how, when, and what came of it."""

    search = models.ForeignKey(LostSearch, models.PROTECT, related_name="attempts")
    way = models.CharField(_("moyen"), max_length=6, choices=Way)
    words = models.CharField(_("ce qui s’est passé"), max_length=400, blank=True)
    tried_on = models.DateField(_("le"))

    class Meta:
        indexes = [models.Index(fields=["search", "tried_on"], name="attempts_of_a_search")]

    def __str__(self) -> str:
        return f"{self.search_id} {self.way}"
