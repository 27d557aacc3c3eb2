"""How groups relate people to each other: for what they show, and for what officers may do.

These questions are asked of the present, by the actor of a request: a membership that has no last
day is one that runs.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet

from egide.groups.models import Group, GroupMembership
from egide.kernel.access import Actor
from egide.members.models import Person
from egide.members.permissions import READ_OFFICER_CONTACTS


def people_of_my_groups(actor: Actor) -> QuerySet:
    """Return the ids of the people who are in a group of the actor's: they see what is shown to
    it."""
    mine = GroupMembership.objects.filter(person=actor.person_id, ends_on__isnull=True)
    return _people_in(mine.values("group_id"))


def people_of_groups_i_keep(actor: Actor) -> QuerySet:
    """Return the ids of the people of the groups of which the actor is an officer."""
    scopes = actor.scopes(READ_OFFICER_CONTACTS)
    kept = Group.objects.all() if scopes is None else Group.objects.filter(scope__in=scopes)
    return _people_in(kept.values("pk"))


def scopes_of_person(person: Person) -> Iterable[int]:
    """Return the scopes of the groups in which a person is: their officers' rights reach the
    person."""
    return Group.objects.filter(
        memberships__person=person, memberships__ends_on__isnull=True, scope__isnull=False
    ).values_list("scope_id", flat=True)


def scopes_of_group(group: Group) -> Iterable[int]:
    """Return the scope of a group; one that is only proposed has none, and no officer."""
    return () if group.scope_id is None else (group.scope_id,)


def _people_in(groups: QuerySet) -> QuerySet:
    return GroupMembership.objects.filter(ends_on__isnull=True, group__in=groups).values(
        "person_id"
    )
