"""The registry's steps of the reference society, through the same verbs as everybody (4.1)."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from egide.kernel.access import Actor
from egide.kernel.demo import DemoLoad
from egide.kernel.registry import DemoStep
from egide.members import services
from egide.members.demo.decoys import (
    contact_entries,
    deceased_entries,
    duplicate_entries,
    prospect_entries,
    resigned_entries,
)
from egide.members.demo.drafts import draft_members
from egide.members.demo.profiles import Choices, member_entry
from egide.members.demo.size import (
    CENTRES,
    REFERENCE_DAY,
    WITHOUT_SURVIVOR,
    Counts,
    counts,
    living_promotions,
)
from egide.members.enums import DeathSource, MembershipStatus, RegistryStatus
from egide.members.models import Person
from egide.members.rules.promotions import PromotionName

# Enough for COPY to pay, few enough to stay small in memory.
AT_ONCE = 5_000


def build_promotions(demo: DemoLoad) -> None:
    """Found the nine centres and open their promotions, those without survivor too."""
    for code, name, nickname, first, last, *_living in CENTRES:
        services.found_centre(
            code=code,
            name=name,
            nickname=nickname,
            first_entry_year=first,
            last_entry_year=last,
            by=demo.by,
            on=REFERENCE_DAY,
        )
    names = [PromotionName(*promotion) for promotion in (*WITHOUT_SURVIVOR, *living_promotions())]
    services.open_promotions(names=names, by=demo.by, on=REFERENCE_DAY)


def build_people(demo: DemoLoad) -> None:
    """Register the members, then all those whom a careless count would take for members."""
    asked = counts(small=demo.small)
    drafts = draft_members(asked, small=demo.small)
    choices = Choices.among(drafts, asked)
    living = frozenset(living_promotions())
    for start in range(0, len(drafts), AT_ONCE):
        some = drafts[start : start + AT_ONCE]
        services.register_people(
            entries=[member_entry(draft, choices, living) for draft in some],
            by=demo.by,
            on=REFERENCE_DAY,
        )
    row = len(drafts) + 1
    entries = deceased_entries(asked, row)
    entries += resigned_entries(asked.resigned + asked.anonymised, row + len(entries))
    entries += prospect_entries(asked.prospects, row + len(entries))
    entries += contact_entries(asked.contacts, row + len(entries))
    entries += duplicate_entries(drafts, asked.duplicates, row + len(entries))
    services.register_people(entries=entries, by=demo.by, on=REFERENCE_DAY)

    prospects = Person.objects.filter(registry_status=RegistryStatus.PROSPECT).order_by("pk")
    services.find_duplicates(
        among=list(prospects.values_list("pk", flat=True)), by=demo.by, on=REFERENCE_DAY
    )
    _erase_some(demo.by, asked, first_row=row + asked.deceased + asked.resigned)
    _presume_some_dead(demo.by, asked)


def _erase_some(by: Actor, asked: Counts, *, first_row: int) -> None:
    """Some of those who left asked to be forgotten."""
    people = Person.objects.filter(society_no__in=range(first_row, first_row + asked.anonymised))
    services.erase_people(
        people=list(people.order_by("pk")),
        reason=str(_("Demande d’effacement")),
        by=by,
        on=date(2020, 11, 3),
    )


def _presume_some_dead(by: Actor, asked: Counts) -> None:
    """A relative wrote that some members have died; nobody confirmed it yet (AC-REG-6)."""
    eldest = Person.objects.members_on(REFERENCE_DAY).filter(
        memberships__status=MembershipStatus.LAPSED
    )
    for person in eldest.order_by("society_no", "pk")[: asked.presumed_dead]:
        services.report_death(
            person=person,
            source=DeathSource.RELATIVE,
            reported_by=str(_("sa famille")),
            by=by,
            on=date(2020, 12, 10),
        )


DEMO = (
    DemoStep(name="members.promotions", label=_("Centres et promotions"), build=build_promotions),
    DemoStep(
        name="members.people",
        label=_("Sociétaires, anciens, contacts"),
        build=build_people,
        after=("members.promotions",),
    ),
)
