"""Under which legal form each group lives, with the agreements that must not be counted (4.5)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from egide.groups import services
from egide.groups.demo.network import Network
from egide.groups.models import GroupMembership
from egide.kernel.demo import DemoLoad, draw
from egide.mandates.enums import OfficeCode
from egide.mandates.models import Mandate
from egide.members.demo.places import ZoneKind
from egide.members.demo.size import REFERENCE_DAY

CHARTER = "2013"
# By kind of zone: how many groups are under égide, how many are an association of their own.
TERRITORIAL_FORMS = {"FR": (92, 10), "OVERSEAS": (4, 0), "INTL": (16, 12)}
OWN_PROMOTIONS = 45
OWN_AFFINITY = 2
CENTRES = ("Ch", "An", "Ai", "Cl", "Li", "Bo")
ENDED_TERRITORIAL, ENDED_PROMOTIONS = 5, 6
TO_COME_TERRITORIAL, TO_COME_PROMOTIONS = 2, 3
TO_COME_ON = date(2021, 1, 4)


def give_legal_forms(demo: DemoLoad, network: Network) -> None:
    """Sign the agreements, declare the associations, and write the decoys beside them."""
    egide, own, informal = _forms(network)
    services.take_over_associations(
        associations=[
            services.ExistingAssociation(
                group_id=group_id,
                registered_name=f"Amis des Arts et Métiers, {name}",
                starts_on=date(1990, 1, 1) + timedelta(days=draw("association", name, 9_000)),
                brand_agreed_on=date(2016, 1, 4) + timedelta(days=draw("brand", name, 1_400)),
            )
            for name, group_id in own
        ],
        by=demo.by,
    )
    signatories = _Signatories()
    agreements = [
        signatories.agreement(
            name, group_id, date(2014, 1, 2) + timedelta(days=draw("egide", name, 2_300))
        )
        for name, group_id in egide
    ]
    agreements += _ended(informal, signatories) + _to_come(informal, signatories)
    services.take_over_agreements(agreements=agreements, on=REFERENCE_DAY, by=demo.by)


def is_promotion_under_egide(label: str) -> bool:
    """Tell whether a promotion is among the 220 of the reference society (4.5)."""
    centre, number = label.split(" ")
    year = int(number) + 1800
    return (
        (centre in CENTRES and 1964 <= year <= 1995)
        or (centre == "Pa" and 1964 <= year <= 1989)
        or (centre == "Me" and year in (1997, 1998))
    )


Named = list[tuple[str, int]]


def _forms(network: Network) -> tuple[Named, Named, Named]:
    """Share the groups that may be under égide among the three forms, the same on every machine."""
    egide: Named = []
    own: Named = []
    informal: Named = []
    for kind, (under, alone) in TERRITORIAL_FORMS.items():
        codes = _drawn(code for code, zone in network.zones.items() if _kind(zone.kind) == kind)
        named = [(f"GT {network.zones[code].name}", network.territorial[code]) for code in codes]
        egide += named[:under]
        own += named[under : under + alone]
        informal += named[under + alone :]
    under_egide = [label for label in network.promotions if is_promotion_under_egide(label)]
    others = _drawn(set(network.promotions) - set(under_egide))
    egide += [(label, network.promotions[label]) for label in under_egide]
    own += [(label, network.promotions[label]) for label in others[:OWN_PROMOTIONS]]
    informal += [(label, network.promotions[label]) for label in others[OWN_PROMOTIONS:]]
    own += list(network.affinity.items())[-OWN_AFFINITY:]
    return egide, own, informal


def _kind(kind: ZoneKind) -> str:
    return {ZoneKind.OVERSEAS: "OVERSEAS", ZoneKind.ABROAD: "INTL"}.get(kind, "FR")


def _drawn(names: Iterable[str]) -> list[str]:
    return sorted(names, key=lambda name: (draw("legal form", name, 2**63), name))


class _Signatories:
    """Who signed for each group, and who for the society."""

    def __init__(self) -> None:
        rows = (
            GroupMembership.objects.running_on(REFERENCE_DAY)
            .order_by("group_id", "person__society_no")
            .values_list("group_id", "person_id")
        )
        self._people: dict[int, list[int]] = {}
        for group_id, person_id in rows:
            self._people.setdefault(group_id, []).append(person_id)
        president = Mandate.objects.running_on(REFERENCE_DAY).giving(OfficeCode.PRESIDENT)
        self._society = president.order_by("pk").values_list("person_id", flat=True)[0]
        self._anybody = sorted({people[0] for people in self._people.values()})

    def agreement(
        self,
        name: str,
        group_id: int,
        starts_on: date,
        ends_on: date | None = None,
    ) -> services.ExistingAgreement:
        people = [one for one in self._people.get(group_id, self._anybody) if one != self._society]
        people = people or [one for one in self._anybody if one != self._society]
        return services.ExistingAgreement(
            group_id=group_id,
            charter_version=CHARTER,
            starts_on=starts_on,
            ends_on=ends_on,
            end_reason="Retour à un groupe sans forme juridique" if ends_on else "",
            renew_by=None
            if ends_on
            else date(2027, 1, 1) + timedelta(days=draw("renewal", name, 1_000)),
            for_group_id=people[draw("signatory", name, len(people))],
            for_society_id=self._society,
        )


def _ended(informal: Named, signatories: _Signatories) -> list[services.ExistingAgreement]:
    """Return the eleven agreements that ended before the last day of 2020, one on its eve."""
    territorial = [one for one in informal if one[0].startswith("GT ")][:ENDED_TERRITORIAL]
    promotions = [one for one in informal if not one[0].startswith("GT ")][:ENDED_PROMOTIONS]
    agreements = []
    for rank, (name, group_id) in enumerate(territorial + promotions):
        last = REFERENCE_DAY - timedelta(days=1 + 67 * rank)
        first = _first_day(name) or last - timedelta(days=900 + draw("ended", name, 600))
        agreements.append(signatories.agreement(name, group_id, min(first, last), last))
    return agreements


def _to_come(informal: Named, signatories: _Signatories) -> list[services.ExistingAgreement]:
    """Return the five agreements signed on 4 January 2021: not one of them is of 2020."""
    territorial = [one for one in informal if one[0].startswith("GT ")]
    promotions = [one for one in informal if not one[0].startswith("GT ")]
    chosen: Sequence[tuple[str, int]] = [
        *territorial[ENDED_TERRITORIAL : ENDED_TERRITORIAL + TO_COME_TERRITORIAL],
        *promotions[ENDED_PROMOTIONS : ENDED_PROMOTIONS + TO_COME_PROMOTIONS],
    ]
    return [signatories.agreement(name, group_id, TO_COME_ON) for name, group_id in chosen]


def _first_day(name: str) -> date | None:
    """Return when a young promotion could first sign; older groups could at any time."""
    if name.startswith("GT "):
        return None
    year = int(name.split(" ")[1]) + 1800
    return date(year, 11, 2) if year >= 2015 else None
