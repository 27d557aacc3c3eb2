"""Every kill point of the source, and an act that dies there and is done again (G10).

The act runs in a forked child on the real database of the test and is killed by SIGKILL; what it
left is all or nothing. Then the act is done again, as a person or the queue would, and everything
is there once.
"""

from __future__ import annotations

import ast
import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

import egide
from egide.accounts.models import SignInLink
from egide.accounts.services import ask_for_link
from egide.annual_report.models import Edition, KeptCopy
from egide.annual_report.queries import copies
from egide.annual_report.services import printing, publish_edition, publishing
from egide.annual_report.services.printing import print_edition
from egide.annual_report.tests.conftest import (
    EDITOR,
    SECRETARY,
    carry,
    edition,
    figures,
)
from egide.annual_report.tests.conftest import TODAY as REPORT_DAY
from egide.imports import services as imports
from egide.imports.models import Batch, Entered
from egide.imports.services import checking
from egide.imports.tests.files import CLERK, csv_of, enter, take_in
from egide.kernel import documents, jobs, journal, kills, outbox
from egide.kernel.access import CLOCK, VISITOR
from egide.kernel.errors import Refused
from egide.kernel.models import Document, Letter, LetterKind, RegisterLine
from egide.kernel.outbox import delivery
from egide.kernel.tests.test_jobs import work
from egide.launcher import backup_sets, places
from egide.members.models import Person, Union
from egide.members.services import erase_people, save_profile, unite_records
from egide.members.services.profiles import PersonalDetails
from egide.members.tests.conftest import TODAY
from egide.members.tests.factories import make_person, make_promotion
from tests.harness.deaths import die_at
from tests.harness.environment import TestDatabase

__all__ = ["edition", "figures"]  # fixtures
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.proves("G10")]

# Which act dies where; its fixture below has the same name.
DIES_AT = {
    "keeping_a_document": (
        "documents.before_write",
        "documents.before_rename",
        "documents.before_row",
        "documents.after_row",
        "transaction.before_commit",
    ),
    "publishing_a_report": (
        "documents.before_rename",
        "publishing.kept",
        "transaction.before_commit",
        "transaction.committed",
    ),
    "printing_a_report": (
        "printing.before_rename",
        "printing.between_renames",
        "printing.renamed",
    ),
    "erasing_somebody": (
        "erasure.half_done",
        "transaction.before_commit",
        "journal.before_write",
        "transaction.committed",
    ),
    "uniting_records": (
        "union.half_done",
        "transaction.before_commit",
        "transaction.committed",
    ),
    "saving_a_profile": ("transaction.before_commit", "transaction.committed"),
    "asking_for_a_link": ("transaction.before_commit",),
    "running_a_job": ("jobs.before_run", "jobs.after_run"),
    "checking_a_file": (
        "imports.staged",
        "transaction.before_commit",
        "transaction.committed",
    ),
    "entering_a_batch": (
        "imports.half_entered",
        "transaction.before_commit",
        "transaction.committed",
    ),
    "taking_a_batch_back": (
        "imports.half_withdrawn",
        "transaction.before_commit",
        "transaction.committed",
    ),
    "delivering_letters": (
        "letters.claimed",
        "letters.on_their_way",
        "letters.handed_over",
        "letters.before_settling",
    ),
    "making_a_backup": (
        "backups.dumped",
        "backups.document_copied",
        "backups.before_rename",
    ),
}


@dataclass
class Trial:
    """An act, how to look at what it did, and what may be seen before, after, and after a kill."""

    act: Callable[[], Any]
    seen: Callable[[], Any]
    nothing: Any
    whole: Any
    # What the site does by itself sooner or later (a nightly job, the queue).
    heal: Callable[[], Any] = lambda: None
    # Seen after a kill, and neither nothing nor everything; each has its reason beside it.
    between: list[Any] = field(default_factory=list)


def test_each_point_is_named_once_and_died_at():
    found = [name for path in sources() for name in points_of(path)]

    assert len(found) == len(set(found))
    assert set(found) == {name for names in DIES_AT.values() for name in names}


@pytest.mark.parametrize(
    "line",
    ["kills.point(name)", "kills.point()", "from egide.kernel.kills import point"],
)
def test_a_point_that_could_not_be_found_is_refused(line, tmp_path):
    path = tmp_path / "module.py"
    path.write_text(line)

    with pytest.raises(AssertionError, match="a kill point is written"):
        points_of(path)


def test_nothing_happens_where_nothing_is_named(monkeypatch):
    monkeypatch.delenv(kills.VARIABLE, raising=False)
    kills.point("documents.before_write")
    monkeypatch.setenv(kills.VARIABLE, "documents.after_row")
    kills.point("documents.before_write")

    assert os.environ[kills.VARIABLE] == "documents.after_row"


@pytest.mark.parametrize(
    ("name", "point"), [(name, point) for name, points in DIES_AT.items() for point in points]
)
def test_nothing_is_lost_doubled_or_half_done(name, point, request):
    trial: Trial = request.getfixturevalue(name)
    assert trial.seen() == trial.nothing

    die_at(point, trial.act)

    assert trial.seen() in [trial.nothing, trial.whole, *trial.between]
    with suppress(Refused):  # « it is done already » is a good answer
        trial.act()
    trial.heal()
    assert trial.seen() == trial.whole


def sources() -> list[Path]:
    """Return the program's own source, without its tests."""
    package = Path(egide.__file__).parent
    return sorted(path for path in package.rglob("*.py") if "tests" not in path.parts)


def points_of(path: Path) -> list[str]:
    """Return the points that a file names, in their one way of being written."""
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        hidden = isinstance(node, ast.ImportFrom) and node.module == "egide.kernel.kills"
        called = isinstance(node, ast.Call) and ast.unparse(node.func) == "kills.point"
        if called:
            names = [part.value for part in node.args if isinstance(part, ast.Constant)]
            hidden = len(names) != 1 or not isinstance(names[0], str)
            found += names
        assert not hidden, f'{path}: a kill point is written kills.point("name")'
    return found


def lines(action: str) -> int:
    return RegisterLine.objects.filter(action=action).count()


@pytest.fixture
def keeping_a_document(settings, tmp_path) -> Trial:
    settings.MEDIA_ROOT = tmp_path

    def seen() -> tuple[list[bytes], int, int]:
        contents = [documents.content_of(row) for row in Document.objects.order_by("pk")]
        drafts = len(list(tmp_path.glob(f"??/{documents.DRAFT}*")))
        return contents, lines("kernel.document_kept"), drafts

    def a_day_later() -> None:
        for draft in tmp_path.glob(f"??/{documents.DRAFT}*"):
            os.utime(draft, (0, 0))
        documents.forget_drafts()

    return Trial(
        act=lambda: documents.keep(
            content=b"proces", kind="essai", name="pv.pdf", media_type="", by=CLOCK
        ),
        seen=seen,
        nothing=([], 0, 0),
        whole=([b"proces"], 1, 0),
        heal=a_day_later,
        between=[([], 0, 1)],  # a draft that nobody reads, for a day
    )


@pytest.fixture
def publishing_a_report(edition, settings, tmp_path, monkeypatch) -> Trial:
    settings.MEDIA_ROOT = tmp_path
    # The typesetter has threads of its own, which a forked child would wait for in vain.
    made = {
        part: replace(file, make=lambda edition, language, part=part: f"{part} {language}".encode())
        for part, file in copies.FILES.items()
    }
    monkeypatch.setattr(publishing, "FILES", made)
    carry(edition, to="PRESENTED_TO_AG")

    def seen() -> tuple[str, int, int]:
        copies = KeptCopy.objects.select_related("document")
        whole = [documents.content_of(copy.document) for copy in copies]
        state = Edition.objects.get(pk=edition.pk).state
        return state, len(whole), Document.objects.count()

    return Trial(
        act=lambda: publish_edition(edition=edition, on=REPORT_DAY, by=SECRETARY),
        seen=seen,
        nothing=("PRESENTED_TO_AG", 0, 0),
        whole=("PUBLISHED", 9, 9),
    )


@pytest.fixture
def printing_a_report(edition, tmp_path, monkeypatch) -> Trial:
    def files(edition: Edition, language: str) -> dict[str, bytes]:
        names = ["index.html", "style.css", "donnees/v.csv", "fonts/f.woff"]
        return dict.fromkeys([*names, f"rapport-2020-{language}.pdf"], b"printed")

    monkeypatch.setattr(printing, "report_files", files)
    folder = tmp_path / "rapport"
    print_edition(year=2020, language="fr", folder=folder, by=EDITOR)

    def seen() -> tuple[list[str], int]:
        names = [path.name for path in folder.glob("rapport-2020-??.pdf")]
        return names, len(list(tmp_path.iterdir()))

    french, english = ["rapport-2020-fr.pdf"], ["rapport-2020-en.pdf"]
    return Trial(
        act=lambda: print_edition(year=2020, language="en", folder=folder, by=EDITOR),
        seen=seen,
        nothing=(french, 1),
        whole=(english, 1),
        # What lies beside is taken up by the next printing; between two renames, nothing is read.
        between=[(french, 2), ([], 2), (english, 2)],
    )


@pytest.fixture
def erasing_somebody(settings, tmp_path) -> Trial:
    settings.JOURNAL = tmp_path / "journal.jsonl"
    person = make_person(first_names="Camille", usage_name="Torelisse", email="c@example.org")

    def seen() -> tuple[bool, int, int, int]:
        named = Person.objects.filter(pk=person.pk, usage_name="Torelisse").exists()
        contacts = person.contact_points.count()
        return named, contacts, lines("members.person_erased"), len(list(journal.read()))

    return Trial(
        act=lambda: erase_people(people=[person], reason="demande", by=CLOCK, on=TODAY),
        seen=seen,
        nothing=(True, 1, 0, 0),
        whole=(False, 0, 1, 1),
        heal=lambda: journal.complete(by=CLOCK),
        between=[(False, 0, 1, 0)],  # the journal is completed by night
    )


@pytest.fixture
def uniting_records() -> Trial:
    kept = make_person(first_names="Camille", usage_name="Torelisse", email="c@example.org")
    gone = make_person(first_names="CAMILLE", usage_name="TORELISSE", email="ct@example.org")

    def act() -> None:
        unite_records(
            kept=kept, gone=gone, believed=(), versions=(1, 1), reason="la même", by=CLOCK, on=TODAY
        )

    def seen() -> tuple[int, int, int, int]:
        there = Person.objects.filter(pk__in=(kept.pk, gone.pk)).count()
        contacts = kept.contact_points.count()
        return there, contacts, Union.objects.count(), lines("members.records_united")

    return Trial(act=act, seen=seen, nothing=(2, 1, 0, 0), whole=(1, 2, 1, 1))


@pytest.fixture
def saving_a_profile() -> Trial:
    person = make_person()
    details = PersonalDetails(nickname="Zagal")

    def seen() -> tuple[str, int, int]:
        held = Person.objects.get(pk=person.pk)
        return held.nickname, held.version, lines("members.profile_saved")

    return Trial(
        act=lambda: save_profile(person=person, version=1, details=details, by=CLOCK, on=TODAY),
        seen=seen,
        nothing=("", 1, 0),
        whole=("Zagal", 2, 1),
    )


@pytest.fixture
def asking_for_a_link() -> Trial:
    def ask() -> None:
        ask_for_link(
            identifier="camille@example.org",
            browser="b",
            next_path="/",
            language="fr",
            site="https://example.org",
            at=timezone.now(),
            by=VISITOR,
        )

    return Trial(
        act=ask,
        seen=lambda: (SignInLink.objects.count(), ProcrastinateJob.objects.count()),
        nothing=(0, 0),
        whole=(1, 1),
    )


@pytest.fixture
def running_a_job(as_worker) -> Trial:
    long_ago = timezone.now() - timedelta(days=60)
    SignInLink.objects.create(
        identifier="c@example.org", browser_hash="b", asked_at=long_ago, expires_at=long_ago
    )
    jobs.defer("accounts.forget_ended")
    ours = ProcrastinateJob.objects.get(task_name="accounts.forget_ended").pk

    def stalled() -> None:
        """Let the time pass that tells a dead worker from a busy one."""
        with connection.cursor() as cursor:
            cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = '2000-01-01'")
        jobs.retry_stalled()
        with connection.cursor() as cursor:
            cursor.execute("UPDATE procrastinate_jobs SET scheduled_at = NULL")
        work()

    def seen() -> tuple[int, list[str]]:
        # The worker may ask for jobs of the timetable meanwhile, this one too.
        job = ProcrastinateJob.objects.filter(pk=ours)
        return SignInLink.objects.count(), list(job.values_list("status", flat=True))

    return Trial(
        act=work,
        seen=seen,
        nothing=(1, ["todo"]),
        whole=(0, ["succeeded"]),
        heal=stalled,
        between=[(1, ["doing"]), (0, ["doing"])],  # given back a minute later
    )


LINES = ("Torelisse;Camille;Bo 185;camille@example.org;", "Perebrune;Paul;Bo 185;paul@example.org;")


def of_batch() -> tuple[str, int, int, int]:
    """Return where the only batch stands: lines that wait, people, and who it says entered."""
    batch = Batch.objects.get()
    return batch.state, batch.lines.count(), Person.objects.count(), Entered.objects.count()


@pytest.fixture
def checking_a_file(monkeypatch) -> Trial:
    make_promotion("Bo", 1985)
    # One line a transaction, where thousands are.
    monkeypatch.setattr(checking, "AT_ONCE", 1)
    with monkeypatch.context() as patch:
        patch.setattr(imports, "check_batch", lambda *, batch, **_: batch)
        batch = take_in(csv_of(*LINES))
    return Trial(
        act=lambda: imports.check_kept_file(
            batch=Batch.objects.get(pk=batch.pk), by=CLERK, on=TODAY
        ),
        seen=of_batch,
        nothing=("CHECKING", 0, 0, 0),
        whole=("CHECKED", 2, 0, 0),
        between=[("CHECKING", 1, 0, 0)],  # it goes on from the second line
    )


@pytest.fixture
def entering_a_batch() -> Trial:
    make_promotion("Bo", 1985)
    batch = take_in(csv_of(*LINES))
    return Trial(
        act=lambda: imports.enter_batch(batch=batch, by=CLERK, on=TODAY),
        seen=lambda: (of_batch(), lines("imports.batch_entered")),
        nothing=(("CHECKED", 2, 0, 0), 0),
        whole=(("ENTERED", 0, 2, 2), 1),
    )


@pytest.fixture
def taking_a_batch_back() -> Trial:
    make_promotion("Bo", 1985)
    batch = enter(csv_of(*LINES))
    return Trial(
        act=lambda: imports.withdraw_batch(batch=batch, by=CLERK, on=TODAY),
        seen=lambda: (of_batch(), lines("imports.batch_withdrawn")),
        nothing=(("ENTERED", 0, 2, 2), 0),
        whole=(("WITHDRAWN", 0, 0, 0), 1),
    )


@pytest.fixture
def delivering_letters(mail_server) -> Trial:
    for number in range(3):
        outbox.post(
            kind=LetterKind.SERVICE,
            address=f"{number}@example.org",
            subject="Avis",
            text="Bonjour.",
        )

    def deliver() -> int:
        return delivery.deliver(on=TODAY)

    def seen() -> tuple[int, list[str]]:
        named = {letter["Message-ID"] for letter in mail_server.letters}
        # One copy too many at most, under the same identity.
        assert len(mail_server.letters) - len(named) <= 1
        return len(named), list(Letter.objects.order_by("pk").values_list("state", flat=True))

    def later() -> None:
        with connection.cursor() as cursor:
            cursor.execute("UPDATE kernel_letter SET leased_until = now() - interval '1 second'")
        deliver()

    return Trial(
        act=deliver,
        seen=seen,
        nothing=(0, ["QUEUED"] * 3),
        whole=(3, ["SENT"] * 3),
        heal=later,
        between=[
            (0, ["SENDING", "QUEUED", "QUEUED"]),  # it goes again when its lease ends
            (1, ["SENDING", "QUEUED", "QUEUED"]),
            (3, ["SENT", "SENT", "SENDING"]),
        ],
    )


@pytest.fixture
def making_a_backup(settings, tmp_path, monkeypatch) -> Trial:
    state, folder = tmp_path / "state", tmp_path / "backups"
    settings.MEDIA_ROOT = state / "documents"
    monkeypatch.setattr(places, "state", lambda: state)
    documents.keep(content=b"proces", kind="essai", name="pv.pdf", media_type="", by=CLOCK)

    def seen() -> tuple[int, int]:
        made = backup_sets.all_in(folder) if folder.exists() else []
        assert [problem for one in made for problem in one.problems()] == []
        return len(made), len(list(folder.rglob(f"{backup_sets.UNFINISHED}*")))

    return Trial(
        act=lambda: backup_sets.make(TestDatabase.of_this_process().access, folder),
        seen=seen,
        nothing=(0, 0),
        whole=(1, 0),
        between=[(0, 1), (0, 2)],  # removed by the next backup
    )
