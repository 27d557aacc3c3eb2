"""A letter to many whose worker is killed in the middle: it goes on, and its doubt is decided."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from django.utils import timezone

from egide.kernel.models import Letter, LetterState
from egide.letters import services
from egide.letters.queries.progress import progress_of
from egide.letters.tests.conftest import begin, deliver, draft, writer
from tests.harness.deaths import die_at

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.proves("G11", "MSG-2")]


@pytest.mark.parametrize("again", [False, True])
@pytest.mark.parametrize("point", ["letters.on_their_way", "letters.handed_over"])
def test_the_rest_leaves_by_itself_and_somebody_decides_of_one(point, again, society, mail_server):
    by = writer(society.author)
    mailing = begin(draft(by, "GT Bordeaux", "Club Lyon"), by)

    die_at(point, deliver)
    Letter.objects.update(leased_until=timezone.now() - timedelta(seconds=1))
    deliver()
    left, doubts = len(mail_server.letters), progress_of(mailing).doubtful
    decided = services.settle_doubts(mailing=mailing, again=again, by=by)
    deliver()

    received = Counter(letter["To"] for letter in mail_server.letters)
    identities = {letter["Message-ID"] for letter in mail_server.letters}
    gone = point == "letters.handed_over"
    assert (left, doubts, decided) == (3 if gone else 2, 1, 1)
    assert len(identities) == len(received) == (3 if gone or again else 2)
    assert received.total() == len(received) + (gone and again)
    assert set(Letter.objects.values_list("state", flat=True)) == {LetterState.SENT}
