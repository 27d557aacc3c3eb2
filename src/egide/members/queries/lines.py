"""The lines of the directory: one statement finds, counts and shows a page of people."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

from egide.members.enums import PositionStatus, ProfileField
from egide.members.queries.narrowing import place_shown
from egide.members.queries.viewer import Sql, Viewer

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
    def birth_name_apart(self) -> str:
        """The birth name where it says something that the usual one does not."""
        return self.birth_name if self.birth_name != self.usage_name else ""

    @property
    def work(self) -> str:
        """What the person does, in a few words."""
        if self.title and self.company:
            return f"{self.title}, {self.company}"
        return self.title or self.company or (str(PositionStatus(self.situation).label) if self.situation else "")



@dataclass(frozen=True, kw_only=True)
class Plan:
    """Whom to take and in what order; without ``score`` their names order them."""

    where: Sql
    score: Sql | None = None
    order: str = ""


PAGE_SIZE = 50  # R-REG-10
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
STATEMENT = """
WITH found AS MATERIALIZED (
    SELECT p.id, p.sort_name, {score} AS score, {year} AS year
      FROM members_person p
     WHERE {where}
     ORDER BY {nearest} LIMIT %s
), kept AS (
    SELECT * FROM found WHERE score >= (SELECT max(score) FROM found) - %s
), page AS (
    SELECT kept.*, count(*) OVER () AS total FROM kept ORDER BY {order} LIMIT %s OFFSET %s
)
SELECT p.id, p.readable_id, p.first_names, p.usage_name, p.birth_name, p.life_status,
       coalesce((SELECT string_agg(promotion.label, ' · ' ORDER BY s.rank, promotion.entry_year)
                   FROM members_schooling s JOIN members_promotion promotion ON promotion.id = s.promotion_id
                  WHERE s.person_id = p.id), ''),
       coalesce(work.title, ''), coalesce(work.company, ''), coalesce(work.status, ''),
       coalesce(home.city, ''), coalesce(home.country, ''),
       CASE WHEN {nickname} THEN p.nickname ELSE '' END,
       page.total
  FROM page
  JOIN members_person p ON p.id = page.id
  LEFT JOIN LATERAL (
       SELECT q.title, q.company, q.status FROM members_position q
        WHERE q.person_id = p.id AND coalesce(q.starts_on, '-infinity') <= %s
          AND coalesce(q.ends_on, 'infinity') >= %s
        ORDER BY q.starts_on DESC NULLS LAST, q.id DESC LIMIT 1) work ON {work}
  LEFT JOIN LATERAL (
       SELECT a.city, a.country FROM members_postaladdress a
        WHERE a.person_id = p.id AND a.starts_on <= %s AND (a.ends_on IS NULL OR a.ends_on >= %s)
        ORDER BY a.starts_on DESC LIMIT 1) home ON {home}
 ORDER BY {order_of_page}
"""


def page_of(plan: Plan, number: int, viewer: Viewer) -> tuple[tuple[DirectoryLine, ...], int]:
    """Return the lines of one page and the count of people, counted up to ``MOST_COUNTED`` + 1."""
    statement = _statement(plan, number, viewer)
    with connection.cursor() as cursor:
        cursor.execute(statement.text, statement.values)
        rows = cursor.fetchall()
    if not rows:
        return (), 0
    return tuple(DirectoryLine(*row[:-1]) for row in rows), rows[0][-1]


def _statement(plan: Plan, number: int, viewer: Viewer) -> Sql:
    score = plan.score or Sql("1.0")
    year, order = ORDERS.get(plan.order, ORDERS[""])
    if plan.score is None and order == ORDERS[""][1]:
        order = ORDERS["name"][1]
    nickname, work = viewer.shown(ProfileField.NICKNAME), viewer.shown(ProfileField.POSITION)
    home, day = place_shown(viewer), viewer.on
    text = STATEMENT.format(
        score=score.text,
        year=year.text,
        where=plan.where.text,
        # What is nearest is kept before what stands first in another order.
        nearest=ORDERS[""][1] if plan.score else order,
        order=order,
        order_of_page=order.replace("sort_name, id", "p.sort_name, p.id"),
        nickname=nickname.text,
        work=work.text,
        home=home.text,
    )
    values = (*score.values, *year.values, *plan.where.values, MOST_COUNTED + 1, SLACK)
    values += (PAGE_SIZE, (number - 1) * PAGE_SIZE, *nickname.values)
    return Sql(text, (*values, day, day, *work.values, day, day, *home.values))
