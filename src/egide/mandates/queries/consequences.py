"""What a change of the statutes would do, told before it is written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from egide.kernel import registry
from egide.mandates.models import Mandate, Office, OfficeRight
from egide.members.models import Person


@dataclass(frozen=True, kw_only=True)
class RightsChange:
    """What the holders of an office would gain and lose on a day, and how many they are."""

    gained: tuple[str, ...]
    lost: tuple[str, ...]
    holders: int
    planned: int


def holders_on(office: Office, day: date) -> int:
    """Return how many people hold an office on a day, by whatever seat or scope."""
    running = Mandate.objects.running_on(day).giving(office.code)
    return running.values("person_id").distinct().count()


def rights_change(office: Office, rights: Iterable[str], *, on: date) -> RightsChange:
    """Return what it would do that ``office`` carries these rights from a day on."""
    wanted = set(rights)
    held = set(office.rights.running_on(on).values_list("permission", flat=True))
    return RightsChange(
        gained=rights_labels(wanted - held),
        lost=rights_labels(held - wanted),
        holders=holders_on(office, on),
        planned=office.rights.ever().filter(starts_on__gt=on).count(),
    )


def rights_of(office: Office, *, on: date) -> list[OfficeRight]:
    """Return the rights that an office carries on a day, in the order of their codes."""
    return list(office.rights.running_on(on).order_by("permission", "pk"))


def holding_both(first: Office, second: Office, *, on: date) -> list[Person]:
    """Return the people who hold two offices on a day."""
    running = Mandate.objects.running_on(on)
    both = Person.objects.filter(
        pk__in=running.giving(first.code).values("person_id"),
    ).filter(pk__in=running.giving(second.code).values("person_id"))
    return list(both.order_by("sort_name", "pk"))


def rights_labels(codes: Iterable[str]) -> tuple[str, ...]:
    """Return what rights are called, for the reader."""
    known = registry.permissions()
    return tuple(str(known[code].label) for code in sorted(codes) if code in known)
