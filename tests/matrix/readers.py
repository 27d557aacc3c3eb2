"""Who asks: a visitor, a member, and every role at every moment of its mandate.

A role is the set of rights of one or several offices of the reference society. Each is asked where
it is held (over the whole, on a group, on another group), the day after its end and the day before
its beginning. The person is always the same plain member: what they may is the mandate's alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.contrib.auth import get_user_model
from django.db import transaction
from django.test import Client
from django.utils import timezone
from django.utils.timezone import localdate

from egide.accounts import services
from egide.accounts.models import Account
from egide.kernel import registry
from egide.kernel.access import VISITOR, Actor, actor_of
from egide.mandates.enums import Designation
from egide.mandates.models import Mandate, Office, OfficeRight, Scope
from egide.members.models import Person
from tests.matrix import people
from tests.matrix.declaring import Side

WHOLE, IN_SCOPE, ELSEWHERE = "whole society", "in scope", "out of scope"
YESTERDAY, TOMORROW = "ended yesterday", "begins tomorrow"
MOMENTS = (WHOLE, IN_SCOPE, ELSEWHERE, YESTERDAY, TOMORROW)


@dataclass(frozen=True)
class Reader:
    """Somebody who asks: their browser and what the society lets them do today."""

    client: Client
    actor: Actor
    role: str = ""
    moment: str = ""

    @property
    def name(self) -> str:
        return f"{self.role}, {self.moment}" if self.moment else self.role


@dataclass(frozen=True)
class Part:
    """A role at one moment, before anybody plays it."""

    role: str
    moment: str = ""
    rights: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return f"{self.role}, {self.moment}" if self.moment else self.role

    @property
    def past_or_future(self) -> bool:
        return self.moment in {YESTERDAY, TOMORROW}


def roles() -> dict[tuple[str, bool], tuple[str, ...]]:
    """Return the rights of each role, and whether it is held on a scope; alike offices are one."""
    found: dict[tuple[tuple[str, ...], bool], list[str]] = {}
    for office in Office.objects.order_by("code"):
        rights = OfficeRight.objects.filter(office=office).values_list("permission", flat=True)
        found.setdefault((tuple(sorted(rights)), bool(office.scope_kinds)), []).append(office.code)
    return {("/".join(codes), scoped): rights for (rights, scoped), codes in found.items()}


def parts() -> list[Part]:
    """Return everybody who asks in the whole matrix; one role holds every right there is."""
    everything = tuple(sorted(registry.permissions()))
    found = [Part("visitor"), Part("member"), Part("student")]
    found += [Part("every right", moment, everything) for moment in MOMENTS]
    for (role, scoped), rights in roles().items():
        held = (IN_SCOPE, ELSEWHERE) if scoped else (WHOLE,)
        found += [Part(role, moment, rights) for moment in (*held, YESTERDAY, TOMORROW)]
    return found


def enter(person_id: int) -> Reader:
    """Open the browser and the program of somebody, by both proofs."""
    client = Client(raise_request_exception=False)
    account = get_user_model().objects.get_or_create(person_id=person_id)[0]
    client.force_login(account)
    actor = actor_of(person_id, on=localdate())
    client.defaults["HTTP_AUTHORIZATION"] = f"Bearer {token_of(account, actor)}"
    return Reader(client, actor)


def visitor() -> Reader:
    """Open the browser of nobody in particular."""
    return Reader(Client(raise_request_exception=False), VISITOR, "visitor")


def token_of(account: Account, actor: Actor) -> str:
    """Return a token that opens all that this person may: the interface takes no cookie."""
    _token, key = services.make_token(
        account=account,
        name="essai",
        scopes=actor.permissions,
        may_write=True,
        days=7,
        twice_proved=True,
        at=timezone.now(),
        by=replace(actor, factor_at=timezone.now()),
    )
    return key


def office_with(rights: tuple[str, ...]) -> Office:
    """Return an office that gives these rights, and that any number may hold."""
    office = Office.objects.create(code="ESSAI", name="essai", feminine="essai", single=False)
    OfficeRight.objects.bulk_create(OfficeRight(office=office, permission=code) for code in rights)
    return office


def entrust(
    person_id: int, office: Office, *, starts_on: date, ends_on: date, scope: Scope | None = None
) -> None:
    """Give somebody a mandate, as it would stand in the table."""
    Mandate.objects.create(
        person_id=person_id,
        office=office,
        scope=scope,
        designation=Designation.APPOINTED,
        starts_on=starts_on,
        ends_on=ends_on,
        term_ends_on=ends_on,
    )


def term(moment: str) -> tuple[date, date]:
    """Return the first and the last day of a mandate seen from that moment."""
    today, day, long = localdate(), timedelta(days=1), timedelta(days=300)
    if moment == YESTERDAY:
        return today - long, today - day
    if moment == TOMORROW:
        return today + day, today + long
    return today - day, today + day


@contextmanager
def playing(part: Part, near: Side, elsewhere: Scope) -> Iterator[tuple[Reader, Side]]:
    """Let the member play a part; yield them with what is theirs, and undo it all afterwards."""
    with transaction.atomic():
        scope = {WHOLE: None, ELSEWHERE: elsewhere}.get(part.moment, near.scope)
        person_id = people.personas()["student" if part.role == "student" else "member"]
        if part.role not in {"visitor", "member", "student"}:
            starts_on, ends_on = term(part.moment)
            office = office_with(part.rights)
            entrust(person_id, office, starts_on=starts_on, ends_on=ends_on, scope=scope)
        reader = visitor() if part.role == "visitor" else enter(person_id)
        reader = replace(reader, role=part.role, moment=part.moment)
        own = Side("own", Person.objects.get(pk=person_id), scope or near.scope)
        yield reader, own
        transaction.set_rollback(True)


def with_every_right(person_id: int) -> Reader:
    """Let somebody hold every right of the site over the whole society."""
    starts_on, ends_on = term(WHOLE)
    everything = office_with(tuple(registry.permissions()))
    entrust(person_id, everything, starts_on=starts_on, ends_on=ends_on)
    return replace(enter(person_id), role="everything")
