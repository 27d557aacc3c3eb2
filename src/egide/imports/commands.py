"""Commands: a file comes in, and a batch is taken back."""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from pathlib import Path
from typing import IO, Any

from django.db import transaction
from django.utils.timezone import localdate

from egide.imports.enums import BatchState
from egide.imports.models import Batch
from egide.imports.queries.batches import (
    NoSuchKind,
    counts_of,
    errors_of,
    importer_of,
    likenesses_of,
)
from egide.imports.rules.files import open_sheet, with_lines
from egide.imports.rules.refusals import FileUnreadable
from egide.imports.services import (
    NoRoomLeft,
    check_batch,
    enter_batch,
    match_columns,
    receive_file,
    room_to_write,
    withdraw_batch,
)
from egide.kernel.access import Actor, command_actor
from egide.kernel.errors import Refused

MOST_PRINTED = 1_000
BLOCK = 1 << 20


def configure_import(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``import``."""
    parser.add_argument("kind", help="what the file holds: members, mandates, groups…")
    parser.add_argument("file", type=Path, help="a CSV, XLSX or ODS file")
    parser.add_argument(
        "--dry-run", action="store_true", help="read, check and compare; nothing is kept"
    )
    parser.add_argument("--json", action="store_true", help="print the result as JSON")


def import_file(options: argparse.Namespace) -> int:
    """Read a file, check it and enter what may; 1 when a line waits or the file is refused."""
    by = command_actor("import")
    try:
        importer_of(options.kind)
        with options.file.open("rb") as file, room_to_write(), transaction.atomic():
            batch = _take_in(options, file, by)
            answer = _answer(batch, dry_run=options.dry_run)
            # One transaction: a kill half way, or a full disk, leaves nothing half done.
            transaction.set_rollback(options.dry_run)
    except OSError as error:
        return _fail(options, f"{options.file}: {error.strerror}")
    except (FileUnreadable, NoSuchKind, NoRoomLeft) as refusal:
        return _fail(options, str(refusal))
    _print(options, answer)
    return 1 if answer["wrong"] or answer["alike"] else 0


def _take_in(options: argparse.Namespace, file: IO[bytes], by: Actor) -> Batch:
    on = localdate()
    digest, size = hashlib.sha256(), 0
    while block := file.read(BLOCK):
        digest.update(block)
        size += len(block)
    sheet = with_lines(open_sheet(file))
    batch = receive_file(
        kind=options.kind,
        file_name=options.file.name,
        sha256=digest.hexdigest(),
        size=size,
        headers=sheet.headers,
        by=by,
        on=on,
    )
    batch = match_columns(batch=batch, mapping=batch.mapping, by=by)
    batch = check_batch(batch=batch, sheet=sheet, by=by, on=on)
    if not options.dry_run and counts_of(batch).ready:
        batch = enter_batch(batch=batch, by=by, on=on)
    return batch


def _answer(batch: Batch, *, dry_run: bool) -> dict[str, Any]:
    counts = counts_of(batch)
    return {
        "batch": None if dry_run else batch.pk,
        "kind": batch.kind,
        "source": batch.source,
        "columns": dict(zip(batch.headers, batch.mapping, strict=True)),
        "dry_run": dry_run,
        "lines": counts.lines,
        "ready": counts.ready,
        "entered": counts.entered,
        "wrong": counts.wrong,
        "alike": counts.alike,
        "errors": errors_of(batch, most=MOST_PRINTED),
        "duplicates": likenesses_of(batch, most=MOST_PRINTED),
    }


def _print(options: argparse.Namespace, answer: dict[str, Any]) -> None:
    if options.json:
        sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")
        return
    for error in answer["errors"]:
        column = f" ({error['column']})" if error["column"] else ""
        sys.stdout.write(f"line {error['line']}{column}: {error['problem']}\n")
    for one in answer["duplicates"]:
        sys.stdout.write(f"line {one['line']}: looks like {len(one['alike'])} known record(s)\n")
    state = "would enter" if options.dry_run else "entered"
    entered = answer["ready"] if options.dry_run else answer["entered"]
    number = "" if options.dry_run else f"batch {answer['batch']}: "
    sys.stdout.write(
        f"{number}{answer['lines']} lines, {entered} {state}, {answer['wrong']} to correct, "
        f"{answer['alike']} to decide.\n"
    )


def _fail(options: argparse.Namespace, sentence: str) -> int:
    if options.json:
        sys.stdout.write(json.dumps({"refused": sentence}, ensure_ascii=False) + "\n")
    sys.stderr.write(f"{sentence}\n")
    return 1


def configure_rollback(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``import rollback``."""
    parser.add_argument("batch", type=int, help="the number of the batch")
    parser.add_argument("--reason", default="", help="why, for the register")
    parser.add_argument("--json", action="store_true", help="print the result as JSON")


def rollback(options: argparse.Namespace) -> int:
    """Take back what nobody touched since; 1 when something stays."""
    batch = Batch.objects.filter(pk=options.batch).first()
    if batch is None:
        return _fail(options, f"there is no batch {options.batch}")
    try:
        held = batch.entered.count()
        staying = withdraw_batch(
            batch=batch, by=command_actor("import"), on=localdate(), reason=options.reason
        )
    except Refused as refusal:
        return _fail(options, str(refusal))
    gone = held - len(staying)
    if options.json:
        answer = {
            "batch": batch.pk,
            "state": BatchState.WITHDRAWN,
            "withdrawn": gone,
            "staying": [{"record": pk, "why": why} for pk, why in sorted(staying.items())],
        }
        sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")
    else:
        for pk, why in sorted(staying.items())[:MOST_PRINTED]:
            sys.stdout.write(f"record {pk} stays: {why}\n")
        sys.stdout.write(f"batch {batch.pk}: {gone} taken back, {len(staying)} stay.\n")
    return 1 if staying else 0
