"""The register of acts (registre): who did what, when, why; appended to, never changed.

The database chains the lines: a trigger numbers each one without holes, takes the actor from the
identity of the transaction and hashes the line with the hash of the line before. No role of the
site may change or remove a line (R-X-3).

Whoever owns the database could still write the whole register anew, hashes and all. So each night
its last line is anchored: number and hash are written beside the journal, apart from the database,
and in the logbook that another machine keeps. A register that says otherwise was rewritten.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection
from django.db.models import Model

from egide.kernel import journal
from egide.kernel.access import Actor
from egide.kernel.encryption import EncryptedField
from egide.kernel.models import RegisterLine

SEPARATOR = "\x1f"
ANCHOR = "anchor"
RESTORED = "restored"
log = logging.getLogger("egide.security")


def record(
    by: Actor,
    action: str,
    subject: Model | str,
    /,
    *,
    reason: str = "",
    before: str = "",
    **facts: Any,
) -> None:
    """Write one line of the register.

    ``facts`` are plain values and never SECRET content; ``before`` is the ``fingerprint`` of the
    subject before the change, and the one after is taken here. The database refuses the line when
    the transaction has no identity, or another one than ``by``.
    """
    after = fingerprint(subject) if before and isinstance(subject, Model) else ""
    RegisterLine.objects.bulk_create(
        [
            RegisterLine(
                actor=by.name,
                action=action,
                subject=subject if isinstance(subject, str) else name_of(subject),
                reason=reason,
                before_hash=before,
                after_hash=after,
                facts=json.loads(json.dumps(facts, cls=DjangoJSONEncoder)),
            )
        ]
    )


def record_rows(
    by: Actor,
    action: str,
    model: type[Model],
    ids: Sequence[int],
    /,
    *,
    reason: str = "",
    **facts: Any,
) -> None:
    """Write one line for many rows of one table, with the first and the last; none for none.

    How many they are is a fact of the caller, who has the word for it.
    """
    if ids:
        record(
            by,
            action,
            model._meta.label_lower,
            reason=reason,
            first_id=ids[0],
            last_id=ids[-1],
            **facts,
        )


def name_of(subject: Model) -> str:
    """Return how the register names a record: ``members.person:12``."""
    return f"{subject._meta.label_lower}:{subject.pk}"


def fingerprint(subject: Model) -> str:
    """Return a hash of the columns of a record, to show later that it changed or did not.

    Of a sealed column, only what its key has hashed: nobody could guess the value from the hash.
    """
    columns = {
        field.attname: field.fingerprint(subject)
        if isinstance(field, EncryptedField)
        else getattr(subject, field.attname)
        for field in subject._meta.concrete_fields
    }
    return hashlib.sha256(
        json.dumps(columns, cls=DjangoJSONEncoder, sort_keys=True, default=str).encode()
    ).hexdigest()


@dataclass(frozen=True, kw_only=True)
class ChainVerdict:
    """What the verification of the register found; ``broken_at`` is the first wrong line.

    ``last_hash`` is the hash of the last good line, by which the register can be anchored.
    """

    lines: int
    last_hash: str = ""
    broken_at: int | None = None
    problem: str = ""

    @property
    def intact(self) -> bool:
        return self.broken_at is None


def verify_chain(anchored: Mapping[int, str] | None = None) -> ChainVerdict:
    """Recompute the chain from the first line to the head and return the first broken link.

    ``anchored`` are hashes of lines kept elsewhere: without them, neither a register written anew
    nor one whose head was moved back with its last lines can be told from a whole one.
    """
    anchored = anchored or {}
    previous, expected = "", 1
    for number, chain_hash, content in _lines():
        if number != expected:
            return ChainVerdict(lines=expected - 1, broken_at=expected, problem="missing")
        previous = hashlib.sha256((previous + SEPARATOR + content).encode()).hexdigest()
        if chain_hash != previous:
            return ChainVerdict(lines=expected - 1, broken_at=number, problem="altered")
        if anchored.get(number, previous) != previous:
            return ChainVerdict(lines=expected - 1, broken_at=number, problem="rewritten")
        expected += 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT last_number, last_hash FROM kernel_registerhead")
        head_number, head_hash = cursor.fetchone()
    if (head_number, head_hash) != (expected - 1, previous):
        return ChainVerdict(lines=expected - 1, broken_at=expected, problem="missing")
    if max(anchored, default=0) >= expected:
        return ChainVerdict(lines=expected - 1, broken_at=expected, problem="cut")
    return ChainVerdict(lines=expected - 1, last_hash=previous)


def anchor(verdict: ChainVerdict, *, on: date) -> None:
    """Write apart from the database which line was the last one of an intact register."""
    line = {"kind": ANCHOR, "number": verdict.lines, "hash": verdict.last_hash, "on": f"{on}"}
    journal.write([line], place=place_of_anchors())
    # One whole message, so that it can be given back to ``register verify --anchor``.
    log.info("the register is anchored at %s:%s", verdict.lines, verdict.last_hash)


def note_restored(lines: int) -> None:
    """Write beside the anchors that a restore brought the register back to so many lines."""
    journal.write([{"kind": RESTORED, "number": lines}], place=place_of_anchors())


def anchors() -> dict[int, str]:
    """Return the hashes that the kept anchors give to lines, but for those that a restore undid."""
    found: dict[int, str] = {}
    for line in journal.read(place_of_anchors()):
        if line["kind"] == ANCHOR:
            found[line["number"]] = line["hash"]
        else:
            found = {number: kept for number, kept in found.items() if number <= line["number"]}
    return found


def place_of_anchors() -> Path:
    """Return the file of the anchors, beside the journal: no dump of the database holds it."""
    return Path(settings.JOURNAL).with_name("anchors.jsonl")


def _lines() -> Iterator[tuple[int, str, str]]:
    """Yield number, hash and content of each line, oldest first, without holding them all."""
    rows = (
        RegisterLine.objects.order_by("number")
        .extra(select={"content": "kernel_register_content(kernel_registerline.*)"})
        .values_list("number", "chain_hash", "content")
    )
    yield from rows.iterator(chunk_size=5_000)
