"""How letters leave: claimed by batches under a lease, written, handed over, settled one by one."""

from __future__ import annotations

import logging
import smtplib
import time
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import connection
from django.db.models import F
from django.db.models.functions import Now

from egide.kernel import events, jobs, kills, limits, outbox, registry
from egide.kernel.access import CLOCK
from egide.kernel.errors import Refused
from egide.kernel.identity import acting
from egide.kernel.models import Letter, LetterKind, LetterState
from egide.kernel.outbox.mime import Head, as_bytes
from egide.kernel.registry import Written
from egide.kernel.statements import planned

log = logging.getLogger("egide.outbox")
BATCH = 200
# A slow server must not let a link to sign in wait behind two hundred letters.
BATCH_SECONDS = 5
RUN_SECONDS = 20
CLAIM_SECONDS = 60
# Longer than the mail server may take for one letter: four answers of EMAIL_TIMEOUT each.
SEND_SECONDS = 120
AWAY_SECONDS = 45
# A letter that fails ten times has waited for seventeen hours.
MOST_TRIES = 10
# From this answer on, asking again changes nothing.
PERMANENT = 500
ALL, IN_NUMBERS = "kernel.mail", "kernel.mail.in_numbers"
HEADERS = (("Auto-Submitted", "auto-generated"), ("X-Auto-Response-Suppress", "All"))


@dataclass(frozen=True)
class Outcome:
    """What became of a letter that was handed over."""

    state: LetterState
    status: str = ""
    again_in: int = 0

    @property
    def settles(self) -> bool:
        """Tell whether nothing more will be tried by itself."""
        return self.state not in {LetterState.QUEUED, LetterState.HELD}


class Raw:
    """The bytes of a letter, as Django's ways out want them."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    def as_bytes(self, unixfrom: bool = False, linesep: str = "\r\n") -> bytes:
        return self._content


class Envelope(EmailMultiAlternatives):
    """A letter on its way: Django's, with bytes of our own."""

    raw: Raw

    def message(self, *, policy: Any = None) -> Any:
        return self.raw


class ServerAway(Exception):  # noqa: N818 - says what happened
    """The mail server does not answer: every letter would fail alike."""


@dataclass
class _Run:
    """One run of the job: its lease, its way out, and the letter that is not settled yet."""

    lease: uuid.UUID = field(default_factory=uuid.uuid4)
    way: Any = None
    left: int = 0
    unsettled: tuple[int, Outcome] | None = None

    def step(self, letter: Letter | None) -> bool:
        """Settle the letter before and note that ``letter`` is on its way, in one statement.

        Say whether it may leave: not when the lease ended meanwhile, or somebody held it.
        """
        number, outcome = self.unsettled or (0, Outcome(LetterState.SENT))
        with planned() as cursor:
            cursor.execute(
                """
                WITH settled AS (
                    UPDATE kernel_letter
                       SET state = %s, status = %s, lease = NULL, leased_until = NULL,
                           settled_at = CASE WHEN %s THEN statement_timestamp() END,
                           due_at = statement_timestamp() + make_interval(secs => %s)
                     WHERE id = %s AND lease = %s AND state = 'SENDING')
                UPDATE kernel_letter
                   SET state = 'SENDING', tries = tries + 1, address = %s,
                       leased_until = statement_timestamp() + make_interval(secs => %s)
                 WHERE id = %s AND lease = %s AND state = 'QUEUED'
                """,
                [
                    *(outcome.state.value, outcome.status[:200], outcome.settles),
                    *(outcome.again_in, number, self.lease),
                    *(letter.address if letter else "", SEND_SECONDS),
                    *(letter.pk if letter else 0, self.lease),
                ],
            )
            self.unsettled = None
            return cursor.rowcount == 1

    def settle(self) -> None:
        """Note what became of the last letter."""
        if self.unsettled:
            kills.point("letters.before_settling")
            self.step(None)

    def close(self) -> None:
        """Settle the last letter, and leave the server."""
        self.settle()
        if self.way is not None:
            way, self.way = self.way, None
            try:
                way.close()
            except (OSError, smtplib.SMTPException) as problem:
                log.info("the mail server closed first: %s", problem)


def deliver(*, on: date) -> int:
    """Hand over the letters that are due, and say how many left; go on in another run."""
    take_back()
    run, end = _Run(), time.monotonic() + RUN_SECONDS
    try:
        while batch := _claimed(run.lease):
            kills.point("letters.claimed")
            patience = time.monotonic() + BATCH_SECONDS
            for letter, written in _written(batch, on=on, lease=run.lease):
                if not _may_leave_now(letter):
                    _put_back(run.lease, max(map(limits.waiting_seconds, (ALL, IN_NUMBERS))))
                    return run.left
                _hand_over(run, letter, written)
                if time.monotonic() > patience:
                    _put_back(run.lease, 0)
                    break
            run.settle()
            if time.monotonic() > end:
                jobs.defer(outbox.DELIVER)
                break
    except ServerAway as problem:
        log.warning("letters wait: the mail server is away (%s)", problem)
        run.close()
        _put_back(run.lease, AWAY_SECONDS)
    finally:
        run.close()
    return run.left


def take_back() -> int:
    """Look at what a killed process left on its way; nobody knows whether it had left.

    One more copy does no harm to whoever waits for a letter, and goes again. Of the others,
    somebody decides.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE kernel_letter
               SET state = CASE WHEN kind IN ('NEWS', 'APPEAL') THEN 'HELD' ELSE 'QUEUED' END,
                   status = %s, lease = NULL, leased_until = NULL
             WHERE state = 'SENDING' AND leased_until < statement_timestamp()
            """,
            [outbox.INTERRUPTED],
        )
        return cursor.rowcount


def _claimed(lease: uuid.UUID) -> list[Letter]:
    found = Letter.objects.raw(
        """
        UPDATE kernel_letter
           SET lease = %s, leased_until = statement_timestamp() + make_interval(secs => %s)
         WHERE id IN (SELECT id FROM kernel_letter
                       WHERE state = 'QUEUED' AND due_at <= statement_timestamp()
                         AND (leased_until IS NULL OR leased_until < statement_timestamp())
                       ORDER BY mass, id LIMIT %s FOR UPDATE SKIP LOCKED)
        RETURNING kernel_letter.*
        """,
        [lease, CLAIM_SECONDS, BATCH],
    )
    return sorted(found, key=lambda letter: (letter.mass, letter.pk))


def _put_back(lease: uuid.UUID, seconds: int) -> None:
    """Give back what was claimed and did not leave, for a later run."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE kernel_letter
               SET lease = NULL, leased_until = NULL,
                   due_at = statement_timestamp() + make_interval(secs => %s)
             WHERE lease = %s AND state = 'QUEUED'
            """,
            [seconds, lease],
        )


def _may_leave_now(letter: Letter) -> bool:
    """Count one letter of this minute; what is sent in numbers leaves a fifth to the others."""
    most = settings.MAIL_PER_MINUTE
    if not most:
        return True
    if letter.mass and not limits.take(IN_NUMBERS, most=max(1, most * 4 // 5), seconds=60):
        return False
    return limits.take(ALL, most=most, seconds=60)


def _written(
    batch: Sequence[Letter], *, on: date, lease: uuid.UUID
) -> Iterator[tuple[Letter, Written]]:
    """Yield the letters with their words; drop those that are for nobody any more."""
    for name, group in groupby(batch, key=lambda letter: letter.writer):
        letters = list(group)
        try:
            written = _words(name, letters, on=on)
        except Exception:
            if len(letters) > 1:
                for letter in letters:
                    yield from _written([letter], on=on, lease=lease)
                continue
            log.exception("letter %s could not be written by %s", letters[0].pk, name)
            _give_up(letters[0], _again(letters[0], "not written"), lease)
            continue
        _drop([letter.pk for letter in letters if letter.pk not in written], lease)
        for letter in letters:
            if letter.pk in written:
                letter.address = written[letter.pk].address
                yield letter, written[letter.pk]


def _words(name: str, letters: list[Letter], *, on: date) -> Mapping[int, Written]:
    with acting(CLOCK):
        if name:
            return registry.letter_writers()[name].write(letters, on)
        nowhere = {letter.person_id for letter in letters if not letter.address}
        addresses = outbox.addresses_of(person for person in nowhere if person is not None)
    return {
        letter.pk: Written(address=address, subject=letter.subject, text=letter.text)
        for letter in letters
        if (address := letter.address or addresses.get(letter.person_id or 0, ""))
    }


def _drop(numbers: Iterable[int], lease: uuid.UUID) -> None:
    Letter.objects.filter(pk__in=list(numbers), lease=lease, state=LetterState.QUEUED).update(
        state=LetterState.DROPPED, settled_at=Now(), lease=None, leased_until=None
    )


def _give_up(letter: Letter, outcome: Outcome, lease: uuid.UUID) -> None:
    """Settle a letter that was not handed over."""
    Letter.objects.filter(pk=letter.pk, lease=lease, state=LetterState.QUEUED).update(
        state=outcome.state,
        status=outcome.status[:200],
        tries=F("tries") + 1,
        settled_at=Now() if outcome.settles else None,
        due_at=Now() + timedelta(seconds=outcome.again_in),
        lease=None,
        leased_until=None,
    )


def _hand_over(run: _Run, letter: Letter, written: Written) -> None:
    """Hand one letter to the mail server.

    :raises ServerAway: when it does not answer, before the letter or in the middle of it.
    """
    try:
        envelope = _envelope(letter, written)
    except Refused as refusal:
        _give_up(letter, Outcome(LetterState.FAILED, str(refusal)), run.lease)
        return
    _open(run)
    if not run.step(letter):
        return
    kills.point("letters.on_their_way")
    try:
        run.way.send_messages([envelope])
        kills.point("letters.handed_over")
    except smtplib.SMTPRecipientsRefused as refusal:
        code, answer = next(iter(refusal.recipients.values()))
        run.unsettled = letter.pk, _refused(letter, code, answer)
        if code >= PERMANENT:
            _tell_refusal(letter, run.unsettled[1])
    except smtplib.SMTPResponseException as refusal:
        run.unsettled = letter.pk, _refused(letter, refusal.smtp_code, refusal.smtp_error)
    except (OSError, smtplib.SMTPException) as problem:
        # It may have left: what a crash would leave behind.
        again = letter.kind in {LetterKind.STATUTORY, LetterKind.SERVICE}
        state = LetterState.QUEUED if again else LetterState.HELD
        run.unsettled = letter.pk, Outcome(state, outbox.INTERRUPTED, AWAY_SECONDS)
        raise ServerAway(type(problem).__name__) from problem
    else:
        run.unsettled, run.left = (letter.pk, Outcome(LetterState.SENT)), run.left + 1


def _open(run: _Run) -> None:
    if run.way is not None:
        return
    way = get_connection()
    try:
        way.open()
    except (OSError, smtplib.SMTPException) as problem:
        raise ServerAway(type(problem).__name__) from problem
    run.way = way


def _refused(letter: Letter, code: int, answer: bytes | str) -> Outcome:
    said = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    status = f"{code} {' '.join(said.split())}"
    return Outcome(LetterState.FAILED, status) if code >= PERMANENT else _again(letter, status)


def _again(letter: Letter, status: str) -> Outcome:
    if letter.tries + 1 >= MOST_TRIES:
        return Outcome(LetterState.FAILED, status)
    return Outcome(LetterState.QUEUED, status, 60 * 2**letter.tries)


def _tell_refusal(letter: Letter, outcome: Outcome) -> None:
    events.publish(
        outbox.LetterRefused(
            letter_id=letter.pk,
            person_id=letter.person_id,
            address=letter.address,
            answer=outcome.status,
        )
    )


def _envelope(letter: Letter, written: Written) -> Envelope:
    """Return the letter as bytes, within what Django's ways out take.

    :raises HeaderRefused: when something in it cannot stand at the head of a letter.
    """
    message_id = outbox.message_id_of(letter)
    head = Head(
        sender=settings.DEFAULT_FROM_EMAIL,
        sender_name=written.sender_name or settings.SOCIETY_NAME,
        to=written.address,
        subject=written.subject,
        message_id=message_id,
        more=(*HEADERS, *written.headers),
    )
    raw = as_bytes(head, text=written.text, html=written.html, boundary=letter.token.hex)
    envelope = Envelope(
        subject=written.subject,
        body=written.text,
        from_email=settings.MAIL_BOUNCES or settings.DEFAULT_FROM_EMAIL,
        to=[written.address],
        headers={"Message-ID": message_id, **dict(head.more)},
    )
    envelope.raw = Raw(raw)
    return envelope


def forget(**_: object) -> int:
    """Remove the words of letters settled a month ago, and the letters after a year; say how many.

    A letter held for a month is out of date, and is dropped.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE kernel_letter SET state = 'DROPPED', settled_at = statement_timestamp()
             WHERE state = 'HELD'
               AND queued_at < statement_timestamp() - make_interval(days => %(words)s);
            UPDATE kernel_letter SET address = '', subject = '', text = '', facts = '{}'
             WHERE settled_at < statement_timestamp() - make_interval(days => %(words)s)
               AND (address, subject, text, facts) <> ('', '', '', '{}');
            """,
            {"words": outbox.WORDS_KEPT.days},
        )
    gone, _rows = Letter.objects.filter(settled_at__lt=Now() - outbox.LETTERS_KEPT).delete()
    return gone
