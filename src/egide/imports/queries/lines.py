"""A line beside the records that it resembles, value by value."""

from __future__ import annotations

from dataclasses import dataclass

from egide.imports.models import Line
from egide.imports.queries.batches import importer_of
from egide.kernel.cells import plain
from egide.kernel.registry import Shown, Words


@dataclass(frozen=True)
class Candidate:
    """A record, or an earlier line, that a line resembles."""

    record_id: int | None
    title: str
    url: str
    score: int
    reasons: list[str]
    rows: list[tuple[Words, str, str, bool]]


def comparison_of(line: Line) -> list[Candidate]:
    """Return those that a line resembles; each row is a column, both values, and if they agree."""
    if not line.alike:
        return []
    batch = line.batch
    importer = importer_of(batch.kind)
    mine = {key: line.cells[place] for place, key in enumerate(batch.mapping) if key}
    records = [one["record"] for one in line.alike if one["record"] is not None]
    shown = importer.beside(records) if importer.beside and records else {}
    earlier = {
        other.number: other
        for other in batch.lines.filter(number__in=[one["earlier"] or 0 for one in line.alike])
    }
    found = []
    for one in line.alike:
        record = shown.get(one["record"]) if one["record"] is not None else None
        if record is None and one["earlier"] in earlier:
            other = earlier[one["earlier"]]
            record = Shown(
                title="",
                values={k: other.cells[p] for p, k in enumerate(batch.mapping) if k},
            )
        if record is None:
            continue
        rows = [
            (column.label, mine.get(column.key, ""), record.values.get(column.key, ""),
             _agree(mine.get(column.key, ""), record.values.get(column.key, "")))
            for column in importer.columns
            if mine.get(column.key) or record.values.get(column.key)
        ]  # fmt: skip
        found.append(
            Candidate(one["record"], record.title, record.url, one["score"], one["reasons"], rows)
        )
    return found


def _agree(one: str, other: str) -> bool:
    return bool(one) and plain(one) == plain(other)
