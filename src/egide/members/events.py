"""Facts that the registry tells upward, once they are true."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class PeopleRegistered:
    """People entered the registry, one or many at once."""

    person_ids: tuple[int, ...]
    on: date


@dataclass(frozen=True)
class PersonMoved:
    """A person lives somewhere else from ``on``; their groups may change with it."""

    person_id: int
    on: date


@dataclass(frozen=True)
class EmailsChanged:
    """A person is reached by other e-mail addresses than ``before``, the principal one first."""

    person_id: int
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True)
class StandingChanged:
    """A person became a member, ceased to be one, or is one in another standing."""

    person_id: int
    before: str
    after: str
    on: date


@dataclass(frozen=True)
class PrincipalPromotionChanged:
    """A person counts and votes in another promotion."""

    person_id: int
    promotion_id: int
    on: date


@dataclass(frozen=True)
class DeathReported:
    """Somebody is presumed dead: letters stop, the delegate is told."""

    person_id: int
    on: date


@dataclass(frozen=True)
class DeathDenied:
    """A person believed dead is alive."""

    person_id: int
    on: date


@dataclass(frozen=True)
class PersonDied:
    """A death is confirmed; all that needs the person alive ends on ``died_on``."""

    person_id: int
    died_on: date


@dataclass(frozen=True)
class PeopleErased:
    """Nothing names these people any more; only what the law keeps is left."""

    person_ids: tuple[int, ...]
    on: date


@dataclass(frozen=True)
class RecordsUnited:
    """Two records became one: all that pointed at ``gone_id`` points at ``kept_id``."""

    kept_id: int
    gone_id: int
    on: date


@dataclass(frozen=True)
class RecordsParted:
    """Two records that were one are two again."""

    kept_id: int
    gone_id: int
    on: date
