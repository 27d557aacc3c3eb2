"""Where a batch stands: its importer, its counts, its lines as entries."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from egide.imports.enums import Choice, LineState
from egide.imports.models import Batch, Line, RememberedMapping
from egide.imports.rules.headings import Proposal, headers_hash, propose
from egide.kernel import registry
from egide.kernel.access import Actor
from egide.kernel.cells import LineRefused
from egide.kernel.errors import Refused
from egide.kernel.registry import Importer

AT_ONCE = 5_000


class NoSuchKind(Refused):
    """No module takes in files of this kind."""


def importer_of(kind: str) -> Importer:
    """Return what takes in files of a kind.

    :raises NoSuchKind: if nothing does.
    """
    found = registry.importers().get(kind)
    if found is None:
        raise NoSuchKind(
            _("Aucun fichier « %(kind)s » ne se reprend. Possible : %(kinds)s.")
            % {"kind": kind[:40], "kinds": ", ".join(registry.importers())}
        )
    return found


@dataclass(frozen=True, kw_only=True)
class Counts:
    """How many lines of a batch stand where."""

    ready: int = 0
    wrong: int = 0
    alike: int = 0
    left_out: int = 0
    entered: int = 0

    @property
    def lines(self) -> int:
        """All lines of the file."""
        return self.ready + self.wrong + self.alike + self.left_out + self.entered

    @property
    def waiting(self) -> int:
        """Lines that somebody must look at."""
        return self.wrong + self.alike


def counts_of(batch: Batch) -> Counts:
    """Return how many lines of a batch are ready, wrong, alike, left out, entered."""
    by_state = dict(
        Line.objects.filter(batch=batch)
        .order_by("state")
        .values_list("state")
        .annotate(lines=Count("pk"))
    )
    return Counts(
        ready=by_state.get(LineState.READY, 0),
        wrong=by_state.get(LineState.WRONG, 0),
        alike=by_state.get(LineState.ALIKE, 0),
        left_out=by_state.get(LineState.LEFT_OUT, 0),
        entered=batch.entered.count(),
    )


def proposal_for(headers: Sequence[str], importer: Importer) -> Proposal:
    """Return which column each header means, as remembered or as it reads."""
    known = RememberedMapping.objects.filter(
        kind=importer.kind, headers_hash=headers_hash(headers)
    ).first()
    return propose(headers, importer, known.mapping if known else None)


class Reader:
    """Makes entries of the lines of a batch, with what is wrong in words, for who enters them."""

    def __init__(self, importer: Importer, mapping: Sequence[str], on: date, by: Actor) -> None:
        self.importer, self.on, self.by = importer, on, by
        self.columns = [(place, key) for place, key in enumerate(mapping) if key]
        self._read = importer.reader(on)

    def cells(self, cells: Sequence[str]) -> dict[str, str]:
        """Return the cells that are not empty, by the key of their column."""
        return {
            key: cell
            for place, key in self.columns
            if place < len(cells) and (cell := cells[place].strip())
        }

    def entry(self, cells: Sequence[str]) -> tuple[Any, dict[str, list[str]]]:
        """Return the entry of a line, or nothing and what cannot be read."""
        try:
            return self._read(self.cells(cells)), {}
        except LineRefused as refusal:
            return None, refusal.problems

    def entries(
        self, lines: Sequence[tuple[int, Sequence[str]]]
    ) -> tuple[dict[int, Any], dict[int, dict[str, list[str]]]]:
        """Return the entries by the number of their line, and what forbids the others."""
        entries: dict[int, Any] = {}
        problems: dict[int, dict[str, list[str]]] = {}
        for number, cells in lines:
            entry, said = self.entry(cells)
            if entry is None:
                problems[number] = said
            else:
                entries[number] = entry
        numbers = list(entries)
        for place, why in self._obstacles(list(entries.values())).items():
            problems[numbers[place]] = {"": list(why)}
            del entries[numbers[place]]
        return entries, problems

    def _obstacles(self, entries: list[Any]) -> Mapping[int, Sequence[str]]:
        return self.importer.obstacles(entries, self.on, self.by) if entries else {}


def ready_lines(batch: Batch, *, new_only: bool = True) -> QuerySet[Line]:
    """Return the lines that may enter; without those that complete somebody, unless asked."""
    lines = Line.objects.filter(batch=batch, state=LineState.READY)
    return lines.exclude(choice=Choice.SAME) if new_only else lines


def slices_of(lines: QuerySet[Line], at_once: int = AT_ONCE) -> Iterator[list[tuple[int, Any]]]:
    """Yield numbers and cells of lines by some thousands, in the order of the file."""
    after = 0
    while True:
        some = list(
            lines.filter(number__gt=after)
            .order_by("number", "pk")
            .values_list("number", "cells")[:at_once]
        )
        if not some:
            return
        yield some
        after = some[-1][0]


def errors_of(batch: Batch, *, most: int) -> list[Mapping[str, Any]]:
    """Return what is wrong, line by line and column by column, as a program reads it."""
    labels = {column.key: str(column.label) for column in importer_of(batch.kind).columns}
    wrong = Line.objects.filter(batch=batch, state=LineState.WRONG).order_by("number", "pk")
    return [
        {"line": line.number, "column": labels.get(key, ""), "problem": " ".join(said)}
        for line in wrong[:most]
        for key, said in line.problems.items()
    ]


def likenesses_of(batch: Batch, *, most: int) -> list[Mapping[str, Any]]:
    """Return the lines that look like a record or another line, as a program reads it."""
    waiting = Line.objects.filter(batch=batch, state=LineState.ALIKE).order_by("number", "pk")
    return [{"line": line.number, "alike": line.alike} for line in waiting[:most]]
