"""Files in: 34 000 members of a CSV validated and entered, duplicates found; a million.


In a throw-away database: nine centres, their promotions, and a file drawn for the measure, one line
in fifty spoiled by a slip of an earlier one. Wall and processor of both sides, step by step.
``--million`` measures a million lines; ``--lines N`` any number.
"""

from __future__ import annotations

import argparse
import csv
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

import directory_search
import harness

NEEDS_NO_DATABASE = True
USUAL, MILLION = 34_000, 1_000_000
GOAL_ENTERED, GOAL_ALIKE, GOAL_MILLION, GOAL_MEMORY = 3.0, 10.0, 180.0, 500.0
TODAY = date(2026, 11, 30)
HEADER = (
    "Nom", "Prénom", "Civilité", "Date de naissance", "Promotion", "Qualité", "Sociétaire depuis",
    "Courriel", "Téléphone", "Adresse", "Code postal", "Ville", "Pays", "Entreprise", "Poste",
)  # fmt: skip
SYLLABLES = [
    "ba",
    "bel",
    "ce",
    "da",
    "di",
    "fo",
    "gu",
    "jo",
    "la",
    "lé",
    "mar",
    "mé",
    "no",
    "pa",
    "per",
    "ri",
    "ro",
    "sa",
    "so",
    "ta",
    "tu",
    "va",
]


def write_file(path: Path, lines: int, promotions: list[str]) -> int:
    """Draw the file; return how many lines are slips of another."""
    chances = random.Random(11)
    given = [_word(chances, 2, 3) for _ in range(900)]
    names = [_word(chances, 2, 4) for _ in range(max(5_000, lines // 3))]
    slips = 0
    earlier: list[tuple[str, ...]] = []
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(HEADER)
        for number in range(lines):
            if earlier and number % 50 == 49:
                writer.writerow(_slipped(chances, chances.choice(earlier)))
                slips += 1
                continue
            row = _line(chances, number, given, names, promotions)
            writer.writerow(row)
            if len(earlier) < 5_000:
                earlier.append(row)
    return slips


def _line(
    chances: random.Random, number: int, given: list[str], names: list[str], promotions: list[str]
) -> tuple[str, ...]:
    promotion = chances.choice(promotions)
    year = 1800 + int(promotion.split()[1])
    born = f"{chances.randint(1, 28):02d}/{chances.randint(1, 12):02d}/{year - 20}"
    phone = f"06 {number // 10**6 % 100:02d} {number // 10**4 % 100:02d} " \
            f"{number // 100 % 100:02d} {number % 100:02d}"  # fmt: skip
    return (
        chances.choice(names), chances.choice(given), chances.choice(("M.", "Mme")), born,
        promotion, "à jour", f"01/09/{year + 3}", f"membre{number}@example.org", phone,
        f"{number % 150} rue des Lilas", f"{chances.randint(1, 95):02d}000", chances.choice(names),
        "France", f"Société {number % 900}", "Ingénieur",
    )  # fmt: skip


def _slipped(chances: random.Random, row: tuple[str, ...]) -> tuple[str, ...]:
    """Return a line as somebody typed it again: a letter lost, half of the facts."""
    name = row[0]
    at = chances.randrange(1, len(name))
    return (name[:at] + name[at + 1 :], *row[1:5], "", "", row[7], *[""] * 7)


def _word(chances: random.Random, least: int, most: int) -> str:
    return "".join(chances.choices(SYLLABLES, k=chances.randint(least, most))).capitalize()


def found_school() -> list[str]:
    """Found the centres and open their promotions; return the names of some."""
    from egide.kernel.access import command_actor
    from egide.members import services
    from egide.members.demo.size import CENTRES
    from egide.members.rules.promotions import PromotionName

    by = command_actor("bench")
    names = []
    for code, name, nickname, first, last, *_living in CENTRES:
        services.found_centre(
            code=code, name=name, nickname=nickname, first_entry_year=first,
            last_entry_year=last, by=by, on=TODAY,
        )  # fmt: skip
        names += [PromotionName(code, year) for year in range(max(first, 1950), (last or 2024) + 1)]
    services.open_promotions(names=names, by=by, on=TODAY)
    return [str(name) for name in names]


class Steps:
    """Wall, our processor and the database's, step by step, in seconds."""

    def __init__(self) -> None:
        self.backend = harness.BackendClock()
        self.taken: dict[str, tuple[float, float, float]] = {}

    def run(self, name: str, work: Callable[[], Any]) -> Any:
        began = time.perf_counter(), time.process_time(), self.backend.now_ms() / 1e3
        result = work()
        ended = time.perf_counter(), time.process_time(), self.backend.now_ms() / 1e3
        self.taken[name] = tuple(b - a for a, b in zip(began, ended, strict=True))  # type: ignore[assignment]
        return result

    def measures(self) -> Iterator[harness.Measure]:
        for name, (wall, ours, theirs) in self.taken.items():
            detail = f"our processor {ours:.2f} s, the database's {theirs:.2f} s"
            yield harness.Measure(name, wall, "s", detail=detail)

    def wall(self, *names: str) -> float:
        return sum(self.taken[name][0] for name in names)


def measure(lines: int) -> int:
    """Take in one file, step by step, and print; tell whether the goals are met."""
    harness.settings()
    from django.db import connection, transaction

    from egide.imports import services
    from egide.imports.queries.batches import Reader, counts_of, importer_of
    from egide.imports.rules.files import open_sheet
    from egide.imports.services.checking import read_all
    from egide.kernel.access import command_actor

    by = command_actor("bench")
    promotions = found_school()
    steps = Steps()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "members.csv"
        slips = write_file(path, lines, promotions)
        with path.open("rb") as file, ExitStack() as act:
            act.enter_context(transaction.atomic())
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL statement_timeout = 0")
            sheet = open_sheet(file)
            batch = services.receive_file(
                kind="members", file_name=path.name, sha256="0" * 64, size=1,
                headers=sheet.headers, by=by, on=TODAY,
            )  # fmt: skip
            batch = services.match_columns(batch=batch, mapping=batch.mapping, by=by)
            reader = Reader(importer_of("members"), batch.mapping, TODAY, by)
            steps.run("read and validated", lambda: read_all(batch, reader, sheet, by=by))
            steps.run(
                "duplicates", lambda: services.compare_lines(batch=batch, reader=reader, by=by)
            )
            counts = counts_of(batch)
            steps.run("entered", lambda: services.enter_batch(batch=batch, by=by, on=TODAY))
            steps.run("committed", act.close)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    entered = steps.wall("read and validated", "entered", "committed")
    million = lines >= MILLION
    return harness.report(
        f"import of {lines:,} members ({slips:,} slips, {counts.alike:,} set aside,"
        f" {counts.wrong:,} wrong)",
        (
            *steps.measures(),
            harness.Measure(
                "validated and entered", entered, "s",
                at_most=GOAL_MILLION if million else GOAL_ENTERED if lines == USUAL else None,
            ),
            harness.Measure(
                "duplicates found", steps.wall("duplicates"), "s",
                at_most=GOAL_ALIKE if lines == USUAL else None,
            ),
            harness.Measure("memory at most", memory, "MiB", at_most=GOAL_MEMORY),
        ),
    )  # fmt: skip


def main() -> int:
    """Measure in a throw-away database; 0 when the goals are met."""
    parser = harness.options(__file__, __doc__)
    parser.add_argument("--million", action="store_true", help="a million lines")
    parser.add_argument("--lines", type=int, default=USUAL, help="how many lines")
    parser.add_argument("--measure", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.measure:
        return measure(options.lines)
    lines = MILLION if options.million else options.lines
    with directory_search.scratch_database(f"{directory_search.NAME}_import") as environment:
        done = subprocess.run(
            [sys.executable, __file__, "--measure", "--lines", str(lines)],
            env=environment,
            timeout=3_600,
            check=False,
        )
    return done.returncode


if __name__ == "__main__":
    raise SystemExit(main())
