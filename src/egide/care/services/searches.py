"""Officers find again the people whom no mail reaches; whoever keeps the registry writes it down.

A proposal never writes the record, not even once its letter was answered: an address opens the
account of its person, and nothing in a letter proves who reads it.
"""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from egide.care.enums import SEARCHING, TRIED, SearchState, Way
from egide.care.models import Attempt, LostSearch
from egide.care.queries import is_lost, last_news_of, people_to_reach, proposal_named
from egide.care.rules import obstacles_to_closing_search, obstacles_to_taking
from egide.kernel import audit, jobs
from egide.kernel.access import Actor, require
from egide.kernel.errors import NotAllowed, Refused
from egide.kernel.identity import verb
from egide.kernel.parameters import value
from egide.members import services as members
from egide.members.enums import ContactKind, DeathSource
from egide.members.models import ContactPoint, Person
from egide.members.permissions import MANAGE_REGISTRY, READ_OFFICER_CONTACTS
from egide.members.rules.contacts import clean_contact
from egide.members.rules.people import clean_words

REST_DAYS = "care.search_rest_days"
ASK_CONFIRMATION = "care.ask_confirmation"
LONGEST = 400
SOURCE = "recherche"


class SearchRefused(Refused):
    """The rules forbid this for the search; ``obstacles`` says why, one sentence each."""

    def __init__(self, obstacles: list[str]) -> None:
        self.obstacles = obstacles
        super().__init__(" ".join(obstacles))


@verb
def take_search(*, person: Person, by: Actor, on: date) -> LostSearch:
    """Say that one looks for somebody whom no mail reaches, so that nobody else does it too.

    A search of which nothing was heard for a while goes over to who asks.

    :raises SearchRefused: if somebody else looks already, or mail does reach the person.
    """
    require(by, READ_OFFICER_CONTACTS, on=person)
    held = Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    if by.person_id is None or not people_to_reach(by).filter(pk=held.pk).exists():
        raise NotAllowed(_("On ne cherche ici que les personnes de ses groupes."))
    running = LostSearch.objects.running().select_related("taken_by").filter(person=held).first()
    obstacles = obstacles_to_taking(
        lost=is_lost(held),
        seeker=running.taken_by.full_name if running else "",
        last_news_on=last_news_of(running) if running else None,
        rest_days=value(REST_DAYS, on=on),
        on=on,
    )
    if obstacles:
        raise SearchRefused(obstacles)
    if running is not None:
        _close(running, SearchState.GIVEN_BACK, on=on)
    search = LostSearch.objects.create(person=held, taken_by_id=by.person_id, taken_on=on)

    audit.record(by, "care.search_taken", held, search=search.pk, on=on)
    return search


@verb
def note_attempt(*, search: LostSearch, way: Way, words: str, by: Actor, on: date) -> Attempt:
    """Note what one tried: the next who looks need not do it again.

    :raises SearchRefused: without a way, or if the search is over.
    """
    require(by, READ_OFFICER_CONTACTS, on=search.person)
    held = _hold_mine(search, by)
    if way not in TRIED:
        raise SearchRefused([_("Dites comment vous avez cherché.")])
    attempt = _note(held, way, words, on=on)
    audit.record(by, "care.attempt_noted", held, way=way, on=on)
    return attempt


@verb
def propose_contact(
    *, search: LostSearch, email: str, phone: str, by: Actor, on: date, site: str
) -> LostSearch:
    """Propose what one found; whoever reads the address is asked whether it is theirs.

    :raises UnusableContact: if nobody could be reached by it.
    :raises SearchRefused: if nothing is proposed, or the search is over.
    """
    require(by, READ_OFFICER_CONTACTS, on=search.person)
    held = _hold_mine(search, by)
    if not email.strip() and not phone.strip():
        raise SearchRefused([_("Donnez un courriel ou un téléphone.")])
    held.email = clean_contact(ContactKind.EMAIL, email) if email.strip() else ""
    held.phone = clean_contact(ContactKind.PHONE, phone) if phone.strip() else ""
    held.state, held.proposed_on, held.confirmed_at = SearchState.PROPOSED, on, None
    held.save(update_fields=["email", "phone", "state", "proposed_on", "confirmed_at"])

    audit.record(by, "care.contact_proposed", held, on=on)
    if held.email:
        jobs.defer(ASK_CONFIRMATION, search_id=held.pk, site=site, language=get_language() or "fr")
    return held


@verb
def answer_proposal(
    *, token: str, is_mine: bool, at: datetime, on: date, by: Actor
) -> LostSearch | None:
    """Say whether an address is one's own, by the letter that came there: no sign-in.

    It is noted for whoever keeps the registry; the record is not written. An address that is a
    stranger's is forgotten. Nothing is returned when the letter is over.
    """
    named = proposal_named(token)
    if named is None:
        return None
    held = LostSearch.objects.select_for_update().get(pk=named.pk)
    if is_mine:
        held.confirmed_at = held.confirmed_at or at
        held.save(update_fields=["confirmed_at"])
        audit.record(by, "care.address_confirmed", held, on=on)
        return held
    said = _("La personne qui lit cette adresse dit que ce n’est pas elle.")
    audit.record(by, "care.address_denied", held, on=on)
    return _back_to_seeker(held, said, on=on)


@verb
def apply_proposal(*, search: LostSearch, by: Actor, on: date) -> LostSearch:
    """Write in the record what was found, by the verbs of the registry: the person is found.

    :raises NotAllowed: for who found it, or whose record it is (R-X-8).
    :raises SearchRefused: if nothing is proposed.
    """
    held = _hold_proposed(search, by)
    if held.email:
        _write_email(held, by, on)
    if held.phone:
        _write(held, ContactKind.PHONE, held.phone, by, on)
    _close(held, SearchState.FOUND, on=on)

    audit.record(by, "care.contact_applied", held, on=on)
    return held


@verb
def turn_down_proposal(*, search: LostSearch, reason: str, by: Actor, on: date) -> LostSearch:
    """Leave the record as it is, and say why to who looks.

    :raises SearchRefused: without a reason, or if nothing is proposed.
    """
    held = _hold_proposed(search, by)
    if not clean_words(reason):
        raise SearchRefused([_("Dites pourquoi à qui a cherché.")])
    audit.record(by, "care.contact_turned_down", held, on=on)
    return _back_to_seeker(held, reason, on=on)


@verb
def close_search(
    *, search: LostSearch, outcome: SearchState, words: str, by: Actor, on: date
) -> LostSearch:
    """End one's search: found, looked for in vain, given back; or a death, which is told.

    :raises SearchRefused: with what stands in the way.
    """
    require(by, READ_OFFICER_CONTACTS, on=search.person)
    held = _hold_mine(search, by)
    obstacles = obstacles_to_closing_search(
        outcome, lost=is_lost(held.person), tried=held.attempts.exists(), words=words
    )
    if obstacles:
        raise SearchRefused(obstacles)
    if outcome == SearchState.DECEASED:
        members.report_death(
            person=held.person,
            source=DeathSource.DELEGATE,
            reported_by=clean_words(words),
            by=by,
            on=on,
        )
    elif clean_words(words):
        _note(held, Way.ANSWER, words, on=on)
    _close(held, outcome, on=on)

    audit.record(by, "care.search_closed", held, outcome=outcome, on=on)
    return held


def _hold_mine(search: LostSearch, by: Actor) -> LostSearch:
    held = _hold(search)
    if held.taken_by_id != by.person_id:
        raise NotAllowed(_("Cette recherche est entre les mains de quelqu’un d’autre."))
    if held.state not in SEARCHING:
        raise SearchRefused([_("Cette recherche est close.")])
    return held


def _hold_proposed(search: LostSearch, by: Actor) -> LostSearch:
    require(by, MANAGE_REGISTRY)
    held = _hold(search)
    if by.person_id is not None and by.person_id in (held.person_id, held.taken_by_id):
        raise NotAllowed(_("Qui a proposé ne décide pas : demandez à quelqu’un d’autre."))
    if held.state != SearchState.PROPOSED:
        raise SearchRefused([_("Rien n’attend plus pour cette personne.")])
    return held


def _hold(search: LostSearch) -> LostSearch:
    rows = LostSearch.objects.select_for_update(of=("self",)).select_related("person")
    return rows.get(pk=search.pk)


def _note(held: LostSearch, way: Way, words: str, *, on: date) -> Attempt:
    said = clean_words(words)[:LONGEST]
    return Attempt.objects.create(search=held, way=way, words=said, tried_on=on)


def _back_to_seeker(held: LostSearch, said: str, *, on: date) -> LostSearch:
    _note(held, Way.ANSWER, said, on=on)
    held.state, held.email, held.phone = SearchState.TAKEN, "", ""
    held.proposed_on, held.confirmed_at = None, None
    held.save(update_fields=["state", "email", "phone", "proposed_on", "confirmed_at"])
    return held


def _close(held: LostSearch, outcome: SearchState, *, on: date) -> None:
    """End a search; what was proposed is in the record, or nobody's business any more."""
    held.state, held.closed_on, held.email, held.phone = outcome, on, "", ""
    held.save(update_fields=["state", "closed_on", "email", "phone"])


def _write_email(held: LostSearch, by: Actor, on: date) -> None:
    point = _write(held, ContactKind.EMAIL, held.email, by, on)
    if not point.primary:
        members.prefer_contact_point(point=point, by=by, on=on)
    if held.confirmed_at is not None:
        members.confirm_contact_point(point=point, at=held.confirmed_at, by=by, on=on)


def _write(held: LostSearch, kind: ContactKind, said: str, by: Actor, on: date) -> ContactPoint:
    known = ContactPoint.objects.filter(person=held.person, kind=kind, value__iexact=said).first()
    if known is not None:
        return known
    return members.add_contact_point(
        person=held.person, kind=kind, value=said, source=SOURCE, by=by, on=on
    )
