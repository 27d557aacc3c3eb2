"""What a person refuses to receive, and accepts again."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from egide.kernel import audit
from egide.kernel.access import Actor
from egide.kernel.errors import NotAllowed, Refused
from egide.kernel.identity import verb
from egide.letters.enums import Refusable
from egide.letters.models import MailingAudience, OptOut
from egide.letters.queries.leaving import leaving_named
from egide.members.models import Person


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
    _refuse(person.pk, kind, audience, at=at)
    audit.record(by, "letters.kind_refused", person, kind=kind, audience=audience, way="page")


@verb
def accept_letters(*, person: Person, kind: Refusable, by: Actor, audience: str = "") -> None:
    """Accept again what was refused.

    :raises NotAllowed: for somebody else.
    """
    _require_own(person, by)
    if OptOut.objects.filter(person=person, kind=kind, audience=audience).delete()[0]:
        audit.record(by, "letters.kind_accepted", person, kind=kind, audience=audience)


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
        _refuse(person.pk, leaving.kind, name, at=at)
        audit.record(
            by, "letters.kind_refused", person, kind=leaving.kind, audience=name, way="letter"
        )


def _refuse(person_id: int, kind: str, audience: str, *, at: datetime) -> None:
    kind_of_public, _colon, key = audience.partition(":")
    row = MailingAudience.objects.filter(audience=kind_of_public, key=key).order_by("-pk").first()
    OptOut.objects.get_or_create(
        person_id=person_id,
        kind=kind,
        audience=audience,
        defaults={"label": row.label if row else "", "since": at},
    )


def _require_own(person: Person, by: Actor) -> None:
    if by.person_id != person.pk:
        raise NotAllowed(_("Chacun choisit les lettres qu’il reçoit."))
