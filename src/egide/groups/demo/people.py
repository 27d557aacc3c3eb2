"""Who is in which group: by rule, year after year; by choice for some [demo]."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from egide.groups import services
from egide.groups.demo.network import Network
from egide.groups.models import GroupMembership
from egide.kernel.demo import DemoLoad, draw
from egide.members.demo.size import REFERENCE_DAY
from egide.members.enums import SchoolingRank
from egide.members.models import Schooling

# The rules are read once a year, then on the last day: who adhered in autumn is placed too.
PASSES = (date(2017, 1, 1), date(2018, 1, 1), date(2019, 1, 1), date(2020, 1, 1), REFERENCE_DAY)
PINNED_ON = date(2019, 9, 2)
JOINED_ON = date(2020, 10, 15)
PINNED, PINNED_IN_SMALL = 410, 6
# How many people are in a group of each kind, at most; the small society has one for twenty-five.
SIZES = {"GP": (40, 60), "affinity": (25, 30), "rexam": (30, 40), "youth": (30, 40)}


def place_everybody(demo: DemoLoad, network: Network) -> None:
    """Place every member by address and promotion, let some choose, and fill the other groups."""
    for day in PASSES[:-1]:
        services.align_default_groups(on=day, by=demo.by, tell=False)
    _pin_some(demo, network)
    services.align_default_groups(on=PASSES[-1], by=demo.by, tell=False)
    _join_free_groups(demo, network)


def _pin_some(demo: DemoLoad, network: Network) -> None:
    """Let 410 members keep another group than the one of their address."""
    placed = dict(
        GroupMembership.objects.running_on(PINNED_ON)
        .territorial()
        .values_list("person_id", "group_id")
    )
    numbers = dict(
        GroupMembership.objects.running_on(PINNED_ON)
        .territorial()
        .values_list("person__society_no", "person_id")
    )
    wanted = PINNED_IN_SMALL if demo.small else PINNED
    groups = list(network.territorial.values())
    chosen = sorted(numbers, key=lambda number: (draw("pinned", number, 2**63), number))[:wanted]
    choices = []
    for number in chosen:
        person_id = numbers[number]
        others = [pk for pk in groups if pk != placed[person_id]]
        choices.append((person_id, others[draw("pinned group", number, len(others))]))
    services.pin_in_bulk(choices=choices, on=PINNED_ON, by=demo.by)


def _join_free_groups(demo: DemoLoad, network: Network) -> None:
    """Fill the groups that people choose: professional, affinity, experts, young promotions."""
    members = list(
        Schooling.objects.filter(
            rank=SchoolingRank.PRINCIPAL,
            promotion__entry_year__lt=JOINED_ON.year,  # the last promotion adheres in autumn
            person__in=GroupMembership.objects.running_on(REFERENCE_DAY)
            .territorial()
            .values("person"),
        )
        .order_by("person__society_no", "pk")
        .values_list("person_id", "promotion__entry_year")
    )
    young = [person_id for person_id, year in members if year >= 2011]
    everybody = [person_id for person_id, _year in members]
    days: dict[bool, list[tuple[int, int]]] = defaultdict(list)
    for key, group_id in network.free.items():
        kind = key.split(" ", 1)[0]
        least, spread = SIZES[kind]
        size = least + draw("group size", key, spread)
        pool = young if kind == "youth" else everybody
        size = max(4, size // 25) if demo.small else size
        taken: set[int] = set()
        rank = 0
        while len(taken) < min(size, len(pool)):
            taken.add(pool[draw(f"in group|{key}", rank, len(pool))])
            rank += 1
        days[key == "affinity France–Chine"] += [
            (person_id, group_id) for person_id in sorted(taken)
        ]
    # Each group begins on its own day; the youngest began in October 2020.
    services.join_in_bulk(choices=days[False], on=date(2020, 10, 1), by=demo.by)
    services.join_in_bulk(choices=days[True], on=JOINED_ON, by=demo.by)
