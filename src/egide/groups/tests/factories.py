"""Groups for the tests: quick, built through the verbs wherever they do the work."""

from __future__ import annotations

from datetime import date
from itertools import count
from typing import Any

from egide.groups import services
from egide.groups.enums import GroupKind
from egide.groups.models import Group
from egide.groups.permissions import MANAGE_GROUPS, MANAGE_OWN_GROUP, READ_GROUPS, SIGN_AGREEMENT
from egide.kernel.access import Actor, Grant, command_actor
from egide.mandates.enums import OfficeCode, ScopeKind
from egide.mandates.models import Mandate, Office
from egide.mandates.permissions import MANAGE_MANDATES, MANAGE_SCOPES
from egide.mandates.services import define_office, give_mandate
from egide.members.models import Person, Promotion
from egide.members.tests.factories import make_person

OPERATOR = command_actor("test")
SINCE = date(2018, 1, 1)
_numbers = count(1)
GROUP_SCOPES = [ScopeKind.TERRITORIAL, ScopeKind.PROMOTION, ScopeKind.GROUP]
# Nobody’s id: whoever acts is never, by chance, the person whom the act is about.
SOMEBODY = 900_000_001


def desk(person_id: int = SOMEBODY) -> Actor:
    """Return somebody of the desk of the network (pôle Communauté)."""
    return holder(
        READ_GROUPS,
        MANAGE_GROUPS,
        SIGN_AGREEMENT,
        MANAGE_SCOPES,
        MANAGE_MANDATES,
        person_id=person_id,
    )


def member(person: Person) -> Actor:
    """Return a member who holds no office."""
    return holder(READ_GROUPS, person_id=person.pk)


def officer_of(group: Group, *, person_id: int = SOMEBODY) -> Actor:
    """Return an officer of one group, and of no other."""
    grants = [Grant(permission=READ_GROUPS, scope_ids=None, reason="essai")]
    grants += [
        Grant(permission=right, scope_ids=frozenset({group.scope_id}), reason="essai")
        for right in (MANAGE_OWN_GROUP, MANAGE_MANDATES)
    ]
    return Actor(name=f"person:{person_id}", person_id=person_id, grants=tuple(grants))


def holder(*rights: str, person_id: int = SOMEBODY) -> Actor:
    return Actor(
        name=f"person:{person_id}",
        person_id=person_id,
        grants=tuple(Grant(permission=right, scope_ids=None, reason="essai") for right in rights),
    )


def make_group(
    kind: GroupKind = GroupKind.TERRITORIAL_FR,
    name: str = "",
    *,
    country: str = "",
    postcodes: tuple[str, str] = ("", ""),
    priority: int = 0,
    created_on: date = SINCE,
    **overrides: Any,
) -> Group:
    """Return an active group; ``country`` gives it an area, cut to ``postcodes``."""
    if kind == GroupKind.TERRITORIAL_INTL:
        overrides.setdefault("region", "EUROPE")
    [pk] = services.found_groups(
        groups=[
            services.ExistingGroup(
                kind=kind,
                name=name or f"Groupe {next(_numbers)}",
                created_on=created_on,
                **overrides,
            )
        ],
        by=OPERATOR,
    )
    group = Group.objects.select_related("scope").get(pk=pk)
    if country:
        services.add_area_rule(
            group=group,
            country=country,
            postcode_from=postcodes[0],
            postcode_to=postcodes[1],
            priority=priority,
            by=OPERATOR,
        )
    return group


def make_promotion_group(promotion: Promotion, **overrides: Any) -> Group:
    return make_group(GroupKind.PROMOTION, promotion.label, promotion_id=promotion.pk, **overrides)


def make_office(code: OfficeCode, *, single: bool = False) -> Office:
    found = Office.objects.filter(code=code).first()
    return found or define_office(
        code=code, name=str(code).lower(), scope_kinds=GROUP_SCOPES, single=single, by=OPERATOR
    )


def make_leader(
    group: Group, person: Person | None = None, *, starts_on: date = SINCE, **overrides: Any
) -> Mandate:
    """Return the mandate of somebody who speaks for the group."""
    code = (
        OfficeCode.PROMOTION_DELEGATE
        if group.kind == GroupKind.PROMOTION
        else OfficeCode.GROUP_PRESIDENT
    )
    make_office(code)
    return give_mandate(
        person_id=(person or make_person()).pk,
        office=code,
        scope=group.scope,
        starts_on=starts_on,
        term_ends_on=overrides.pop(
            "ends_on", date(starts_on.year + 3, starts_on.month, starts_on.day)
        ),
        by=OPERATOR,
        **overrides,
    )


def make_egide(group: Group, *, starts_on: date = SINCE, ends_on: date | None = None):
    """Return a running égide agreement, or one that is over."""
    [pk] = services.take_over_agreements(
        agreements=[
            services.ExistingAgreement(
                group_id=group.pk,
                charter_version="2017",
                starts_on=starts_on,
                ends_on=ends_on,
                for_group_id=make_person().pk,
                for_society_id=make_person().pk,
                end_reason="fin" if ends_on else "",
            )
        ],
        on=date(2020, 12, 31),
        by=OPERATOR,
    )
    return group.agreements.get(pk=pk)
