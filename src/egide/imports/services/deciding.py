"""Somebody corrects a line on the page, or says who it is; what they wrote is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from egide.imports.enums import BatchState, Choice, LineState
from egide.imports.models import Batch, BatchFile, Line
from egide.imports.queries.batches import Reader, importer_of
from egide.imports.services.receiving import BatchMoved, hold_batch
from egide.kernel.access import Actor, require, require_machine
from egide.kernel.errors import Refused
from egide.kernel.identity import verb

KEPT_DAYS = 30


class NotACandidate(Refused):
    """The record chosen is none of those that the line resembles."""


@verb
def correct_line(*, line: Line, cells: Mapping[str, str], by: Actor, on: date) -> Line:
    """Write what somebody corrected, by column key, and read the line again.

    What they wrote is kept even when it is still wrong.
    """
    batch = hold_batch(line.batch, BatchState.CHECKED, BatchState.ENTERED, by=by)
    held = Line.objects.select_for_update().get(pk=line.pk)
    for place, key in enumerate(batch.mapping):
        if key in cells:
            held.cells[place] = cells[key]
    _judge(held, Reader(importer_of(batch.kind), batch.mapping, on, by))
    held.save()
    _open_again(batch)
    return held


def _judge(line: Line, reader: Reader) -> None:
    """Say anew where a line stands."""
    entries, problems = reader.entries([(line.number, line.cells)])
    line.choice, line.match_id, line.alike = Choice.UNDECIDED, None, []
    line.problems = problems.get(line.number, {})
    line.state = LineState.WRONG if line.problems else LineState.READY
    if line.problems or reader.importer.alike is None:
        return
    found = [
        {"record": one["record_id"], "earlier": one["earlier"], "score": one["score"],
         "reasons": list(one["reasons"])}
        for one in map(asdict, reader.importer.alike(entries.items(), reader.on))
    ]  # fmt: skip
    if found:
        line.state, line.alike = LineState.ALIKE, sorted(found, key=lambda one: -one["score"])


@verb
def decide_line(*, line: Line, choice: str, by: Actor, match_id: int | None = None) -> Line:
    """Say of a line that it is somebody else, the same as a record, or to be left out.

    ``choice`` is NEW, SAME (with the record) or LEFT_OUT.

    :raises NotACandidate: if the record is none of those shown.
    """
    batch = hold_batch(line.batch, BatchState.CHECKED, BatchState.ENTERED, by=by)
    held = Line.objects.select_for_update().get(pk=line.pk)
    if choice == LineState.LEFT_OUT:
        held.state, held.choice, held.match_id = LineState.LEFT_OUT, Choice.UNDECIDED, None
    elif held.state == LineState.WRONG:
        raise BatchMoved(_("Cette ligne se corrige d’abord."))
    elif choice == Choice.NEW:
        held.state, held.choice, held.match_id = LineState.READY, Choice.NEW, None
    else:
        if match_id is None or match_id not in {one["record"] for one in held.alike}:
            raise NotACandidate(_("Choisissez une des fiches montrées."))
        held.state, held.choice, held.match_id = LineState.READY, Choice.SAME, match_id
    held.save()
    _open_again(batch)
    return held


def _open_again(batch: Batch) -> None:
    """A line decided after its batch entered may enter in its turn."""
    if batch.state == BatchState.ENTERED:
        batch.state = BatchState.CHECKED
        batch.save(update_fields=["state"])


@verb
def note_problem(*, batch: Batch, problem: str, state: str, by: Actor) -> Batch:
    """Write why a batch could not go on; what it holds is kept and it may be tried again."""
    require(by, importer_of(batch.kind).permission)
    held = Batch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
    held.problem, held.state = problem, state
    held.save(update_fields=["problem", "state"])
    return held


@verb
def ask_entering(*, batch: Batch, by: Actor) -> Batch:
    """Ask that a large batch enters as soon as a worker is free."""
    held = hold_batch(batch, BatchState.CHECKED, by=by)
    held.state, held.problem = BatchState.ENTERING, ""
    held.save(update_fields=["state", "problem"])
    return held


@verb
def forget_lines(*, by: Actor, on: date) -> int:
    """Remove the lines and files of batches brought more than thirty days ago."""
    require_machine(by)
    old = Batch.objects.filter(opened_at__date__lt=on - timedelta(days=KEPT_DAYS))
    numbers: list[Any] = list(old.values_list("pk", flat=True))
    removed = Line.objects.filter(batch__in=numbers)._raw_delete("default")
    BatchFile.objects.filter(batch__in=numbers).delete()
    old.exclude(state__in=(BatchState.ENTERED, BatchState.WITHDRAWN)).update(
        state=BatchState.DISCARDED
    )
    return removed
