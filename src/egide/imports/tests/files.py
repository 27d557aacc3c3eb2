"""Files made for the tests, and how they come in."""

from __future__ import annotations

import argparse
import hashlib
import io
import json
from datetime import date
from pathlib import Path
from typing import Any

from egide.imports import services
from egide.imports.commands import import_file
from egide.imports.models import Batch
from egide.imports.rules.files import open_sheet, with_lines
from egide.kernel.access import Actor, command_actor

TODAY = date(2020, 12, 31)
CLERK = command_actor("import")
HEADER = "Nom;Prénom;Promotion;Courriel;Téléphone"


def csv_of(*lines: str, header: str = HEADER, encoding: str = "utf-8", end: str = "\n") -> bytes:
    """Return a CSV as bytes."""
    return end.join((header, *lines, "")).encode(encoding)


def take_in(
    content: bytes,
    *,
    kind: str = "members",
    by: Actor = CLERK,
    on: date = TODAY,
    mapping: list[str] | None = None,
) -> Batch:
    """Receive a file and check it, as the pages do."""
    sheet = with_lines(open_sheet(io.BytesIO(content)))
    batch = services.receive_file(
        kind=kind,
        file_name="gens.csv",
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
        headers=sheet.headers,
        content=content,
        by=by,
        on=on,
    )
    batch = services.match_columns(batch=batch, mapping=mapping or batch.mapping, by=by)
    return services.check_batch(batch=batch, sheet=sheet, by=by, on=on)


def enter(content: bytes, **how: Any) -> Batch:
    """Receive a file, check it and enter what is ready."""
    batch = take_in(content, **how)
    return services.enter_batch(batch=batch, by=how.get("by", CLERK), on=how.get("on", TODAY))


def run_import(
    capsys: Any, path: Path, content: bytes, *, dry_run: bool = False, kind: str = "members"
) -> tuple[int, dict[str, Any]]:
    """Run the command on a file and return its code and its answer."""
    path.write_bytes(content)
    code = import_file(argparse.Namespace(kind=kind, file=path, dry_run=dry_run, json=True))
    return code, json.loads(capsys.readouterr().out)


def problems_of(batch: Batch) -> dict[int, str]:
    """Return what is wrong, by line."""
    return {
        line.number: " ".join(one for said in line.problems.values() for one in said)
        for line in batch.lines.filter(state="WRONG")
    }
