"""Three groups that members ask for: not one of them is a group yet (4.5) [demo]."""

from __future__ import annotations

from datetime import date

from egide.groups import services
from egide.groups.enums import GroupKind, WorldRegion
from egide.kernel.access import actor_of
from egide.kernel.demo import DemoLoad, draw
from egide.mandates.enums import OfficeCode
from egide.mandates.models import Mandate
from egide.members.enums import MembershipStatus
from egide.members.models import Person

FOUNDERS = 12
PROPOSALS = (
    (GroupKind.TERRITORIAL_FR, "Haut-Jura", "", "Jura", date(2020, 11, 12)),
    (
        GroupKind.TERRITORIAL_OVERSEAS,
        "Wallis-et-Futuna",
        "",
        "Wallis-et-Futuna",
        date(2020, 11, 26),
    ),
    (
        GroupKind.TERRITORIAL_INTL,
        "Corée du Sud",
        WorldRegion.ASIA_PACIFIC,
        "Corée du Sud",
        date(2020, 12, 3),
    ),
)
PURPOSE = (
    "Nous sommes assez nombreux pour nous retrouver plus souvent, et trop loin du groupe voisin. "
    "Nous voulons accueillir les nouveaux venus et aider les élèves de passage."
)


def propose_three(demo: DemoLoad) -> None:
    """Ask for three groups, each with its founders and a sponsor, as members would (R-GRP-7)."""
    people = (
        Person.objects.members_on(date(2020, 11, 1))
        .living()
        .filter(memberships__status=MembershipStatus.CURRENT)
    )
    able = list(people.order_by("society_no", "pk"))
    for rank, (kind, name, region, area, day) in enumerate(PROPOSALS):
        start = draw("founders", name, len(able))
        founders = [able[(start + step * 7) % len(able)] for step in range(FOUNDERS)]
        board = Mandate.objects.running_on(day).giving(OfficeCode.BOARD_MEMBER)
        sponsor = board.select_related("person").order_by("pk")[rank].person
        services.propose_group(
            draft=services.GroupDraft(
                kind=kind, name=name, purpose=PURPOSE, area=area, region=region
            ),
            founders=founders,
            sponsor=sponsor,
            on=day,
            by=actor_of(founders[0].pk, on=day),
        )
