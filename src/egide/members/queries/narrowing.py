"""What narrows the directory: filters on parts of the profile, promotions named in the line."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from egide.kernel.statements import as_array
from egide.members.enums import ProfileField
from egide.members.models import Centre, Person, Promotion
from egide.members.queries.viewer import FALSE, TRUE, Sql, Viewer, any_of
from egide.members.rules.directory import Reading, read_line, without
from egide.members.rules.promotions import (
    AmbiguousPromotion,
    ImpossiblePromotion,
    PromotionName,
    UnreadablePromotion,
    parse_promotion,
)


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
    size: int = 25


def with_promotions(reading: Reading, *, on: date) -> tuple[Sql | None, Reading, list[str]]:
    """Take the promotions out of the words: they narrow, they are not part of a name (R-REG-1).

    Returns the condition, the rest of the line, and sentences on promotions that cannot exist.
    """
    if not reading.promotions:
        return None, reading, []
    centres = list(Centre.objects.order_by("code", "pk"))
    labels, meant, said = [], [], []
    for piece in reading.promotions:
        try:
            named = [
                parse_promotion(
                    piece, centres=centres, has_living_members=_has_living_members, on=on
                )
            ]
        except UnreadablePromotion:
            continue
        except AmbiguousPromotion as several:
            named = list(several.candidates)
        except ImpossiblePromotion as refusal:
            named = []
            said.append(str(refusal))
        meant.append(piece)
        labels += [str(promotion) for promotion in named]
    if not meant:
        return None, reading, []
    rest = replace(read_line(without(reading.line, meant)), cut=reading.cut)
    return Sql(IN_PROMOTIONS, (labels,)), rest, said


def _has_living_members(promotion: PromotionName) -> bool:
    return (
        Person.objects.living()
        .filter(
            schoolings__promotion__centre__code=promotion.centre,
            schoolings__promotion__entry_year=promotion.entry_year,
        )
        .exists()
    )


IN_PROMOTIONS = """p.id IN (SELECT s.person_id FROM members_schooling s
    JOIN members_promotion promotion ON promotion.id = s.promotion_id
   WHERE promotion.label = ANY(%s))"""


def narrowed(filters: DirectoryFilters, viewer: Viewer) -> Sql:
    """The filters, each only among the people who show that part to the reader."""
    where = TRUE
    if filters.centre or filters.from_year or filters.to_year:
        where &= _schooled(filters)
    placed = [("members_folded(a.city) LIKE members_folded(%s)", _beginning(filters.city))]
    placed.append(("a.country = %s", filters.country.upper()))
    if any(value for _text, value in placed):
        where &= place_shown(viewer) & _exists(AT_ADDRESS, placed, viewer.on, viewer.on)
    working = [
        ("members_folded(q.company) LIKE members_folded(%s)", _within(filters.company)),
        ("members_folded(q.sector) LIKE members_folded(%s)", _within(filters.sector)),
        ("q.status = %s", filters.situation),
    ]
    if any(value for _text, value in working):
        where &= viewer.shown(ProfileField.POSITION) & _exists(
            AT_WORK, working, viewer.on, viewer.on
        )
    return where


def _schooled(filters: DirectoryFilters) -> Sql:
    """The people of some promotions: which ones is asked first, so that none is nobody at once."""
    meant = Promotion.objects.all()
    if filters.centre:
        meant = meant.filter(centre__code=filters.centre)
    if filters.from_year:
        meant = meant.filter(entry_year__gte=filters.from_year)
    if filters.to_year:
        meant = meant.filter(entry_year__lte=filters.to_year)
    found = dict(meant.order_by("pk").values_list("pk", "shown_people"))
    if not found:
        return FALSE
    few = sum(found.values()) <= FEW
    return Sql(AMONG_FEW if few else IN_SCHOOL, (as_array(found),))


# Of so many people, all are read and put in order; of more, the whole directory is read in order
# until there are enough.
FEW = 20_000
AMONG_FEW = """p.id = ANY(ARRAY(SELECT s.person_id FROM members_schooling s
    WHERE s.promotion_id = ANY(%s::bigint[])))"""
IN_SCHOOL = """EXISTS (SELECT FROM members_schooling s
    WHERE s.person_id = p.id AND s.promotion_id = ANY(%s::bigint[]))"""
AT_ADDRESS = """EXISTS (SELECT FROM members_postaladdress a WHERE a.person_id = p.id
    AND a.starts_on <= %s AND (a.ends_on IS NULL OR a.ends_on >= %s)"""
# Of « coalesce » the planner knows nothing: it would expect a ninth of the people that there are.
AT_WORK = """EXISTS (SELECT FROM members_position q WHERE q.person_id = p.id
    AND (q.starts_on IS NULL OR q.starts_on <= %s) AND (q.ends_on IS NULL OR q.ends_on >= %s)"""


def _exists(start: str, conditions: list[tuple[str, Any]], *values: Any) -> Sql:
    asked = [(text, value) for text, value in conditions if value]
    text = "".join(f" AND {text}" for text, _value in asked)
    return Sql(f"{start}{text})", (*values, *(value for _text, value in asked)))


def place_shown(viewer: Viewer) -> Sql:
    """Return the condition « this person shows their town or their address to the reader »."""
    return any_of((viewer.shown(ProfileField.CITY), viewer.shown(ProfileField.ADDRESS)))


def _literally(text: str) -> str:
    return text.strip().replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")


def _beginning(text: str) -> str:
    return f"{_literally(text)}%" if text.strip() else ""


def _within(text: str) -> str:
    return f"%{_literally(text)}%" if text.strip() else ""
