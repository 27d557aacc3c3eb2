"""What narrows the directory: filters on parts of the profile, promotions named in the line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from egide.members.enums import ProfileField
from egide.members.queries.viewer import TRUE, Sql, Viewer, any_of
from egide.members.rules.directory import PromotionWords, Reading, read_line, without


@dataclass(frozen=True, kw_only=True)
class DirectoryFilters:
    """What somebody asks of the directory; everything is optional."""

    text: str = ""
    centre: str = ""
    from_year: int | None = None
    to_year: int | None = None
    city: str = ""
    country: str = ""
    company: str = ""
    sector: str = ""
    situation: str = ""
    order: str = ""
    wide: bool = False
    page: int = 1

    @property
    def narrowing(self) -> bool:
        """Whether anything at all is asked."""
        return self != DirectoryFilters(order=self.order, page=self.page, wide=self.wide)


def with_promotions(reading: Reading, text: str) -> tuple[Sql | None, Reading, list[str]]:
    """Take the promotions out of the words: they narrow, they are not part of a name."""
    if not reading.promotions:
        return None, reading, []
    found, centres = _promotions_named(reading.promotions)
    meant = tuple(words for words in reading.promotions if words.centre in centres)
    if not meant:
        return None, reading, []
    rest = read_line(without(text, meant))
    unknown = [
        _("Aucune promotion ne s’appelle « %(typed)s ».") % {"typed": words.typed}
        for words in meant
        if not any(words.centre in names and year in words.years for _pk, names, year in found)
    ]
    ids = [pk for pk, _names, _year in found]
    return (Sql(IN_PROMOTIONS, (ids,)), rest, unknown)


IN_PROMOTIONS = """EXISTS (SELECT FROM members_schooling s
    WHERE s.person_id = p.id AND s.promotion_id = ANY(%s::bigint[]))"""
PROMOTIONS_NAMED = """
SELECT c.names, promotion.id, promotion.entry_year
  FROM (SELECT id, ARRAY[lower(code), lower(nickname), lower(unaccent(split_part(name, '-', 1)))]
               AS names FROM members_centre) c
  LEFT JOIN members_promotion promotion
         ON promotion.centre_id = c.id AND promotion.entry_year = ANY(%s::int[])
 WHERE c.names && %s::text[]
"""


def _promotions_named(asked: tuple[PromotionWords, ...]) -> tuple[list[tuple[int, list[str], int]], set[str]]:
    """Return the promotions that the words name, and which words name a centre."""
    years = sorted({year for words in asked for year in words.years})
    with connection.cursor() as cursor:
        cursor.execute(PROMOTIONS_NAMED, [years, [words.centre for words in asked]])
        rows = cursor.fetchall()
    centres = {name for names, _pk, _year in rows for name in names if name}
    found = [
        (pk, names, year)
        for names, pk, year in rows
        if pk and any(words.centre in names and year in words.years for words in asked)
    ]
    return found, centres


def narrowed(filters: DirectoryFilters, viewer: Viewer) -> Sql:
    """The filters, each only among the people who show that part to the reader."""
    where = TRUE
    schooled = [("c.code = %s", filters.centre), ("promotion.entry_year >= %s", filters.from_year)]
    schooled.append(("promotion.entry_year <= %s", filters.to_year))
    if any(value for _text, value in schooled):
        where &= _exists(IN_SCHOOL, schooled)
    placed = [("lower(unaccent(a.city)) LIKE lower(unaccent(%s))", _beginning(filters.city))]
    placed.append(("a.country = %s", filters.country.upper()))
    if any(value for _text, value in placed):
        where &= place_shown(viewer) & _exists(AT_ADDRESS, placed, viewer.on, viewer.on)
    working = [
        ("lower(unaccent(q.company)) LIKE lower(unaccent(%s))", _within(filters.company)),
        ("lower(unaccent(q.sector)) LIKE lower(unaccent(%s))", _within(filters.sector)),
        ("q.status = %s", filters.situation),
    ]
    if any(value for _text, value in working):
        where &= viewer.shown(ProfileField.POSITION) & _exists(AT_WORK, working, viewer.on, viewer.on)
    return where


IN_SCHOOL = """EXISTS (SELECT FROM members_schooling s
    JOIN members_promotion promotion ON promotion.id = s.promotion_id
    JOIN members_centre c ON c.id = promotion.centre_id WHERE s.person_id = p.id"""
AT_ADDRESS = """EXISTS (SELECT FROM members_postaladdress a WHERE a.person_id = p.id
    AND a.starts_on <= %s AND (a.ends_on IS NULL OR a.ends_on >= %s)"""
AT_WORK = """EXISTS (SELECT FROM members_position q WHERE q.person_id = p.id
    AND coalesce(q.starts_on, '-infinity') <= %s AND coalesce(q.ends_on, 'infinity') >= %s"""


def _exists(start: str, conditions: list[tuple[str, Any]], *values: Any) -> Sql:
    asked = [(text, value) for text, value in conditions if value]
    text = "".join(f" AND {text}" for text, _value in asked)
    return Sql(f"{start}{text})", (*values, *(value for _text, value in asked)))


def place_shown(viewer: Viewer) -> Sql:
    return any_of((viewer.shown(ProfileField.CITY), viewer.shown(ProfileField.ADDRESS)))


def _literally(text: str) -> str:
    return text.strip().replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")


def _beginning(text: str) -> str:
    return f"{_literally(text)}%" if text.strip() else ""


def _within(text: str) -> str:
    return f"%{_literally(text)}%" if text.strip() else ""
