"""Requests for a lost access as the desk weighs them: what was told beside what is known."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from egide.accounts.enums import RecoveryState
from egide.accounts.models import Account, Recovery
from egide.accounts.models.recovery import OPEN
from egide.accounts.queries import LARGEST_NUMBER, tidy, waiting_change
from egide.accounts.rules.entry import is_open, may_come_in
from egide.accounts.rules.recovery import obstacles_to_accepting
from egide.design.typography import date_long
from egide.kernel.access import Actor
from egide.kernel.registry import HomeCard
from egide.members.enums import ContactKind
from egide.members.models import ContactPoint, ContactPointChange, Person, Schooling
from egide.members.queries.namesakes import namesakes

ADDRESS = re.compile(r"[^\s,;<>]+@[^\s,;<>]+")
SHOWN = 10


@dataclass(frozen=True)
class Compared:
    """One thing that the asker told, and what the record says of it."""

    label: str
    told: str
    known: tuple[str, ...]


def recoveries_open() -> QuerySet[Recovery]:
    """Return what waits for the desk or for the end of its delay, the oldest first."""
    waiting = Recovery.objects.filter(state__in=OPEN)
    return waiting.select_related("person", "change").order_by("asked_at", "pk")


def record_called(typed: str) -> Person | None:
    """Return whose readable id or society number this is; nobody when it is unclear."""
    named = tidy(typed)
    wanted = Q(readable_id=named) | Q(aliases__readable_id=named)
    if named.isascii() and named.isdigit():
        wanted |= Q(society_no=min(int(named), LARGEST_NUMBER))
    found = list(Person.objects.filter(wanted).distinct().order_by("pk")[:2])
    return found[0] if len(found) == 1 else None


def candidates(recovery: Recovery) -> list[Person]:
    """Return whose record a request may be about: by number, by name, by a former address."""
    found = [record_called(recovery.number)] if recovery.number else []
    address = ADDRESS.search(recovery.former)
    alike = namesakes(
        first_names=recovery.first_names,
        names=[recovery.name],
        email=address.group() if address else "",
    )
    everybody = [*found, *(one.person for one in alike)]
    unique = {person.pk: person for person in everybody if person is not None}
    return [person for person in unique.values() if may_come_in(person)][:SHOWN]


def compared(recovery: Recovery) -> list[Compared]:
    """Return, line by line, what was told and what the record says; empty without a record."""
    person = recovery.person
    if person is None:
        return []
    schoolings = Schooling.objects.filter(person=person).select_related("promotion__centre")
    return [
        Compared(
            _("Nom"),
            f"{recovery.first_names} {recovery.name}",
            (person.full_name, *({person.birth_name} - {"", person.usage_name})),
        ),
        Compared(
            _("Numéro ou identifiant"),
            recovery.number,
            (str(person.society_no), person.readable_id),
        ),
        Compared(
            _("Centre et promotion"),
            recovery.promotion,
            tuple(
                f"{one.promotion.label} ({one.promotion.centre.name}, {one.promotion.entry_year})"
                for one in schoolings.order_by("pk")
            ),
        ),
        Compared(_("Date de naissance"), _day(recovery.born_on), _known(_day(person.born_on))),
        Compared(
            _("Anciennes adresses, anciens téléphones"),
            recovery.former,
            _reached(person),
        ),
        Compared(_("Téléphone où rappeler"), recovery.phone, _phones(person)),
    ]


def obstacles_to_recovery(
    recovery: Recovery,
    *,
    evidence: Collection[str],
    sponsor: Person | None,
    decider_id: int | None,
    against_objection: bool = False,
) -> list[str]:
    """What still forbids giving the way in again, as things stand now."""
    person = recovery.person
    account = Account.objects.select_related("person").filter(person=person).first()
    return obstacles_to_accepting(
        evidence=evidence,
        person_id=recovery.person_id,
        sponsor_id=sponsor.pk if sponsor else None,
        same_promotion=bool(person and sponsor and _same_promotion(person, sponsor)),
        decider_id=decider_id,
        opens=is_open(account) if account else person is not None and may_come_in(person),
        change_waits=person is not None and waiting_change(person.pk) is not None,
        against_objection=against_objection,
    )


def desk_cards(actor: Actor, on: date) -> Iterator[HomeCard]:
    """Tell who keeps the accounts that somebody waits to come in again."""
    states = (RecoveryState.TO_WEIGH, RecoveryState.TO_SECOND)
    waiting = Recovery.objects.filter(state__in=states).count()
    if waiting:
        yield HomeCard(
            title=ngettext(
                "%(count)d demande d’accès attend une décision",
                "%(count)d demandes d’accès attendent une décision",
                waiting,
            )
            % {"count": waiting},
            url=reverse("accounts:desk"),
            icon="lock-keyhole",
        )


def _same_promotion(person: Person, sponsor: Person) -> bool:
    own = Schooling.objects.filter(person=person).values("promotion")
    return Schooling.objects.filter(person=sponsor, promotion__in=own).exists()


def _phones(person: Person) -> tuple[str, ...]:
    points = ContactPoint.objects.filter(person=person, kind=ContactKind.PHONE).order_by("pk")
    return tuple(point.readable for point in points)


def _reached(person: Person) -> tuple[str, ...]:
    """Return every address and number that the record has or had, the present ones first."""
    kinds = (ContactKind.EMAIL, ContactKind.PHONE)
    now = ContactPoint.objects.filter(person=person, kind__in=kinds).order_by("kind", "pk")
    past = ContactPointChange.objects.filter(person=person, kind__in=kinds).order_by("-pgh_id")
    values = [*now.values_list("value", flat=True), *past.values_list("value", flat=True)]
    return tuple(dict.fromkeys(values))


def _day(day: date | None) -> str:
    return date_long(day, get_language() or "fr") if day else ""


def _known(value: str) -> tuple[str, ...]:
    return (value,) if value else ()
