"""The pages of a file that comes in: brought, matched, corrected, decided, entered, taken back."""

from __future__ import annotations

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from egide.imports import jobs, services
from egide.imports.enums import BatchState, LineState
from egide.imports.models import Batch, Line, RememberedMapping
from egide.imports.permissions import TAKE_IN_FILES
from egide.imports.tests.files import CLERK, TODAY, csv_of, take_in
from egide.kernel.access import CLOCK
from egide.members.models import ContactPoint, Person
from egide.members.permissions import MANAGE_REGISTRY
from egide.members.tests.conftest import give, sign_in  # noqa: F401
from egide.members.tests.factories import make_person, make_promotion

pytestmark = pytest.mark.django_db
TWO = (
    "Torelisse;Camille;Bo 185;camille.torelisse@example.org;06 39 98 00 01",
    "Perebrune;Paul;Zz 12;paul@example.org;",
)


@pytest.fixture
def clerk(sign_in) -> Client:  # noqa: F811
    make_promotion("Bo", 1985)
    return sign_in(
        make_person(first_names="Hector", usage_name="Valesquier", status=None),
        TAKE_IN_FILES,
        MANAGE_REGISTRY,
    )


def bring(client: Client, content: bytes, name: str = "gens.csv"):
    """Send a file by the page."""
    return client.post(
        reverse("imports:receive"), {"kind": "members", "file": SimpleUploadedFile(name, content)}
    )


def columns_of(batch: Batch, **changes: str) -> dict[str, str]:
    """Return what the page of columns sends: as proposed, but for ``changes`` by header."""
    return {
        f"column-{place}": changes.get(header, key)
        for place, (header, key) in enumerate(zip(batch.headers, batch.mapping, strict=True))
    }


@pytest.mark.proves("IMP-1")
def test_a_file_goes_its_whole_way(clerk):
    answer = bring(clerk, csv_of(*TWO))
    batch = Batch.objects.get()
    assert answer.url == reverse("imports:columns", args=[batch.pk])
    page = clerk.get(answer.url).content.decode()
    assert "Courriel" in page
    assert "Exemple" in page

    answer = clerk.post(answer.url, columns_of(batch))
    assert answer.url == reverse("imports:batch", args=[batch.pk])
    page = clerk.get(answer.url).content.decode()
    assert "Ligne 3" in page
    assert "zz" in page.lower()

    line = reverse("imports:line", args=[batch.pk, 3])
    assert "Zz 12" in clerk.get(line).content.decode()
    still_wrong = clerk.post(line, typed(batch, 3, promotion="Bo 1900"))
    assert still_wrong.status_code == 422
    assert "Bo 1900" in still_wrong.content.decode()
    assert "Bo 1900" in batch.lines.get(number=3).cells
    assert clerk.post(line, typed(batch, 3, promotion="Bo 185")).status_code == 302

    clerk.post(reverse("imports:enter", args=[batch.pk]))
    batch.refresh_from_db()
    assert batch.state == BatchState.ENTERED
    assert set(
        Person.objects.filter(schoolings__isnull=False).values_list("usage_name", flat=True)
    ) == {
        "Torelisse",
        "Perebrune",
    }
    assert not hasattr(Batch.objects.get(), "file")

    clerk.post(reverse("imports:withdraw", args=[batch.pk]))
    batch.refresh_from_db()
    assert batch.state == BatchState.WITHDRAWN
    assert Person.objects.filter(schoolings__isnull=False).count() == 0


def typed(batch: Batch, number: int, **changes: str) -> dict[str, str]:
    """Return what the form of a line sends, with some cells changed."""
    line = batch.lines.get(number=number)
    cells = {key: line.cells[place] for place, key in enumerate(batch.mapping) if key}
    return cells | changes


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"", "vide"), (b"%PDF-1.7\n", "CSV"), ("Nom;Prénom\n".encode(), "en-têtes")],
)
def test_a_file_that_cannot_be_read_is_refused_in_words(clerk, content, said):
    answer = bring(clerk, content)

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert Batch.objects.count() == 0


def test_a_choice_of_columns_that_cannot_be_is_refused_and_kept(clerk):
    bring(clerk, csv_of(*TWO))
    batch = Batch.objects.get()

    answer = clerk.post(
        reverse("imports:columns", args=[batch.pk]), columns_of(batch, Nom="", Prénom="email")
    )

    assert answer.status_code == 422
    page = answer.content.decode()
    assert "choisie deux fois" in page
    assert "Il manque" in page
    assert Line.objects.count() == 0


def test_the_choice_of_columns_is_remembered_for_the_same_headers(clerk):
    header = "Qui;Prénom;Promo;Courriel;Téléphone"
    bring(clerk, csv_of(*TWO, header=header))
    first = Batch.objects.get()
    assert first.mapping[0] == ""
    clerk.post(reverse("imports:columns", args=[first.pk]), columns_of(first, Qui="usage_name"))

    bring(clerk, csv_of(*TWO, header=header.upper()))

    assert Batch.objects.latest("pk").mapping[0] == "usage_name"
    assert RememberedMapping.objects.count() == 1


@pytest.mark.proves("IMP-1")
def test_who_is_there_already_is_shown_beside_and_completed(clerk):
    there = make_person(
        first_names="Camille", usage_name="Torélisse", promotion=make_promotion("Bo", 1985)
    )
    batch = take_in(csv_of(TWO[0]))
    page = clerk.get(reverse("imports:line", args=[batch.pk, 2])).content.decode()
    assert "Torélisse" in page
    assert "même promotion" in page

    clerk.post(
        reverse("imports:decide", args=[batch.pk, 2]), {"choice": "SAME", "record": str(there.pk)}
    )
    clerk.post(reverse("imports:enter", args=[batch.pk]))

    assert Person.objects.filter(usage_name__startswith="Tor").count() == 1
    assert set(ContactPoint.objects.filter(person=there).values_list("value", flat=True)) == {
        "camille.torelisse@example.org",
        "+33639980001",
    }
    there.refresh_from_db()
    assert there.usage_name == "Torélisse"


def test_a_homonym_enters_once_somebody_said_so(clerk):
    make_person(first_names="Camille", usage_name="Torelisse", promotion=make_promotion("Bo", 1985))
    batch = take_in(csv_of(TWO[0]))

    clerk.post(reverse("imports:decide", args=[batch.pk, 2]), {"choice": "NEW"})
    clerk.post(reverse("imports:enter", args=[batch.pk]))

    ids = Person.objects.filter(usage_name="Torelisse").values_list("readable_id", flat=True)
    assert len(ids) == 2


def test_a_record_that_was_not_shown_is_not_completed(clerk):
    make_person(first_names="Camille", usage_name="Torelisse", promotion=make_promotion("Bo", 1985))
    stranger = make_person(first_names="Luc", usage_name="Autre")
    batch = take_in(csv_of(TWO[0]))

    with pytest.raises(services.NotACandidate):
        services.decide_line(line=batch.lines.get(), choice="SAME", match_id=stranger.pk, by=CLERK)


def test_a_line_left_out_does_not_enter(clerk):
    batch = take_in(csv_of(*TWO))

    clerk.post(reverse("imports:decide", args=[batch.pk, 2]), {"choice": "LEFT_OUT"})
    clerk.post(reverse("imports:enter", args=[batch.pk]))

    assert batch.lines.get(number=2).state == LineState.LEFT_OUT
    assert Person.objects.filter(usage_name="Torelisse").count() == 0


def test_a_batch_left_keeps_nothing(clerk):
    batch = take_in(csv_of(*TWO))

    clerk.post(reverse("imports:discard", args=[batch.pk]))

    batch.refresh_from_db()
    assert batch.state == BatchState.DISCARDED
    assert Line.objects.count() == 0
    assert not hasattr(Batch.objects.get(), "file")


def test_files_of_others_do_not_exist_without_the_right_of_their_kind(sign_in):  # noqa: F811
    batch = take_in(csv_of(*TWO))
    reader = sign_in(make_person(first_names="Luc", usage_name="Autre"), TAKE_IN_FILES)

    for name, args in (("batch", [batch.pk]), ("columns", [batch.pk]), ("line", [batch.pk, 2])):
        assert reader.get(reverse(f"imports:{name}", args=args)).status_code == 404
    assert "gens.csv" not in reader.get(reverse("imports:batches")).content.decode()
    assert bring(reader, csv_of(*TWO)).status_code == 422


def test_lines_are_forgotten_after_thirty_days():
    batch = take_in(csv_of(*TWO))
    Batch.objects.update(opened_at="2020-11-30T12:00Z")

    services.forget_lines(by=CLOCK, on=TODAY)

    batch.refresh_from_db()
    assert batch.state == BatchState.DISCARDED
    assert Line.objects.count() == 0


def test_the_list_asks_as_much_for_one_batch_as_for_three(clerk, django_assert_max_num_queries):
    take_in(csv_of(TWO[0]))
    clerk.get(reverse("imports:batches"))
    with django_assert_max_num_queries(40) as one:
        clerk.get(reverse("imports:batches"))
    take_in(csv_of(TWO[0]))
    take_in(csv_of(TWO[0]))
    with django_assert_max_num_queries(len(one)):
        page = clerk.get(reverse("imports:batches"))

    assert json.dumps(page.content.decode()).count("gens.csv") == 3


def test_a_job_says_what_stands_in_the_way_and_keeps_everything(clerk, monkeypatch):
    batch = take_in(csv_of(TWO[0]))
    batch = services.ask_entering(batch=batch, by=CLERK)
    stranger = make_person(first_names="Luc", usage_name="Autre")

    with pytest.raises(Exception, match="Tenir le registre"):
        jobs.enter_lines(on=TODAY, batch_id=batch.pk, person_id=stranger.pk)

    assert Person.objects.filter(usage_name="Torelisse").count() == 0
    assert batch.lines.count() == 1
