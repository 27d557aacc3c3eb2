"""Requests about data as they wait, what an answer would meet, and who is lost sight of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.core import signing
from django.db.models import (
    Case,
    Exists,
    F,
    IntegerField,
    Max,
    OuterRef,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from egide.accounts.queries import mailbox_of
from egide.care.enums import CorrectedPart, RightsKind, RightsState, SearchState, Silence
from egide.care.models import Correction, LostSearch, RightsRequest
from egide.care.rules import obstacles_to_erasing, obstacles_to_moving
from egide.kernel import registry
from egide.kernel.access import Actor
from egide.kernel.errors import Refused
from egide.kernel.registry import HomeCard
from egide.mandates.models import Mandate
from egide.mandates.queries.holding import mandate_words
from egide.members.enums import Audience, ContactKind, DataStatus, ProfileField, SchoolingRank
from egide.members.models import Consent, ContactPoint, LegalHold, Person, VisibilityChoice
from egide.members.permissions import READ_OFFICER_CONTACTS
from egide.members.queries.promotions import find_promotion, principal_label
from egide.members.queries.waiting import kept_by
from egide.members.rules.people import obstacles_to_name
from egide.members.rules.visibility import asks_consent

SOON, YEAR = timedelta(days=7), timedelta(days=365)
CONFIRMING = "care.confirming"


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


def same_person_looked_for_twice(kept: int, gone: int) -> list[str]:
    """Say that both records are looked for: one of the two searches ends first."""
    running = LostSearch.objects.running()
    if running.filter(person=kept).exists() and running.filter(person=gone).exists():
        return [_("Les deux fiches sont recherchées : finissez d’abord une des recherches.")]
    return []


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
    """Yield the corrections that people ask and what was found, for who keeps the registry."""
    waiting = corrections_waiting().order_by().count()
    found = proposals().order_by().count()
    if found:
        yield HomeCard(
            title=ngettext(
                "%(count)d camarade retrouvé, à inscrire",
                "%(count)d camarades retrouvés, à inscrire",
                found,
            )
            % {"count": found},
            url=reverse("care:corrections"),
            icon="user-search",
        )
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


@dataclass(frozen=True)
class Reached:
    """How many of the people whom an officer keeps are reached, and found again in a year."""

    people: int
    reached: int
    found: int


def people_to_reach(actor: Actor) -> QuerySet[Person]:
    """Return the people of the groups that an officer keeps and whom the directory shows.

    Who left the directory objected to being known by others: nobody looks for them (R-REG-6).
    """
    people = Person.objects.mailable().filter(listed=True).exclude(pk=actor.person_id or 0)
    return people.filter(kept_by(actor))


def lost_people(actor: Actor) -> QuerySet[Person]:
    """Return whom no mail reaches among them, and why; those whose mail returns first.

    What their record says stays hidden: only that it leads nowhere is told (R-REG-7).
    """
    emails = _emails()
    given_up = LostSearch.objects.filter(person=OuterRef("pk"), state=SearchState.NOT_FOUND)
    lost: Any = people_to_reach(actor).filter(~Exists(_answering()))
    return (
        lost.annotate(
            silence=Case(
                When(Exists(emails.filter(invalid=False)), then=Value(Silence.UNCONFIRMED)),
                When(Exists(emails), then=Value(Silence.RETURNED)),
                default=Value(Silence.NONE),
            ),
            promotion=principal_label(),
            given_up_on=Subquery(given_up.order_by("-closed_on").values("closed_on")[:1]),
        )
        .annotate(
            rank=Case(
                When(silence=Silence.RETURNED, then=0),
                When(silence=Silence.NONE, then=1),
                default=2,
                output_field=IntegerField(),
            )
        )
        .order_by("rank", F("given_up_on").asc(nulls_first=True), "sort_name", "pk")
    )


def lost_and_free(actor: Actor) -> QuerySet[Person]:
    """Return those of them whom nobody looks for yet."""
    running = LostSearch.objects.running().filter(person=OuterRef("pk"))
    return lost_people(actor).filter(~Exists(running))


def is_lost(person: Person) -> bool:
    """Tell whether no mail surely reaches somebody."""
    return Person.objects.filter(~Exists(_answering()), pk=person.pk).exists()


def reached(actor: Actor, *, on: date) -> Reached:
    """Return how many of the people whom an officer keeps are reached."""
    people = people_to_reach(actor)
    found = LostSearch.objects.filter(
        state=SearchState.FOUND, closed_on__gt=on - YEAR, person__in=people.values("pk")
    )
    return Reached(
        people=people.count(),
        reached=people.filter(Exists(_answering())).count(),
        found=found.values("person").distinct().count(),
    )


def searches_of(actor: Actor) -> QuerySet[LostSearch]:
    """Return the searches that run among the people whom an officer keeps, their own first."""
    running = LostSearch.objects.running().filter(person__in=people_to_reach(actor).values("pk"))
    return (
        running.select_related("person", "taken_by")
        .annotate(mine=Case(When(taken_by=actor.person_id, then=0), default=1))
        .order_by("mine", "taken_on", "pk")
    )


def last_news_of(search: LostSearch) -> date:
    """Return the last day on which something was done for a search."""
    days = search.attempts.aggregate(last=Max("tried_on"))
    return max(day for day in (search.taken_on, search.proposed_on, days["last"]) if day)


def proposals() -> QuerySet[LostSearch]:
    """Return what was found and waits for the registry, what its person confirmed first."""
    waiting = LostSearch.objects.filter(state=SearchState.PROPOSED)
    confirmed = F("confirmed_at").asc(nulls_last=True)
    return waiting.select_related("person", "taken_by").order_by(confirmed, "proposed_on", "pk")


def proposal_named(token: str) -> LostSearch | None:
    """Return the proposal that an address of a letter stands for, as long as it waits."""
    try:
        number, email = signing.Signer(salt=CONFIRMING).unsign_object(token)
    except (signing.BadSignature, ValueError):
        return None
    waiting = LostSearch.objects.filter(pk=number, email=email, state=SearchState.PROPOSED)
    return waiting.select_related("taken_by").first()


def proposal_letter(search: LostSearch, *, site: str, language: str) -> Letter | None:
    """Return the letter that asks whoever reads an address whether it is theirs.

    It says nothing of the record, not even a name: a stranger may read it (R-INT-4).
    """
    if search.state != SearchState.PROPOSED or not search.email:
        return None
    signed = signing.Signer(salt=CONFIRMING).sign_object((search.pk, search.email), compress=True)
    with translation.override(language):
        link = f"{site}{reverse('care:confirm_address', args=[signed])}"
        words = {"search": search, "link": link, "society": settings.SOCIETY_NAME}
        return Letter(
            address=search.email,
            subject=_("Est-ce bien votre adresse ?"),
            body=render_to_string("care/letters/proposal.txt", words),
        )


def cards_of_delegate(actor: Actor, on: date) -> Iterator[HomeCard]:
    """Yield whom a delegate could find again; who keeps all groups is not told each."""
    if actor.person_id is None or actor.scopes(READ_OFFICER_CONTACTS) is None:
        return
    mine = LostSearch.objects.running().filter(taken_by=actor.person_id).count()
    free = lost_and_free(actor).order_by().count()
    if not mine and not free:
        return
    title = ngettext("%(count)d camarade à retrouver", "%(count)d camarades à retrouver", free)
    held = ngettext("vous cherchez %(count)d personne", "vous cherchez %(count)d personnes", mine)
    yield HomeCard(
        title=title % {"count": free},
        detail=held % {"count": mine} if mine else "",
        url=reverse("care:lost"),
        icon="user-search",
    )


def consents_of(person_id: int) -> QuerySet[Consent]:
    """Return what somebody agreed to, the last first."""
    mine = Consent.objects.filter(person=person_id).select_related("person")
    return mine.order_by(F("withdrawn_at").desc(nulls_first=True), "-given_at", "-pk")


def choices_without_proof(person_id: int) -> list[VisibilityChoice]:
    """Return what somebody shows by a choice that is older than the log of consents."""
    running = Consent.objects.filter(
        person=person_id, purpose=OuterRef("field"), withdrawn_at__isnull=True
    )
    mine = VisibilityChoice.objects.filter(~Exists(running), person=person_id)
    return [
        one
        for one in mine.order_by("pk")
        if asks_consent(ProfileField(one.field), Audience(one.audience))
    ]


def _emails() -> QuerySet[Any]:
    return ContactPoint.objects.filter(person=OuterRef("pk"), kind=ContactKind.EMAIL)


def _answering() -> QuerySet[Any]:
    return _emails().filter(invalid=False, verified_at__isnull=False)
