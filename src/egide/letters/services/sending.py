"""A letter to many leaves: tried on oneself, begun, paused, resumed, its doubts settled."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext as _

from egide.kernel import audit, outbox
from egide.kernel.access import Actor
from egide.kernel.identity import verb
from egide.kernel.models import Letter, LetterKind
from egide.letters.enums import MailingState
from egide.letters.models import Mailing
from egide.letters.queries.reach import Reach, reach_of
from egide.letters.queries.writing import compile_mailing
from egide.letters.services.drafting import (
    MailingRefused,
    held_draft,
    locked,
    require_audience,
    require_somewhere,
)

WRITER = "letters.mailing"


@verb
def try_mailing(*, mailing: Mailing, site: str, by: Actor) -> None:
    """Send the draft to its author only, as its readers will see it."""
    require_somewhere(by)
    mailing = held_draft(mailing, by=by)
    mailing.site = site
    mailing.save(update_fields=["site"])
    because = list(mailing.audiences.order_by("pk").values_list("pk", flat=True))[:1]
    outbox.post(
        kind=LetterKind.SERVICE,
        writer=WRITER,
        person_id=by.person_id,
        facts={"mailing": mailing.pk, "because": because, "trial": True},
    )


@verb
def begin_mailing(
    *, mailing: Mailing, expected: int, site: str, at: datetime, on: date, by: Actor
) -> Mailing:
    """Let a letter leave to everybody in its publics, each person once.

    ``expected`` is how many people the author was shown: if that changed meanwhile, they look
    again. The right is asked for each public, today.

    :raises NotAllowed: if a public is not, or no longer, in the actor's scope.
    :raises MailingRefused: without a public or a reader, or if the number changed.
    """
    require_somewhere(by)
    mailing = held_draft(mailing, by=by)
    for row in mailing.audiences.order_by("pk"):
        require_audience(by, row.scope_id)
    reach = reach_of(mailing, on=on)
    obstacles = obstacles_to_sending(reach, expected=expected)
    if obstacles:
        raise MailingRefused(obstacles)

    mailing.state, mailing.begun_at, mailing.site = MailingState.SENDING, at, site
    mailing.html, mailing.people = compile_mailing(mailing), reach.reached
    mailing.save(update_fields=["state", "begun_at", "site", "html", "people"])
    outbox.post_all(
        Letter(
            kind=mailing.kind,
            mass=True,
            occasion=mailing.occasion,
            person_id=person,
            writer=WRITER,
            facts={"mailing": mailing.pk, "because": rows},
        )
        for person, rows in reach.because.items()
    )
    audit.record(
        by,
        "letters.mailing_begun",
        mailing,
        kind=mailing.kind,
        people=reach.reached,
        audiences=[row.name for row in mailing.audiences.order_by("pk")],
    )
    return mailing


@verb
def pause_mailing(*, mailing: Mailing, by: Actor) -> int:
    """Hold what has not left; say how many letters.

    :raises MailingRefused: if it is not leaving.
    """
    require_somewhere(by)
    mailing = _in_state(mailing, MailingState.SENDING, by=by)
    mailing.state = MailingState.PAUSED
    mailing.save(update_fields=["state"])
    held = outbox.hold(occasion=mailing.occasion)
    audit.record(by, "letters.mailing_paused", mailing, count=held)
    return held


@verb
def resume_mailing(*, mailing: Mailing, by: Actor) -> int:
    """Let what was held leave; say how many letters.

    :raises MailingRefused: if it is not paused.
    """
    require_somewhere(by)
    mailing = _in_state(mailing, MailingState.PAUSED, by=by)
    mailing.state = MailingState.SENDING
    mailing.save(update_fields=["state"])
    count = outbox.let_go(occasion=mailing.occasion, why=outbox.PAUSED)
    audit.record(by, "letters.mailing_resumed", mailing, count=count)
    return count


@verb
def settle_doubts(*, mailing: Mailing, again: bool, by: Actor) -> int:
    """Decide about letters of which nobody knows whether they left: again, or taken for sent.

    :raises MailingRefused: if there is none.
    """
    require_somewhere(by)
    mailing = locked(mailing, by=by)
    count = outbox.settle_interrupted(occasion=mailing.occasion, again=again)
    if not count:
        raise MailingRefused([_("Aucune lettre n’est dans le doute.")])
    audit.record(by, "letters.mailing_doubts_settled", mailing, count=count, again=again)
    return count


def obstacles_to_sending(reach: Reach, *, expected: int) -> list[str]:
    """Return what stands in the way of sending to these people, in words."""
    if not reach.by_audience:
        return [_("Choisissez au moins un public.")]
    if not reach.reached:
        return [_("Cette lettre n’atteindrait personne.")]
    if reach.reached != expected:
        return [
            _(
                "Le nombre de destinataires vient de changer : %(now)s au lieu de %(shown)s. "
                "Vérifiez, puis envoyez."
            )
            % {"now": reach.reached, "shown": expected}
        ]
    return []


def _in_state(mailing: Mailing, state: MailingState, *, by: Actor) -> Mailing:
    held = locked(mailing, by=by)
    if held.state != state:
        raise MailingRefused(
            [_("Cette lettre est « %(state)s ».") % {"state": held.get_state_display()}]
        )
    return held
