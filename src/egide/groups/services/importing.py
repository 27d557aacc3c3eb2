"""A file of groups: what its lines may not found, what enters, what is taken back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from egide.groups.enums import JoinKind, NoticeKind
from egide.groups.models import (
    AreaRule,
    Group,
    GroupHeadcount,
    GroupMembership,
    GroupNotice,
    GroupStage,
    OwnAssociation,
    Unplaced,
)
from egide.groups.permissions import MANAGE_GROUPS
from egide.groups.queries.importing import areas_served, groups_by_name, promotions_by_label
from egide.groups.rules.importing import Area, GroupLine, words_of_name
from egide.groups.services.founding import (
    ExistingArea,
    ExistingGroup,
    FoundingRefused,
    found_areas,
    found_groups,
    obstacles_to_founding,
)
from egide.groups.services.taking_over import ExistingAssociation, take_over_associations
from egide.kernel import audit
from egide.kernel.access import Actor, require
from egide.kernel.identity import verb
from egide.kernel.models import RegisterLine
from egide.kernel.pointing import pointed_at
from egide.mandates.models import Scope
from egide.mandates.permissions import MANAGE_SCOPES
from egide.mandates.services import withdraw_scopes

# Tables of a group that enter with it and go with it; the others say that it lived.
ENTERED = (GroupHeadcount, AreaRule, OwnAssociation, GroupStage)
# What the rules write of somebody by themselves, and nobody chose.
BY_RULE = Q(kind=JoinKind.AUTOMATIC)
OF_A_MOVE = Q(kind__in=(NoticeKind.ARRIVAL, NoticeKind.DEPARTURE))


def obstacles_to_importing(
    entries: Sequence[GroupLine], on: date, by: Actor
) -> Mapping[int, Sequence[str]]:
    """Return what forbids each group: what founding refuses, a parent or an area in dispute."""
    if not by.can(MANAGE_SCOPES):
        why = _("Il faut aussi le droit d’ouvrir les périmètres des mandats.")
        return {place: [why] for place in range(len(entries))}
    found: dict[int, list[str]] = defaultdict(list)
    promotions = promotions_by_label([entry.promotion for entry in entries])
    groups = [_existing(entry, promotions) for entry in entries]
    for place, said in obstacles_to_founding(groups).items():
        found[place] += said
    for place, why in _parents(entries, found.keys()):
        found[place].append(why)
    for place, why in _areas_in_dispute(entries):
        found[place].append(why)
    return found


def _existing(
    entry: GroupLine, promotions: Mapping[str, int], parent_id: int | None = None
) -> ExistingGroup:
    return ExistingGroup(
        kind=entry.kind,
        name=entry.name,
        created_on=entry.created_on,
        closed_on=entry.closed_on,
        promotion_id=promotions.get(entry.promotion),
        region=entry.region,
        area=entry.area,
        presentation=entry.presentation,
        parent_id=parent_id,
    )


def _parents(entries: Sequence[GroupLine], wrong: Collection[int]) -> Iterator[tuple[int, str]]:
    """Yield the lines whose parent is nowhere: neither a group nor a line above."""
    known = {name: len(ids) for name, ids in groups_by_name().items()}
    for place, entry in enumerate(entries):
        times = known.get(words_of_name(entry.parent), 0) if entry.parent else 1
        words = {"name": entry.parent}
        if not times:
            yield (
                place,
                _(
                    "« %(name)s » n’est le nom d’aucun groupe : il existe déjà, ou vient"
                    " plus haut dans le fichier."
                )
                % words,
            )
        elif times > 1:
            yield place, _("Plusieurs groupes s’appellent « %(name)s ».") % words
        elif place not in wrong:
            own = words_of_name(entry.name)
            known[own] = known.get(own, 0) + 1


def _areas_in_dispute(entries: Sequence[GroupLine]) -> Iterator[tuple[int, str]]:
    served = areas_served(area for entry in entries for area in entry.areas)
    mine: dict[Area, str] = {}
    for place, entry in enumerate(entries):
        for area in entry.areas:
            whose = served.get(area) or mine.setdefault(area, entry.name)
            if whose != entry.name or area in served:
                yield (
                    place,
                    _("Le territoire « %(area)s » est déjà celui de « %(group)s ».")
                    % {
                        "area": area,
                        "group": whose,
                    },
                )


@verb
def enter_groups(*, entries: Sequence[GroupLine], by: Actor, on: date) -> list[int]:
    """Found the groups of a file with their areas and associations, parents first.

    :raises FoundingRefused: if one may no longer be founded.
    """
    require(by, MANAGE_GROUPS)
    refused = obstacles_to_importing(entries, on, by)
    if refused:
        raise FoundingRefused([one for said in refused.values() for one in said])
    ids = _found(entries, by=by)
    areas = [
        ExistingArea(
            group_id=pk,
            country=area.country,
            postcode_from=area.postcode_from,
            postcode_to=area.postcode_to,
        )
        for pk, entry in zip(ids, entries, strict=True)
        for area in entry.areas
    ]
    if areas:
        found_areas(areas=areas, by=by)
    associations = [
        ExistingAssociation(
            group_id=pk,
            registered_name=entry.association,
            starts_on=entry.association_since,
            ends_on=entry.closed_on,
        )
        for pk, entry in zip(ids, entries, strict=True)
        if entry.association_since is not None
    ]
    if associations:
        take_over_associations(associations=associations, by=by)
    return ids


def _found(entries: Sequence[GroupLine], *, by: Actor) -> list[int]:
    """Found groups level by level, so that each finds its parent; returns their ids in order."""
    promotions = promotions_by_label([entry.promotion for entry in entries])
    known = {name: ids[0] for name, ids in groups_by_name().items()}
    ids: dict[int, int] = {}
    waiting = list(range(len(entries)))
    while waiting:
        level = [
            place
            for place in waiting
            if not entries[place].parent or words_of_name(entries[place].parent) in known
        ]
        founded = found_groups(
            groups=[
                _existing(
                    entries[place], promotions, known.get(words_of_name(entries[place].parent))
                )
                for place in level
            ],
            by=by,
        )
        for place, pk in zip(level, founded, strict=True):
            ids[place] = pk
            known[words_of_name(entries[place].name)] = pk
        waiting = [place for place in waiting if place not in ids]
    return [ids[place] for place in range(len(entries))]


@verb
def withdraw_groups(
    *, ids: Collection[int], by: Actor, on: date, reason: str = ""
) -> dict[int, str]:
    """Remove the groups that a file founded and nobody touched since; the others stay.

    Returns those that stay, each with the reason in words.
    """
    require(by, MANAGE_GROUPS)
    held = Group.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk")
    versions = dict(held.values_list("pk", "version"))
    staying = {pk: _("Le groupe a été modifié depuis.") for pk, n in versions.items() if n != 1}
    staying |= _acted_upon(versions.keys() - staying.keys())
    staying |= _lived_in(versions.keys() - staying.keys())
    staying |= _parents_of_staying(versions.keys(), staying)
    going = sorted(versions.keys() - staying.keys())
    if not going:
        return staying

    scopes = list(Group.objects.filter(pk__in=going).values_list("scope_id", flat=True))
    for model, path in (*((model, "group") for model in ENTERED), (Group, "pk")):
        model._base_manager.filter(**{f"{path}__in": going})._raw_delete("default")
    withdraw_scopes(ids=[pk for pk in scopes if pk is not None], by=by)

    audit.record_rows(by, "groups.groups_withdrawn", Group, going, reason=reason, groups=len(going))
    return staying


def _acted_upon(ids: Collection[int]) -> dict[int, str]:
    """Return the groups on which the register has a line of their own, or on what is theirs."""
    subjects = {f"groups.group:{pk}": pk for pk in ids}
    for model, kind in ((AreaRule, "arearule"), (OwnAssociation, "ownassociation")):
        rows = model._base_manager.filter(group__in=ids).values_list("pk", "group_id")
        subjects |= {f"groups.{kind}:{pk}": group_id for pk, group_id in rows}
    lines = RegisterLine.objects.filter(subject__in=list(subjects))
    why = _("Un acte sur ce groupe est au registre depuis.")
    return {subjects[subject]: why for subject in lines.values_list("subject", flat=True)}


def _lived_in(ids: Collection[int]) -> dict[int, str]:
    """Return the groups of which another table speaks: people, activities, mandates, papers."""
    found = pointed_at(Group, ids, besides=(*ENTERED, Group))
    scopes = dict(Group.objects.filter(pk__in=ids).values_list("scope_id", "pk"))
    on_scopes = pointed_at(Scope, [pk for pk in scopes if pk is not None], besides=(Group,))
    found |= {scopes[scope_id]: what for scope_id, what in on_scopes.items()}
    return {
        pk: _("« %(what)s » s’appuie sur ce groupe.") % {"what": what} for pk, what in found.items()
    }


def _parents_of_staying(ids: Collection[int], staying: Mapping[int, str]) -> dict[int, str]:
    """Return the groups that keep a child which stays, up to the top."""
    found: dict[int, str] = {}
    kept = set(staying)
    while True:
        children = Group.objects.filter(Q(pk__in=kept) | ~Q(pk__in=ids), parent__in=ids)
        more = set(children.values_list("parent_id", flat=True)) - kept
        if not more:
            return found
        found |= dict.fromkeys(more, _("Un autre groupe lui est rattaché."))
        kept |= more


def take_back_from_groups(people: Collection[int], *, by: Actor) -> None:
    """Remove what the rules alone wrote of people who came in by mistake (``FOLLOWERS``).

    Runs inside the verb that takes them back, which asked for the right.
    """
    GroupNotice.objects.filter(OF_A_MOVE, person__in=people).delete()
    GroupMembership.objects.filter(BY_RULE, person__in=people).delete()
    Unplaced.objects.filter(person__in=people).delete()
