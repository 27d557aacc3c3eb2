"""Society numbers and readable ids: given once, never to somebody else (R-REG-3)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache

from django.db import connection
from django.db.models import Max
from django.utils.translation import gettext as _

from egide.kernel.errors import Refused
from egide.members.models import FormerRecord, Person, WithdrawnNumbers
from egide.members.rules.names import fold

LONGEST = 100
NOT_ASCII = re.compile(r"[^a-z0-9]+")
# Any number, the same for all processes.
INTAKE_LOCK = 7_130_211


class NameNotWritable(Refused):
    """No letter of the name exists in ASCII: the readable id would be empty."""


def one_intake_at_a_time() -> None:
    """Let one transaction at a time give numbers and ids, until it ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [INTAKE_LOCK])


def next_society_no() -> int:
    """Return the number after the highest ever given: no number comes back."""
    held = Person.objects.aggregate(highest=Max("society_no"))["highest"]
    withdrawn = WithdrawnNumbers.objects.aggregate(highest=Max("last"))["highest"]
    former = FormerRecord.objects.aggregate(highest=Max("society_no"))["highest"]
    return max(held or 0, withdrawn or 0, former or 0) + 1


@lru_cache(maxsize=65_536)
def base_of(first_names: str, usage_name: str, entry_year: int | None) -> str:
    """Return first.last.entryyear in plain letters, what a readable id is before its counter.

    :raises NameNotWritable: if nothing of a name can be written in plain letters.
    """
    first, last = (_plain(first_names.split(" ", 1)[0]), _plain(usage_name))
    if not first or not last:
        raise NameNotWritable(_("Écrivez le nom en lettres latines."))
    year = "" if entry_year is None else f".{entry_year}"
    return f"{first}.{last}"[:LONGEST].rstrip("-.") + year


def numbers_taken(numbers: Sequence[int]) -> set[int]:
    """Return those of the society numbers that somebody has, or had before two records were one."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT society_no FROM members_person WHERE society_no = ANY(%(numbers)s)
            UNION
            SELECT society_no FROM members_formerrecord WHERE society_no = ANY(%(numbers)s)
            """,
            {"numbers": list(numbers)},
        )
        return {number for (number,) in cursor.fetchall()}


def free_ids(bases: Sequence[str]) -> list[str]:
    """Return a readable id for each base, in order: the base, then .2, .3 for homonyms."""
    wanted = Counter(bases)
    taken = _existing(wanted)
    counted = {base for base, people in wanted.items() if people > 1 or base in taken}
    free = {base: 0 if base in taken else 1 for base in wanted}
    number = 2
    while counted:
        here = {base: f"{base}.{number}" for base in counted}
        found = _existing(here.values())
        taken |= found
        for base, candidate in here.items():
            free[base] += candidate not in found
        counted = {base for base in counted if free[base] < wanted[base]}
        number += 1
    return [_take(base, taken) for base in bases]


def _take(base: str, taken: set[str]) -> str:
    candidate, number = base, 2
    while candidate in taken:
        candidate, number = f"{base}.{number}", number + 1
    taken.add(candidate)
    return candidate


def _existing(candidates: Iterable[str]) -> set[str]:
    """Return those of the ids that somebody has or had; one array, whatever their number."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT readable_id FROM members_person WHERE readable_id = ANY(%(ids)s)
            UNION
            SELECT readable_id FROM members_personalias WHERE readable_id = ANY(%(ids)s)
            """,
            {"ids": list(candidates)},
        )
        return {readable_id for (readable_id,) in cursor.fetchall()}


def _plain(name: str) -> str:
    return NOT_ASCII.sub("-", fold(name)).strip("-")
