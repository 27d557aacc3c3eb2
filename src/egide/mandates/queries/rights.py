"""What each person may do on a day, and why: read from the mandates that run (R-X-1)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from django.db.models import Q
from django.utils.translation import get_language, gettext

from egide.design.typography import date_long
from egide.kernel.access import Grant
from egide.kernel.statements import planned
from egide.mandates.models import Mandate, OfficeRight
from egide.mandates.models.scope import after_office
from egide.mandates.permissions import READ_GOVERNANCE
from egide.members.enums import MEMBER_STATUSES, Sex

# One question for everything: the offices that the running mandates give (directly, by the seat,
# by the body), the rights that each carries on that day (with their last day, when one is known),
# and the scopes below the one each is held on; the last line is the standing of member, which is a
# right to read who governs. Small subqueries rather than joins, because planning costs more than
# running here; OFFSET 0 keeps the walk down the tree on its index. A scope that closed keeps its
# place: what is below it may be open.
SQL = """
WITH RECURSIVE held AS MATERIALIZED (
    SELECT mandate.scope_id, mandate.ends_on, mandate.office_id,
           (SELECT carries_id FROM mandates_seat WHERE id = mandate.seat_id) AS carries_id,
           (SELECT gives_id FROM mandates_body WHERE id = mandate.body_id) AS gives_id
      FROM mandates_mandate mandate
     WHERE mandate.person_id = %(person)s
       AND mandate.end_reason <> 'CANCELLED'
       AND mandate.starts_on <= %(on)s
       AND (mandate.ends_on IS NULL OR mandate.ends_on >= %(on)s)
), below (root, scope_id) AS (
    SELECT scope_id, scope_id FROM held WHERE scope_id IS NOT NULL
    UNION
    SELECT below.root, child.id
      FROM below
     CROSS JOIN LATERAL (
           SELECT id FROM mandates_scope WHERE parent_id = below.scope_id OFFSET 0
     ) child
)
SELECT office.name, office.feminine,
       (SELECT sex FROM members_person WHERE id = %(person)s),
       (SELECT ARRAY[kind, label] FROM mandates_scope WHERE id = held.scope_id),
       held.ends_on,
       ARRAY(SELECT below.scope_id FROM below WHERE below.root = held.scope_id),
       ARRAY(SELECT permission || coalesce(' ' || ends_on, '')
               FROM mandates_officeright
              WHERE office_id = office.id
                AND starts_on <= %(on)s
                AND (ends_on IS NULL OR ends_on >= %(on)s))
  FROM held
  JOIN mandates_office office ON office.id IN (held.office_id, held.carries_id, held.gives_id)
 UNION ALL
SELECT NULL, NULL, NULL, ARRAY[status, starts_on::text], ends_on, NULL, NULL
  FROM members_membership
 WHERE person_id = %(person)s AND (ends_on IS NULL OR ends_on >= %(on)s)
"""


def grants(person_id: int, on: date) -> Iterator[Grant]:
    """Yield the rights that a person holds on a day by their mandates, each with its sentence."""
    with planned() as cursor:
        cursor.execute(SQL, {"person": person_id, "on": on})
        rows = cursor.fetchall()
    for name, feminine, sex, words, ends_on, below, permissions in rows:
        if name is None:
            status, starts_on = words
            if status in MEMBER_STATUSES and date.fromisoformat(starts_on) <= on:
                yield _as_a_member(ends_on)
            continue
        if not permissions:
            continue
        said = feminine if sex == Sex.FEMALE and feminine else name
        where = after_office(*words) if words else ""
        reason = sentence(said, where, ends_on)
        held = f"{gettext(said)} {where}".strip()
        scope_ids = frozenset(below) if words else None
        for carried in sorted(permissions):
            permission, _space, last_day = carried.partition(" ")
            until = _earlier(ends_on, last_day)
            yield Grant(
                permission=permission, scope_ids=scope_ids, reason=reason, until=until, held=held
            )


def _earlier(ends_on: date | None, last_day: str) -> date | None:
    """Return the last day of a right: that of the mandate, or of the office's right if sooner."""
    if not last_day:
        return ends_on
    carried_until = date.fromisoformat(last_day)
    return carried_until if ends_on is None else min(ends_on, carried_until)


def _as_a_member(until: date | None) -> Grant:
    reason = gettext("Par les statuts, tout sociétaire lit la composition des organes.")
    return Grant(permission=READ_GOVERNANCE, scope_ids=None, reason=reason, until=until)


def sentence(office: str, scope: str, ends_on: date | None) -> str:
    """Say why: « Vous êtes trésorier du GT Bordeaux jusqu’au … »."""
    held = f"{gettext(office)} {scope}" if scope else gettext(office)
    if ends_on is None:
        return gettext("Vous êtes %(held)s.") % {"held": held}
    return gettext("Vous êtes %(held)s jusqu’au %(day)s.") % {
        "held": held,
        "day": date_long(ends_on, get_language() or "fr"),
    }


def may_hold(permission: str, on: date) -> Iterable[int]:
    """Return the people whose running mandates, on the whole society, may carry a right.

    It names too many rather than too few: the kernel asks afterwards for the rights of each.
    """
    offices = list(
        OfficeRight.objects.filter(permission=permission).values_list("office_id", flat=True)
    )
    return (
        Mandate.objects.running_on(on)
        .filter(
            Q(office__in=offices) | Q(seat__carries__in=offices) | Q(body__gives__in=offices),
            scope__isnull=True,
        )
        .order_by("person_id")
        .values_list("person_id", flat=True)
        .distinct()
    )
