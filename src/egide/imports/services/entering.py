"""The lines of a batch enter in one act: all that are ready, or none."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _

from egide.imports.enums import BatchState, Choice, LineState
from egide.imports.models import Batch, BatchFile, Entered, Line
from egide.imports.queries.batches import Reader, importer_of, ready_lines, slices_of
from egide.imports.services.receiving import hold_batch
from egide.kernel import audit, kills
from egide.kernel.access import Actor
from egide.kernel.bulk import collecting_later, copy_rows
from egide.kernel.errors import Refused
from egide.kernel.identity import verb

AT_ONCE = 10_000
COLUMNS = ("batch_id", "number", "record_id", "stays")


class NothingToEnter(Refused):
    """No line of the batch is ready."""


class LinesChanged(Refused):
    """What was true at the dry run is no longer: the lines are read again."""


@verb
def enter_batch(*, batch: Batch, by: Actor, on: date) -> Batch:
    """Enter every line that is ready, by the bulk verb of its module; the others wait.

    A kill, a full disk, a refusal: nothing of it is there, and the batch stands as before. Lines
    that entered are kept no more; the records that they became are, for the batch to be taken back.

    :raises NothingToEnter: if no line is ready.
    :raises LinesChanged: if one may not enter any more.
    """
    held = hold_batch(batch, BatchState.CHECKED, BatchState.ENTERING, by=by)
    reader = Reader(importer_of(held.kind), held.mapping, on, by)
    with collecting_later():
        entered = _enter_ready(held, reader, by, on)
    completed = _complete(held, reader, by, on)
    if not entered and not completed:
        raise NothingToEnter(_("Aucune ligne de ce lot n’est prête."))

    Line.objects.filter(batch=held, state=LineState.READY)._raw_delete("default")
    waiting = Line.objects.filter(batch=held).exclude(state=LineState.LEFT_OUT).count()
    if not waiting:
        BatchFile.objects.filter(batch=held).delete()
    held.state, held.entered_by, held.entered_on = BatchState.ENTERED, by.name, on
    held.problem = ""
    held.save(update_fields=["state", "entered_by", "entered_on", "problem"])

    audit.record(
        by,
        "imports.batch_entered",
        held,
        kind=held.kind,
        entered=entered,
        completed=completed,
        waiting=waiting,
        on=on,
    )
    return held


def _enter_ready(batch: Batch, reader: Reader, by: Actor, on: date) -> int:
    """Enter the lines that are ready and new, some thousands at a time; return how many."""
    entered = 0
    for some in slices_of(ready_lines(batch), AT_ONCE):
        numbers = [number for number, _cells in some]
        entries = [_still_ready(reader, number, cells) for number, cells in some]
        ids = reader.importer.enter(entries=entries, by=by, on=on)
        kills.point("imports.half_entered")
        copy_rows(Entered, COLUMNS, _rows(batch, numbers, ids))
        entered += len(ids)
    return entered


def _rows(
    batch: Batch, numbers: Sequence[int], ids: Sequence[int]
) -> list[tuple[int, int, int, str]]:
    return [(batch.pk, number, pk, "") for number, pk in zip(numbers, ids, strict=True)]


def _still_ready(reader: Reader, number: int, cells: Sequence[str]) -> object:
    entry, problems = reader.entry(cells)
    if entry is None:
        raise LinesChanged(
            _("La ligne %(number)d ne peut plus entrer : %(why)s Vérifiez de nouveau le fichier.")
            % {"number": number, "why": " ".join(one for said in problems.values() for one in said)}
        )
    return entry


def _complete(batch: Batch, reader: Reader, by: Actor, on: date) -> int:
    """Complete the records that somebody recognised in a line."""
    complete = reader.importer.complete
    if complete is None:
        return 0
    lines = ready_lines(batch, new_only=False).filter(choice=Choice.SAME)
    done = 0
    for line in lines.order_by("number", "pk"):
        entry = _still_ready(reader, line.number, line.cells)
        complete(record_id=line.match_id, entry=entry, by=by, on=on)
        done += 1
    return done
