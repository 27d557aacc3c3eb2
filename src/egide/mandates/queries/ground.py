"""What the rules must know before mandates are given: a few queries, however many the drafts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from django.db.models import Q

from egide.mandates.enums import Condition
from egide.mandates.models import Incompatibility, Mandate, Office, Scope, Seat
from egide.mandates.rules import Bar, Held, MandateDraft, PersonFacts, Proposal, days_meet
from egide.members.enums import (
    MEMBER_STATUSES,
    DataStatus,
    LifeStatus,
    MembershipStatus,
    SchoolingRank,
)
from egide.members.models import Membership, Person, Schooling
from egide.members.queries.people import oldest_young_year


class Ground:
    """The seats, offices, scopes, people and mandates that some drafts meet; rows stay locked."""

    def __init__(self, drafts: Sequence[MandateDraft], *, lock: bool = True) -> None:
        self._load_statutes(drafts, lock=lock)
        self._load_people({draft.person_id for draft in drafts}, lock=lock)
        self._load_mandates(drafts)

    def proposal(self, draft: MandateDraft, *, ex_officio: bool = False) -> Proposal:
        """Return the draft with the records that it names."""
        seat = self.seats.get(draft.seat_id) if draft.seat_id else None
        office = self.offices.get(draft.office) if draft.office and not seat else None
        proposal = Proposal(
            draft=draft,
            person=self._person(draft.person_id, draft.starts_on),
            seat=seat,
            office=office,
            scope=self.scopes.get(draft.scope_id) if draft.scope_id else None,
            carried=bool(office and self._is_carried(office, draft.starts_on)),
            ex_officio=ex_officio,
        )
        bars = frozenset(bar for pk in proposal.gives for bar in self._bars.get(pk, ()))
        return replace(proposal, bars=bars)

    def near(self, proposal: Proposal) -> list[Held]:
        """Return the mandates of the same person, seat or place, each once."""
        mine = proposal.held
        found = {
            *self._by_person.get(mine.person_id, ()),
            *(self._by_seat.get(mine.seat_id, ()) if mine.seat_id else ()),
            *(self._by_place.get(mine.place, ()) if mine.office_id else ()),
        }
        return sorted(found, key=lambda held: (held.starts_on, held.person_id))

    def add(self, proposal: Proposal) -> None:
        """Remember a mandate about to be given, so that the next draft meets it."""
        self._remember(proposal.held)

    def forget(self, proposal: Proposal) -> None:
        """Take out a mandate that was added and will not be given: another stood in its way."""
        held = proposal.held
        for known in (
            self._by_person[held.person_id],
            self._by_seat[held.seat_id] if held.seat_id is not None else [],
            self._by_place[held.place] if held.office_id is not None else [],
        ):
            if held in known:
                known.remove(held)

    def following(self, proposal: Proposal) -> list[Seat]:
        """Return the seats that follow the offices which this mandate gives, while it runs."""
        return [
            seat
            for office_id in sorted(proposal.gives)
            for seat in self._following.get(office_id, ())
            if days_meet(proposal.draft.starts_on, proposal.ends_on, seat.starts_on, seat.ends_on)
        ]

    def _load_statutes(self, drafts: Sequence[MandateDraft], *, lock: bool) -> None:
        codes = {draft.office for draft in drafts if draft.office}
        seat_ids = {draft.seat_id for draft in drafts if draft.seat_id}
        scope_ids = {draft.scope_id for draft in drafts if draft.scope_id}
        offices = Office.objects.filter(code__in=codes).order_by("pk")
        seats = Seat.objects.filter(pk__in=seat_ids).order_by("pk")
        if lock:
            # In the order of their keys, so that two secretaries never wait for each other.
            offices = offices.select_for_update(of=("self",), no_key=True)
            seats = seats.select_for_update(of=("self",), no_key=True)
        self.offices = {office.code: office for office in offices}
        self.seats = {seat.pk: seat for seat in seats.select_related("body", "follows", "carries")}
        self.scopes = self._load_scopes(scope_ids, lock=lock)
        given = {office.pk for office in self.offices.values()}
        for seat in self.seats.values():
            given |= {pk for pk in (seat.carries_id, seat.body.gives_id) if pk}
        around = Seat.objects.filter(Q(follows__in=given) | Q(carries__in=given))
        self._following: dict[int, list[Seat]] = defaultdict(list)
        self._carrying: dict[int, list[Seat]] = defaultdict(list)
        for seat in around.select_related("body", "follows").order_by("pk"):
            if seat.follows_id:
                self._following[seat.follows_id].append(seat)
                self.seats.setdefault(seat.pk, seat)
            elif seat.carries_id:
                self._carrying[seat.carries_id].append(seat)
        self._bars: dict[int, list[Bar]] = defaultdict(list)
        for first, second, starts_on, ends_on in Incompatibility.objects.order_by("pk").values_list(
            "first", "second", "starts_on", "ends_on"
        ):
            for office_id, other in ((first, second), (second, first)):
                self._bars[office_id].append(
                    Bar(office_id=other, starts_on=starts_on, ends_on=ends_on)
                )

    def _is_carried(self, office: Office, day: date) -> bool:
        return any(
            days_meet(day, day, seat.starts_on, seat.ends_on)
            for seat in self._carrying.get(office.pk, ())
        )

    def _load_scopes(self, scope_ids: set[int], *, lock: bool) -> dict[int, Scope]:
        if not scope_ids:
            return {}
        scopes = Scope.objects.filter(pk__in=scope_ids).order_by("pk")
        if lock:
            # A scope that closes meanwhile would otherwise keep a mandate that nothing ends.
            scopes = scopes.select_for_update(of=("self",), no_key=True)
        return {scope.pk: scope for scope in scopes}

    def _load_people(self, person_ids: set[int], *, lock: bool) -> None:
        able = Person.objects.filter(pk__in=person_ids).exclude(
            life_status=LifeStatus.DECEASED, died_on__isnull=True
        )
        if lock:
            # Two offices that exclude each other, given at the same time: the second one waits.
            able = able.order_by("pk").select_for_update(of=("self",), no_key=True)
        # The day of the death of each who may serve, or may have served.
        self._able = {
            pk: died_on if life_status == LifeStatus.DECEASED else None
            for pk, life_status, died_on in able.exclude(
                data_status=DataStatus.ANONYMISED
            ).values_list("pk", "life_status", "died_on")
        }
        self._standings: dict[int, list[tuple[str, date, date | None]]] = defaultdict(list)
        self._entry_years: dict[int, int] = {}
        self._oldest_young: dict[date, int] = {}
        asked = {
            condition
            for conditions in (
                *(office.conditions for office in self.offices.values()),
                *(seat.conditions for seat in self.seats.values()),
            )
            for condition in conditions
        }
        if asked & {Condition.MEMBER, Condition.STUDENT, Condition.YOUNG}:
            standings = Membership.objects.filter(person__in=person_ids, status__in=MEMBER_STATUSES)
            for person_id, status, starts_on, ends_on in standings.values_list(
                "person_id", "status", "starts_on", "ends_on"
            ):
                self._standings[person_id].append((status, starts_on, ends_on))
        if Condition.YOUNG in asked:
            principal = Schooling.objects.filter(
                person__in=person_ids, rank=SchoolingRank.PRINCIPAL
            )
            self._entry_years = dict(principal.values_list("person_id", "promotion__entry_year"))

    def _person(self, person_id: int, day: date) -> PersonFacts:
        met = set()
        for status, starts_on, ends_on in self._standings.get(person_id, ()):
            if days_meet(day, day, starts_on, ends_on):
                met.add(Condition.MEMBER)
                if status == MembershipStatus.STUDENT:
                    met.add(Condition.STUDENT)
        entered = self._entry_years.get(person_id)
        if entered is not None and Condition.MEMBER in met and entered >= self._young_since(day):
            met.add(Condition.YOUNG)
        return PersonFacts(
            may_serve=person_id in self._able,
            died_on=self._able.get(person_id),
            conditions_met=frozenset(met),
        )

    def _young_since(self, day: date) -> int:
        """Return the entry year of the oldest young promotions, asked once for each day."""
        if day not in self._oldest_young:
            self._oldest_young[day] = oldest_young_year(day)
        return self._oldest_young[day]

    def _load_mandates(self, drafts: Sequence[MandateDraft]) -> None:
        self._by_person: dict[int, list[Held]] = defaultdict(list)
        self._by_seat: dict[int, list[Held]] = defaultdict(list)
        self._by_place: dict[tuple[int, int], list[Held]] = defaultdict(list)
        office_ids = [office.pk for office in self.offices.values() if office.single]
        place = Q(office__in=office_ids) & (Q(scope__in=list(self.scopes)) | Q(scope__isnull=True))
        near = Mandate.objects.real().filter(
            Q(person__in={draft.person_id for draft in drafts})
            | Q(seat__in=list(self.seats))
            | place
        )
        for row in near.order_by("pk").values_list(
            *_HELD, "seat__carries_id", "body__gives_id",
        ):  # fmt: skip
            *facts, carries, gives = row
            given = frozenset(pk for pk in (facts[3], carries, gives) if pk is not None)
            self._remember(Held(**dict(zip(_HELD, facts, strict=True)), gives=given))

    def _remember(self, held: Held) -> None:
        self._by_person[held.person_id].append(held)
        if held.seat_id is not None:
            self._by_seat[held.seat_id].append(held)
        if held.office_id is not None:
            self._by_place[held.place].append(held)


_HELD = (
    "person_id", "seat_id", "body_id", "office_id", "scope_id", "sole", "starts_on", "ends_on",
)  # fmt: skip
