"""Files that come in: the batch, its lines, what they became, and how columns were matched."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from egide.imports.enums import BatchState, Choice, LineState
from egide.kernel import registry
from egide.kernel.access import Actor


class BatchQuerySet(models.QuerySet["Batch"]):
    def visible_to(self, actor: Actor) -> BatchQuerySet:
        """Keep the files of the kinds that the actor may bring in."""
        kinds = [kind for kind, one in registry.importers().items() if actor.can(one.permission)]
        return self.filter(kind__in=kinds)


class Batch(models.Model):
    """One file that came in, and what became of it (lot). ``mapping`` is a column key by header."""

    kind = models.CharField(_("nature"), max_length=40)
    file_name = models.CharField(_("fichier"), max_length=160)
    sha256 = models.CharField(_("empreinte"), max_length=64)
    size = models.PositiveBigIntegerField(_("octets"))
    source = models.CharField(_("logiciel d’origine"), max_length=40, blank=True)
    state = models.CharField(
        _("état"), max_length=10, choices=BatchState, default=BatchState.RECEIVED
    )
    headers = models.JSONField(_("en-têtes"), default=list)
    mapping = models.JSONField(_("colonnes"), default=list)
    lines_read = models.PositiveIntegerField(_("lignes lues"), default=0)
    problem = models.TextField(_("empêchement"), blank=True)
    opened_by = models.CharField(_("déposé par"), max_length=80)
    opened_at = models.DateTimeField(_("déposé le"), db_default=Now())
    entered_by = models.CharField(_("entré par"), max_length=80, blank=True)
    entered_on = models.DateField(_("entré le"), null=True, blank=True)
    withdrawn_on = models.DateField(_("repris le"), null=True, blank=True)

    objects = BatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("lot")

    def __str__(self) -> str:
        return f"{self.pk} {self.file_name}"


class BatchFile(models.Model):
    """The bytes of a file that waits for its columns; removed once it is read and decided."""

    batch = models.OneToOneField(Batch, models.PROTECT, related_name="file", primary_key=True)
    content = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.batch_id}"


class Line(models.Model):
    """One line of a file, until it enters or is left.

    ``problems`` holds sentences by column key, ``alike`` the records that it resembles.
    """

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="lines", db_index=False)
    number = models.PositiveIntegerField(_("ligne"))
    cells = ArrayField(models.TextField(), verbose_name=_("cellules"))
    state = models.CharField(_("état"), max_length=8, choices=LineState)
    problems = models.JSONField(_("empêchements"), default=dict)
    alike = models.JSONField(_("ressemblances"), default=list)
    choice = models.CharField(_("décision"), max_length=4, choices=Choice, blank=True)
    match_id = models.BigIntegerField(_("fiche reconnue"), null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["batch", "number"], name="a_line_is_read_once"),
            models.CheckConstraint(
                name="the_same_record_is_named",
                condition=~Q(choice=Choice.SAME) | Q(match_id__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["batch", "state", "number"],
                condition=~Q(state=LineState.READY),
                name="line_that_waits",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.batch_id}:{self.number}"


class Entered(models.Model):
    """A record that a line became; ``stays`` says why it could not be taken back."""

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="entered")
    number = models.PositiveIntegerField(_("ligne"))
    record_id = models.BigIntegerField(_("fiche"))
    stays = models.CharField(_("reste parce que"), max_length=200, blank=True)

    def __str__(self) -> str:
        return f"{self.batch_id}:{self.number} → {self.record_id}"


class RememberedMapping(models.Model):
    """How the columns of files with these headers were matched the last time."""

    kind = models.CharField(_("nature"), max_length=40)
    headers_hash = models.CharField(_("empreinte des en-têtes"), max_length=64)
    mapping = models.JSONField(_("colonnes"))
    used_at = models.DateTimeField(_("servi le"), db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "headers_hash"], name="one_mapping_per_headers_of_a_kind"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.headers_hash[:8]}"
