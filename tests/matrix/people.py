"""Who asks, and of whom: people of the small reference society, and what is theirs."""

from __future__ import annotations

from datetime import timedelta

from django.utils.timezone import localdate

from egide.groups.models import Group, GroupMembership
from egide.kernel import registry
from egide.mandates.models import Mandate, Scope
from egide.members.enums import Audience, LifeStatus, ProfileField
from egide.members.models import Person, Schooling, VisibilityChoice
from tests.matrix.declaring import Side


def personas() -> dict[str, int]:
    """Return the people whom the demo offers, by name."""
    return {persona.name: persona.find() for persona in registry.personas()}


def far() -> Side:
    """Return the side of a stranger who hides everything, and of a group that is nobody's."""
    readers = list(personas().values())
    near_groups = GroupMembership.objects.filter(person_id__in=readers).values("group_id")
    held = Mandate.objects.filter(scope__isnull=False, person_id__in=readers).values("scope_id")
    group = (
        Group.objects.filter(state="ACTIVE", family="TERRITORIAL")
        .filter(scope_id__in=Mandate.objects.running_on(localdate()).values("scope_id"))
        .exclude(pk__in=near_groups)
        .exclude(scope_id__in=held)
        .order_by("pk")[0]
    )
    beside = GroupMembership.objects.filter(group__scope__in=beside_it(_scope_of(group)))
    person = (
        _plain(Person.objects.filter(life_status=LifeStatus.LIVING, listed=True))
        .exclude(pk__in=readers)
        .exclude(pk__in=beside.values("person_id"))[0]
    )
    _hide_everything(person)
    return Side("far", person, _scope_of(group))


def beside_it(far_away: Scope) -> list[Scope]:
    """Return the scope that readers hold, and another: of both, nobody far away is a member."""
    return [scope for scope in scopes() if scope.pk != far_away.pk][:2]


def near(scope: Scope) -> Side:
    """Return the side of a plain member of the group whose scope this is, and of that group."""
    today = localdate()
    inside = GroupMembership.objects.running_on(today).filter(group__scope=scope)
    people = _plain(Person.objects.filter(listed=True, pk__in=inside.values("person_id")))
    person = people.exclude(pk__in=personas().values())[0]
    _hide_everything(person)
    return Side("near", person, scope)


def scopes() -> list[Scope]:
    """Return the scopes of the groups that live, have people and an officer."""
    today = localdate()
    inside = GroupMembership.objects.running_on(today).values("group_id")
    officers = Mandate.objects.running_on(today).values("scope_id")
    groups = Group.objects.filter(state="ACTIVE", family="TERRITORIAL", pk__in=inside)
    return [_scope_of(group) for group in groups.filter(scope_id__in=officers).order_by("pk")]


def ended() -> Side:
    """Return the side of somebody who died, and of a group that closed."""
    people = _plain(Person.objects.filter(life_status=LifeStatus.DECEASED))
    closed = Group.objects.filter(state="CLOSED").order_by("pk")[0]
    return Side("ended", people[0], _scope_of(closed))


def _scope_of(group: Group) -> Scope:
    assert group.scope is not None, f"{group}: no mandate can be held on a group without a scope"
    return group.scope


def _hide_everything(person: Person) -> None:
    VisibilityChoice.objects.filter(person=person).delete()
    VisibilityChoice.objects.bulk_create(
        VisibilityChoice(person=person, field=part, audience=Audience.NOBODY)
        for part in ProfileField
        if part != ProfileField.NAME
    )


def _plain(people):
    """Keep those who were at the School and never held a mandate."""
    mandates = Mandate.objects.filter(starts_on__lte=localdate() + timedelta(days=1))
    return (
        people.exclude(pk__in=mandates.values("person_id"))
        .filter(pk__in=Schooling.objects.values("person_id"))
        .order_by("pk")
    )
