"""The network as people look at it: the list, the map, the counts by family and legal form."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, QuerySet

from egide.groups.enums import Family, GroupKind, LegalForm, WorldRegion
from egide.groups.models import Group, GroupMembership, people_on
from egide.kernel.access import Actor
from egide.kernel.periods import running_on


def groups_listed(actor: Actor, *, on: date) -> QuerySet[Group]:
    """Return the groups that the actor may know, with people and legal form as of ``on``.

    Each group carries ``people`` (how many are in it) and ``legal_form``.
    """
    return (
        Group.objects.visible_to(actor)
        .with_legal_form(on)
        .annotate(people=people_on(on))
        .select_related("promotion", "scope")
    )


@dataclass(frozen=True, kw_only=True)
class NetworkCount:
    """How many groups of one kind live, and under which legal form."""

    kind: GroupKind
    groups: int
    egide: int
    own_association: int
    informal: int

    @property
    def title(self) -> str:
        """The type as a line begins: with a capital, and no other letter touched."""
        label = str(self.kind.label)
        return label[:1].upper() + label[1:]


def network_counts(*, on: date) -> list[NetworkCount]:
    """Return the table of the network on ``on``: active groups by kind and legal form (F-15,
    F-43)."""
    found = {
        (kind, form): total
        for kind, form, total in Group.objects.active_on(on)
        .with_legal_form(on)
        .annotate(form=F("legal_form"))
        .values_list("kind", "form")
        .annotate(total=Count("pk"))
        .order_by("kind", "form")
    }
    counts = []
    for kind in GroupKind:
        by_form = {form: found.get((kind.value, form.value), 0) for form in LegalForm}
        counts.append(
            NetworkCount(
                kind=kind,
                groups=sum(by_form.values()),
                egide=by_form[LegalForm.EGIDE],
                own_association=by_form[LegalForm.OWN_ASSOCIATION],
                informal=by_form[LegalForm.INFORMAL],
            )
        )
    return counts


def network_totals(counts: list[NetworkCount]) -> dict[str, int]:
    """Return the numbers at the top of the network's page, from the same table as the rest."""
    territorial = [count for count in counts if count.kind.startswith("TERRITORIAL")]
    promotions = [count for count in counts if count.kind == GroupKind.PROMOTION]
    others = [count for count in counts if count not in territorial and count not in promotions]
    return {
        "territorial": sum(count.groups for count in territorial),
        "promotions": sum(count.groups for count in promotions),
        "others": sum(count.groups for count in others),
        "egide": sum(count.egide for count in counts),
    }


@dataclass(frozen=True, kw_only=True)
class Place:
    """A territorial group on the map."""

    group_id: int
    name: str
    kind: GroupKind
    region: str
    longitude: float
    latitude: float
    people: int


def places(*, on: date) -> list[Place]:
    """Return the active territorial groups with coordinates, the largest first."""
    found = [
        Place(
            group_id=pk,
            name=name,
            kind=GroupKind(kind),
            region=region,
            longitude=float(longitude),
            latitude=float(latitude),
            people=people,
        )
        for pk, name, kind, region, longitude, latitude, people in Group.objects.active_on(on)
        .filter(family=Family.TERRITORIAL)
        .annotate(people=people_on(on))
        .order_by("name", "pk")
        .values_list("pk", "name", "kind", "region", "longitude", "latitude", "people")
        if longitude is not None and latitude is not None
    ]
    return sorted(found, key=lambda place: (-place.people, place.name, place.group_id))


@dataclass(frozen=True, kw_only=True)
class RegionCount:
    """One region of the world: how many groups, how many members abroad are in them."""

    region: WorldRegion
    groups: int
    people: int


def regions(*, on: date) -> list[RegionCount]:
    """Return the regions of the world with their active groups and the members in them."""
    abroad = Group.objects.active_on(on).filter(kind=GroupKind.TERRITORIAL_INTL)
    groups: Counter[str] = Counter()
    people: Counter[str] = Counter()
    for region, there in (
        abroad.annotate(people=people_on(on)).order_by("pk").values_list("region", "people")
    ):
        groups[region] += 1
        people[region] += there
    return [
        RegionCount(region=region, groups=groups[region], people=people[region])
        for region in WorldRegion
    ]


def people_in(group: Group, *, on: date) -> int:
    """Return how many are in a group on ``on``, those whom no list names too."""
    return (
        Group.objects.annotate(people=people_on(on))
        .values_list("people", flat=True)
        .get(pk=group.pk)
    )


def names_of_groups() -> list[str]:
    """Return the names of the groups, which no password is made of alone."""
    return list(Group.objects.order_by("pk").values_list("name", flat=True))


def groups_of_person(person_id: int, *, on: date) -> QuerySet[GroupMembership]:
    """Return the memberships of a person on ``on``, territorial first, then promotion, then
    others."""
    return (
        GroupMembership.objects.filter(running_on(on), person=person_id)
        .select_related("group")
        .order_by(F("family").desc(), "group__name", "pk")
    )
