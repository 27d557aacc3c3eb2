"""What groups show on a person's home and profile."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from egide.design.typography import date_long
from egide.groups.enums import Family, GroupState, ReturnState
from egide.groups.models import Group, GroupActivity, GroupMembership, GroupReturn
from egide.groups.permissions import MANAGE_GROUPS, MANAGE_OWN_GROUP, READ_GROUPS
from egide.groups.queries.network import groups_of_person, network_counts, network_totals
from egide.kernel.access import Actor
from egide.kernel.registry import HomeCard
from egide.members.models import Person

MOST = 4


def cards_of_visitor(actor: Actor, on: date) -> Iterable[HomeCard]:
    """Return the size of the network for whoever comes, each number opening its groups."""
    totals = network_totals(network_counts(on=on))
    page = reverse("groups:groups")
    shown = (
        (_("Groupes territoriaux"), "territorial", "famille=TERRITORIAL"),
        (_("Promotions"), "promotions", "famille=PROMOTION"),
        (_("Groupes professionnels et autres"), "others", "famille=FREE"),
    )
    cards = [
        HomeCard(title=title, url=f"{page}?{query}&etat=ACTIVE", number=totals[name])
        for title, name, query in shown
        if totals[name]
    ]
    if cards:
        cards.append(
            HomeCard(
                title=_("Un groupe près de chez vous"),
                url=f"{page}#carte",
                detail=_("La carte du réseau, en métropole, outre-mer et à l’étranger."),
                icon="map",
            )
        )
    return cards


def cards_of_officer(actor: Actor, on: date) -> Iterable[HomeCard]:
    """Return what waits in the groups that the actor keeps: returns due, then the desks."""
    scopes = actor.scopes(MANAGE_OWN_GROUP)
    if not scopes:
        return []
    waiting = GroupReturn.objects.filter(
        group__scope_id__in=scopes,
        state__in=(ReturnState.DUE, ReturnState.TO_FIX, ReturnState.MISSING),
    ).select_related("group")
    cards = [
        HomeCard(
            title=_("Compte rendu %(year)s du groupe « %(name)s »")
            % {"year": report.year, "name": report.group.name},
            url=reverse("groups:return", args=[report.pk]),
            detail=_("Les nombres sont déjà remplis."),
            icon="file-pen",
            urgent=True,
        )
        for report in waiting.order_by("due_on", "pk")[:MOST]
    ]
    kept = Group.objects.filter(scope_id__in=scopes, closed_on__isnull=True)
    return [*cards, *_cards_of_desks(kept)]


def _cards_of_desks(kept: QuerySet[Group]) -> Iterable[HomeCard]:
    """Yield the desks of the first groups, then how many others there are."""
    counted = kept.annotate(waiting=Count("notices", filter=Q(notices__settled_on__isnull=True)))
    for group in counted.order_by("family", "name", "pk")[:MOST]:
        detail = ngettext("%(count)s avis à voir", "%(count)s avis à voir", group.waiting) % {
            "count": group.waiting
        }
        yield HomeCard(
            title=group.name,
            url=reverse("groups:desk", args=[group.pk]),
            detail=detail if group.waiting else _("Le bureau du groupe"),
            icon="users-round",
        )
    others = kept.count() - MOST
    if others > 0:
        yield HomeCard(
            title=ngettext("%(count)d autre groupe", "%(count)d autres groupes", others)
            % {"count": others},
            url=reverse("groups:my_groups"),
            icon="users-round",
        )


def cards_of_member(actor: Actor, on: date) -> Iterable[HomeCard]:
    """Yield the groups in which the actor is, each with its next gathering.

    A group that the actor keeps is said by its desk, not twice.
    """
    if actor.person_id is None:
        return
    kept = actor.scopes(MANAGE_OWN_GROUP) or frozenset()
    mine = [
        membership.group
        for membership in groups_of_person(actor.person_id, on=on)
        if membership.group.scope_id not in kept
    ][:MOST]
    announced = GroupActivity.objects.filter(group__in=mine, held_on__gte=on, cancelled_on=None)
    first = announced.order_by("group_id", "held_on", "pk").distinct("group_id")
    next_of = {activity.group_id: activity for activity in first}
    for group in mine:
        yield _card_of_group(group, next_of.get(group.pk))


def _card_of_group(group: Group, coming: GroupActivity | None) -> HomeCard:
    if coming is None:
        return HomeCard(
            title=group.name,
            url=reverse("groups:group", args=[group.pk]),
            detail=group.get_kind_display(),
            icon="users-round",
        )
    day = date_long(coming.held_on, get_language() or "fr")
    return HomeCard(
        title=group.name,
        url=reverse("groups:activity", args=[coming.pk]),
        detail=_("%(title)s, le %(day)s") % {"title": coming.title, "day": day},
        icon="calendar-plus",
    )


def cards_of_network(actor: Actor, on: date) -> Iterable[HomeCard]:
    """Yield what waits at the desk of the network: groups asked for, returns to read."""
    desk = reverse("groups:network_desk")
    asked = Group.objects.filter(state=GroupState.PROPOSED).count()
    to_read = GroupReturn.objects.filter(state=ReturnState.SUBMITTED).count()
    if asked:
        yield HomeCard(
            title=ngettext("%(count)d groupe à créer", "%(count)d groupes à créer", asked)
            % {"count": asked},
            url=f"{desk}#demandes",
            detail=_("La demande attend votre réponse."),
            icon="network",
            urgent=True,
        )
    if to_read:
        yield HomeCard(
            title=ngettext(
                "%(count)d compte rendu à lire", "%(count)d comptes rendus à lire", to_read
            )
            % {"count": to_read},
            url=f"{desk}#a-lire",
            icon="file-pen",
            urgent=True,
        )


def panel_of_person(person: Person, actor: Actor, on: date) -> dict[str, Any] | None:
    """Return the groups that a reader sees on a profile: those of trade and friendship, and the
    promotion.

    The territorial group tells where somebody lives: the person and the groups' officers see it.
    """
    if not actor.can(READ_GROUPS):
        return None
    memberships = groups_of_person(person.pk, on=on)
    near = actor.person_id == person.pk or actor.can(MANAGE_GROUPS)
    if not near and not actor.can(MANAGE_OWN_GROUP, person):
        memberships = memberships.exclude(family=Family.TERRITORIAL)
    found = list(memberships)
    return {"memberships": found} if found else None


def has_territorial_group(person: Person, on: date) -> bool:
    """Tell whether the group of a person is known: the quality of a profile counts it
    (R-REG-11)."""
    return GroupMembership.objects.running_on(on).territorial().filter(person=person).exists()
