"""Commands of the report: its figures, and the whole report in a folder."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import date
from pathlib import Path
from typing import Any

from egide.annual_report.enums import ReportLanguage
from egide.annual_report.queries.data_packs import plain_value
from egide.annual_report.queries.measuring import FigureLine, figures_of_year
from egide.annual_report.services.printing import print_edition
from egide.kernel.access import command_actor
from egide.kernel.errors import Refused
from egide.kernel.identity import acting

EARLIEST, LATEST = 1850, 2200


def _year(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not EARLIEST <= int(text) <= LATEST:
        raise argparse.ArgumentTypeError(f"{text!r} is not a year from {EARLIEST} to {LATEST}")
    return int(text)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a day; write YYYY-MM-DD") from None


def configure_figures(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``figures``."""
    parser.add_argument("--year", type=_year, required=True, help="the year of the figures")
    parser.add_argument("--as-of", type=_day, help="count up to this day (31 December)")
    parser.add_argument("--json", action="store_true", help="print JSON")


def print_figures(options: argparse.Namespace) -> int:
    """Print every figure of a year, and the expected ones that are not yet recorded."""
    last_day = options.as_of or date(options.year, 12, 31)
    if last_day.year < options.year:
        sys.stderr.write(f"{last_day} is before the year {options.year} begins.\n")
        return 1
    with acting(command_actor("figures")):
        lines = list(figures_of_year(options.year, as_of=last_day))
    sys.stdout.write(_as_json(lines) if options.json else _as_table(lines))
    return 0


def _as_json(lines: list[FigureLine]) -> str:
    return (
        json.dumps({line.key: _entry(line) for line in lines}, ensure_ascii=False, indent=2) + "\n"
    )


def _entry(line: FigureLine) -> dict[str, Any]:
    if line.measurement is None:
        return {"value": None, "rows": 0, "text": line.texts, "system": line.system}
    found = line.measurement
    value = None if found.masked else plain_value(found.value)
    return {"value": value, "rows": found.row_count, "text": line.texts}


def _as_table(lines: list[FigureLine]) -> str:
    width = max((len(line.key) for line in lines), default=0)
    printed = []
    for line in lines:
        found = line.measurement
        rows = f"{found.row_count:>8}" if found else f"{line.system:>8}"
        printed.append(f"{line.key:<{width}}  {rows}  {line.texts['fr']}")
    return "\n".join(printed) + "\n"


def configure_report(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``report``."""
    parser.add_argument("year", type=_year, help="the year of the report")
    parser.add_argument("--lang", choices=ReportLanguage.values, default="fr", help="fr or en (fr)")
    parser.add_argument(
        "--out", type=Path, required=True, metavar="DIR", help="the folder to write, replaced whole"
    )


def write_report(options: argparse.Namespace) -> int:
    """Write the page, the PDF and the data pack of a year into a folder, all or nothing."""
    try:
        with acting(command_actor("report")):
            written = print_edition(
                year=options.year,
                language=options.lang,
                folder=options.out,
                by=command_actor("report"),
            )
    except Refused as refusal:
        sys.stderr.write(f"{refusal}\n")
        return 1
    for path in written:
        sys.stdout.write(f"{path}\n")
    return 0
