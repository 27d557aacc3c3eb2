"""Delegates in the world, on the campuses and for careers, and the people of the office [demo]."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from django.utils.translation import gettext_noop as _

from egide.kernel.demo import DemoLoad, draw
from egide.mandates import services
from egide.mandates.demo.bodies import Bodies
from egide.mandates.demo.people import People
from egide.mandates.demo.terms import GOVERNED_UNTIL
from egide.mandates.enums import EndReason, OfficeCode, ScopeKind
from egide.mandates.models import Mandate, Office, Scope
from egide.mandates.rules import MandateDraft, last_day_of_term
from egide.mandates.services import ScopeDraft
from egide.members.enums import RegistryStatus
from egide.members.rules.people import NewPerson
from egide.members.services import register_person

ONE_DAY = timedelta(days=1)
# Code, label, and the day of the election of the delegate who serves on 31 December 2020.
REGIONS = (
    ("region.europe", _("Europe"), date(2018, 3, 14)),
    ("region.africa", _("Afrique et Moyen-Orient"), date(2019, 4, 10)),
    ("region.asia", _("Asie-Pacifique"), date(2020, 2, 12)),
    ("region.americas", _("Amériques"), date(2020, 10, 7)),
)
CAMPUSES = (
    ("campus.an", "Angers"),
    ("campus.ai", "Aix-en-Provence"),
    ("campus.bo", "Bordeaux"),
    ("campus.ch", "Châlons"),
    ("campus.cl", "Cluny"),
    ("campus.li", "Lille"),
    ("campus.me", "Metz"),
    ("campus.pa", "Paris"),
)
# The campus of each deputy and the day of the appointment; the last one starts after the year.
DEPUTIES = (
    ("campus.an", date(2020, 3, 2)),
    ("campus.li", date(2020, 6, 15)),
    ("campus.bo", date(2020, 9, 1)),
    ("campus.pa", date(2020, 9, 14)),
    ("campus.cl", date(2020, 10, 5)),
    ("campus.me", date(2020, 11, 16)),
    ("campus.ai", date(2021, 1, 15)),
)
STAFF = (
    ("GENERAL_DELEGATE", date(2020, 9, 1)),
    ("FINANCE_DIRECTOR", date(2020, 9, 1)),
    ("REGISTRY_CLERK", date(2014, 3, 3)),
    ("COMMUNITY_OFFICER", date(2017, 10, 2)),
    ("COMMUNICATION_OFFICER", date(2018, 1, 8)),
    ("REPORT_EDITOR", date(2019, 4, 1)),
    ("TECHNICAL_ADMINISTRATOR", date(2016, 5, 9)),
    ("DATA_PROTECTION_OFFICER", date(2018, 5, 25)),
)
CAREER_DELEGATES, CAREER_ENDED, CAREER_TO_COME = 120, 6, 5


def open_places(demo: DemoLoad) -> dict[str, Scope]:
    """Open the regions of the world and the campuses; groups abroad will open under the regions."""
    services.open_scopes(
        drafts=[
            *(
                ScopeDraft(kind=ScopeKind.REGION, code=code, label=label)
                for code, label, _day in REGIONS
            ),
            *(
                ScopeDraft(kind=ScopeKind.CAMPUS, code=code, label=label)
                for code, label in CAMPUSES
            ),
        ],
        by=demo.by,
    )
    return {scope.code: scope for scope in Scope.objects.exclude(code="").order_by("pk")}


def regions(places: dict[str, Scope], bodies: Bodies, people: People) -> Iterator[MandateDraft]:
    """Yield the delegates of the regions (DRI) and their committee seats, term after term."""
    for rank, (code, _label, elected_on) in enumerate(REGIONS):
        person_id = people.take("dri", rank)
        seat_id = bodies.committee[45 + rank].pk
        if elected_on.year == 2020:
            yield MandateDraft(
                person_id=people.take("dri before", rank),
                office=OfficeCode.DRI,
                scope_id=places[code].pk,
                starts_on=date(2017, 1, 16),
                elected_on=date(2017, 1, 11),
                term_ends_on=last_day_of_term(date(2017, 1, 16), 3),
                ended_on=last_day_of_term(date(2017, 1, 16), 3),
                end_reason=EndReason.TERM,
            )
        starts_on = elected_on + timedelta(days=5)
        while starts_on < GOVERNED_UNTIL:
            last = last_day_of_term(starts_on, 3)
            served = MandateDraft(
                person_id=person_id,
                starts_on=starts_on,
                elected_on=elected_on,
                term_ends_on=last,
            )
            yield replace(served, office=OfficeCode.DRI, scope_id=places[code].pk)
            yield replace(served, seat_id=seat_id)
            elected_on, starts_on = last - timedelta(days=9), last + ONE_DAY


def annul_an_election(demo: DemoLoad, places: dict[str, Scope], people: People) -> None:
    """Let the Americas vote once for nothing in September 2020: that mandate counts nowhere."""
    mandate = services.give_mandate(
        person_id=people.take("dri annulled", 0),
        office=OfficeCode.DRI,
        scope=places["region.americas"],
        starts_on=date(2020, 9, 21),
        elected_on=date(2020, 9, 16),
        term_ends_on=date(2020, 10, 11),
        by=demo.by,
    )
    services.cancel_mandate(
        mandate=mandate, why="scrutin annulé : convocations parties trop tard", by=demo.by
    )


def campuses(places: dict[str, Scope], people: People) -> Iterator[MandateDraft]:
    """Yield the delegates to the campuses (DSC), and their deputies."""
    for rank, (code, _label) in enumerate(CAMPUSES):
        person_id = people.take("dsc", rank)
        starts_on = date(2019, 1, 7) + timedelta(days=draw("dsc start", rank, 300))
        yield MandateDraft(
            person_id=person_id,
            office=OfficeCode.DSC,
            scope_id=places[code].pk,
            starts_on=starts_on,
        )
    for rank, (code, starts_on) in enumerate(DEPUTIES):
        yield MandateDraft(
            person_id=people.take("deputy", rank),
            office=OfficeCode.DSC_DEPUTY,
            scope_id=places[code].pk,
            starts_on=starts_on,
        )


def seats_of_campuses(bodies: Bodies) -> Iterator[MandateDraft]:
    """Yield the seats that three delegates to the campuses hold at the committee."""
    holders = (
        Mandate.objects.running_on(date(2020, 12, 31))
        .filter(
            office__code=OfficeCode.DSC, scope__code__in=("campus.an", "campus.cl", "campus.li")
        )
        .order_by("scope__code")
        .values_list("person_id", flat=True)
    )
    for rank, person_id in enumerate(holders):
        starts_on = date(2020, 1, 20)
        while starts_on < GOVERNED_UNTIL:
            last = last_day_of_term(starts_on, 3)
            yield MandateDraft(
                person_id=person_id,
                seat_id=bodies.committee[55 + rank].pk,
                starts_on=starts_on,
                elected_on=starts_on,
                term_ends_on=last,
            )
            starts_on = last + ONE_DAY


def hand_over_bordeaux(demo: DemoLoad, places: dict[str, Scope], people: People) -> None:
    """Change the delegate to the campus of Bordeaux at the end of August 2020, without a gap."""
    services.change_office_holder(
        office=Office.objects.get(code=OfficeCode.DSC),
        scope=places["campus.bo"],
        person_id=people.take("dsc successor", 0),
        on=date(2020, 8, 31),
        by=demo.by,
    )


def hire(demo: DemoLoad) -> int:
    """Enter into the registry the employee who keeps the machines, and who is no member."""
    entry = NewPerson(
        first_names="Sacha",
        usage_name="Navubiran",
        registry_status=RegistryStatus.CONTACT,
        audit_note=_("Permanent de la Société"),
    )
    return register_person(entry=entry, on=date(2016, 5, 9), by=demo.by).pk


def staff(people: People, employee: int) -> Iterator[MandateDraft]:
    """Yield the people of the office: their rights come from dated mandates like any other."""
    for rank, (code, starts_on) in enumerate(STAFF):
        # Who keeps the machines is no member: no standing opens the directory to them.
        outside = code == "TECHNICAL_ADMINISTRATOR"
        person_id = employee if outside else people.take("staff", rank)
        yield MandateDraft(person_id=person_id, office=code, starts_on=starts_on)


def career_delegates(people: People) -> Iterator[MandateDraft]:
    """Yield the delegates for careers of territorial groups, those gone, those to come."""
    scopes = list(
        Scope.objects.filter(kind=ScopeKind.TERRITORIAL, closed_on__isnull=True)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    for rank in range(CAREER_DELEGATES + CAREER_ENDED + CAREER_TO_COME):
        starts_on = date(2015, 1, 5) + timedelta(days=draw("career start", rank, 2_000))
        ended_on, end_reason = None, ""
        if rank >= CAREER_DELEGATES + CAREER_ENDED:
            starts_on = date(2021, 1, 4) + timedelta(days=draw("career start", rank, 60))
        elif rank >= CAREER_DELEGATES:
            starts_on = date(2016, 1, 4) + timedelta(days=draw("career start", rank, 900))
            ended_on = date(2020, 1, 15) + timedelta(days=draw("career end", rank, 345))
            end_reason = EndReason.RESIGNED
        yield MandateDraft(
            person_id=people.take("career", rank, entered=(1945, 2012)),
            office=OfficeCode.CAREER_DELEGATE,
            scope_id=scopes[rank % len(scopes)],
            starts_on=starts_on,
            ended_on=ended_on,
            end_reason=end_reason,
        )
