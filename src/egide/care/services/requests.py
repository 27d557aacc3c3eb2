"""People ask about their data; the society answers in the time of the law."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from datetime import date

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from egide.care.enums import OPEN, Channel, CorrectedPart, RightsKind, RightsState
from egide.care.models import Correction, Proof, RightsRequest
from egide.care.queries import (
    Letter,
    letter_of,
    obstacles_to_answering,
    obstacles_to_correcting,
)
from egide.care.rules import months_after, obstacles_to_extending, obstacles_to_moving
from egide.kernel import audit, jobs
from egide.kernel.access import Actor, require
from egide.kernel.errors import NotAllowed, Refused
from egide.kernel.events import once_held
from egide.kernel.identity import verb
from egide.kernel.parameters import value
from egide.kernel.uploads import Received
from egide.members import services as members
from egide.members.models import Person
from egide.members.permissions import ANSWER_RIGHTS, MANAGE_REGISTRY
from egide.members.queries.promotions import find_promotion

ANSWER_MONTHS = "care.answer_months"
EXTENSION_MONTHS = "care.extension_months"
BY_SESSION = "session"
SEND = "care.send_letter"
MOST_PROOF = 5_000_000  # bytes


class RequestRefused(Refused):
    """The rules forbid this for the request; ``obstacles`` says why, one sentence each."""

    def __init__(self, obstacles: list[str]) -> None:
        self.obstacles = obstacles
        super().__init__(" ".join(obstacles))


@verb
def ask(*, person: Person, kind: RightsKind, words: str, by: Actor, on: date) -> RightsRequest:
    """Ask something about one's own data; whoever is signed in has proved who they are.

    :raises NotAllowed: for somebody else.
    :raises RequestRefused: if the same is already asked.
    """
    if by.person_id != person.pk:
        raise NotAllowed(_("On ne demande ici que pour soi-même."))
    return _receive(person, kind, words, Channel.SITE, by=by, received_on=on, on=on)


@verb
def ask_correction(
    *,
    person: Person,
    wanted: Mapping[CorrectedPart, str],
    words: str,
    proof: Received | None = None,
    by: Actor,
    on: date,
) -> RightsRequest:
    """Ask for the correction of what one may not change alone (RGPD, article 16), and say why.

    :raises NotAllowed: for somebody else.
    :raises RequestRefused: with what cannot be asked so.
    """
    if by.person_id != person.pk:
        raise NotAllowed(_("On ne demande ici que pour soi-même."))
    said = {part: text.strip() for part, text in wanted.items() if text.strip()}
    obstacles = obstacles_to_correcting(person, said, on=on)
    if not words.strip():
        obstacles.append(_("Dites pourquoi : la personne qui tient le registre vous lira."))
    if proof is not None and len(proof.content) > MOST_PROOF:
        obstacles.append(_("La pièce est trop lourde : 5 Mo au plus."))
    if obstacles:
        raise RequestRefused(obstacles)
    kind = RightsKind.RECTIFICATION
    received = _receive(person, kind, words, Channel.SITE, by=by, received_on=on, on=on)
    for part, text in said.items():
        Correction.objects.create(request=received, part=part, wanted=text)
    if proof is not None:
        Proof.objects.create(
            request=received,
            name=proof.name,
            media_type=proof.media_type,
            content=b64encode(proof.content).decode("ascii"),
        )
    return received


@verb
def correct(*, request: RightsRequest, words: str, by: Actor, on: date) -> RightsRequest:
    """Correct what a person asked, by the verbs of the registry's own edits; tell them.

    :raises RequestRefused: if it is closed, or the registry refuses.
    """
    held = _hold_correction(request, by, on)
    for one in held.corrections.order_by("pk"):
        reason = _("Demande n° %(number)s") % {"number": held.pk}
        if one.part == CorrectedPart.BIRTH_NAME:
            members.change_name(
                person=held.person,
                usage_name=held.person.usage_name,
                birth_name=one.wanted,
                by=by,
                on=on,
            )
        else:
            members.change_principal_promotion(
                person=held.person,
                promotion=find_promotion(one.wanted, on=on),
                reason=reason,
                by=by,
                on=on,
            )
    return _close(held, RightsState.ANSWERED, words or _("C’est corrigé."), by=by, on=on)


@verb
def turn_down_correction(
    *, request: RightsRequest, reason: str, by: Actor, on: date
) -> RightsRequest:
    """Leave the record as it is, and tell the person why.

    :raises RequestRefused: without a reason, or if the request is closed.
    """
    held = _hold_correction(request, by, on)
    if not reason.strip():
        raise RequestRefused([_("Dites à la personne pourquoi.")])
    return _close(held, RightsState.REFUSED, reason, by=by, on=on)


@verb
def receive_on_paper(
    *, person: Person, kind: RightsKind, words: str, received_on: date, by: Actor, on: date
) -> RightsRequest:
    """Write down a request that came by letter or by word: its clock runs from that day.

    :raises RequestRefused: if the same is already asked, or the day is to come.
    """
    require(by, ANSWER_RIGHTS)
    if received_on > on:
        raise RequestRefused([_("Ce jour n’est pas encore venu.")])
    return _receive(person, kind, words, Channel.PAPER, by=by, received_on=received_on, on=on)


@verb
def begin(*, request: RightsRequest, by: Actor, on: date) -> RightsRequest:
    """Take a request in hand: at once if one knows who asks, else their identity comes first."""
    require(by, ANSWER_RIGHTS)
    held = _hold(request)
    wanted = RightsState.IN_PROGRESS if held.identity else RightsState.IDENTITY_CHECK
    _move(held, wanted)
    held.begun_on = on
    held.save(update_fields=["state", "begun_on"])

    audit.record(by, "care.request_begun", held, kind=held.kind, on=on)
    return held


@verb
def check_identity(*, request: RightsRequest, identity: str, by: Actor, on: date) -> RightsRequest:
    """Write by what one knows who asks; the document itself is not kept.

    :raises RequestRefused: if nothing is said, or it is known already.
    """
    require(by, ANSWER_RIGHTS)
    held = _hold(request)
    if not identity.strip():
        raise RequestRefused([_("Dites ce qui prouve l’identité ; n’en gardez pas de copie.")])
    _move(held, RightsState.IN_PROGRESS)
    held.identity = identity.strip()
    held.save(update_fields=["state", "identity"])

    audit.record(by, "care.identity_checked", held, kind=held.kind, on=on)
    return held


@verb
def extend(*, request: RightsRequest, reason: str, by: Actor, on: date) -> RightsRequest:
    """Give oneself more time, once, and tell the person why (RGPD, article 12, 3).

    :raises RequestRefused: if it was given, is too late, or has no reason.
    """
    require(by, ANSWER_RIGHTS)
    held = _hold(request)
    obstacles = [] if held.is_open else [_("Cette demande est close.")]
    obstacles += obstacles_to_extending(
        extended_on=held.extended_on, due_on=held.due_on, on=on, reason=reason
    )
    if obstacles:
        raise RequestRefused(obstacles)
    months = value(ANSWER_MONTHS, on=on) + value(EXTENSION_MONTHS, on=on)
    held.due_on = months_after(held.received_on, months)
    held.extended_on, held.extension_reason = on, reason.strip()
    held.save(update_fields=["due_on", "extended_on", "extension_reason"])

    audit.record(by, "care.request_extended", held, due_on=held.due_on, on=on)
    _tell(held, "extended")
    return held


@verb
def answer(
    *, request: RightsRequest, words: str, by: Actor, on: date, strike: bool = False
) -> RightsRequest:
    """Say yes, and do it: an erasure erases, a restriction restricts.

    ``strike`` also takes an erased person off the historical roll, and somebody who objects out of
    the directory; an objection to another use is met by hand, in the words. The letter is
    written with the act: after an erasure, nobody would know where to send it.

    :raises RequestRefused: with all that stands in the way.
    """
    require(by, ANSWER_RIGHTS)
    held = _hold(request)
    if obstacles := obstacles_to_answering(held, on=on):
        raise RequestRefused(obstacles)
    if not words.strip():
        raise RequestRefused([_("Écrivez à la personne ce qui a été fait.")])
    closed = _close(held, RightsState.ANSWERED, words, by=by, on=on)
    _do(closed, strike=strike, by=by, on=on)
    return closed


@verb
def refuse(*, request: RightsRequest, reason: str, by: Actor, on: date) -> RightsRequest:
    """Say no, and why; the letter says to whom one may complain (RGPD, article 12, 4).

    :raises RequestRefused: without a reason, or if the request is closed.
    """
    require(by, ANSWER_RIGHTS)
    held = _hold(request)
    if not reason.strip():
        raise RequestRefused([_("Dites à la personne pourquoi.")])
    return _close(held, RightsState.REFUSED, reason, by=by, on=on)


def _hold_correction(request: RightsRequest, by: Actor, on: date) -> RightsRequest:
    """Lock a request for a correction, taken in hand by who keeps the registry."""
    require(by, MANAGE_REGISTRY)
    if by.person_id == request.person_id:
        raise NotAllowed(_("On ne corrige pas sa propre fiche : demandez à quelqu’un d’autre."))
    held = _hold(request)
    if held.state == RightsState.RECEIVED:
        _move(held, RightsState.IN_PROGRESS)
        held.begun_on = on
    return held


def _close(
    held: RightsRequest, state: RightsState, words: str, *, by: Actor, on: date
) -> RightsRequest:
    """Close a request, and promise the letter; the paper that was joined was seen, and goes."""
    _move(held, state)
    held.closed_on, held.answer = on, words.strip()
    held.save(update_fields=["state", "begun_on", "closed_on", "answer"])
    Proof.objects.filter(request=held).delete()

    if state == RightsState.ANSWERED:
        audit.record(by, "care.request_answered", held, kind=held.kind, on=on)
    else:
        audit.record(by, "care.request_refused", held, kind=held.kind, on=on)
    erased = held.kind == RightsKind.ERASURE and state == RightsState.ANSWERED
    _tell(held, "closed", at_once=erased)
    return held


def _receive(
    person: Person,
    kind: RightsKind,
    words: str,
    channel: Channel,
    *,
    by: Actor,
    received_on: date,
    on: date,
) -> RightsRequest:
    held = Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    if RightsRequest.objects.filter(person=held, kind=kind, state__in=OPEN).exists():
        raise RequestRefused([_("La même demande attend déjà une réponse.")])
    received = RightsRequest.objects.create(
        person=held,
        kind=kind,
        channel=channel,
        words=words.strip(),
        received_on=received_on,
        due_on=months_after(received_on, value(ANSWER_MONTHS, on=on)),
        identity=BY_SESSION if channel == Channel.SITE else "",
    )

    audit.record(
        by, "care.request_received", received, kind=kind, channel=channel, due_on=received.due_on
    )
    _tell(received, "received")
    return received


def _do(request: RightsRequest, *, strike: bool, by: Actor, on: date) -> None:
    person, reason = request.person, _("Demande n° %(number)s") % {"number": request.pk}
    if request.kind == RightsKind.ERASURE:
        members.erase_people(people=[person], reason=reason, by=by, on=on, strike=strike)
    elif request.kind == RightsKind.RESTRICTION:
        members.restrict_data(person=person, reason=reason, by=by, on=on)
    elif request.kind == RightsKind.OBJECTION and strike:
        members.leave_directory(person=person, reason=reason, by=by, on=on)


def _hold(request: RightsRequest) -> RightsRequest:
    rows = RightsRequest.objects.select_for_update(of=("self",)).select_related("person")
    return rows.get(pk=request.pk)


def _move(request: RightsRequest, wanted: RightsState) -> None:
    if obstacles := obstacles_to_moving(request.state, wanted):
        raise RequestRefused(obstacles)
    request.state = wanted


def _tell(request: RightsRequest, what: str, *, at_once: bool = False) -> None:
    """Promise the person a letter; one that an erasure would leave without address, write now."""
    if at_once:
        if letter := letter_of(request, what, language=settings.LANGUAGE_CODE):
            once_held(post, letter)
        return
    own = request.channel == Channel.SITE and what == "received"
    language = (own and get_language()) or settings.LANGUAGE_CODE
    jobs.defer(SEND, request_id=request.pk, what=what, language=language)


def post(letter: Letter) -> None:
    """Send a letter."""
    EmailMessage(
        subject=letter.subject,
        body=letter.body,
        to=[letter.address],
        headers={"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"},
    ).send()
