"""Exports of the rows behind a figure leave a line in the register (R-X-9)."""

from __future__ import annotations

from egide.kernel import audit, registry
from egide.kernel.access import Actor, require
from egide.kernel.identity import verb


@verb
def note_rows_exported(
    *, key: str, year: int, columns: list[str], row_count: int, by: Actor
) -> None:
    """Write who took the rows of a figure out of the site: which, how many, with what columns."""
    require(by, registry.figures()[key].permission)
    audit.record(
        by,
        "annual_report.figure_rows_exported",
        f"figure:{key}",
        year=year,
        columns=columns,
        rows=row_count,
    )
