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
from egide.members.enums import ProfileField
from egide.members.queries.lexicon import BEGINNING, NearTokens, near_tokens
from egide.members.queries.lines import MOST_COUNTED, PAGE_SIZE, DirectoryLine, Plan, page_of
from egide.members.queries.narrowing import DirectoryFilters, narrowed, with_promotions
from egide.members.queries.viewer import FALSE, Sql, Viewer, any_of
from egide.members.rules.directory import Reading, read_line

# With fewer answers than this, people whose name is only near are offered too.
FEW = 5
NICKNAME_LIKENESS = 0.45
# A single word is borne by many: only what is nearly as near as the nearest is looked at.
ALONE = 0.2


@dataclass(frozen=True, kw_only=True)
class DirectoryAnswer:
    """A page of people, how many there are, and what the reader should know about the search."""

    lines: tuple[DirectoryLine, ...] = ()
    count: int = 0
    page: int = 1
    notes: tuple[str, ...] = ()
    loose: bool = False

    @property
    def more_than_counted(self) -> bool:
        return self.count > MOST_COUNTED

    @property
    def pages(self) -> int:
        return max(1, -(-min(self.count, MOST_COUNTED) // PAGE_SIZE))


def search(filters: DirectoryFilters, *, actor: Actor, on: date) -> DirectoryAnswer:
    """Return one page of the people whom ``actor`` may find (R-REG-7, R-REG-10).

    Two slips a name, accents, short forms and romanisations are forgiven; what a person hides from
    this reader takes no part in it. When nobody answers to every word, the least known is dropped.
    """
    viewer = Viewer(actor=actor, on=on)
    reading = read_line(filters.text)
    notes = [_("Votre recherche était longue : seul son début a été lu.")] if reading.cut else []
    promotions, reading, unknown = with_promotions(reading, on=on)
    notes += unknown
    where = viewer.known() & narrowed(filters, viewer)
    if promotions is not None:
        where &= promotions
    if not reading.words:
        if filters.text.strip() and promotions is None:
            return DirectoryAnswer(notes=tuple(notes))
        return _page(Plan(where=where, order=filters.order), filters, viewer, notes)
    return _by_name(reading, where, filters, viewer, notes)


def suggestions(text: str, *, actor: Actor, on: date, most: int = 8) -> tuple[DirectoryLine, ...]:
    """Return the first people to offer while somebody types; the same rules as ``search``."""
    return search(DirectoryFilters(text=text), actor=actor, on=on).lines[:most]


def _by_name(
    reading: Reading, where: Sql, filters: DirectoryFilters, viewer: Viewer, notes: list[str]
) -> DirectoryAnswer:
    near = near_tokens(reading.words)
    strict = [found.at_least(BEGINNING) for found in near]
    if len(strict) == 1 and strict[0] and not filters.wide:
        everyone = any_of((_bearing(strict), _nicknamed(reading, viewer)))
        answer = _page(Plan(where=where & everyone, order=filters.order), filters, viewer, notes)
        if answer.count >= FEW:
            return answer
    kept = [found for found in near if found.scores]
    dropped = [found for found in near if not found.scores]
    while True:
        plan = _loose_plan(kept, reading, where, filters, viewer)
        said = [*notes, *_dropping(dropped, kept)]
        answer = _page(plan, filters, viewer, said)
        if answer.count or len(kept) < 2:
            return replace(answer, loose=not all(strict) or bool(dropped))
        least = min(kept, key=lambda found: found.best)
        kept = [found for found in kept if found is not least]
        dropped.append(least)


def _loose_plan(
    near: list[NearTokens], reading: Reading, where: Sql, filters: DirectoryFilters, viewer: Viewer
) -> Plan:
    nicknamed = _nicknamed(reading, viewer)
    if not near:
        return Plan(where=where & nicknamed, order=filters.order)
    floor = near[0].best - ALONE if len(near) == 1 else 0.0
    sets = [found.at_least(floor) for found in near]
    everyone = any_of((_bearing(sets), nicknamed))
    return Plan(where=where & everyone, score=_score(near, floor), order=filters.order)


def _bearing(sets: Iterable[list[int]]) -> Sql:
    """The people who bear one word of each set."""
    conditions = [Sql("p.name_tokens && %s::int[]", (tokens,)) for tokens in sets]
    whole = conditions[0]
    for condition in conditions[1:]:
        whole &= condition
    return Sql(f"({whole.text})", whole.values)


def _score(near: list[NearTokens], floor: float) -> Sql:
    """How near the name of ``p`` is to the words typed: the nearest of its words, for each."""
    parts, values = [], []
    for found in near:
        steps: dict[float, list[int]] = {}
        for token in found.at_least(floor):
            steps.setdefault(round(20 * found.scores[token]) / 20, []).append(token)
        cases = sorted(steps.items(), reverse=True)
        whens = " ".join("WHEN p.name_tokens && %s::int[] THEN %s" for _step in cases)
        parts.append(f"CASE {whens} ELSE 0 END")
        values += [value for score, tokens in cases for value in (tokens, score)]
    return Sql(f"({' + '.join(parts)})::float8", tuple(values))


def _nicknamed(reading: Reading, viewer: Viewer) -> Sql:
    """The people whose nickname, shown to this reader, is like the words typed."""
    line = " ".join(word.text for word in reading.words)
    if len(line) < 3 or len(reading.words) > 3:
        return FALSE
    alike = Sql(
        "(p.nickname <> '' AND lower(p.nickname) %% %s AND similarity(lower(p.nickname), %s) >= %s",
        (line, line, NICKNAME_LIKENESS),
    )
    shown = viewer.shown(ProfileField.NICKNAME)
    return Sql(f"{alike.text} AND {shown.text})", alike.values + shown.values)


def _dropping(dropped: list[NearTokens], kept: list[NearTokens]) -> list[str]:
    if not dropped or not kept:
        return []
    return [
        _("Personne ne répond à tous ces mots. « %(word)s » a été laissé de côté.") % {"word": found.word.text}
        for found in dropped
    ]


def _page(plan: Plan, filters: DirectoryFilters, viewer: Viewer, notes: Iterable[str]) -> DirectoryAnswer:
    number = min(max(1, filters.page), MOST_COUNTED // PAGE_SIZE)
    lines, count = page_of(plan, number, viewer)
    if not lines and number > 1:
        number = 1
        lines, count = page_of(plan, number, viewer)
    return DirectoryAnswer(lines=lines, count=count, page=number, notes=tuple(notes))
