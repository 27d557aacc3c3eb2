"""Who may be given a seat or an office, and what stands in the way."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from egide.design.typography import date_long, enumeration
from egide.mandates.enums import (
    EARLY_ENDS,
    EX_OFFICIO_DESIGNATIONS,
    Condition,
    Designation,
    EndReason,
    ScopeKind,
)
from egide.mandates.models import Mandate, Office, Scope, Seat
from egide.mandates.models.office import BEGINNING

# Before the society and beyond any living memory: a slip of the keyboard, not a day.
FIRST_DAY, LAST_DAY = BEGINNING, date(2100, 12, 31)
WHOLE_SOCIETY = 0


@dataclass(frozen=True, kw_only=True)
class MandateDraft:
    """A mandate as it is proposed: a seat, or the code of an office with its scope.

    Without ``term_ends_on`` the term is that of the seat or of the office; an office without one
    runs until it is ended. ``ended_on`` and ``end_reason`` are for history that is taken over.
    """

    person_id: int
    starts_on: date
    seat_id: int | None = None
    office: str = ""
    scope_id: int | None = None
    designation: str = ""
    elected_on: date | None = None
    term_ends_on: date | None = None
    ended_on: date | None = None
    end_reason: str = ""
    succeeds_id: int | None = None

    def ending_with(self, day: date | None) -> MandateDraft:
        """Return the same draft with another last day foreseen."""
        return replace(self, term_ends_on=day)


@dataclass(frozen=True, kw_only=True)
class PersonFacts:
    """What the rules need to know of a person on the first day of a mandate.

    ``died_on`` is the day of the death of somebody who died since: what they did stays to be told.
    """

    may_serve: bool = True
    died_on: date | None = None
    conditions_met: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Held:
    """A mandate that somebody already holds, or is about to be given in the same act."""

    person_id: int
    seat_id: int | None
    body_id: int | None
    office_id: int | None
    scope_id: int | None
    sole: bool
    starts_on: date
    ends_on: date | None
    gives: frozenset[int]

    @property
    def place(self) -> tuple[int, int]:
        """The office and the scope, where 0 is the whole society."""
        return (self.office_id or 0, self.scope_id or WHOLE_SOCIETY)


@dataclass(frozen=True, kw_only=True)
class Bar:
    """An office that the holder of another may not hold, while the incompatibility lasts."""

    office_id: int
    starts_on: date
    ends_on: date | None


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """A draft with the records that it names, ready for the rules."""

    draft: MandateDraft
    person: PersonFacts
    seat: Seat | None = None
    office: Office | None = None
    scope: Scope | None = None
    carried: bool = False
    ex_officio: bool = False
    bars: frozenset[Bar] = field(default_factory=frozenset)

    @property
    def term_ends_on(self) -> date | None:
        """The last day foreseen: given, or counted from the term of the seat or the office."""
        if self.draft.term_ends_on is not None:
            return self.draft.term_ends_on
        source = self.seat or self.office
        years = source.term_years if source else None
        if years is None or self.ex_officio:
            return None
        return last_day_of_term(self.draft.starts_on, years)

    @property
    def ends_on(self) -> date | None:
        return self.draft.ended_on or self.term_ends_on

    @property
    def gives(self) -> frozenset[int]:
        """The offices that this mandate makes its holder hold."""
        if self.seat is None:
            return frozenset({self.office.pk}) if self.office else frozenset()
        return frozenset(
            pk for pk in (self.seat.carries_id, self.seat.body.gives_id) if pk is not None
        )

    @property
    def held(self) -> Held:
        return Held(
            person_id=self.draft.person_id,
            seat_id=self.seat.pk if self.seat else None,
            body_id=self.seat.body_id if self.seat else None,
            office_id=self.office.pk if self.office else None,
            scope_id=self.draft.scope_id,
            sole=bool(self.office and self.office.single),
            starts_on=self.draft.starts_on,
            ends_on=self.ends_on,
            gives=self.gives,
        )


def last_day_of_term(starts_on: date, years: int) -> date:
    """Return the last day of a term: the eve of the same day, ``years`` later."""
    if starts_on.year + years > date.max.year:
        return date.max  # no such term; the days themselves are refused
    try:
        anniversary = starts_on.replace(year=starts_on.year + years)
    except ValueError:  # 29 February: the term ends on 28 February
        anniversary = date(starts_on.year + years, 3, 1)
    return anniversary - timedelta(days=1)


def days_meet(start: date, end: date | None, other_start: date, other_end: date | None) -> bool:
    """Tell whether two stretches of days share one; an open end runs for ever."""
    return (end is None or other_start <= end) and (other_end is None or start <= other_end)


def obstacles_to_mandate(proposal: Proposal, held: Iterable[Held]) -> list[str]:
    """What forbids giving this mandate, in words for the secretary; empty when ready.

    ``held`` are the mandates of the same person, seat or office. R-GOV-8, R-GOV-10, R-X-1.
    """
    meeting = [
        other
        for other in held
        if days_meet(proposal.draft.starts_on, proposal.ends_on, other.starts_on, other.ends_on)
    ]
    return [
        *_obstacles_of_days(proposal),
        *(_obstacles_of_seat(proposal) if proposal.seat else _obstacles_of_office(proposal)),
        *_obstacles_of_person(proposal),
        *_obstacles_of_others(proposal, meeting),
    ]


def _obstacles_of_days(proposal: Proposal) -> Iterable[str]:
    draft = proposal.draft
    term = proposal.term_ends_on
    days = (draft.starts_on, draft.elected_on, draft.term_ends_on, draft.ended_on)
    if any(day is not None and not FIRST_DAY <= day <= LAST_DAY for day in days):
        yield _("Cette année ne peut être celle d’un mandat.")
    if draft.designation == Designation.INTERIM and draft.term_ends_on is None:
        yield _("Un intérim a un dernier jour : dites lequel.")
    if term is not None and term < draft.starts_on:
        yield _("L’échéance précède le premier jour du mandat.")
    if draft.elected_on is not None and draft.elected_on > draft.starts_on:
        yield _("Nul ne siège avant d’être élu : l’élection est postérieure au premier jour.")
    if bool(draft.ended_on) != bool(draft.end_reason):
        yield _("Un mandat clos a un dernier jour et un motif.")
    if draft.ended_on and not draft.starts_on <= draft.ended_on <= (term or draft.ended_on):
        yield _(
            "Le dernier jour d’un mandat clos se trouve entre son premier jour et son échéance."
        )


def _obstacles_of_seat(proposal: Proposal) -> Iterable[str]:
    seat, draft = proposal.seat, proposal.draft
    if seat is None:
        return
    if draft.office or draft.scope_id:
        yield _("Un mandat porte sur un siège ou sur une fonction, non sur les deux.")
    if draft.starts_on < seat.starts_on:
        yield _("Ce siège n’existe qu’à partir du %(day)s.") % {"day": _day(seat.starts_on)}
    ends_on = proposal.ends_on
    if seat.ends_on is not None and (ends_on is None or ends_on > seat.ends_on):
        yield _("Ce siège est supprimé après le %(day)s.") % {"day": _day(seat.ends_on)}
    if seat.designation in EX_OFFICIO_DESIGNATIONS and not proposal.ex_officio:
        yield _(
            "Ce siège revient de droit au titulaire de la fonction « %(office)s » (R-GOV-10) : "
            "changez le titulaire de la fonction, le siège suivra."
        ) % {"office": seat.follows.label if seat.follows else ""}
    allowed = {str(seat.designation), str(Designation.CO_OPTED), str(Designation.INTERIM)}
    if draft.designation and draft.designation not in allowed:
        yield _("Ce siège se remplit autrement : %(mode)s.") % {
            "mode": Designation(seat.designation).label
        }


def _obstacles_of_office(proposal: Proposal) -> Iterable[str]:
    office, scope = proposal.office, proposal.scope
    if office is None:
        yield _("La fonction « %(code)s » n’existe pas.") % {"code": proposal.draft.office}
        return
    if proposal.carried:
        yield _(
            "La fonction « %(office)s » s’attache à un siège : c’est lui qu’il faut pourvoir."
        ) % {"office": office.label}
    if not office.scope_kinds and proposal.draft.scope_id is not None:
        yield _("La fonction « %(office)s » s’exerce sur toute la société.") % {
            "office": office.label
        }
    if office.scope_kinds and (scope is None or scope.kind not in office.scope_kinds):
        kinds = enumeration(
            [str(ScopeKind(kind).label) for kind in office.scope_kinds], _language()
        )
        yield _("La fonction « %(office)s » s’exerce sur : %(kinds)s.") % {
            "office": office.label,
            "kinds": kinds,
        }
    if scope is not None and scope.closed_on is not None:
        ends_on = proposal.ends_on
        if ends_on is None or ends_on > scope.closed_on:
            yield _("« %(scope)s » est fermé depuis le %(day)s.") % {
                "scope": scope.label,
                "day": _day(scope.closed_on),
            }


def _obstacles_of_person(proposal: Proposal) -> Iterable[str]:
    if not proposal.person.may_serve:
        yield _("Cette personne ne peut recevoir de mandat : décédée, anonymisée ou inconnue.")
        return
    died_on = proposal.person.died_on
    if died_on is not None:
        if proposal.draft.ended_on is None or proposal.draft.ended_on > died_on:
            yield _(
                "Cette personne est décédée le %(day)s : d’elle ne s’écrit plus qu’un mandat clos"
                " ce jour-là, ou avant."
            ) % {"day": _day(died_on)}
        return  # it was: whoever gave it then judged of the conditions, and of the standing
    if proposal.ex_officio:
        return  # who holds the office sits, whatever the seat asks of others
    source = proposal.seat or proposal.office
    for condition in source.conditions if source else ():
        if condition not in proposal.person.conditions_met:
            yield _("Il faut %(condition)s le premier jour du mandat.") % {
                "condition": Condition(condition).label
            }


def _obstacles_of_others(proposal: Proposal, meeting: list[Held]) -> Iterable[str]:
    mine = proposal.held
    for other in meeting:
        same_person = other.person_id == mine.person_id
        if mine.seat_id is not None and other.seat_id == mine.seat_id:
            yield _("Ce siège est déjà pourvu %(until)s.") % {"until": _until(other.ends_on)}
        elif mine.body_id is not None and other.body_id == mine.body_id and same_person:
            yield _("Cette personne a déjà un siège dans cet organe %(until)s (R-GOV-10).") % {
                "until": _until(other.ends_on)
            }
        elif mine.office_id is not None and other.place == mine.place:
            if same_person:
                yield _("Cette personne exerce déjà cette fonction %(until)s.") % {
                    "until": _until(other.ends_on)
                }
            elif mine.sole:
                yield _("Cette fonction a déjà un titulaire %(until)s.") % {
                    "until": _until(other.ends_on)
                }
        if same_person and _excludes(proposal, other):
            yield _(
                "Cette fonction est incompatible avec une autre que la personne exerce %(until)s."
            ) % {"until": _until(other.ends_on)}


def _excludes(proposal: Proposal, other: Held) -> bool:
    """Tell whether an incompatibility lasts on a day on which both mandates would run."""
    first = max(proposal.draft.starts_on, other.starts_on)
    last = min((day for day in (proposal.ends_on, other.ends_on) if day is not None), default=None)
    return any(
        bar.office_id in other.gives and days_meet(first, last, bar.starts_on, bar.ends_on)
        for bar in proposal.bars
    )


def obstacles_to_ending(mandate: Mandate, *, on: date, reason: str) -> list[str]:
    """What forbids ending this mandate on ``on`` for this reason; empty when it may be ended."""
    obstacles = []
    if mandate.end_reason == EndReason.CANCELLED:
        obstacles.append(_("Ce mandat est annulé."))
    elif mandate.end_reason:
        obstacles.append(
            _("Ce mandat est clos depuis le %(day)s.") % {"day": _day(mandate.ends_on)}
        )
    if mandate.follows_id is not None:
        obstacles.append(
            _("Ce mandat est de droit : il se clôt avec la fonction qu’il suit (R-GOV-10).")
        )
    if on < mandate.starts_on:
        obstacles.append(_("Ce mandat n’a pas commencé ce jour-là : annulez-le plutôt."))
    if mandate.ends_on is not None and on > mandate.ends_on:
        obstacles.append(
            _("Un mandat ne se prolonge pas : son échéance est le %(day)s.")
            % {"day": _day(mandate.ends_on)}
        )
    if reason == EndReason.TERM and mandate.term_ends_on is not None and on != mandate.term_ends_on:
        obstacles.append(_("Avant l’échéance, dites pourquoi le mandat s’arrête."))
    if reason not in (EndReason.TERM, EndReason.NOT_MEMBER, *EARLY_ENDS):
        obstacles.append(_("Ce motif n’est pas un motif de fin."))
    return obstacles


def _until(day: date | None) -> str:
    return _("sans échéance") if day is None else _("jusqu’au %(day)s") % {"day": _day(day)}


def _day(day: date | None) -> str:
    return date_long(day, _language())


def _language() -> str:
    return get_language() or "fr"
