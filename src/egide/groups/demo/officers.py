"""Who keeps each group, term after term: presidents, treasurers, secretaries, delegates [demo]."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta

from egide.groups import services
from egide.groups.demo.network import Network
from egide.groups.models import GroupMembership
from egide.kernel.demo import DemoLoad, draw
from egide.kernel.periods import running_on
from egide.mandates.enums import OfficeCode
from egide.mandates.rules import last_day_of_term
from egide.members.demo.size import REFERENCE_DAY
from egide.members.enums import LifeStatus, MembershipStatus

# The society goes on after the year of the report: who visits the demo later finds it kept.
KEPT_UNTIL = date(2028, 1, 1)
FIRST_START = date(2018, 2, 1)
TERM_YEARS = 3
ONE_DAY = timedelta(days=1)
# Groups that lost their president and found no other: work for the desk of the network.
WITHOUT_PRESIDENT = frozenset({"23", "48", "SA Dammam"})
# Territorial groups with a treasurer and a secretary: the larger ones.
WITH_TREASURER, WITH_SECRETARY = 130, 90
Candidates = dict[int, list[int]]


def appoint_all(demo: DemoLoad, network: Network) -> None:
    """Give the groups their officers, and the officers who will follow them."""
    candidates = _candidates()
    appointments = [
        *_territorial(network, candidates),
        *_promotions(network, candidates),
        *_free(network, candidates),
    ]
    services.take_over_officers(appointments=appointments, on=REFERENCE_DAY, by=demo.by)


def _candidates() -> Candidates:
    """Return, for each group, its people who may be officers, in an order of no meaning."""
    able = (MembershipStatus.CURRENT, MembershipStatus.STUDENT)
    rows = (
        GroupMembership.objects.running_on(REFERENCE_DAY)
        .filter(
            running_on(
                REFERENCE_DAY,
                start="person__memberships__starts_on",
                end="person__memberships__ends_on",
            ),
            person__memberships__status__in=able,
            person__life_status=LifeStatus.LIVING,
        )
        .order_by("group_id", "person__society_no")
        .values_list(
            "group_id", "family", "group__kind", "person_id", "person__memberships__status"
        )
    )
    found: Candidates = defaultdict(list)
    for group_id, _family, kind, person_id, status in rows:
        # Students are up to date by right, and at home in promotions and young groups only.
        if status == MembershipStatus.CURRENT or kind in ("PROMOTION", "YOUTH"):
            found[group_id].append(person_id)
    return found


def _territorial(network: Network, candidates: Candidates) -> Iterator[services.Appointment]:
    by_size = sorted(network.territorial, key=lambda code: (-network.zones[code].weight, code))
    for rank, code in enumerate(by_size):
        group_id = network.territorial[code]
        offices = []
        if code not in WITHOUT_PRESIDENT:
            offices.append(OfficeCode.GROUP_PRESIDENT)
        if rank < WITH_TREASURER:
            offices.append(OfficeCode.GROUP_TREASURER)
        if rank < WITH_SECRETARY:
            offices.append(OfficeCode.GROUP_SECRETARY)
        yield from _board(group_id, f"territorial {code}", offices, candidates)


def _promotions(network: Network, candidates: Candidates) -> Iterator[services.Appointment]:
    for label, group_id in network.promotions.items():
        yield from _board(
            group_id,
            f"promotion {label}",
            [OfficeCode.PROMOTION_DELEGATE],
            candidates,
            since=date(network.entry_years[label], 12, 1),
        )


def _free(network: Network, candidates: Candidates) -> Iterator[services.Appointment]:
    for key, group_id in network.free.items():
        recent = key.startswith("youth") or key in ("affinity France–Chine", "rexam Toulouse")
        since = date(2020, 10, 15) if recent else None
        yield from _board(group_id, key, [OfficeCode.GROUP_PRESIDENT], candidates, since=since)


def _board(
    group_id: int,
    key: str,
    offices: list[OfficeCode],
    candidates: Candidates,
    since: date | None = None,
) -> Iterator[services.Appointment]:
    """Yield the terms of a group's officers, one after the other, renewed until the demo ends."""
    able = candidates.get(group_id, [])
    taken: set[int] = set()
    for office in offices:
        free = [person_id for person_id in able if person_id not in taken]
        if not free:
            return
        person_id = free[draw(f"officer|{office}", key, len(free))]
        taken.add(person_id)
        starts_on = FIRST_START + timedelta(days=draw(f"officer since|{office}", key, 1_060))
        if since is not None and starts_on < since:
            starts_on = since
        while starts_on < KEPT_UNTIL:
            last = last_day_of_term(starts_on, TERM_YEARS)
            yield services.Appointment(
                group_id=group_id,
                office=office,
                person_id=person_id,
                starts_on=starts_on,
                ends_on=last,
                elected_on=starts_on,
            )
            starts_on = last + ONE_DAY
