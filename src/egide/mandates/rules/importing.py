"""How the cells of a line of a file become a mandate to give (S00 imports)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from functools import lru_cache
from typing import TypeVar

from django.db.models import Model
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from egide.design.typography import enumeration
from egide.kernel.cells import (
    LineCells,
    UnreadableCell,
    clean_line,
    plain,
    read_whole,
    shown,
    spoken,
    words_of,
)
from egide.kernel.errors import Refused
from egide.mandates.enums import Designation, EndReason, ScopeKind
from egide.mandates.models import Body, Office, Scope, Seat
from egide.mandates.rules.mandates import MandateDraft
from egide.members.rules.importing import Promotions
from egide.members.rules.naming import Named, named_in

T = TypeVar("T", bound=Model)

REASONS = {
    **dict.fromkeys(("fin", "fin de mandat", "terme", "end of term", "expired"), EndReason.TERM),
    **dict.fromkeys(("demissionnaire", "resignation"), EndReason.RESIGNED),
    **dict.fromkeys(("revoque", "revoked", "removed", "dismissed"), EndReason.REVOKED),
    **dict.fromkeys(("decede", "death", "died"), EndReason.DECEASED),
    **dict.fromkeys(("remplace", "remplacement", "replaced"), EndReason.REPLACED),
}
# How people shorten the name of a territorial group, which its scope says in full.
TERRITORIAL_PREFIX = "gt "
# How like a name an unknown one is for both to be shown side by side, and how many are.
NEAR, MOST_NEAR = 0.6, 3
GIVEN_REASONS = [
    choice
    for choice in EndReason.choices
    if choice[0] not in (EndReason.RUNNING, EndReason.CANCELLED)
]


@dataclass(frozen=True, kw_only=True, slots=True)
class MandateLine:
    """A mandate as a line says it; ``draft`` gives it to whoever the line names."""

    named: Named
    starts_on: date
    seat_id: int | None = None
    office: str = ""
    scope_id: int | None = None
    designation: str = ""
    elected_on: date | None = None
    term_ends_on: date | None = None
    ended_on: date | None = None
    end_reason: str = ""

    def draft(self, person_id: int) -> MandateDraft:
        """Return the mandate of this person, as the verb takes it."""
        return MandateDraft(
            person_id=person_id,
            starts_on=self.starts_on,
            seat_id=self.seat_id,
            office=self.office,
            scope_id=self.scope_id,
            designation=self.designation,
            elected_on=self.elected_on,
            term_ends_on=self.term_ends_on,
            ended_on=self.ended_on,
            end_reason=self.end_reason,
        )


class Statutes:
    """The offices, bodies, seats and scopes of the society by the words that files have."""

    def __init__(
        self,
        *,
        offices: Iterable[Office],
        bodies: Iterable[Body],
        seats: Iterable[Seat],
        scopes: Iterable[Scope],
    ) -> None:
        self._offices: dict[str, dict[int, Office]] = defaultdict(dict)
        self._bodies: dict[str, dict[int, Body]] = defaultdict(dict)
        self._seats: dict[tuple[int, int], list[Seat]] = defaultdict(list)
        self._scopes: dict[str, dict[int, Scope]] = defaultdict(dict)
        for office in offices:
            for word in (plain(office.code), *_names(office.name), *_names(office.feminine)):
                self._offices[word][office.pk] = office
        for body in bodies:
            for word in (plain(body.code), *_names(body.name)):
                self._bodies[word][body.pk] = body
        for seat in seats:
            self._seats[seat.body_id, seat.number].append(seat)
        for scope in scopes:
            for word in _words_of_scope(scope):
                self._scopes[word][scope.pk] = scope

    def office(self, cell: str, *, scoped: bool) -> Office:
        """Return the office of this code or label; ``scoped`` tells whether the line has a scope.

        The treasurer of the society and that of a group may have one name: the scope parts them.
        """
        found = self._offices.get(plain(cell), {})
        if not found:
            raise UnreadableCell(self._no_office(cell))
        if len(found) > 1:
            fitting = {pk: one for pk, one in found.items() if bool(one.scope_kinds) == scoped}
            found = fitting or found
        return _only(found, cell, [office.code for office in found.values()])

    def _no_office(self, cell: str) -> str:
        """Say that no office is called so, and which ones nearly are."""
        said = _("« %(text)s » n’est pas une fonction de la société.") % {"text": shown(cell)}
        near = get_close_matches(plain(cell), self._offices, n=MOST_NEAR, cutoff=NEAR)
        offices = {pk: one for word in near for pk, one in self._offices[word].items()}
        if not offices:
            return said
        names = ", ".join(f"{one.label} ({one.code})" for one in offices.values())
        return said + " " + _("Peut-être : %(names)s.") % {"names": names}

    def body(self, cell: str) -> Body:
        """Return the body of this code or label."""
        found = self._bodies.get(plain(cell), {})
        if not found:
            raise UnreadableCell(
                _("« %(text)s » n’est pas un organe de la société.") % {"text": shown(cell)}
            )
        return _only(found, cell, [body.code for body in found.values()])

    def seat(self, body: Body, number: int, day: date | None) -> Seat:
        """Return the seat of this number, that of the day if the number was used twice."""
        seats = self._seats.get((body.pk, number), [])
        if not seats:
            raise UnreadableCell(
                _("« %(body)s » n’a pas de siège n° %(number)d.")
                % {"body": body.label, "number": number}
            )
        running = [seat for seat in seats if day is not None and _exists_on(seat, day)]
        return (running or seats)[0]

    def scope(self, cell: str, *, kinds: Collection[str], promotions: Promotions) -> Scope:
        """Return the scope of this name; ``kinds`` are those that the line or the office says."""
        found = self._of_kinds(plain(cell), kinds)
        if not found and (not kinds or ScopeKind.PROMOTION in kinds):
            found = self._of_kinds(_promotion(cell, promotions), [ScopeKind.PROMOTION])
        if not found:
            raise UnreadableCell(
                _("« %(text)s » n’est le nom d’aucun périmètre de cette nature.")
                % {"text": shown(cell)}
            )
        if len(found) > 1:
            natures = sorted({str(ScopeKind(scope.kind).label) for scope in found.values()})
            raise UnreadableCell(
                _("« %(text)s » désigne plusieurs périmètres (%(kinds)s) : précisez lequel.")
                % {"text": shown(cell), "kinds": ", ".join(natures)}
            )
        return next(iter(found.values()))

    def _of_kinds(self, word: str, kinds: Collection[str]) -> dict[int, Scope]:
        found = self._scopes.get(word, {})
        return {pk: scope for pk, scope in found.items() if not kinds or scope.kind in kinds}


def mandate_of(
    cells: Mapping[str, str], *, statutes: Statutes, promotions: Promotions, on: date
) -> MandateLine:
    """Return the mandate of which the cells of a line speak, by the key of their column.

    Without a first day it begins on the day of the election. One whose foreseen end is past ended
    then, unless the line says otherwise.

    :raises LineRefused: with what cannot be read, column by column.
    """
    line = LineCells(cells, on)
    named = named_in(line, promotions)
    elected_on = line.day("elected_on")
    starts_on = line.day("starts_on") or elected_on
    if starts_on is None and not {"starts_on", "elected_on"} & line.problems.keys():
        line.refuse("starts_on", _("Le premier jour du mandat est nécessaire."))
    office = line.read("office", lambda cell: statutes.office(cell, scoped="scope" in line.cells))
    seat = _seat(line, statutes, starts_on)
    if office is None and seat is None and not line.problems:
        line.refuse("", _("Dites la fonction, ou l’organe et le numéro du siège."))
    scope = _scope(line, statutes, office, promotions)
    term_ends_on, ended_on, reason = _end(line, on)
    designation = line.word("designation", _designations()) or ""
    line.refuse_if_wrong()
    return MandateLine(
        named=named,
        starts_on=starts_on or on,
        seat_id=seat.pk if seat else None,
        office=office.code if office else "",
        scope_id=scope.pk if scope else None,
        designation=designation,
        elected_on=elected_on,
        term_ends_on=term_ends_on,
        ended_on=ended_on,
        end_reason=reason,
    )


def _seat(line: LineCells, statutes: Statutes, day: date | None) -> Seat | None:
    body = line.read("body", statutes.body)
    number = line.read("seat", lambda cell: read_whole(cell, most=9_999))
    if body is not None and number is not None:
        return line.read("seat", lambda _cell: statutes.seat(body, number, day))
    if body is not None and "seat" not in line.cells:
        line.refuse("seat", _("Dites le numéro du siège de « %(body)s ».") % {"body": body.label})
    if number is not None and "body" not in line.cells:
        line.refuse("body", _("Dites l’organe du siège n° %(number)d.") % {"number": number})
    return None


def _scope(
    line: LineCells, statutes: Statutes, office: Office | None, promotions: Promotions
) -> Scope | None:
    kind = line.word("scope_kind", _scope_kinds())
    kinds = [kind] if kind else list(office.scope_kinds if office else ())
    scope = line.read(
        "scope", lambda cell: statutes.scope(cell, kinds=kinds, promotions=promotions)
    )
    if office is not None and office.scope_kinds and "scope" not in line.cells:
        wanted = enumeration(
            [str(ScopeKind(one).label) for one in office.scope_kinds], get_language() or "fr"
        )
        line.refuse("scope", _("La fonction « %(office)s » s’exerce sur : %(kinds)s.")
                    % {"office": office.label, "kinds": wanted})  # fmt: skip
    return scope


def _end(line: LineCells, on: date) -> tuple[date | None, date | None, str]:
    """Return the foreseen end, the last day served and why."""
    term, ended = line.day("term_ends_on"), line.day("ended_on")
    reason = line.word("end_reason", _reasons()) or ""
    if ended is None and not reason and term is not None and term < on:
        ended = term
    if ended is not None and not reason and ended == term:
        reason = EndReason.TERM
    return term, ended, reason


@lru_cache(maxsize=1)
def _designations() -> dict[str, str]:
    return words_of(Designation.choices)


@lru_cache(maxsize=1)
def _scope_kinds() -> dict[str, str]:
    return words_of(ScopeKind.choices)


@lru_cache(maxsize=1)
def _reasons() -> dict[str, str]:
    return {**words_of(GIVEN_REASONS), **{word: str(one) for word, one in REASONS.items()}}


def _names(name: str) -> list[str]:
    """Return a name of the statutes, French in the database, as each language says it."""
    return spoken(gettext_lazy(name)) if name else []


def _words_of_scope(scope: Scope) -> set[str]:
    label = plain(scope.label)
    words = {label, plain(scope.code)}
    if scope.kind == ScopeKind.REGION:
        words |= set(_names(scope.label))
    if scope.kind == ScopeKind.TERRITORIAL:
        words.add(label.removeprefix(TERRITORIAL_PREFIX))
    return words - {""}


def _promotion(cell: str, promotions: Promotions) -> str:
    try:
        return plain(str(promotions(clean_line(cell))))
    except Refused:
        return ""


def _exists_on(seat: Seat, day: date) -> bool:
    return seat.starts_on <= day and (seat.ends_on is None or day <= seat.ends_on)


def _only(found: Mapping[int, T], cell: str, codes: Sequence[str]) -> T:
    if len(found) > 1:
        raise UnreadableCell(
            _("« %(text)s » en désigne plusieurs : écrivez le code (%(codes)s).")
            % {"text": shown(cell), "codes": ", ".join(sorted(codes))}
        )
    return next(iter(found.values()))
