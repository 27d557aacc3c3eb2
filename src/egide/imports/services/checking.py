"""The dry run: every line is read, judged by the rules of the verb, and compared. Nothing enters.

Lines are read by some thousands, each a transaction of its own: a page shows how far it is, and
whoever is killed begins again where they stood.
"""

from __future__ import annotations

import io
import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import islice
from typing import Any

from django.db import connection

from egide.imports.enums import BatchState, LineState
from egide.imports.models import Batch, Line
from egide.imports.queries.batches import AT_ONCE, Reader, importer_of, ready_lines, slices_of
from egide.imports.rules.files import Row, Sheet, open_sheet, with_lines
from egide.imports.services.receiving import hold_batch
from egide.kernel import kills
from egide.kernel.access import Actor
from egide.kernel.bulk import collecting_later, copy_rows
from egide.kernel.identity import verb

COLUMNS = ("batch_id", "number", "cells", "state", "problems", "alike", "choice", "match_id")
MOST_SHOWN = 5


def check_batch(*, batch: Batch, sheet: Sheet, by: Actor, on: date) -> Batch:
    """Read every line of a file, then compare: what a dry run does, step by step."""
    reader = Reader(importer_of(batch.kind), batch.mapping, on, by)
    read_all(batch, reader, sheet, by=by)
    return compare_lines(batch=batch, reader=reader, by=by)


def check_kept_file(*, batch: Batch, by: Actor, on: date) -> Batch:
    """Read the file that a batch keeps, from the line where its reading stopped."""
    sheet = with_lines(open_sheet(io.BytesIO(bytes(batch.file.content))))
    return check_batch(batch=batch, sheet=sheet, by=by, on=on)


def read_all(batch: Batch, reader: Reader, sheet: Sheet, *, by: Actor) -> None:
    """Read the lines of a file that were not read yet, some thousands in each transaction."""
    rows = (row for row in sheet.rows if row.number > batch.lines_read)
    with collecting_later():
        while some := list(islice(rows, AT_ONCE)):
            read_lines(batch=batch, reader=reader, rows=some, by=by)


@verb
def read_lines(*, batch: Batch, reader: Reader, rows: Sequence[Row], by: Actor) -> int:
    """Read some lines of a file and write each with what is wrong; returns how many are ready."""
    held = hold_batch(batch, BatchState.CHECKING, by=by)
    whole = [(row.number, row.cells) for row in rows if not row.problem]
    entries, problems = reader.entries(whole)
    problems |= {row.number: {"": [row.problem]} for row in rows if row.problem}
    copy_rows(
        Line,
        COLUMNS,
        (
            (
                held.pk,
                row.number,
                row.cells,
                LineState.WRONG.value if row.number in problems else LineState.READY.value,
                problems.get(row.number, {}),
                [],
                "",
                None,
            )
            for row in rows
        ),
    )
    kills.point("imports.staged")
    held.lines_read = rows[-1].number
    held.save(update_fields=["lines_read"])
    return len(entries)


@verb
def compare_lines(*, batch: Batch, reader: Reader, by: Actor) -> Batch:
    """Set aside the lines that look like somebody who is there, or like an earlier line."""
    held = hold_batch(batch, BatchState.CHECKING, by=by)
    if reader.importer.alike is not None:
        with collecting_later():
            _set_aside(held, _alike(held, reader))
    held.state = BatchState.CHECKED
    held.save(update_fields=["state"])
    return held


def _alike(batch: Batch, reader: Reader) -> dict[int, list[dict[str, Any]]]:
    """Return whom each line resembles, by its number."""
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    if reader.importer.alike is not None:
        for one in reader.importer.alike(_entries(batch, reader), reader.on):
            found[one.line].append(
                {
                    "record": one.record_id,
                    "earlier": one.earlier,
                    "score": one.score,
                    "reasons": list(one.reasons),
                }
            )
    return found


def _entries(batch: Batch, reader: Reader) -> Iterator[tuple[int, Any]]:
    for some in slices_of(ready_lines(batch)):
        for number, cells in some:
            entry, _problems = reader.entry(cells)
            if entry is not None:
                yield number, entry


def _set_aside(batch: Batch, found: dict[int, list[dict[str, Any]]]) -> None:
    ranked = {
        number: sorted(those, key=lambda one: -one["score"])[:MOST_SHOWN]
        for number, those in found.items()
    }
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE imports_line line SET state = %s, alike = found.alike::jsonb
              FROM unnest(%s::integer[], %s::text[]) AS found (number, alike)
             WHERE line.batch_id = %s AND line.number = found.number
            """,
            [
                LineState.ALIKE.value,
                list(ranked),
                [json.dumps(those, ensure_ascii=False) for those in ranked.values()],
                batch.pk,
            ],
        )
