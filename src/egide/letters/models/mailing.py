"""A letter to many, and to whom it goes."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from egide.kernel.access import Actor
from egide.kernel.models import LetterKind
from egide.letters.enums import MAILING_KINDS, MailingState
from egide.letters.permissions import WATCH_LETTERS, WRITE_LETTERS


class MailingQuerySet(models.QuerySet["Mailing"]):
    """Filters with a name."""

    def visible_to(self, actor: Actor) -> MailingQuerySet:
        """Keep the mailings of the actor; all of them for who writes to all, or watches."""
        if actor.can(WRITE_LETTERS) or actor.can(WATCH_LETTERS):
            return self
        return self.filter(author=actor.person_id)

    def drafts(self) -> MailingQuerySet:
        return self.filter(state=MailingState.DRAFT)


class Mailing(models.Model):
    """A letter to many people (envoi): written in French, in English too where it is.

    Once begun its words are frozen, and ``html`` holds by language what its layout was compiled
    to. ``people`` is how many were written to; where each letter stands, the outbox says.
    """

    kind = models.CharField(_("nature"), max_length=10, choices=LetterKind.choices)
    subject = models.CharField(_("objet"), max_length=150)
    body = models.TextField(_("texte"), max_length=20_000)
    subject_en = models.CharField(_("objet en anglais"), max_length=150, blank=True)
    body_en = models.TextField(_("texte en anglais"), max_length=20_000, blank=True)
    sender_name = models.CharField(_("signée de"), max_length=80, blank=True)
    answers_to_author = models.BooleanField(_("les réponses me parviennent"), default=False)
    layout = models.ForeignKey(
        "letters.Layout",
        models.PROTECT,
        related_name="mailings",
        null=True,
        blank=True,
        verbose_name=_("mise en page"),
    )
    author = models.ForeignKey("members.Person", models.PROTECT, related_name="+")
    state = models.CharField(
        _("état"), max_length=7, choices=MailingState.choices, default=MailingState.DRAFT
    )
    site = models.CharField(_("site"), max_length=200, blank=True)
    html = models.JSONField(_("mise en page"), default=dict, blank=True)
    people = models.PositiveIntegerField(_("destinataires"), default=0)
    drafted_at = models.DateTimeField(_("préparée le"))
    begun_at = models.DateTimeField(_("envoyée le"), null=True, blank=True)

    objects = MailingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="mailing_has_a_known_kind_and_state",
                condition=Q(kind__in=list(MAILING_KINDS), state__in=MailingState.values),
            ),
            models.CheckConstraint(
                name="mailing_is_compiled_when_it_begins",
                condition=Q(state=MailingState.DRAFT, begun_at__isnull=True)
                | Q(~Q(state=MailingState.DRAFT), begun_at__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["author", "-id"], name="mailings_of_an_author")]

    def __str__(self) -> str:
        return self.subject

    @property
    def occasion(self) -> str:
        """How the outbox calls the letters of this mailing."""
        return f"letters.mailing:{self.pk}"

    @property
    def is_draft(self) -> bool:
        return self.state == MailingState.DRAFT

    @property
    def languages(self) -> list[str]:
        """The languages in which it is written."""
        return ["fr", "en"] if self.body_en else ["fr"]


class MailingAudience(models.Model):
    """One of the publics of a mailing (public), as it was called when it was chosen."""

    mailing = models.ForeignKey(Mailing, models.PROTECT, related_name="audiences")
    audience = models.CharField(_("sorte de public"), max_length=80)
    key = models.CharField(_("lequel"), max_length=80)
    label = models.CharField(_("public"), max_length=160)
    scope_id = models.BigIntegerField(_("périmètre"), null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="an_audience_is_chosen_once", fields=["mailing", "audience", "key"]
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def name(self) -> str:
        """What a refusal of this public bears."""
        return f"{self.audience}:{self.key}"
