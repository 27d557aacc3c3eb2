"""Tables that know no domain: register, parameters, limits, documents, letters."""

from __future__ import annotations

import uuid

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from egide.kernel.periods import Days


class RegisterLine(models.Model):
    """One line of the register of acts (registre); the database numbers, dates and chains it."""

    number = models.BigIntegerField(_("numéro"), primary_key=True, db_default=0)
    at = models.DateTimeField(_("instant"), db_default=Now())
    actor = models.CharField(_("acteur"), max_length=80)
    on_behalf_of = models.CharField(_("au nom de"), max_length=80, blank=True)
    action = models.CharField(_("acte"), max_length=80)
    subject = models.CharField(_("objet"), max_length=120)
    reason = models.TextField(_("motif"), blank=True)
    before_hash = models.CharField(_("empreinte avant"), max_length=64, blank=True)
    after_hash = models.CharField(_("empreinte après"), max_length=64, blank=True)
    facts = models.JSONField(_("faits"), default=dict)
    chain_hash = models.CharField(_("chaînage"), max_length=64, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["subject", "number"], name="register_by_subject"),
            models.Index(fields=["actor", "number"], name="register_by_actor"),
            models.Index(fields=["action", "number"], name="register_by_act"),
            models.Index(fields=["at", "number"], name="register_by_instant"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.action} {self.subject}"


class RegisterHead(models.Model):
    """Number and hash of the last line of the register: one row, locked by each new line."""

    last_number = models.BigIntegerField(default=0)
    last_hash = models.CharField(max_length=64, blank=True)

    def __str__(self) -> str:
        return f"{self.last_number}"


class ParameterValue(models.Model):
    """The value of a parameter from one day on (valeur paramétrée), with who decided it."""

    code = models.CharField(_("paramètre"), max_length=80)
    value = models.JSONField(_("valeur"))
    starts_on = models.DateField(_("à partir du"))
    ends_on = models.DateField(_("jusqu’au"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=200)

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="one_value_per_parameter_at_a_time",
                expressions=[
                    ("code", RangeOperators.EQUAL),
                    (Days("starts_on", "ends_on"), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} = {self.value}"


class LimitCount(models.Model):
    """How often something was tried lately, counted over all processes.

    ``instants`` are those of the tries that were let through and are still in the window, oldest
    first; ``count`` says how many were refused since the last of them.
    """

    key = models.CharField(max_length=160, primary_key=True)
    window_ends_at = models.DateTimeField(db_index=True)
    count = models.PositiveIntegerField(default=0)
    instants = ArrayField(models.DateTimeField(), null=True)

    def __str__(self) -> str:
        return f"{self.key}: {self.count}"


class ActDone(models.Model):
    """An act that a program asked for under a key of its own, so that it is done once."""

    key = models.CharField(max_length=64, primary_key=True)
    request_hash = models.CharField(max_length=64)
    at = models.DateTimeField(db_default=Now(), db_index=True)

    def __str__(self) -> str:
        return self.key


class Document(models.Model):
    """A document that the society keeps, named by the hash of its bytes."""

    sha256 = models.CharField(_("empreinte"), max_length=64, db_index=True)
    kind = models.CharField(_("nature"), max_length=80)
    name = models.CharField(_("nom"), max_length=160)
    media_type = models.CharField(_("format"), max_length=80)
    size = models.PositiveBigIntegerField(_("taille"))
    kept_at = models.DateTimeField(_("gardé le"), db_default=Now())

    def __str__(self) -> str:
        return self.name


class LetterKind(models.TextChoices):
    """Why a letter is written, and so whether one may refuse it (MSG-1)."""

    STATUTORY = "STATUTORY", _("statutaire")
    SERVICE = "SERVICE", _("de service")
    NEWS = "NEWS", _("nouvelles")
    APPEAL = "APPEAL", _("appel aux dons")


class LetterState(models.TextChoices):
    """Where a letter stands on its way out."""

    QUEUED = "QUEUED", _("en attente")
    SENDING = "SENDING", _("en cours d’envoi")
    SENT = "SENT", _("envoyée")
    FAILED = "FAILED", _("refusée")
    HELD = "HELD", _("retenue")
    DROPPED = "DROPPED", _("sans destinataire")


class Letter(models.Model):
    """One letter to one person or address (lettre), promised in the transaction of an act.

    Its words are here, or are written when it leaves by the ``writer`` that ``facts`` are for: a
    secret that it carries, and rights that may have ended, are then those of that moment. The same
    ``occasion`` is told once to a person. ``mass`` letters let the others pass first.
    """

    kind = models.CharField(_("nature"), max_length=10, choices=LetterKind.choices)
    occasion = models.CharField(_("occasion"), max_length=120, blank=True)
    mass = models.BooleanField(_("envoi en nombre"), default=False)
    person_id = models.BigIntegerField(_("personne"), null=True, blank=True)
    address = models.CharField(_("adresse"), max_length=254, blank=True)
    subject = models.CharField(_("objet"), max_length=200, blank=True)
    text = models.TextField(_("texte"), blank=True)
    writer = models.CharField(_("rédacteur"), max_length=80, blank=True)
    facts = models.JSONField(_("faits"), default=dict, blank=True)
    token = models.UUIDField(_("marque"), default=uuid.uuid4, editable=False)
    state = models.CharField(
        _("état"), max_length=8, choices=LetterState.choices, default=LetterState.QUEUED
    )
    status = models.CharField(_("réponse du serveur"), max_length=200, blank=True)
    tries = models.PositiveSmallIntegerField(_("essais"), default=0)
    queued_at = models.DateTimeField(_("promise le"), db_default=Now())
    due_at = models.DateTimeField(_("à envoyer à partir du"), db_default=Now())
    settled_at = models.DateTimeField(_("réglée le"), null=True, blank=True)
    lease = models.UUIDField(_("bail"), null=True, blank=True)
    leased_until = models.DateTimeField(_("bail jusqu’au"), null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_letter_per_person_and_occasion_in_the_outbox",
                fields=["occasion", "person_id"],
                condition=~Q(occasion=""),
            ),
            models.CheckConstraint(
                name="letter_in_the_outbox_has_a_known_state",
                condition=Q(state__in=LetterState.values, kind__in=LetterKind.values),
            ),
        ]
        indexes = [
            models.Index(
                name="letters_that_wait", fields=["mass", "id"], condition=Q(state="QUEUED")
            ),
            models.Index(
                name="letters_on_their_way",
                fields=["leased_until"],
                condition=Q(state="SENDING"),
            ),
            models.Index(name="letters_of_a_person", fields=["person_id"]),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.kind} {self.state}"
