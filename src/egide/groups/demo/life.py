"""What the groups did, and what they told of it [demo]."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from egide.groups import services
from egide.groups.demo.network import Network
from egide.groups.enums import ActivityKind, ReturnState
from egide.groups.models import GroupActivity, GroupReturn
from egide.kernel.demo import DemoLoad, draw
from egide.members.demo.size import REFERENCE_DAY

TITLES = {
    ActivityKind.DINNER: (
        "Dîner d’hiver",
        "Dîner de printemps",
        "Déjeuner de rentrée",
        "Dîner de la Sainte-Barbe",
    ),
    ActivityKind.VISIT: (
        "Visite d’une usine",
        "Visite d’un chantier",
        "Visite d’un laboratoire",
        "Visite d’un port",
    ),
    ActivityKind.CONFERENCE: (
        "L’industrie et le climat",
        "Le retour de l’atome",
        "Reprendre une entreprise",
    ),
    ActivityKind.MEETING: (
        "Réunion de rentrée",
        "Café du premier jeudi",
        "Accueil des nouveaux arrivants",
    ),
    ActivityKind.OUTING: ("Randonnée d’été", "Sortie en famille", "Soirée au théâtre"),
    ActivityKind.SOLIDARITY: (
        "Aide aux élèves confinés",
        "Collecte de matériel",
        "Parrainage d’élèves",
    ),
}
KINDS = tuple(TITLES)
YEARLY_MEETINGS = ("Assemblée annuelle du groupe", "Dîner annuel", "Rencontre de rentrée")
# Asleep since 2018: nothing was ever written down for them.
SILENT = frozenset({"15", "55", "DZ Oran"})
LAST_YEAR = 2027
ACCEPTED_SHARE, TO_FIX_SHARE = 92, 4


def record_life(demo: DemoLoad, network: Network) -> None:
    """Write two years of activities, the meetings of the years to come, and the returns."""
    services.take_over_activities(activities=[*_activities(network)], on=REFERENCE_DAY, by=demo.by)
    _returns(demo)
    services.watch_groups(on=REFERENCE_DAY, by=demo.by)


def _activities(network: Network) -> Iterator[services.PastActivity]:
    for code, group_id in network.territorial.items():
        if code not in SILENT:
            yield from _years(f"territorial {code}", group_id, date(2019, 1, 1), least=2, spread=4)
    for key, group_id in network.free.items():
        first = date(2020, 11, 2) if key == "affinity France–Chine" else date(2019, 1, 1)
        first = date(2020, 10, 1) if key == "rexam Toulouse" else first
        yield from _years(key, group_id, first, least=2, spread=3)
    for label, group_id in network.promotions.items():
        first = max(date(2019, 1, 1), date(network.entry_years[label], 11, 2))
        yield from _years(f"promotion {label}", group_id, first, least=1, spread=1)


def _years(
    key: str, group_id: int, first: date, *, least: int, spread: int
) -> Iterator[services.PastActivity]:
    """Yield a group's yearly meetings until 2027, and what else it did in 2019 and 2020."""
    for year in range(2019, LAST_YEAR + 1):
        day = date(year, 1, 8) + timedelta(days=draw(f"yearly|{year}", key, 320))
        if day >= first:
            met = 6 + draw(f"yearly met|{year}", key, 30) if day <= REFERENCE_DAY else None
            yield services.PastActivity(
                group_id=group_id,
                kind=ActivityKind.MEETING,
                title=YEARLY_MEETINGS[year % len(YEARLY_MEETINGS)],
                held_on=day,
                attendance=met,
            )
    for rank in range(2 * (least + draw("activities", key, spread)) - least):
        day = date(2019, 1, 5) + timedelta(days=draw(f"activity|{rank}", key, 720))
        if day < first:
            continue
        kind = KINDS[draw(f"activity kind|{rank}", key, len(KINDS))]
        titles = TITLES[kind]
        yield services.PastActivity(
            group_id=group_id,
            kind=kind,
            title=titles[draw(f"activity title|{rank}", key, len(titles))],
            held_on=day,
            attendance=5 + draw(f"activity met|{rank}", key, 55),
        )


def _returns(demo: DemoLoad) -> None:
    """Ask for the returns of 2019 and 2020; those of 2019 were given, all but a few."""
    services.open_returns(year=2020, on=REFERENCE_DAY, by=demo.by)
    owing = GroupReturn.objects.filter(year=2020, group__created_on__lt=date(2020, 1, 1))
    held: dict[int, list[int]] = {}
    done = GroupActivity.objects.filter(held_on__year=2019).order_by("pk")
    for group_id, met in done.values_list("group_id", "attendance"):
        held.setdefault(group_id, []).append(met or 0)
    services.take_over_returns(
        returns=[
            _return_of_2019(group_id, held.get(group_id, []))
            for group_id in owing.order_by("group__name", "pk").values_list("group_id", flat=True)
        ],
        by=demo.by,
    )


def _return_of_2019(group_id: int, met: list[int]) -> services.ExistingReturn:
    luck = draw("return of 2019", f"{len(met)} {sum(met)} {met[:1]}", 100)
    if not met or luck >= ACCEPTED_SHARE + TO_FIX_SHARE:
        return services.ExistingReturn(group_id=group_id, year=2019, state=ReturnState.MISSING)
    state = ReturnState.ACCEPTED if luck < ACCEPTED_SHARE else ReturnState.TO_FIX
    given = date(2020, 1, 6) + timedelta(days=draw("return given", sum(met), 25))
    return services.ExistingReturn(
        group_id=group_id,
        year=2019,
        state=state,
        officers=2,
        members_met=sum(met),
        activities=len(met),
        submitted_on=given,
        reviewed_on=given + timedelta(days=10),
        to_fix="Le nombre de présents manque pour la dernière visite."
        if state == ReturnState.TO_FIX
        else "",
    )
