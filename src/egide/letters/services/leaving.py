"""What a person refuses to receive, and accepts again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from egide.kernel import audit, journal
from egide.kernel.access import Actor
from egide.kernel.errors import NotAllowed, Refused
from egide.kernel.identity import acting, verb
from egide.kernel.models import RegisterLine
from egide.letters.enums import Refusable
from egide.letters.models import MailingAudience, OptOut
from egide.letters.queries.leaving import leaving_named
from egide.members.enums import DataStatus
from egide.members.models import Person

REFUSED, ACCEPTED = "letters.kind_refused", "letters.kind_accepted"


class LeavingRefused(Refused):
    """The address of the letter stands for nothing."""


@verb
def refuse_letters(
    *, person: Person, kind: Refusable, at: datetime, by: Actor, audience: str = ""
) -> None:
    """Refuse a kind of letters, or those of one public (opposition); statutory ones still come.

    :raises NotAllowed: for somebody else.
    """
    _require_own(person, by)
    _refuse(person, kind, audience, at=at, by=by, way="page")


@verb
def accept_letters(
    *, person: Person, kind: Refusable, at: datetime, by: Actor, audience: str = ""
) -> None:
    """Accept again what was refused.

    :raises NotAllowed: for somebody else.
    """
    _require_own(person, by)
    _accept(person, kind, audience, at=at, by=by)


@verb
def leave_by_letter(*, token: str, everything: bool, at: datetime, by: Actor) -> None:
    """Refuse letters by the address that one of them bears: no sign-in, whoever presses (RFC 8058).

    ``everything`` refuses the whole kind, and not only the publics through which it came.

    :raises LeavingRefused: if the address was not made here.
    """
    leaving = leaving_named(token)
    person = Person.objects.filter(pk=leaving.person_id).first() if leaving else None
    if leaving is None or person is None:
        raise LeavingRefused(_("Cette adresse ne vient d’aucune de nos lettres."))
    names = [""] if everything or not leaving.audiences else list(leaving.audiences)
    for name in names:
        _refuse(person, leaving.kind, name, at=at, by=by, way="letter")


def refuse_again(line: dict[str, Any], by: Actor) -> bool:
    """Refuse again what a backup forgot that a person refused; tell whether it had forgotten."""
    person = _forgotten(line)
    if person is None:
        return False
    at = datetime.fromisoformat(line["since"])
    with acting(by):
        _refuse(person, line["letters"], line["audience"], at=at, by=by, way="journal")
    return True


def accept_again(line: dict[str, Any], by: Actor) -> bool:
    """Accept again what a backup forgot that a person accepted after refusing it."""
    person = _forgotten(line)
    if person is None:
        return False
    at = datetime.fromisoformat(line["since"])
    with acting(by):
        return _accept(person, line["letters"], line["audience"], at=at, by=by)


def refusals_told() -> Iterator[dict[str, Any]]:
    """Yield what the register tells of letters refused, as the journal writes it."""
    return _told(REFUSED)


def acceptances_told() -> Iterator[dict[str, Any]]:
    """Yield what the register tells of letters accepted again, as the journal writes it."""
    return _told(ACCEPTED)


def _told(action: str) -> Iterator[dict[str, Any]]:
    lines = RegisterLine.objects.filter(action=action, facts__has_key="since")
    for line in lines.order_by("number"):
        yield _as_line(action, int(line.subject.rpartition(":")[2]), line.facts)


def _forgotten(line: dict[str, Any]) -> Person | None:
    """Return the person of a line of the journal that the register does not know."""
    facts = {"kind": line["letters"], "audience": line["audience"], "since": line["since"]}
    if journal.is_known(line["kind"], f"members.person:{line['person']}", facts):
        return None
    living = Person.objects.exclude(data_status=DataStatus.ANONYMISED)
    return living.filter(pk=line["person"]).first()


def _refuse(person: Person, kind: str, audience: str, *, at: datetime, by: Actor, way: str) -> None:
    kind_of_public, _colon, key = audience.partition(":")
    row = MailingAudience.objects.filter(audience=kind_of_public, key=key).order_by("-pk").first()
    OptOut.objects.get_or_create(
        person=person,
        kind=kind,
        audience=audience,
        defaults={"label": row.label if row else "", "since": at},
    )
    said = {"kind": kind, "audience": audience, "since": at.isoformat()}
    audit.record(by, "letters.kind_refused", person, way=way, **said)
    journal.note(_as_line(REFUSED, person.pk, said))


def _accept(person: Person, kind: str, audience: str, *, at: datetime, by: Actor) -> bool:
    gone, _kinds = OptOut.objects.filter(person=person, kind=kind, audience=audience).delete()
    if gone:
        said = {"kind": kind, "audience": audience, "since": at.isoformat()}
        audit.record(by, "letters.kind_accepted", person, **said)
        journal.note(_as_line(ACCEPTED, person.pk, said))
    return bool(gone)


def _as_line(action: str, person_id: int, facts: Mapping[str, Any]) -> dict[str, Any]:
    said = {"letters": facts["kind"], "audience": facts["audience"], "since": facts["since"]}
    return {"kind": action, "person": person_id, **said}


def _require_own(person: Person, by: Actor) -> None:
    if by.person_id != person.pk:
        raise NotAllowed(_("Chacun choisit les lettres qu’il reçoit."))
