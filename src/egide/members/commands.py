"""Commands about one person: the copy of their data, and their erasure."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from django.db.models import Q
from django.utils.timezone import localdate
from django.utils.translation import override

from egide.kernel.access import command_actor
from egide.kernel.errors import Refused
from egide.kernel.holdings import left_of
from egide.kernel.identity import acting
from egide.members import services
from egide.members.models import Person


class NobodyFound(Refused):
    """No record has this number or this id."""


def configure_export(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``person export``."""
    parser.add_argument("person", metavar="ID", help="the number or the readable id of the record")
    parser.add_argument("-o", "--output", required=True, metavar="FILE", help="the archive (zip)")
    parser.add_argument("--english", action="store_true", help="write the readable part in English")


def export_person(options: argparse.Namespace) -> int:
    """Write the archive of all that is held about a person."""
    by = command_actor("person-export")
    place = Path(options.output)
    with override("en" if options.english else "fr"):
        archive = services.export_person(person=_found(options.person), by=by, on=localdate())
    try:
        place.touch(mode=0o600)
        place.write_bytes(archive)
    except OSError as error:
        sys.stderr.write(f"{place} cannot be written: {error.strerror}.\n")
        return 1
    sys.stdout.write(f"{place}  {len(archive)} bytes\n")
    return 0


def configure_erase(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``person erase``."""
    parser.add_argument("person", metavar="ID", help="the number or the readable id of the record")
    parser.add_argument("--reason", default="request of the person", help="what the register keeps")
    parser.add_argument(
        "--strike", action="store_true", help="the objection is upheld: no name stays on the roll"
    )
    parser.add_argument("--json", action="store_true", help="print what stays as JSON")


def erase_person(options: argparse.Namespace) -> int:
    """Erase a person everywhere; print what stays, table by table, with its ground."""
    by, person = command_actor("person-erase"), _found(options.person)
    services.erase_people(
        people=[person], reason=options.reason, by=by, on=localdate(), strike=options.strike
    )
    with acting(by):
        left = left_of(person.pk)
    stays = [
        {
            "table": one.entry.model._meta.label_lower,
            "rows": one.rows,
            "columns": list(one.entry.stays),
            "ground": f"{one.entry.legal_basis}; {one.entry.retention}",
        }
        for one in left
    ]
    if options.json:
        sys.stdout.write(json.dumps({"person": person.pk, "stays": stays}, ensure_ascii=False))
        sys.stdout.write("\n")
        return 0
    sys.stdout.write(f"Person {person.pk} is erased. What stays:\n")
    for one, line in zip(left, stays, strict=True):
        columns = ", ".join(one.entry.stays)
        sys.stdout.write(f"  {line['table']}  {line['rows']}  {columns}  ({line['ground']})\n")
    return 0


def _found(asked: str) -> Person:
    """Return the person of a number or of a readable id, of today or of before.

    :raises NobodyFound: if there is none.
    """
    wanted = Q(readable_id=asked) | Q(aliases__readable_id=asked)
    if asked.isascii() and asked.isdigit() and len(asked) < 19:
        wanted |= Q(pk=int(asked))
    person = Person.objects.filter(wanted).order_by("pk").first()
    if person is None:
        raise NobodyFound(f"Nobody has the number or the id {asked!r}.")
    return person
