"""A person's own copy of all that is held about them: for machines, and to be read."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.template.loader import render_to_string

from egide.kernel import audit, registry
from egide.kernel.access import Actor, command_actor, require
from egide.kernel.holdings import Holding, holdings_of
from egide.kernel.identity import acting, verb
from egide.kernel.models import RegisterLine
from egide.members.models import Person
from egide.members.permissions import ANSWER_RIGHTS

FORMAT = "egide-personne-1"
MACHINE_FILE, READABLE_FILE = "donnees.json", "lisez-moi.html"


@verb
def export_person(*, person: Person, by: Actor, on: date) -> bytes:
    """Return an archive of all that the site holds about a person (RGPD, articles 15 and 20).

    It follows the map of personal data, so that a new table is in it by itself. The person gets
    all of it; somebody who answers for the society gets what their own rights open, and the
    archive says what it leaves aside. What would open the account is named and not shown.
    """
    own = by.person_id == person.pk
    if not own:
        require(by, ANSWER_RIGHTS)
    with acting(command_actor("export") if own else by):
        found = list(holdings_of(person.pk))
        lines = list(_lines_about(person))
    archive = _archive(person, found, lines, on=on)

    audit.record(by, "members.person_exported", person, tables=len(found), on=on)
    return archive


def _lines_about(person: Person) -> Iterable[dict[str, Any]]:
    """Yield what the register says of the person: the act and the day, never who did it."""
    acts = registry.acts()
    about = RegisterLine.objects.filter(subject=f"members.person:{person.pk}").order_by("number")
    for line in about:
        known = acts.get(line.action)
        yield {"at": line.at, "act": line.action, "label": str(known.label if known else "")}


def _archive(
    person: Person, found: list[Holding], lines: list[dict[str, Any]], *, on: date
) -> bytes:
    package = {
        "format": FORMAT,
        "society": settings.SOCIETY_NAME,
        "made_on": on,
        "person": person.pk,
        "holdings": [_as_machine(holding) for holding in found],
        "register": lines,
    }
    words = {
        "person": person,
        "found": found,
        "lines": lines,
        "on": on,
        "society": settings.SOCIETY_NAME,
    }
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        text = json.dumps(package, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)
        archive.writestr(MACHINE_FILE, text)
        archive.writestr(READABLE_FILE, render_to_string("members/export.html", words))
    return written.getvalue()


def _as_machine(holding: Holding) -> dict[str, Any]:
    entry = holding.entry
    return {
        "table": holding.table,
        "purpose": str(entry.purpose),
        "legal_basis": str(entry.legal_basis),
        "retention": str(entry.retention),
        "not_shown": list(entry.withheld),
        "rows": [{cell.name: cell.value for cell in row} for row in holding.rows],
    }
