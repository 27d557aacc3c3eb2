"""The directory: who answers to a name, a promotion, a place, a trade (annuaire).

Two halves. The lexicon gives the words near to each typed word; then one statement takes the
people whose words meet every set, among those whom the reader may find, and the lines to show.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from django.utils.translation import gettext as _

from egide.kernel.access import Actor
from egide.kernel.statements import as_array
from egide.members.enums import ProfileField
from egide.members.queries.lexicon import BEGINNING, NearTokens, near_tokens
from egide.members.queries.lines import (
    MOST_COUNTED,
    PAGE_SIZE,
    DirectoryLine,
    Found,
    Plan,
    find,
    lines_of,
)
from egide.members.queries.narrowing import DirectoryFilters, narrowed, with_promotions
from egide.members.queries.viewer import FALSE, TRUE, Sql, Viewer, any_of
from egide.members.rules.directory import Reading, read_line

# With fewer answers than this, people whose name is only near are offered too.
FEW = 5
# How much less near than the nearest a word may be: what is looked at first, next, at last.
NEAREST, NEARER, EVERYTHING = 0.05, 0.2, 1.0
# A single word is borne by many: its exact form and beginnings, then hardly more.
STRICT, ALONE = 0.1, 0.2
# From this likeness on, a word is the one that was meant, but for a slip.
SURE = 0.75


@dataclass(frozen=True, kw_only=True)
class DirectoryAnswer:
    """A page of people, how many there are, and what the reader should know about the search."""

    lines: tuple[DirectoryLine, ...] = ()
    count: int = 0
    page: int = 1
    size: int = PAGE_SIZE
    notes: tuple[str, ...] = ()
    loose: bool = False

    @property
    def more_than_counted(self) -> bool:
        return self.count > MOST_COUNTED

    @property
    def pages(self) -> int:
        return max(1, -(-min(self.count, MOST_COUNTED) // self.size))


def search(filters: DirectoryFilters, *, actor: Actor, on: date) -> DirectoryAnswer:
    """Return one page of the people whom ``actor`` may find (R-REG-7, R-REG-10).

    Two slips a name, accents, short forms and romanisations are forgiven; what a person hides from
    this reader takes no part in it. When nobody answers to every word, the least known is dropped.
    """
    viewer = Viewer(actor=actor, on=on)
    filters = replace(filters, page=min(max(1, filters.page), MOST_COUNTED // filters.size))
    reading = read_line(filters.text)
    notes = [_("Votre recherche était longue : seul son début a été lu.")] if reading.cut else []
    promotions, reading, unknown = with_promotions(reading, on=on)
    notes += unknown
    where = viewer.known()
    narrowing = narrowed(filters, viewer)
    if narrowing is not TRUE:
        where &= narrowing
    if promotions is not None:
        where &= promotions
    if not reading.words:
        if filters.text.strip() and promotions is None:
            return DirectoryAnswer(notes=tuple(notes))
        narrow = promotions is not None or narrowing is not TRUE
        plan = Plan(where=where, order=filters.order, narrow=narrow, peopled=viewer.peopled())
        found = find(plan, filters.page, size=filters.size)
        return _answer(found, filters, viewer, notes)
    return _by_name(reading, where, filters, viewer, notes)


def suggestions(text: str, *, actor: Actor, on: date, most: int = 8) -> tuple[DirectoryLine, ...]:
    """Return the first people to offer while somebody types; the same rules as ``search``."""
    return search(DirectoryFilters(text=text), actor=actor, on=on).lines[:most]


def _by_name(
    reading: Reading, where: Sql, filters: DirectoryFilters, viewer: Viewer, notes: list[str]
) -> DirectoryAnswer:
    near, nicknamed = near_tokens(reading)
    called = _called(nicknamed, viewer)
    kept = [found for found in near if found.scores]
    dropped = [found for found in near if not found.scores]
    while True:
        found = _by_likeness(kept, called, where, filters)
        if found.count or len(kept) < 2:
            break
        least = min(kept, key=lambda word: word.best)
        kept = [word for word in kept if word is not least]
        dropped.append(least)
    said = [*notes, *_dropping(dropped, kept)]
    exact = not dropped and all(word.best >= BEGINNING for word in kept)
    return replace(_answer(found, filters, viewer, said), loose=not exact)


def _by_likeness(
    near: list[NearTokens], called: Sql, where: Sql, filters: DirectoryFilters
) -> Found:
    """Look among the nearest words first, and among all that are near only if need be."""
    if not near:
        return find(
            Plan(where=where & called, order=filters.order), filters.page, size=filters.size
        )
    sure = all(word.best >= SURE for word in near)
    found = Found()
    for slack in _slacks(near, filters):
        floors = [word.best - slack for word in near]
        sets = [word.at_least(floor) for word, floor in zip(near, floors, strict=True)]
        plan = Plan(
            where=where & any_of((_bearing(sets), called)),
            score=_score(near, floors, called) if len(near) > 1 or slack > STRICT else None,
            order=filters.order,
            by_name=True,
        )
        found = find(plan, filters.page, size=filters.size)
        if found.count >= FEW or (found.count and sure and len(near) > 1):
            break
    return found


def _slacks(near: list[NearTokens], filters: DirectoryFilters) -> tuple[float, ...]:
    if filters.wide:
        return (EVERYTHING,)
    return (STRICT, ALONE) if len(near) == 1 else (NEAREST, NEARER, EVERYTHING)


def _bearing(sets: Iterable[list[int]]) -> Sql:
    """The people who bear one word of each set."""
    conditions = [Sql("p.name_tokens && %s::int[]", (as_array(tokens),)) for tokens in sets]
    whole = conditions[0]
    for condition in conditions[1:]:
        whole &= condition
    return Sql(f"({whole.text})", whole.values)


def _score(near: list[NearTokens], floors: list[float], called: Sql) -> Sql:
    """How near the name of ``p`` is to the words typed: the nearest of its words, for each.

    Whoever is found by a nickname is as near as can be.
    """
    parts, values = [], []
    for found, floor in zip(near, floors, strict=True):
        steps: dict[float, list[int]] = {}
        for token in found.at_least(floor):
            steps.setdefault(round(found.scores[token], 1), []).append(token)
        cases = sorted(steps.items(), reverse=True)
        whens = " ".join("WHEN p.name_tokens && %s::int[] THEN %s" for _step in cases)
        parts.append(f"CASE {whens} ELSE 0 END")
        values += [value for score, tokens in cases for value in (as_array(tokens), score)]
    score = Sql(f"({' + '.join(parts)})::float8", tuple(values))
    if called is FALSE:
        return score
    text = f"CASE WHEN {called.text} THEN {len(near)} ELSE {score.text} END"
    return Sql(text, called.values + score.values)


def _called(nicknamed: list[int], viewer: Viewer) -> Sql:
    """The people whose nickname is like the words typed, where they show it to this reader."""
    if not nicknamed:
        return FALSE
    shown = viewer.shown(ProfileField.NICKNAME)
    return Sql(f"(p.id = ANY(%s::bigint[]) AND {shown.text})", (as_array(nicknamed), *shown.values))


def _dropping(dropped: list[NearTokens], kept: list[NearTokens]) -> list[str]:
    if not dropped or not kept:
        return []
    return [
        _("Personne ne répond à tous ces mots. « %(word)s » a été laissé de côté.")
        % {"word": found.word.text}
        for found in dropped
    ]


def _answer(
    found: Found, filters: DirectoryFilters, viewer: Viewer, notes: Iterable[str]
) -> DirectoryAnswer:
    return DirectoryAnswer(
        lines=lines_of(found.ids, viewer),
        count=found.count,
        page=filters.page,
        size=filters.size,
        notes=tuple(notes),
    )
