"""The routes of letters, for the access matrix."""

from __future__ import annotations

from datetime import UTC, datetime

from egide.letters.models import Layout, LayoutVersion, Mailing, RelayLetter, ReturnedLetter
from egide.letters.permissions import WATCH_LETTERS
from egide.letters.rules.layout import HOUSE
from egide.members.models import Person
from tests.matrix.declaring import ONE_S_OWN, Declared, Side, always, the

NOON = datetime(2021, 5, 1, 12, tzinfo=UTC)


def mailing(side: Side) -> Mailing:
    return Mailing.objects.create(
        kind="NEWS", subject="zyx", body="zyx", author=side.person, drafted_at=NOON
    )


def relayed(side: Side) -> RelayLetter:
    others = Person.objects.exclude(pk=side.person.pk).filter(listed=True)
    return RelayLetter.objects.create(
        sender=others.order_by("pk").first(),
        recipient=side.person,
        subject="zyx",
        text="zyx",
        written_at=NOON,
        reported_at=NOON,
    )


def layout(side: Side) -> Layout:
    return Layout.objects.get_or_create(name="zyx")[0]


def version(side: Side) -> LayoutVersion:
    return LayoutVersion.objects.get_or_create(
        layout=side.row(Layout),
        number=1,
        defaults={"source": HOUSE, "author": side.person, "written_at": NOON},
    )[0]


MATRIX = Declared(
    public=("letters:leave",),
    signed_in=("letters:preferences", "letters:refuse", "letters:accept"),
    decided={"letters:answer": (ONE_S_OWN,), "letters:report": (ONE_S_OWN,)},
    rows={
        Layout: layout,
        LayoutVersion: version,
        Mailing: mailing,
        RelayLetter: relayed,
    },
    reads={
        WATCH_LETTERS: {
            # Of a letter between members, what its recipient reported.
            RelayLetter: ("subject", "text", "complaint", "judgement"),
            ReturnedLetter: ("address", "status"),
        },
    },
    things={
        "layout_id": lambda side: side.row(LayoutVersion).layout_id,
        "version_id": the(LayoutVersion),
        "mailing_id": the(Mailing),
        "relay_id": the(RelayLetter),
        "readable_id": lambda side: side.person.readable_id,
        "token": always("A" * 43),
    },
    nobody_s=("letters:leave",),
)
