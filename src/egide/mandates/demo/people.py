"""Who serves in the reference society: chosen among the members, the same on every machine."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from egide.kernel.demo import draw
from egide.kernel.periods import running_on
from egide.members.enums import LifeStatus, MembershipStatus, RegistryStatus, SchoolingRank
from egide.members.models import Person, Schooling

AS_OF = date(2020, 12, 31)
CAMILLE = "camille.torelisse.1985"
HUGO = "hugo.valesquier.1990"
INES = "ines.corandel.2014"
PAUL = "paul.perebrune.1978"
NAMED = (CAMILLE, HUGO, INES, PAUL)


@dataclass(frozen=True)
class Candidate:
    """Somebody who may serve."""

    person_id: int
    entry_year: int
    status: str


class People:
    """Gives out people, each once, by kind and rank."""

    def __init__(self) -> None:
        standing = running_on(
            AS_OF, start="person__memberships__starts_on", end="person__memberships__ends_on"
        )
        rows = (
            Schooling.objects.filter(
                standing,
                rank=SchoolingRank.PRINCIPAL,
                person__life_status=LifeStatus.LIVING,
                person__memberships__status__in=(
                    MembershipStatus.CURRENT,
                    MembershipStatus.STUDENT,
                ),
            )
            .order_by("person__society_no", "pk")
            .values_list("person_id", "promotion__entry_year", "person__memberships__status")
        )
        self.candidates = [Candidate(*row) for row in rows]
        self._pools: dict[tuple[int, int, tuple[str, ...]], list[Candidate]] = {}
        found = dict(Person.objects.filter(readable_id__in=NAMED).values_list("readable_id", "pk"))
        self.named = {name: found[name] for name in NAMED}
        contacts = Person.objects.filter(
            registry_status=RegistryStatus.CONTACT, life_status=LifeStatus.LIVING
        )
        self.contacts = list(contacts.order_by("society_no", "pk").values_list("pk", flat=True)[:3])
        self._taken = set(self.named.values())

    def take(
        self,
        kind: str,
        rank: int = 0,
        *,
        entered: tuple[int, int] = (1968, 2010),
        statuses: tuple[str, ...] = (MembershipStatus.CURRENT,),
    ) -> int:
        """Return the person of one place: nobody is taken twice."""
        return self._take(kind, rank, entered, statuses).person_id

    def young(self, kind: str, year: int) -> Candidate:
        """Return somebody of the young promotions in ``year``, who has left the first years."""
        both = (MembershipStatus.CURRENT, MembershipStatus.STUDENT)
        return self._take(kind, year, (year - 7, year - 3), both)

    def _take(
        self, kind: str, rank: int, entered: tuple[int, int], statuses: tuple[str, ...]
    ) -> Candidate:
        pool = self._pool(*entered, statuses)
        start = draw(f"mandate|{kind}", rank, max(1, len(pool)))
        for step in range(len(pool)):
            candidate = pool[(start + step) % len(pool)]
            if candidate.person_id not in self._taken:
                self._taken.add(candidate.person_id)
                return candidate
        raise LookupError(f"the reference society has nobody left for {kind}")

    def _pool(self, first: int, last: int, statuses: tuple[str, ...]) -> list[Candidate]:
        key = (first, last, statuses)
        if key not in self._pools:
            self._pools[key] = [
                one
                for one in self.candidates
                if first <= one.entry_year <= last and one.status in statuses
            ]
        return self._pools[key]
