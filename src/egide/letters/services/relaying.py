"""Letters between members, carried by the society, with neither address shown."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from egide.kernel import audit, outbox, parameters
from egide.kernel.access import Actor, require
from egide.kernel.errors import NotAllowed, Refused
from egide.kernel.identity import verb
from egide.kernel.models import LetterKind
from egide.kernel.outbox.mime import CONTROL
from egide.letters.models import RelayLetter
from egide.letters.permissions import WATCH_LETTERS
from egide.letters.queries.reach import takes_letters_of_members
from egide.members.models import Person
from egide.members.permissions import READ_DIRECTORY

PER_DAY = "letters.relayed_per_day"
TEXT_KEPT = timedelta(days=90)


class RelayRefused(Refused):
    """The letter is not carried, and the sentence says why."""


@verb
def write_to_member(
    *,
    recipient: Person,
    subject: str,
    text: str,
    shows_address: bool,
    site: str,
    at: datetime,
    by: Actor,
    answers: RelayLetter | None = None,
) -> RelayLetter:
    """Carry a letter from one member to another (lettre relayée): neither learns the address.

    An answer goes back to who wrote, whatever the directory shows of them.

    :raises NotAllowed: without the directory, or to somebody who is not in it.
    :raises RelayRefused: to oneself, to who takes none, beyond the day's letters, after an abuse.
    """
    sender = _sender(by)
    if answers is None:
        require(by, READ_DIRECTORY)
        if not Person.objects.visible_to(by).filter(pk=recipient.pk).exists():
            raise NotAllowed(_("Cette personne n’est pas dans l’annuaire."))
    elif answers.recipient_id != sender.pk or answers.sender_id != recipient.pk:
        raise NotAllowed(_("Cette lettre n’est pas pour vous."))
    obstacle = obstacle_to_writing(sender, recipient, subject, at=at, answering=answers is not None)
    if obstacle:
        raise RelayRefused(obstacle)

    relayed = RelayLetter.objects.create(
        sender=sender,
        recipient=recipient,
        subject=subject.strip(),
        text=text.strip(),
        shows_address=shows_address,
        answers=answers,
        site=site,
        written_at=at,
    )
    outbox.post(
        kind=LetterKind.SERVICE,
        writer="letters.relay",
        person_id=recipient.pk,
        facts={"relay": relayed.pk},
    )
    audit.record(by, "letters.written_to", relayed)
    return relayed


@verb
def report_abuse(*, relayed: RelayLetter, complaint: str, at: datetime, by: Actor) -> RelayLetter:
    """Say that a letter received is out of place (signalement); the secretariat reads it then.

    :raises NotAllowed: for a letter to somebody else.
    :raises RelayRefused: if it was said already.
    """
    relayed = RelayLetter.objects.select_for_update(of=("self",)).get(pk=relayed.pk)
    if by.person_id != relayed.recipient_id:
        raise NotAllowed(_("Cette lettre n’est pas pour vous."))
    if relayed.reported_at is not None:
        raise RelayRefused(_("Vous l’avez déjà signalée : le secrétariat la lira."))
    relayed.reported_at, relayed.complaint = at, complaint.strip()
    relayed.save(update_fields=["reported_at", "complaint"])
    audit.record(by, "letters.abuse_reported", relayed)
    return relayed


@verb
def judge_abuse(
    *, relayed: RelayLetter, judgement: str, stopped: bool, at: datetime, by: Actor
) -> RelayLetter:
    """Close a report of abuse; ``stopped`` lets its author write to nobody any more.

    :raises RelayRefused: if it was not reported, or was judged already.
    """
    require(by, WATCH_LETTERS)
    relayed = RelayLetter.objects.select_for_update(of=("self",)).get(pk=relayed.pk)
    if relayed.reported_at is None or relayed.judged_at is not None:
        raise RelayRefused(_("Rien n’attend de jugement ici."))
    relayed.judged_at, relayed.judgement, relayed.stopped = at, judgement.strip(), stopped
    relayed.save(update_fields=["judged_at", "judgement", "stopped"])
    audit.record(by, "letters.abuse_judged", relayed, stopped=stopped)
    return relayed


@verb
def forget_relayed(*, at: datetime, by: Actor) -> int:
    """Remove what members wrote to each other ninety days ago; what waits for judgement stays."""
    require(by, WATCH_LETTERS)
    old = RelayLetter.objects.filter(written_at__lt=at - TEXT_KEPT).exclude(text="")
    old = old.exclude(reported_at__isnull=False, judged_at__isnull=True)
    return old.update(text="", subject="", complaint="")


def obstacle_to_writing(
    sender: Person, recipient: Person, subject: str, *, at: datetime, answering: bool
) -> str:
    """Return why a letter is not carried from one person to another; empty when it is."""
    if sender.pk == recipient.pk:
        return _("On ne s’écrit pas à soi-même.")
    if CONTROL.search(subject.strip()):
        return _("L’objet tient sur une ligne.")
    if RelayLetter.objects.filter(sender=sender, stopped=True).exists():
        return _("Le secrétariat a retiré cette possibilité à votre compte ; écrivez-lui.")
    reachable = recipient.pk in outbox.addresses_of([recipient.pk])
    if not reachable or not (answering or takes_letters_of_members(recipient)):
        # One sentence for both: it tells neither the choice nor the address of anybody.
        return _("Cette personne ne reçoit pas de lettre par l’annuaire.")
    today = RelayLetter.objects.filter(sender=sender, written_at__gt=at - timedelta(days=1))
    most = parameters.value(PER_DAY, on=at.date())
    if today.count() >= most:
        return _("%(most)s lettres par jour au plus : la suite demain.") % {"most": most}
    return ""


def _sender(by: Actor) -> Person:
    found = Person.objects.mailable().filter(pk=by.person_id).first() if by.person_id else None
    if found is None:
        raise NotAllowed(_("Seul un sociétaire écrit par l’annuaire."))
    # Two letters at once are counted one after the other.
    return Person.objects.select_for_update(of=("self",)).get(pk=found.pk)
