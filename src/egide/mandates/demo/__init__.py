"""Who governs the reference society: statutes, offices, and 31 December 2020 with its decoys."""

from __future__ import annotations

from egide.kernel.demo import DemoLoad
from egide.mandates import services
from egide.mandates.demo import field
from egide.mandates.demo.bodies import create_bodies
from egide.mandates.demo.offices import define_offices
from egide.mandates.demo.people import People
from egide.mandates.demo.terms import externals, mandates_of_bodies


def build(demo: DemoLoad) -> None:
    """Write the statutes, then give the mandates of bodies, regions, campuses and staff."""
    offices = define_offices(demo)
    bodies = create_bodies(demo, offices)
    places = field.open_places(demo)
    people = People()
    services.give_mandates(
        drafts=[
            *externals(people),
            *mandates_of_bodies(bodies, people),
            *field.regions(places, bodies, people),
            *field.campuses(places, people),
            *field.staff(people, field.hire(demo)),
        ],
        by=demo.by,
    )
    field.annul_an_election(demo, places, people)
    field.hand_over_bordeaux(demo, places, people)
    services.give_mandates(drafts=list(field.seats_of_campuses(bodies)), by=demo.by)


def build_career_delegates(demo: DemoLoad) -> None:
    """Give the territorial groups their delegates for careers, once the groups exist."""
    services.give_mandates(drafts=list(field.career_delegates(People())), by=demo.by)
