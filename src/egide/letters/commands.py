"""Commands of the letters: reading the mailbox to which undelivered letters come back."""

from __future__ import annotations

import argparse
import json
import mailbox
import sys
from collections.abc import Iterator
from pathlib import Path

from django.utils import timezone
from django.utils.timezone import localdate

from egide.kernel import outbox
from egide.kernel.access import command_actor
from egide.letters import services
from egide.letters.rules.reports import report_in


def read_bounces(options: argparse.Namespace) -> int:
    """Read a mailbox of returned letters: a file of one message, an mbox, or a Maildir."""
    place = Path(options.file)
    if not place.exists():
        sys.stderr.write(f"There is no file {place}.\n")
        return 1
    by = command_actor("bounces")
    counts = {"read": 0, "noted": 0, "hard": 0, "of_no_letter": 0}
    for content in messages_in(place):
        counts["read"] += 1
        report = report_in(content)
        letter = outbox.letter_named(report.message_id) if report else None
        if report is None or letter is None or report.action != "failed":
            counts["of_no_letter"] += 1
            continue
        returned = services.note_return(
            letter=letter, status=report.status, at=timezone.now(), on=localdate(), by=by
        )
        counts["noted"] += returned is not None
        counts["hard"] += returned is not None and returned.hard
    if options.json:
        sys.stdout.write(json.dumps(counts) + "\n")
    else:
        sys.stdout.write(
            f"{counts['read']} messages read, {counts['noted']} letters came back, "
            f"{counts['hard']} of them for good.\n"
        )
    return 0


def configure_bounces(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``letters bounces``."""
    parser.add_argument("file", help="one message, an mbox, or a Maildir folder")
    parser.add_argument("--json", action="store_true", help="print the counts as JSON")


def messages_in(place: Path) -> Iterator[bytes]:
    """Yield the messages of a mailbox, one at a time."""
    box: mailbox.Mailbox
    if place.is_dir():
        box = mailbox.Maildir(place, create=False)
    elif place.read_bytes()[:5] == b"From ":
        box = mailbox.mbox(place, create=False)
    else:
        yield place.read_bytes()
        return
    for key in box.iterkeys():
        yield box.get_bytes(key)
    box.close()
