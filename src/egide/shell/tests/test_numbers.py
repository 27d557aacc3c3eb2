"""What a monitor is told of the outbox: how many letters should have left, and since when."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from egide.kernel.models import Letter
from egide.shell import queries

pytestmark = [pytest.mark.django_db, pytest.mark.proves("G32")]
KEY = "un-long-mot-au-hasard"


def letter(*, minutes: int, tries: int = 0, state: str = "QUEUED", due: int | None = None) -> None:
    """Promise a letter so many minutes ago, to leave ``due`` minutes from now, or at once."""
    now = timezone.now()
    promised = now - timedelta(minutes=minutes)
    Letter.objects.create(
        kind="SERVICE",
        state=state,
        tries=tries,
        queued_at=promised,
        due_at=promised if due is None else now + timedelta(minutes=due),
    )


def told() -> tuple[int, int]:
    found = queries.numbers(at=timezone.now())
    return (
        int(found["egide_letters_waiting"]),
        round(found["egide_letters_oldest_seconds"] / 60),
    )


def test_nothing_waits():
    letter(minutes=90, state="SENT")
    letter(minutes=90, due=30)

    assert told() == (0, 0)


def test_the_oldest_that_should_have_left_tells_its_age():
    letter(minutes=20)
    letter(minutes=5)

    assert told() == (2, 20)


def test_one_that_is_tried_again_and_again_is_as_old_as_its_promise():
    letter(minutes=120, tries=4, due=30)

    assert told() == (1, 120)


def test_the_monitor_reads_it(client, settings):
    settings.MONITOR_TOKEN = KEY
    letter(minutes=20)

    page = client.get("/sante/mesures/", headers={"Authorization": f"Bearer {KEY}"})

    assert "egide_letters_waiting 1.0" in page.content.decode()
    assert "egide_letters_oldest_seconds 12" in page.content.decode()
