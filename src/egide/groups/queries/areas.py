"""Which group the rules give to each person: one rule in SQL, for one person or for all
(R-GRP-1)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet, Subquery

from egide.groups.enums import Family, GroupState, JoinKind
from egide.groups.models import GroupMembership, Unplaced
from egide.kernel.bulk import one_of
from egide.kernel.periods import running_on
from egide.members.enums import MEMBER_STATUSES, LifeStatus, SchoolingRank
from egide.members.models import Person, PostalAddress

# The address of the day meets the area rules: priority first, then the rule that names postcodes.
# Rules are asked once a place, not once a person: thirty thousand people live in a few hundred.
_BY_ADDRESS = """
    WITH home AS (
        SELECT DISTINCT ON (person_id)
               person_id, country, replace(postcode, ' ', '') COLLATE "C" AS postcode
          FROM members_postaladdress
         WHERE starts_on <= %(on)s AND (ends_on IS NULL OR ends_on >= %(on)s)
           AND (%(people)s::bigint[] IS NULL
                OR person_id BETWEEN %(first)s AND %(last)s AND person_id = ANY (%(people)s))
         ORDER BY person_id, starts_on DESC
    ), place AS (
        SELECT DISTINCT country, postcode FROM home
    ), served AS (
        SELECT DISTINCT ON (place.country, place.postcode)
               place.country, place.postcode, rule.group_id
          FROM place
          JOIN groups_arearule rule
            ON rule.country = place.country
           AND (rule.postcode_from = ''
                OR place.postcode BETWEEN rule.postcode_from AND rule.postcode_to)
          JOIN standing ON standing.group_id = rule.group_id
         ORDER BY place.country, place.postcode, rule.priority DESC,
                  (rule.postcode_from <> '') DESC, rule.id
    )
    SELECT home.person_id, served.group_id FROM home JOIN served USING (country, postcode)
"""
_BY_PROMOTION = """
    SELECT schooling.person_id, promotion_group.id AS group_id
      FROM members_schooling schooling
      JOIN groups_group promotion_group ON promotion_group.promotion_id = schooling.promotion_id
      JOIN standing ON standing.group_id = promotion_group.id
     WHERE schooling.rank = %(principal)s
       AND (%(people)s::bigint[] IS NULL
            OR schooling.person_id BETWEEN %(first)s AND %(last)s
               AND schooling.person_id = ANY (%(people)s))
"""
_CHANGES = """
WITH standing AS (
    SELECT group_id FROM groups_groupstage
     WHERE state = ANY (%(standing)s) AND starts_on <= %(on)s
       AND (ends_on IS NULL OR ends_on >= %(on)s)
), living AS (
    SELECT DISTINCT membership.person_id
      FROM members_membership membership
      JOIN members_person person ON person.id = membership.person_id
     WHERE membership.status = ANY (%(members)s) AND person.life_status <> %(deceased)s
       AND membership.starts_on <= %(on)s
       AND (membership.ends_on IS NULL OR membership.ends_on >= %(on)s)
       AND (%(people)s::bigint[] IS NULL
            OR membership.person_id BETWEEN %(first)s AND %(last)s
               AND membership.person_id = ANY (%(people)s))
), wanted AS (
    SELECT rule.person_id, rule.group_id FROM ({rule}) rule JOIN living USING (person_id)
), held AS (
    SELECT id, person_id, group_id, kind, starts_on
      FROM groups_groupmembership
     WHERE family = %(family)s AND (%(family)s <> 'PROMOTION' OR kind = 'AUTOMATIC')
       AND starts_on <= %(on)s AND (ends_on IS NULL OR ends_on >= %(on)s)
       AND (%(people)s::bigint[] IS NULL
            OR person_id BETWEEN %(first)s AND %(last)s AND person_id = ANY (%(people)s))
)
SELECT coalesce(wanted.person_id, held.person_id),
       held.id, held.group_id, held.starts_on, wanted.group_id
  FROM wanted FULL JOIN held ON held.person_id = wanted.person_id
  LEFT JOIN living ON living.person_id = held.person_id
  LEFT JOIN standing ON standing.group_id = held.group_id
 WHERE held.group_id IS DISTINCT FROM wanted.group_id
   -- A pinned group stays, as long as both its member and the group are there.
   AND NOT (held.kind IS NOT DISTINCT FROM 'CHOSEN' AND living.person_id IS NOT NULL
            AND standing.group_id IS NOT NULL)
 ORDER BY 1
"""


@dataclass(frozen=True, kw_only=True)
class DefaultChange:
    """One person whose default group is not the one that the rules give."""

    person_id: int
    membership_id: int | None
    left_id: int | None
    held_since: date | None
    joined_id: int | None


def default_changes(
    family: Family, *, on: date, people: Collection[int] | None = None
) -> list[DefaultChange]:
    """Return what separates default memberships from what the rules give on ``on``.

    ``family`` is TERRITORIAL (by address) or PROMOTION (by principal schooling). ``people`` narrows
    the question to some persons; the rule is the same for one person as for all.
    """
    rule = _BY_ADDRESS if family == Family.TERRITORIAL else _BY_PROMOTION
    with connection.cursor() as cursor:
        cursor.execute(
            _CHANGES.replace("{rule}", rule),
            {
                "on": on,
                # Those who enter together have ids side by side: by the span, the planner knows
                # that they are few, and does not read everybody to find them.
                "people": None if people is None else list(people),
                "first": min(people, default=0) if people is not None else 0,
                "last": max(people, default=0) if people is not None else 0,
                "family": family.value,
                "standing": [GroupState.ACTIVE.value, GroupState.DORMANT.value],
                "members": [status.value for status in MEMBER_STATUSES],
                "deceased": LifeStatus.DECEASED.value,
                "principal": SchoolingRank.PRINCIPAL.value,
            },
        )
        return [
            DefaultChange(
                person_id=person_id,
                membership_id=held_id,
                left_id=left_id,
                held_since=since,
                joined_id=joined_id,
            )
            for person_id, held_id, left_id, since, joined_id in cursor.fetchall()
        ]


def members_nowhere(*, on: date, people: Collection[int] | None = None) -> QuerySet[Person]:
    """Return the members, or those of some people, who are in no territorial group on ``on``.

    Of all of them: everybody is looked at, which is work for the night.
    """
    asked = Person.objects.all()
    if people is not None:
        span = (min(people, default=0), max(people, default=0))
        asked = asked.filter(one_of("pk", people), pk__range=span)
    held = GroupMembership.objects.running_on(on).territorial().filter(person=OuterRef("pk"))
    return asked.members_on(on).living().exclude(Exists(held))


def members_without_group(*, on: date) -> QuerySet[Any]:
    """Return the members who are in no territorial group on ``on``: no address, or no group there.

    They are attached to the delegate of their region of the world until a group comes. Each
    carries the ``country`` and ``city`` of the address, empty without one.
    """
    home = PostalAddress.objects.filter(running_on(on), person=OuterRef("pk")).order_by(
        "-starts_on", "pk"
    )
    return (
        members_nowhere(on=on)
        .filter(pk__in=Unplaced.objects.values("person"))
        .annotate(
            country=Subquery(home.values("country")[:1]), city=Subquery(home.values("city")[:1])
        )
        .order_by("sort_name", "pk")
    )


def pinned_members(*, on: date) -> QuerySet[GroupMembership]:
    """Return the memberships of a territorial group that people chose themselves."""
    return GroupMembership.objects.running_on(on).territorial().filter(kind=JoinKind.CHOSEN)


def default_group_of(person: Person, *, on: date) -> int | None:
    """Return the id of the group that the address gives to a person, whatever they chose."""
    address = person.addresses.filter(running_on(on)).order_by("-starts_on", "pk").first()
    if address is None:
        return None
    return group_of_place(address.country, address.postcode, on=on)


def group_of_place(country: str, postcode: str, *, on: date) -> int | None:
    """Return the id of the territorial group of a place, or ``None`` where there is none."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT rule.group_id
              FROM groups_arearule rule
              JOIN groups_groupstage stage ON stage.group_id = rule.group_id
               AND stage.state = ANY (%(standing)s) AND stage.starts_on <= %(on)s
               AND (stage.ends_on IS NULL OR stage.ends_on >= %(on)s)
             WHERE rule.country = %(country)s
               AND (rule.postcode_from = ''
                    OR replace(%(postcode)s, ' ', '') COLLATE "C"
                       BETWEEN rule.postcode_from AND rule.postcode_to)
             ORDER BY rule.priority DESC, (rule.postcode_from <> '') DESC, rule.id
             LIMIT 1
            """,
            {
                "on": on,
                "country": country,
                "postcode": postcode,
                "standing": [GroupState.ACTIVE.value, GroupState.DORMANT.value],
            },
        )
        row = cursor.fetchone()
    return row[0] if row else None
