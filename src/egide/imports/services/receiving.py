"""A file comes in, its columns are matched, or it is left."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.models.functions import Now
from django.utils.translation import gettext as _

from egide.imports.enums import BatchState
from egide.imports.models import Batch, BatchFile, Line, RememberedMapping
from egide.imports.queries.batches import importer_of, proposal_for
from egide.imports.rules.headings import headers_hash, obstacles_to_mapping
from egide.imports.rules.refusals import FileUnreadable
from egide.kernel import audit
from egide.kernel.access import Actor, require
from egide.kernel.errors import Refused
from egide.kernel.identity import verb


class BatchMoved(Refused):
    """The batch is no longer, or not yet, where this may be done to it."""


def hold_batch(batch: Batch, *states: BatchState, by: Actor) -> Batch:
    """Lock a batch in one of ``states`` for who may bring in files of its kind.

    :raises BatchMoved: if it stands elsewhere.
    """
    require(by, importer_of(batch.kind).permission)
    held = Batch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
    if held.state not in states:
        raise BatchMoved(
            _("Le lot %(number)d est « %(state)s » : ceci ne s’y fait plus.")
            % {"number": held.pk, "state": BatchState(held.state).label}
        )
    return held


@verb
def receive_file(
    *,
    kind: str,
    file_name: str,
    sha256: str,
    size: int,
    headers: Sequence[str],
    by: Actor,
    on: date,
    content: bytes | None = None,
) -> Batch:
    """Open a batch for a file; its columns are proposed, not yet chosen.

    ``content`` is kept until the batch is entered or left; a command reads its own file again.
    """
    importer = importer_of(kind)
    require(by, importer.permission)
    proposal = proposal_for(headers, importer)
    batch = Batch.objects.create(
        kind=kind,
        file_name=file_name[-160:],
        sha256=sha256,
        size=size,
        source=proposal.source,
        headers=list(headers),
        mapping=proposal.mapping,
        opened_by=by.name,
    )
    if content is not None:
        BatchFile.objects.create(batch=batch, content=content)

    audit.record(by, "imports.file_received", batch, kind=kind, sha256=sha256, size=size, on=on)
    return batch


@verb
def match_columns(*, batch: Batch, mapping: Sequence[str], by: Actor) -> Batch:
    """Choose the column of each header; the next file with these headers is matched so.

    :raises FileUnreadable: if a line could not be read with these columns.
    """
    held = hold_batch(batch, BatchState.RECEIVED, BatchState.CHECKED, by=by)
    importer = importer_of(held.kind)
    chosen = list(mapping)
    obstacles = obstacles_to_mapping(chosen, importer)
    if len(chosen) != len(held.headers):
        obstacles = [_("Le fichier n’a pas ce nombre de colonnes.")]
    if obstacles:
        raise FileUnreadable(" ".join(obstacles))
    RememberedMapping.objects.update_or_create(
        kind=held.kind,
        headers_hash=headers_hash(held.headers),
        defaults={"mapping": chosen, "used_at": Now()},
    )
    Line.objects.filter(batch=held)._raw_delete("default")
    held.mapping, held.state = chosen, BatchState.CHECKING
    held.lines_read, held.problem = 0, ""
    held.save(update_fields=["mapping", "state", "lines_read", "problem"])
    return held


@verb
def discard_batch(*, batch: Batch, by: Actor, on: date) -> Batch:
    """Leave a batch that has not entered: nothing of its lines or of its file is kept."""
    held = hold_batch(batch, BatchState.RECEIVED, BatchState.CHECKING, BatchState.CHECKED, by=by)
    Line.objects.filter(batch=held)._raw_delete("default")
    BatchFile.objects.filter(batch=held).delete()
    held.state = BatchState.DISCARDED
    held.save(update_fields=["state"])

    audit.record(by, "imports.batch_discarded", held, on=on)
    return held
