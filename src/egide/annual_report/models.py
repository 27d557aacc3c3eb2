"""Editions of the annual report (rapport d'activité), and the values that they froze.

A published edition is a document of the society: its values, its texts and its overrides are
refused any change by the database itself (see the migration), whatever the site believes.
"""

from __future__ import annotations

import hashlib
from datetime import date
from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from egide.annual_report.enums import (
    PUBLIC_STATES,
    ChallengeOutcome,
    CopyPart,
    EditionState,
    ReportLanguage,
)
from egide.annual_report.permissions import (
    APPROVE_REPORT,
    EDIT_REPORT,
    PUBLISH_REPORT,
    READ_REPORTS,
)
from egide.kernel import registry
from egide.kernel.access import Actor
from egide.kernel.models import Document

MAKING_RIGHTS = (EDIT_REPORT, APPROVE_REPORT, PUBLISH_REPORT)


def makes_reports(actor: Actor) -> bool:
    """Tell whether the actor has a part in making the report: writes it, owns a figure, approves.

    Asked of the actor alone, without a query: the registry knows the right of each owner.
    """
    rights = {*MAKING_RIGHTS, *(figure.owner_right for figure in registry.figures().values())}
    return any(actor.can(right) for right in rights)


class EditionQuerySet(models.QuerySet["Edition"]):
    """Filters with a name."""

    def published(self) -> EditionQuerySet:
        """Editions that readers may read."""
        return self.filter(state__in=PUBLIC_STATES)

    def visible_to(self, actor: Actor, *, public: bool = False) -> EditionQuerySet:
        """Editions that the actor may open: drafts for who makes them, published ones for readers.

        ``public`` is the society's choice to show its published reports to everybody.
        """
        if makes_reports(actor):
            return self.all()
        if public or actor.can(READ_REPORTS):
            return self.published()
        return self.none()


class Edition(models.Model):
    """The report of one year, from its first figure to its last erratum (édition du rapport)."""

    year = models.PositiveSmallIntegerField(_("année"), unique=True)
    state = models.CharField(
        _("état"), max_length=20, choices=EditionState.choices, default=EditionState.COLLECTING
    )
    computed_at = models.DateTimeField(_("calculée le"), null=True, blank=True)

    objects = EditionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="edition_has_a_known_state", condition=Q(state__in=EditionState.values)
            ),
            models.CheckConstraint(
                name="edition_past_collecting_was_computed",
                condition=Q(state=EditionState.COLLECTING) | Q(computed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="edition_is_of_a_real_year", condition=Q(year__gte=1800, year__lte=2999)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}"

    @property
    def is_published(self) -> bool:
        """Tell whether readers read it."""
        return self.state in PUBLIC_STATES


class EditionStep(models.Model):
    """One move of an edition from a state to the next: who, by what standing, when and why."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="steps")
    state = models.CharField(_("état"), max_length=20, choices=EditionState.choices)
    on = models.DateField(_("jour"))
    at = models.DateTimeField(_("instant"), auto_now_add=True)
    actor = models.CharField(_("acteur"), max_length=80)
    standing = models.CharField(_("qualité"), max_length=200, blank=True)
    reason = models.TextField(_("motif"), blank=True)

    def __str__(self) -> str:
        return f"{self.edition_id} {self.state}"


class EditionText(models.Model):
    """One version of the text of an edition in one language; versions are added, never changed."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="texts")
    language = models.CharField(_("langue"), max_length=2, choices=ReportLanguage.choices)
    number = models.PositiveIntegerField(_("version"))
    body = models.TextField(_("texte"))
    written_at = models.DateTimeField(_("écrite le"), auto_now_add=True)
    author = models.CharField(_("auteur"), max_length=80)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_text_per_language_and_version", fields=["edition", "language", "number"]
            ),
            models.CheckConstraint(
                name="text_is_in_a_known_language", condition=Q(language__in=ReportLanguage.values)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.edition_id} {self.language} v{self.number}"


class FigureValue(models.Model):
    """A value of a figure in a year: a number or a day."""

    key = models.CharField(_("clé"), max_length=120)
    year = models.PositiveSmallIntegerField(_("année"))
    amount = models.DecimalField(
        _("valeur"), max_digits=24, decimal_places=6, null=True, blank=True
    )
    day = models.DateField(_("jour"), null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def value(self) -> Decimal | date | None:
        """The value itself, whichever column holds it."""
        return self.day if self.amount is None else self.amount


class FrozenFigure(FigureValue):
    """The value of a figure as an edition prints it, with what it was computed from.

    ``inputs_hash`` is the fingerprint of the rows behind the value: the same rows give the same
    hash, so a later change cannot pass unseen (R-REP-2). The definition is kept as it was, since a
    figure may be redefined between two editions.
    """

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="figures")
    unit = models.CharField(_("unité"), max_length=12)
    row_count = models.PositiveIntegerField(_("lignes"))
    inputs_hash = models.CharField(_("empreinte des lignes"), max_length=64)
    label_fr = models.CharField(_("libellé français"), max_length=200)
    label_en = models.CharField(_("libellé anglais"), max_length=200)
    definition_fr = models.TextField(_("définition française"))
    definition_en = models.TextField(_("définition anglaise"))
    owner = models.CharField(_("responsable"), max_length=200)
    masked = models.BooleanField(_("masqué sous le seuil"), default=False)
    computed_at = models.DateTimeField(_("calculé le"))
    certified_by = models.CharField(_("certifié par"), max_length=80, blank=True)
    certified_at = models.DateTimeField(_("certifié le"), null=True, blank=True)
    certified_as = models.CharField(_("certifié en qualité de"), max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_frozen_value_per_figure_and_year", fields=["edition", "key", "year"]
            ),
            models.CheckConstraint(
                name="frozen_value_is_a_number_or_a_day",
                condition=Q(amount__isnull=False, day__isnull=True)
                | Q(amount__isnull=True, day__isnull=False),
            ),
            models.CheckConstraint(
                name="certification_has_an_author_and_an_instant",
                condition=Q(certified_by="", certified_at__isnull=True)
                | (~Q(certified_by="") & Q(certified_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.year}"

    @property
    def seal(self) -> str:
        """What an owner certifies: this value, of these rows, under this definition.

        A page sends it back, so that nobody certifies what was computed again meanwhile.
        """
        seen = f"{self.value}|{self.unit}|{self.inputs_hash}|{self.definition_fr}|{self.masked}"
        return f"{self.pk}-{hashlib.sha256(seen.encode()).hexdigest()[:16]}"


class Override(FigureValue):
    """A value that the edition prints instead of the computed one, and why (dérogation).

    It needs a reason and a second person, and appears in an annex (R-REP-1).
    """

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="overrides")
    reason = models.TextField(_("motif"))
    author = models.CharField(_("proposée par"), max_length=80)
    proposed_on = models.DateField(_("proposée le"))
    approver = models.CharField(_("approuvée par"), max_length=80, blank=True)
    approved_on = models.DateField(_("approuvée le"), null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_override_per_figure_and_year", fields=["edition", "key", "year"]
            ),
            models.CheckConstraint(
                name="override_is_approved_by_somebody_else", condition=~Q(approver=F("author"))
            ),
            models.CheckConstraint(name="override_says_why", condition=Q(reason__regex=r"\S")),
            models.CheckConstraint(
                name="override_is_a_number_or_a_day",
                condition=Q(amount__isnull=False, day__isnull=True)
                | Q(amount__isnull=True, day__isnull=False),
            ),
            models.CheckConstraint(
                name="override_approval_has_an_author_and_a_day",
                condition=Q(approver="", approved_on__isnull=True)
                | (~Q(approver="") & Q(approved_on__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.year}"

    @property
    def is_approved(self) -> bool:
        """Tell whether a second person agreed."""
        return bool(self.approver)


class Restatement(FigureValue):
    """What the records say now of a value that an edition computed (recalcul).

    Before the approval the figure is stale (périmé) and holds it back; afterwards it is restated,
    beside the frozen value which never changes (R-REP-2).
    """

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="restatements")
    row_count = models.PositiveIntegerField(_("lignes"))
    inputs_hash = models.CharField(_("empreinte des lignes"), max_length=64)
    found_on = models.DateField(_("constaté le"))

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_restatement_per_figure_and_year", fields=["edition", "key", "year"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.year}"


class Erratum(models.Model):
    """A correction published beside an edition, which itself stays as it was."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="errata")
    published_on = models.DateField(_("publié le"))
    text_fr = models.TextField(_("texte français"))
    text_en = models.TextField(_("texte anglais"))
    author = models.CharField(_("auteur"), max_length=80)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="erratum_says_something_in_both_languages",
                condition=Q(text_fr__regex=r"\S", text_en__regex=r"\S"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.edition_id} {self.published_on}"


class KeptCopy(models.Model):
    """One file of a published edition, as it was the day it was published (exemplaire conservé).

    Readers are given these bytes: neither a later template nor later code changes them. The data
    have no language: one archive tells both.
    """

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="copies")
    part = models.CharField(_("nature"), max_length=10, choices=CopyPart.choices)
    language = models.CharField(
        _("langue"), max_length=2, choices=ReportLanguage.choices, blank=True
    )
    document = models.ForeignKey(Document, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_copy_per_part_and_language", fields=["edition", "part", "language"]
            ),
            models.CheckConstraint(
                name="copy_is_of_a_known_part", condition=Q(part__in=CopyPart.values)
            ),
            models.CheckConstraint(
                name="copy_has_a_language_unless_it_is_data",
                condition=Q(part="DATA", language="")
                | (~Q(part="DATA") & Q(language__in=ReportLanguage.values)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.edition_id} {self.part} {self.language}"


class Challenge(FigureValue):
    """A reader's doubt about a number of an edition, and what its owner answered (contestation).

    The value is the one that was read. The reason is for the makers of the report and for its
    author; the answer is for every reader of the number.
    """

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="challenges")
    reason = models.TextField(_("motif"))
    author = models.CharField(_("auteur"), max_length=80)
    person_id = models.BigIntegerField(_("personne"), null=True, blank=True)
    raised_at = models.DateTimeField(_("contesté le"))
    outcome = models.CharField(
        _("suite"),
        max_length=10,
        choices=ChallengeOutcome.choices,
        default=ChallengeOutcome.OPEN,
    )
    answer = models.TextField(_("réponse"), blank=True)
    answered_by = models.CharField(_("répondu par"), max_length=80, blank=True)
    answered_as = models.CharField(_("répondu en qualité de"), max_length=200, blank=True)
    answered_at = models.DateTimeField(_("répondu le"), null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_open_challenge_per_reader_and_number",
                fields=["edition", "key", "year", "author"],
                condition=Q(outcome="OPEN"),
            ),
            models.CheckConstraint(
                name="challenge_has_a_known_outcome",
                condition=Q(outcome__in=ChallengeOutcome.values),
            ),
            models.CheckConstraint(name="challenge_says_why", condition=Q(reason__regex=r"\S")),
            models.CheckConstraint(
                name="answer_has_words_an_author_and_an_instant",
                condition=Q(outcome__in=["OPEN", "WITHDRAWN"], answer="", answered_by="")
                | Q(
                    outcome__in=["KEPT", "CORRECTED"],
                    answer__regex=r"\S",
                    answered_by__regex=r"\S",
                    answered_at__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="challenge_is_answered_by_somebody_else",
                condition=Q(answered_by="") | ~Q(answered_by=F("author")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.year}"

    @property
    def is_open(self) -> bool:
        """Tell whether the owner still owes an answer."""
        return self.outcome == ChallengeOutcome.OPEN
