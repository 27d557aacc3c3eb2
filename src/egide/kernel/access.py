"""Who acts, and by what right.

A right is never stored on a person: it is computed, for one day, from the dated mandates of
that person and from their standing as a member (R-X-1). Each grant knows the sentence that
explains it, so that a page can answer "why may I?".
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from egide.kernel import registry
from egide.kernel.errors import NotAllowed, StaleProof
from egide.kernel.registry import Confidentiality

# How long a proof of identity is good enough for a sensitive act.
FRESH = timedelta(minutes=15)


@dataclass(frozen=True, kw_only=True)
class Grant:
    """One right, where it holds and why.

    ``scope_ids`` is ``None`` when the right holds on the whole society. ``reason`` is a sentence
    for the person; ``until`` the last day on which the grant holds, if it is known. ``held`` says
    to others what the person holds (« trésorière du GT Bordeaux »), where the source knows.
    """

    permission: str
    scope_ids: frozenset[int] | None
    reason: str
    until: date | None = None
    held: str = ""

    def covers(self, scope_ids: frozenset[int]) -> bool:
        return self.scope_ids is None or bool(self.scope_ids & scope_ids)


@dataclass(frozen=True, kw_only=True)
class Actor:
    """Who acts on one day: a person through the grants of their mandates, or the machine.

    ``name`` is what the register writes: ``person:12``, ``clock``, ``command:demo``, ``visitor``.
    ``factor_at`` is the instant of the last proof of identity in this session. ``withheld`` are the
    grants that wait for a second factor: the person has them, this session does not.
    """

    name: str
    person_id: int | None = None
    grants: tuple[Grant, ...] = ()
    everything: bool = field(default=False, repr=False)
    factor_at: datetime | None = None
    withheld: tuple[Grant, ...] = ()

    @cached_property
    def _by_permission(self) -> dict[str, list[Grant]]:
        found: dict[str, list[Grant]] = {}
        for grant in self.grants:
            found.setdefault(grant.permission, []).append(grant)
        return found

    @property
    def permissions(self) -> frozenset[str]:
        """The codes of the rights held, on the whole society or on some scope."""
        return (
            frozenset(registry.permissions()) if self.everything else frozenset(self._by_permission)
        )

    def can(self, permission: str, on: Any = None) -> bool:
        """Tell whether the right holds on ``on`` (a record, a scope id) or on the whole society."""
        return self.everything or bool(self.why(permission, on))

    def can_somewhere(self, permission: str) -> bool:
        """Tell whether the right holds at least on one scope; doors and menus ask this."""
        return self.everything or permission in self._by_permission

    def scopes(self, permission: str) -> frozenset[int] | None:
        """Return the scopes on which the right holds; ``None`` means the whole society."""
        if self.everything:
            return None
        held: set[int] = set()
        for grant in self._by_permission.get(permission, ()):
            if grant.scope_ids is None:
                return None
            held |= grant.scope_ids
        return frozenset(held)

    def is_fresh(self, *, at: datetime) -> bool:
        """Tell whether the actor proved who they are recently enough for a sensitive act."""
        return self.everything or (self.factor_at is not None and at - self.factor_at <= FRESH)

    def waits_for(self, permission: str) -> bool:
        """Tell whether a second factor is all that the actor lacks to hold the right."""
        return any(grant.permission == permission for grant in self.withheld)

    def within(self, scopes: Iterable[str]) -> Actor:
        """Return the same person with no other right than ``scopes``: never more than before."""
        kept = frozenset(scopes)
        return replace(
            self,
            grants=tuple(grant for grant in self.grants if grant.permission in kept),
            withheld=tuple(grant for grant in self.withheld if grant.permission in kept),
        )

    def why(self, permission: str, on: Any = None) -> list[Grant]:
        """Return the grants that answer "why may I?", on the whole society or on ``on``."""
        held = self._by_permission.get(permission, [])
        wide = [grant for grant in held if grant.scope_ids is None]
        if wide or on is None or not held:
            return wide
        wanted = scope_ids_of(on)
        return [grant for grant in held if grant.covers(wanted)]


VISITOR = Actor(name="visitor")
CLOCK = Actor(name="clock", everything=True)


def command_actor(name: str) -> Actor:
    """Return the actor of a command typed by the operator of the machine."""
    return Actor(name=f"command:{name}", everything=True)


def actor_of(
    person_id: int, *, on: date, factor_at: datetime | None = None, twice_proved: bool = True
) -> Actor:
    """Return the actor that ``person_id`` is on the day ``on``: rights start and stop with it.

    Who did not prove twice who they are, and has a mandate that shows what is others', keeps what
    every member has: the rest is ``withheld`` until they do.
    """
    grants: list[Grant] = []
    for source in registry.rights_sources():
        grants.extend(grant for grant in source.grants(person_id, on) if not _is_too_wide(grant))
    withheld: tuple[Grant, ...] = ()
    if not twice_proved and needs_second_factor(grants):
        withheld = tuple(grant for grant in grants if not _of_every_member(grant))
        grants = [grant for grant in grants if _of_every_member(grant)]
    return Actor(
        name=f"person:{person_id}",
        person_id=person_id,
        grants=tuple(grants),
        factor_at=factor_at,
        withheld=withheld,
    )


def needs_second_factor(grants: Iterable[Grant]) -> bool:
    """Tell whether grants open what is others': neither NORMAL nor every member's."""
    known = registry.permissions()
    return any(
        grant.permission in known
        and known[grant.permission].confidentiality is not Confidentiality.NORMAL
        for grant in grants
        if not _of_every_member(grant)
    )


def _is_too_wide(grant: Grant) -> bool:
    """Tell whether a right for the whole society is given on a scope: then it opens nothing."""
    known = registry.permissions().get(grant.permission)
    return known is not None and known.whole and grant.scope_ids is not None


def _of_every_member(grant: Grant) -> bool:
    known = registry.permissions().get(grant.permission)
    return known is not None and known.every_member


def holders_of(permission: str, *, on: date) -> list[int]:
    """Return the people who hold a right on the whole society on a day, in a stable order.

    The standing of a member is not asked: this is for the few who hold an office.
    """
    named: set[int] = set()
    for source in registry.rights_sources():
        if source.may_hold is not None:
            named.update(source.may_hold(permission, on))
    return [person_id for person_id in sorted(named) if actor_of(person_id, on=on).can(permission)]


def scope_ids_of(thing: Any) -> frozenset[int]:
    """Return the scopes that ``thing`` lies in: a scope id, ids, or a record of any module."""
    if isinstance(thing, int):
        return frozenset({thing})
    if isinstance(thing, (set, frozenset, list, tuple)):
        return frozenset(thing)
    finder = registry.scope_finder(type(thing))  # type: ignore[arg-type]  # a class can be a key; mypy asks its metaclass
    if finder is not None:
        return frozenset(finder(thing))
    scope_id = getattr(thing, "scope_id", None)
    return frozenset() if scope_id is None else frozenset({scope_id})


def require(by: Actor, permission: str, *, on: Any = None) -> None:
    """Raise ``NotAllowed`` unless the actor holds the right, on ``on`` when it is given."""
    if not by.can(permission, on):
        known = registry.permissions().get(permission)
        label = known.label if known else permission
        raise NotAllowed(_("Il vous manque le droit « %(right)s ».") % {"right": label})


def require_machine(by: Actor) -> None:
    """Raise ``NotAllowed`` unless the site itself acts: its clock, a job, a command; no person."""
    if not by.everything:
        raise NotAllowed(_("Seul le site fait cela, de lui-même et à son heure."))


def require_fresh(by: Actor, *, at: datetime) -> None:
    """Raise ``StaleProof`` unless the actor proved who they are within fifteen minutes."""
    if not by.is_fresh(at=at):
        raise StaleProof(_("Cet acte demande que vous prouviez de nouveau qui vous êtes."))


@dataclass(frozen=True, kw_only=True)
class Reason:
    """What gives rights, and the rights that it gives, in words.

    ``sentence`` is for the person, ``held`` for others.
    """

    sentence: str
    held: str
    until: date | None
    rights: list[str]


def reasons_of(actor: Actor) -> list[Reason]:
    """Return why the actor may: each mandate or standing, with the rights it carries."""
    grouped: dict[tuple[str, str, date | None], set[str]] = {}
    known = registry.permissions()
    for grant in actor.grants:
        label = known[grant.permission].label if grant.permission in known else grant.permission
        given = grouped.setdefault((grant.reason, grant.held, grant.until), set())
        given.add(str(label))
    return [
        Reason(sentence=sentence, held=held or sentence, until=until, rights=sorted(rights))
        for (sentence, held, until), rights in grouped.items()
    ]


def explain(by: Actor, permission: str, on: Any = None) -> Iterable[str]:
    """Return the sentences that say why the actor holds the right."""
    return [grant.reason for grant in by.why(permission, on)]
