"""The door of the demo, and people of the reference society who lost the way in."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from egide.accounts import services
from egide.accounts.enums import Evidence
from egide.accounts.models import Recovery
from egide.accounts.services import Told
from egide.kernel.access import Actor, command_actor
from egide.kernel.demo import DemoLoad
from egide.kernel.registry import DemoDoor, DemoStep
from egide.members.models import Person, Schooling

# The rank, among those who know their day of birth, of the five who ask.
RANKS = (7, 19, 31, 43, 55)


def link(name: str) -> str:
    """Return the path of a sign-in link for a persona; good once, for ten minutes."""
    token = services.make_demo_link(name=name, at=timezone.now(), by=command_actor("demo"))
    return reverse("accounts:link", args=[token])


DOOR = DemoDoor(link=link)


def build_recoveries(demo: DemoLoad) -> None:
    """Five people ask for their access: two to weigh, one in its delay, one refused, one closed.

    They asked in the days before the load, so that the desk has something to do when one visits.
    """
    now, asked = timezone.now(), []
    people = Person.objects.filter(listed=True, born_on__isnull=False).order_by("society_no")
    for days, rank in enumerate(RANKS, 1):
        asked.append(_ask(people[rank], now - timedelta(days=days), demo.by))
    accepted, refused, cancelled, named, _unknown = asked
    for recovery, rank in ((accepted, RANKS[0]), (refused, RANKS[1]), (named, RANKS[3])):
        services.name_person(recovery=recovery, person=people[rank], by=demo.by)
    services.accept_recovery(
        recovery=accepted,
        evidence=[Evidence.PROMOTION, Evidence.BIRTH, Evidence.CALLED],
        sponsor=None,
        reason=str(_("Rappel au numéro de la fiche : la personne cite son parrain.")),
        at=now - timedelta(hours=20),
        on=timezone.localdate(),
        by=demo.by,
    )
    services.refuse_recovery(
        recovery=refused,
        reason=str(_("Le numéro de la fiche a répondu : ce n’était pas la personne.")),
        at=now - timedelta(hours=30),
        by=demo.by,
    )
    services.cancel_recovery(recovery=cancelled, at=now - timedelta(hours=40), by=demo.by)


def _ask(person: Person, at: datetime, by: Actor) -> Recovery:
    """Ask as somebody would who remembers who they are."""
    promotion = Schooling.objects.filter(person=person).order_by("pk")[0].promotion
    told = Told(
        first_names=person.first_names,
        name=person.usage_name,
        number=str(person.society_no) if person.pk % 2 else "",
        promotion=f"{promotion.centre.name}, {promotion.entry_year}",
        born_on=person.born_on,
        former=f"{person.readable_id}@example.org",
        words=str(_("Mon ancien employeur a fermé ma boîte aux lettres.")),
        address=f"nouvelle.{person.readable_id}@example.net",
    )
    recovery = services.ask_recovery(told=told, language="fr", site="", at=at, by=by)
    return services.confirm_recovery(recovery=recovery, at=at + timedelta(hours=1), by=by)


DEMO = (
    DemoStep(
        name="accounts.recoveries",
        label=_("Accès perdus"),
        build=build_recoveries,
        after=("members.people",),
    ),
)
