"""What each person may do on a day, and why: read from the mandates that run (R-X-1)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db import connection
from django.utils.translation import get_language, gettext

from egide.design.typography import date_long
from egide.kernel.access import Grant
from egide.mandates.models.scope import after_office
from egide.mandates.permissions import READ_GOVERNANCE
from egide.members.enums import MEMBER_STATUSES

# One question for everything: the offices that the running mandates give (directly, by the seat,
# by the body), the rights of each, and the scopes below the one each is held on. The last line
# answers for the standing of member, which is a right to read who governs. A scope that closed
# keeps its place in the tree: what is below it may be open.
SQL = """
WITH RECURSIVE held AS (
    SELECT mandate.scope_id, mandate.ends_on, office.id AS office_id,
           CASE WHEN person.sex = 'F' AND office.feminine <> ''
                THEN office.feminine ELSE office.name END AS name
      FROM mandates_mandate mandate
      JOIN members_person person ON person.id = mandate.person_id
      LEFT JOIN mandates_seat seat ON seat.id = mandate.seat_id
      LEFT JOIN mandates_body body ON body.id = mandate.body_id
      JOIN mandates_office office
        ON office.id IN (mandate.office_id, seat.carries_id, body.gives_id)
     WHERE mandate.person_id = %(person)s
       AND mandate.end_reason <> 'CANCELLED'
       AND mandate.starts_on <= %(on)s
       AND (mandate.ends_on IS NULL OR mandate.ends_on >= %(on)s)
), below (root, scope_id) AS (
    SELECT DISTINCT scope_id, scope_id FROM held WHERE scope_id IS NOT NULL
    UNION
    SELECT below.root, child.id
      FROM below JOIN mandates_scope child ON child.parent_id = below.scope_id
)
SELECT held.name, scope.kind, scope.label, held.ends_on, held.scope_id,
       (SELECT array_agg(below.scope_id) FROM below WHERE below.root = held.scope_id),
       (SELECT array_agg(granted.permission ORDER BY granted.permission)
          FROM mandates_officeright granted WHERE granted.office_id = held.office_id)
  FROM held LEFT JOIN mandates_scope scope ON scope.id = held.scope_id
 UNION ALL
SELECT NULL, NULL, NULL, membership.ends_on, NULL, NULL, NULL
  FROM members_membership membership
 WHERE membership.person_id = %(person)s AND membership.status = ANY(%(statuses)s)
   AND membership.starts_on <= %(on)s
   AND (membership.ends_on IS NULL OR membership.ends_on >= %(on)s)
"""
STATUSES = [status.value for status in MEMBER_STATUSES]


def grants(person_id: int, on: date) -> Iterator[Grant]:
    """Yield the rights that a person holds on a day by their mandates, each with its sentence."""
    with connection.cursor() as cursor:
        cursor.execute(SQL, {"person": person_id, "on": on, "statuses": STATUSES})
        rows = cursor.fetchall()
    for name, kind, label, ends_on, scope_id, below, permissions in rows:
        if name is None:
            yield Grant(
                permission=READ_GOVERNANCE,
                scope_ids=None,
                reason=gettext("Vous voyez ceci parce que vous êtes sociétaire."),
                until=ends_on,
            )
            continue
        if not permissions:
            continue
        reason = sentence(name, after_office(kind, label) if kind else "", ends_on)
        scope_ids = None if scope_id is None else frozenset(below)
        for permission in permissions:
            yield Grant(permission=permission, scope_ids=scope_ids, reason=reason, until=ends_on)


def sentence(office: str, scope: str, ends_on: date | None) -> str:
    """Say why: « Vous voyez ceci parce que vous êtes trésorier du GT Bordeaux jusqu’au … »."""
    held = f"{gettext(office)} {scope}" if scope else gettext(office)
    if ends_on is None:
        return gettext("Vous voyez ceci parce que vous êtes %(held)s.") % {"held": held}
    return gettext("Vous voyez ceci parce que vous êtes %(held)s jusqu’au %(day)s.") % {
        "held": held,
        "day": date_long(ends_on, get_language() or "fr"),
    }
