"""The outbox (boîte d'envoi): every letter of the site is promised here, and leaves from here.

A letter is a row, written in the transaction of the act that calls for it. A job claims some,
has them written, and hands them one by one to the mail server. It notes before each that it is on
its way and after each that it left, in one statement a letter: whatever is killed, each letter
leaves at least once, at most one a kill leaves twice, and both copies bear the same Message-ID.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Case, Value, When
from django.db.models.functions import Now

from egide.kernel import audit, jobs, registry
from egide.kernel.access import Actor
from egide.kernel.identity import verb
from egide.kernel.models import Letter, LetterKind, LetterState

DELIVER = "kernel.deliver_letters"
BATCH = 2_000
# Why a letter is held: what the status of the row says.
INTERRUPTED, PAUSED, RESTORED = "interrupted", "paused", "restored"
WORDS_KEPT, LETTERS_KEPT = timedelta(days=30), timedelta(days=365)


@dataclass(frozen=True, kw_only=True)
class LetterRefused:
    """The mail server will not take a letter for this address, now or later."""

    letter_id: int
    person_id: int | None
    address: str
    answer: str


def post(
    *,
    kind: LetterKind,
    writer: str = "",
    facts: dict[str, Any] | None = None,
    person_id: int | None = None,
    address: str = "",
    subject: str = "",
    text: str = "",
    occasion: str = "",
) -> None:
    """Promise one letter, in the transaction of the act that calls for it.

    Give its words (``subject`` and ``text``), or the ``writer`` that finds them when it leaves
    with the ``facts`` it needs. The address of a person is looked up then, too. No secret is ever
    a fact. The same ``occasion`` is told once to a person.
    """
    post_all(
        [
            Letter(
                kind=kind,
                writer=writer,
                facts=facts or {},
                person_id=person_id,
                address=address,
                subject=subject,
                text=text,
                occasion=occasion,
            )
        ]
    )


def post_all(letters: Iterable[Letter]) -> None:
    """Promise several letters; one that was promised already on the same occasion is left out."""
    Letter.objects.bulk_create(letters, ignore_conflicts=True, batch_size=BATCH)
    jobs.defer(DELIVER)


def addresses_of(people: Iterable[int]) -> dict[int, str]:
    """Return where letters to these people go; who has no address, or died, is not there."""
    left, found = set(people), {}
    for letterbox in registry.letterboxes():
        if left:
            found.update(letterbox.addresses(left))
            left -= found.keys()
    return found


def message_id_of(letter: Letter) -> str:
    """Return the identity of the letter: the same however often it is sent, and not guessed."""
    return f"<letter-{letter.pk}-{letter.token.hex}@{_domain()}>"


def letter_named(message_id: str) -> Letter | None:
    """Return the letter that bears this Message-ID; a made-up one names none."""
    name, _at, _domain_name = message_id.strip().strip("<>").partition("@")
    words = name.split("-")
    if len(words) != 3 or words[0] != "letter" or not (words[1].isascii() and words[1].isdigit()):
        return None
    letter = Letter.objects.filter(pk=int(words[1][:18])).first()
    return letter if letter is not None and letter.token.hex == words[2] else None


def _domain() -> str:
    return settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("<> ") or "localhost"


@dataclass(frozen=True, kw_only=True)
class Count:
    """How many letters stand in one state; ``why`` for those that are held."""

    state: str
    why: str
    letters: int


def counts() -> list[Count]:
    """Return how many letters stand where."""
    why = Case(When(state=LetterState.HELD, then="status"), default=Value(""))
    rows = Letter.objects.values("state", why=why).annotate(letters=models.Count("pk"))
    return [Count(**row) for row in rows.order_by("state", "why")]


def hold(*, occasion: str, why: str = PAUSED) -> int:
    """Hold the letters of an occasion that have not left; say how many."""
    waiting = Letter.objects.filter(occasion=occasion, state=LetterState.QUEUED)
    return waiting.update(state=LetterState.HELD, status=why)


def let_go(*, occasion: str, why: str) -> int:
    """Put the letters of an occasion that are held for this reason back in the queue."""
    held = Letter.objects.filter(occasion=occasion, state=LetterState.HELD, status=why)
    count = held.update(state=LetterState.QUEUED, status="")
    if count:
        jobs.defer(DELIVER)
    return count


def settle_interrupted(*, occasion: str, again: bool) -> int:
    """Decide about letters on their way when a worker died: ``again``, or taken for sent."""
    doubtful = Letter.objects.filter(occasion=occasion, state=LetterState.HELD, status=INTERRUPTED)
    if again:
        return let_go(occasion=occasion, why=INTERRUPTED)
    return doubtful.update(state=LetterState.SENT, settled_at=Now())


@verb
def hold_all(*, by: Actor) -> int:
    """Hold all that waits: after a restore nobody knows what had left since the backup.

    What is promised from now on leaves as ever; somebody who reads decides about the rest.
    """
    unsettled = Letter.objects.filter(state__in=[LetterState.QUEUED, LetterState.SENDING])
    count = unsettled.update(state=LetterState.HELD, status=RESTORED, lease=None, leased_until=None)
    if count:
        audit.record(by, "kernel.letters_held", "outbox", count=count)
    return count


@verb
def release(*, send: bool, by: Actor) -> int:
    """Send what a restore held, or drop it for good; say how many letters."""
    held = Letter.objects.filter(state=LetterState.HELD, status=RESTORED)
    if send:
        count = held.update(state=LetterState.QUEUED, status="")
        audit.record(by, "kernel.letters_released", "outbox", count=count)
        jobs.defer(DELIVER)
    else:
        count = held.update(state=LetterState.DROPPED)
        audit.record(by, "kernel.letters_dropped", "outbox", count=count)
    return count
