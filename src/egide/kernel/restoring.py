"""What must be true of a database that was put back, asked from inside; and the lines it leaves.

Counts and hashes tell that the rows are the same; this tells that they can be used: the register
is chained to its last line, what is encrypted opens with the keys at hand, a document is there.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from django.db import connection, transaction

from egide.kernel import audit, documents, outbox, wall
from egide.kernel.access import Actor
from egide.kernel.encryption import Sealed, encrypted_columns
from egide.kernel.errors import Refused
from egide.kernel.identity import acting, verb
from egide.kernel.models import Document


@dataclass(frozen=True, kw_only=True)
class Findings:
    """What was found in a database, and every reason not to trust it."""

    register_lines: int
    opened_columns: tuple[str, ...]
    opened_document: str
    problems: tuple[str, ...]


def examine(*, by: Actor) -> Findings:
    """Verify the register, the second wall, one value of each sealed column and one document."""
    problems: list[str] = []
    verdict = audit.verify_chain()
    if not verdict.intact:
        problems.append(f"the register is broken at line {verdict.broken_at}: {verdict.problem}")
    with connection.cursor() as cursor:
        problems += [f"{table} {gap}" for table, gap in sorted(wall.gaps(cursor).items())]
    with acting(by):
        opened = tuple(_open_columns(problems))
        document = _open_document(problems)
    return Findings(
        register_lines=verdict.lines,
        opened_columns=opened,
        opened_document=document,
        problems=tuple(problems),
    )


def _open_columns(problems: list[str]) -> list[str]:
    opened = []
    for model, field in encrypted_columns():
        named = f"{model._meta.db_table}.{field.column}"
        rows = model._base_manager.filter(**{f"{field.name}__isnull": False})
        row = rows.order_by("pk").last()
        if row is None:
            continue
        try:
            value = getattr(row, field.attname)
        except Refused as refusal:
            problems.append(f"{named} does not open: {refusal}")
            continue
        if not isinstance(value, Sealed):
            opened.append(named)
    return opened


def _open_document(problems: list[str]) -> str:
    document = Document.objects.order_by("pk").last()
    if document is None:
        return ""
    try:
        documents.content_of(document)
    except documents.DocumentDamaged as damage:
        problems.append(str(damage))
        return ""
    return document.sha256


@verb
def record_restore(*, backup: str, by: Actor) -> None:
    """Write in the register that the society is the one of a backup again; hold its letters."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT last_number FROM kernel_registerhead")
        (lines,) = cursor.fetchone()
    audit.record(by, "kernel.backup_restored", f"backup:{backup}")
    # What was anchored after the backup is gone with the restore, and rightly so.
    transaction.on_commit(partial(audit.note_restored, lines))
    outbox.hold_all(by=by)


@verb
def record_drill(*, backup: str, rows: int, problems: int, by: Actor) -> None:
    """Write in the register that a backup was put back aside and compared (exercice)."""
    audit.record(by, "kernel.restore_drilled", f"backup:{backup}", rows=rows, problems=problems)
