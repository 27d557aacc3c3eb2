"""Requests about data as they wait, and what an answer would meet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from egide.accounts.queries import mailbox_of
from egide.care.enums import CorrectedPart, RightsKind, RightsState
from egide.care.models import Correction, RightsRequest
from egide.care.rules import obstacles_to_erasing, obstacles_to_moving
from egide.kernel import registry
from egide.kernel.access import Actor
from egide.kernel.errors import Refused
from egide.kernel.registry import HomeCard
from egide.mandates.models import Mandate
from egide.mandates.queries.holding import mandate_words
from egide.members.enums import DataStatus, SchoolingRank
from egide.members.models import LegalHold, Person
from egide.members.queries.promotions import find_promotion
from egide.members.rules.people import obstacles_to_name

SOON = timedelta(days=7)


def requests_waiting() -> QuerySet[RightsRequest]:
    """Return what must still be answered, the first due first."""
    return RightsRequest.objects.waiting().select_related("person").order_by("due_on", "pk")


def requests_of(person_id: int) -> QuerySet[RightsRequest]:
    """Return the requests of one person, the last first."""
    return RightsRequest.objects.filter(person_id=person_id).order_by("-received_on", "-pk")


def hold_of(person: Person) -> LegalHold | None:
    """Return the hold that runs on somebody's data, if any."""
    return LegalHold.objects.filter(person=person, lifted_on__isnull=True).first()


def holds_running() -> QuerySet[LegalHold]:
    """Return the holds that run, the oldest first."""
    running = LegalHold.objects.filter(lifted_on__isnull=True)
    return running.select_related("person").order_by("placed_on", "pk")


def holds_lifted() -> QuerySet[LegalHold]:
    """Return the holds that were lifted, the last first."""
    lifted = LegalHold.objects.filter(lifted_on__isnull=False)
    return lifted.select_related("person").order_by("-lifted_on", "-pk")


def obstacles_to_answering(request: RightsRequest, *, on: date) -> list[str]:
    """What still forbids saying yes to a request, in words for who answers."""
    obstacles = obstacles_to_moving(request.state, RightsState.ANSWERED)
    if request.corrections.exists():
        obstacles.append(
            _("La correction se fait par qui tient le registre, sur la page « Corrections ».")
        )
    if request.kind == RightsKind.ERASURE and not obstacles:
        hold = hold_of(request.person)
        held = Mandate.objects.running_on(on).filter(person=request.person, follows=None)
        obstacles += obstacles_to_erasing(
            is_erased=request.person.data_status == DataStatus.ANONYMISED,
            is_member=Person.objects.members_on(on).filter(pk=request.person_id).exists(),
            mandates=[str(mandate_words(one)) for one in held.order_by("pk")],
            hold=hold.reason if hold else "",
        )
    return obstacles


def same_request_twice(kept: int, gone: int) -> list[str]:
    """Say that both records wait for an answer to one request: it is answered first."""
    waiting = RightsRequest.objects.waiting()
    asked = waiting.filter(person=gone, kind__in=waiting.filter(person=kept).values("kind"))
    if not asked.exists():
        return []
    return [_("Les deux fiches attendent réponse à la même demande de droits : répondez d’abord.")]


def corrections_waiting() -> QuerySet[RightsRequest]:
    """Return the requests for a correction that who keeps the registry has to settle."""
    return requests_waiting().filter(Exists(Correction.objects.filter(request=OuterRef("pk"))))


def corrections_of(request: RightsRequest) -> list[tuple[Correction, str]]:
    """Return what a request wants corrected, each with what the record says today."""
    return [
        (one, said_now(request.person, CorrectedPart(one.part)))
        for one in request.corrections.order_by("pk")
    ]


def said_now(person: Person, part: CorrectedPart) -> str:
    """Return what the record says of a part that its person may not change alone."""
    if part == CorrectedPart.BIRTH_NAME:
        return person.birth_name
    principal = person.schoolings.filter(rank=SchoolingRank.PRINCIPAL)
    return principal.values_list("promotion__label", flat=True).first() or ""


def obstacles_to_correcting(
    person: Person, wanted: Mapping[CorrectedPart, str], *, on: date
) -> list[str]:
    """What forbids to ask for these corrections, in words for the person."""
    obstacles: list[str] = []
    for part, text in wanted.items():
        said = text
        if part == CorrectedPart.BIRTH_NAME:
            obstacles += obstacles_to_name(text)
        else:
            try:
                said = find_promotion(text, on=on).label
            except Refused as refusal:
                obstacles.append(str(refusal))
        if said == said_now(person, part):
            obstacles.append(_("La fiche dit déjà « %(said)s ».") % {"said": said})
    if not wanted:
        obstacles.append(_("Dites ce qui est juste : un nom, une promotion."))
    return obstacles


def cards_of_clerk(actor: Actor, on: date) -> Iterator[HomeCard]:
    """Yield the corrections that people ask, for who keeps the registry."""
    waiting = corrections_waiting().order_by().count()
    if waiting:
        yield HomeCard(
            title=ngettext(
                "%(count)d correction demandée", "%(count)d corrections demandées", waiting
            )
            % {"count": waiting},
            url=reverse("care:corrections"),
            icon="pen",
        )


def cards_of_officer(actor: Actor, on: date) -> Iterator[HomeCard]:
    """Yield what waits for an answer; urgent in the last week of the legal time."""
    days = RightsRequest.objects.waiting().order_by("due_on", "pk")
    waiting = list(days.values_list("due_on", flat=True))
    if not waiting:
        return
    yield HomeCard(
        title=ngettext(
            "%(count)d demande de droits attend une réponse",
            "%(count)d demandes de droits attendent une réponse",
            len(waiting),
        )
        % {"count": len(waiting)},
        detail=_("la première avant le %(day)s") % {"day": f"{waiting[0]:%d/%m/%Y}"},
        url=reverse("care:desk"),
        icon="shield-check",
        urgent=waiting[0] <= on + SOON,
    )


@dataclass(frozen=True)
class Letter:
    """A letter about a request, ready to leave."""

    address: str
    subject: str
    body: str


def letter_of(request: RightsRequest, what: str, *, language: str) -> Letter | None:
    """Return the letter that tells a person what became of their request, if they can be reached.

    ``what`` is ``received``, ``extended`` or ``closed``. The words of the request are not repeated:
    a letter may be read by others. ``language`` is for whoever chose none.
    """
    address = mailbox_of(request.person)
    if not address:
        return None
    chosen = registry.letter_languages([request.person_id])
    with translation.override(chosen.get(request.person_id, language)):
        words = {"request": request, "what": what, "society": settings.SOCIETY_NAME}
        return Letter(
            address=address,
            subject=_("Votre demande sur vos données, n° %(number)s") % {"number": request.pk},
            body=render_to_string("care/letters/request.txt", words),
        )
