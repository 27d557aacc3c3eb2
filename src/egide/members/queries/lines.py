"""The lines of the directory: one statement finds, counts and shows a page of people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection

from egide.kernel.statements import as_array, planned
from egide.members.enums import PositionStatus, ProfileField
from egide.members.queries.viewer import TRUE, Sql, Viewer
from egide.members.rules.countries import country_name


@dataclass(frozen=True)
class DirectoryLine:
    """One person as the list shows them: nothing that they do not show to this reader."""

    id: int
    readable_id: str
    first_names: str
    usage_name: str
    birth_name: str
    life_status: str
    promotions: str
    title: str
    company: str
    situation: str
    city: str
    country: str
    nickname: str

    @property
    def name(self) -> str:
        return f"{self.first_names.split(' ', 1)[0]} {self.usage_name}"

    @property
    def other_first_names(self) -> str:
        """The first names after the usual one, by which somebody may have been found."""
        return self.first_names.partition(" ")[2]

    @property
    def birth_name_apart(self) -> str:
        """The birth name where it says something that the usual one does not."""
        return self.birth_name if self.birth_name != self.usage_name else ""

    @property
    def country_name(self) -> str:
        """The country in the reader's language."""
        return country_name(self.country) if self.country else ""

    @property
    def work(self) -> str:
        """What the person does, in a few words."""
        if self.title and self.company:
            return f"{self.title}, {self.company}"
        return (
            self.title
            or self.company
            or (str(PositionStatus(self.situation).label) if self.situation else "")
        )


@dataclass(frozen=True, kw_only=True)
class Plan:
    """Whom to take and in what order; without ``score`` their names order them.

    ``by_name`` when words were typed: words borne by too many are then not all compared.
    ``narrow`` when filters narrow: how much depends on their values, which the planner must see.
    ``peopled`` keeps the promotions in which there may be somebody to show.
    """

    where: Sql
    score: Sql | None = None
    order: str = ""
    by_name: bool = False
    narrow: bool = False
    peopled: Sql = TRUE


PAGE_SIZE = 25  # R-REG-10 allows 50
MOST_COUNTED = 1000
# Among people found by likeness, those much less near than the nearest are noise.
SLACK = 0.2
ENTRY_YEAR = """(SELECT promotion.entry_year FROM members_schooling s
    JOIN members_promotion promotion ON promotion.id = s.promotion_id
   WHERE s.person_id = p.id AND s.rank = 'PRINCIPAL')"""
ORDERS = {
    "": (Sql("0"), "score DESC, sort_name, id"),
    "name": (Sql("0"), "sort_name, id"),
    "promotion": (Sql(ENTRY_YEAR), "year NULLS LAST, sort_name, id"),
    "recent": (Sql(ENTRY_YEAR), "year DESC NULLS LAST, sort_name, id"),
}
PEOPLE = "(SELECT * FROM members_person p WHERE"
FOUND = """
WITH found AS MATERIALIZED (
    SELECT p.id, p.sort_name, {score} AS score, {year} AS year
      FROM {people} p
     ORDER BY {nearest} LIMIT %s
), kept AS (
    SELECT * FROM found WHERE score >= (SELECT max(score) FROM found) - %s
)
SELECT id, count(*) OVER () FROM kept ORDER BY {order} LIMIT %s OFFSET %s
"""
# The people of a page are read off the index of names, those who are counted in any order. Far in,
# one walk does both.
FIRST_PAGES = 4
BY_NAME = """
SELECT p.id, (SELECT count(*) FROM (SELECT FROM members_person p WHERE {where} LIMIT %s) counted)
  FROM members_person p WHERE {where} ORDER BY p.sort_name, p.id LIMIT %s OFFSET %s
"""
# One year after the other until there are enough people, rather than everybody sorted by year;
# those of no promotion come last.
BY_YEAR = """
WITH found AS MATERIALIZED (
    SELECT years.year, near.sort_name, near.id
      FROM (SELECT DISTINCT promotion.entry_year AS year FROM members_promotion promotion
             WHERE {peopled} ORDER BY 1 {direction}) years
     CROSS JOIN LATERAL (
           SELECT p.id, p.sort_name FROM members_promotion promotion
             JOIN members_schooling s ON s.promotion_id = promotion.id AND s.rank = 'PRINCIPAL'
             JOIN members_person p ON p.id = s.person_id
            WHERE promotion.entry_year = years.year AND {where}
            ORDER BY p.sort_name, p.id LIMIT {most}
     ) near
     ORDER BY years.year {direction}, near.sort_name, near.id LIMIT {most}
), others AS MATERIALIZED (
    SELECT NULL::integer AS year, p.sort_name, p.id FROM members_person p
     WHERE {where} AND NOT EXISTS (SELECT FROM members_schooling s
                                    WHERE s.person_id = p.id AND s.rank = 'PRINCIPAL')
     ORDER BY p.sort_name, p.id LIMIT (SELECT {most} - count(*) FROM found)
)
SELECT id, count(*) OVER () FROM (SELECT * FROM found UNION ALL SELECT * FROM others) kept
 ORDER BY year {direction} NULLS LAST, sort_name, id LIMIT %s OFFSET %s
"""
DIRECTIONS = {"promotion": "ASC", "recent": "DESC"}
SHOWN = """
SELECT p.id, p.readable_id, p.first_names, p.usage_name, p.birth_name, p.life_status,
       coalesce((SELECT string_agg(promotion.label, ' · ' ORDER BY s.rank, promotion.entry_year)
                   FROM members_schooling s
                   JOIN members_promotion promotion ON promotion.id = s.promotion_id
                  WHERE s.person_id = p.id), ''),
       coalesce(work.title, ''), coalesce(work.company, ''), coalesce(work.status, ''),
       coalesce(home.city, ''), coalesce(home.country, ''),
       CASE WHEN p.id = ANY(%(nickname)s::bigint[]) THEN p.nickname ELSE '' END
  FROM members_person p
  LEFT JOIN LATERAL (
       SELECT q.title, q.company, q.status FROM members_position q
        WHERE q.person_id = p.id AND p.id = ANY(%(work)s::bigint[])
          AND coalesce(q.starts_on, '-infinity') <= %(on)s
          AND coalesce(q.ends_on, 'infinity') >= %(on)s
        ORDER BY q.starts_on DESC NULLS LAST, q.id DESC LIMIT 1) work ON TRUE
  LEFT JOIN LATERAL (
       SELECT a.city, a.country FROM members_postaladdress a
        WHERE a.person_id = p.id AND p.id = ANY(%(home)s::bigint[])
          AND a.starts_on <= %(on)s AND (a.ends_on IS NULL OR a.ends_on >= %(on)s)
        ORDER BY a.starts_on DESC LIMIT 1) home ON TRUE
 WHERE p.id = ANY(%(ids)s::bigint[])
"""
# What a line may show, and the parts of the profile that open it.
PARTS = {
    "nickname": (ProfileField.NICKNAME,),
    "work": (ProfileField.POSITION,),
    "home": (ProfileField.CITY, ProfileField.ADDRESS),
}
# Beyond this, many people are equally near: what was typed is too vague for all to be compared.
MOST_COMPARED = 2 * MOST_COUNTED


@dataclass(frozen=True)
class Found:
    """The people of one page, in order, and how many there are, up to ``MOST_COUNTED`` + 1."""

    ids: tuple[int, ...] = ()
    count: int = 0


def find(plan: Plan, page: int, *, size: int = PAGE_SIZE) -> Found:
    """Return the people of one page, and how many there are in all."""
    statement = _finding(plan, page, size)
    with connection.cursor() if plan.narrow else planned() as cursor:
        cursor.execute(statement.text, statement.values)
        rows = cursor.fetchall()
    return Found(tuple(pk for pk, _count in rows), rows[0][1]) if rows else Found()


def lines_of(ids: Sequence[int], viewer: Viewer) -> tuple[DirectoryLine, ...]:
    """Return the lines of these people, in this order, as ``viewer`` may see them."""
    if not ids:
        return ()
    shown = {part: as_array(who) for part, who in viewer.who_shows(PARTS, ids).items()}
    with planned() as cursor:
        cursor.execute(SHOWN, {**shown, "ids": as_array(ids), "on": viewer.on})
        found = {row[0]: DirectoryLine(*row) for row in cursor.fetchall()}
    return tuple(found[pk] for pk in ids if pk in found)


def _finding(plan: Plan, page: int, size: int) -> Sql:
    named = plan.score is None and not plan.by_name and plan.order in ("", "name")
    if named and page <= FIRST_PAGES:
        where = plan.where
        values = (*where.values, MOST_COUNTED + 1, *where.values, size, (page - 1) * size)
        return Sql(BY_NAME.format(where=where.text), values)
    if plan.order in DIRECTIONS and not plan.by_name:
        text = BY_YEAR.format(
            where=plan.where.text,
            peopled=plan.peopled.text,
            direction=DIRECTIONS[plan.order],
            most=MOST_COUNTED + 1,
        )
        values = (*plan.peopled.values, *plan.where.values, *plan.where.values)
        return Sql(text, (*values, size, (page - 1) * size))
    score = plan.score or Sql("1.0")
    year, order = ORDERS.get(plan.order, ORDERS[""])
    if plan.score is None and order == ORDERS[""][1]:
        order = ORDERS["name"][1]
    bounded = f" LIMIT {MOST_COMPARED}" if plan.by_name else ""
    text = FOUND.format(
        score=score.text,
        year=year.text,
        people=f"{PEOPLE} {plan.where.text}{bounded})",
        # What is nearest is kept before what stands first in another order.
        nearest=ORDERS[""][1] if plan.score else order,
        order=order,
    )
    values = (*score.values, *year.values, *plan.where.values, MOST_COUNTED + 1, SLACK)
    return Sql(text, (*values, size, (page - 1) * size))
