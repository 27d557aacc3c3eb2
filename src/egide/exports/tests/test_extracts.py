"""A large list leaves by two people, as it was agreed to, for a few days, and marked."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from urllib.parse import urlsplit

import openpyxl
import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from odfdo import Document as OpenDocument

from egide.exports.enums import ExtractState
from egide.exports.models import Extract
from egide.exports.permissions import AGREE_TO_EXTRACTS
from egide.exports.services import ExtractRefused, agree_extract
from egide.exports.views.gate import MOST_ALONE
from egide.kernel.access import actor_of
from egide.kernel.models import ParameterValue, RegisterLine
from egide.mandates.models import Mandate
from egide.mandates.services import give_mandate
from egide.mandates.tests.factories import OPERATOR, make_office
from egide.members.permissions import EXPORT_DIRECTORY
from egide.members.tests.factories import make_person

pytestmark = [pytest.mark.django_db, pytest.mark.proves("R-X-8", "R-X-9")]
LIST = "/annuaire/?format={}&q=Torelisse"
USE = "Convoquer l’assemblée du groupe de mai"


@pytest.fixture
def alone():
    """One person may take two lines away alone."""
    ParameterValue.objects.create(
        code=MOST_ALONE, value=2, starts_on=date(2000, 1, 1), source="vote"
    )


@pytest.fixture
def three(alone, camille):
    """Three people called alike, one more than somebody may take alone."""
    return [make_person(usage_name="Torelisse", first_names=name) for name in ("Aude", "Basile")]


@pytest.fixture
def asker(sign_in, paul):
    return sign_in(paul, EXPORT_DIRECTORY)


@pytest.fixture
def other(sign_in):
    """Somebody else, who may agree."""
    person = make_person(usage_name="Sarvelle")
    return sign_in(person, AGREE_TO_EXTRACTS), person


def asked(asker, *, form="csv", use=USE) -> Extract:
    door = asker.get(LIST.format(form))
    assert urlsplit(door.url).path == reverse("exports:ask")
    assert asker.post(door.url, {"purpose": use}).status_code == 302
    return Extract.objects.latest("pk")


def agreed(asker, other, *, form="csv") -> Extract:
    extract = asked(asker, form=form)
    other[0].post(reverse("exports:agree", args=[extract.pk]))
    extract.refresh_from_db()
    assert extract.state == ExtractState.AGREED
    return extract


def taken(asker, extract, more=""):
    return asker.get(f"{extract.address}&extrait={extract.pk}{more}")


def content(answer) -> bytes:
    return b"".join(answer.streaming_content)


def test_as_many_as_one_may_take_alone_leave_at_once(alone, asker, camille):
    make_person(usage_name="Torelisse", first_names="Aude")

    answer = asker.get(LIST.format("csv"))

    assert answer.status_code == 200
    assert len(content(answer).decode().splitlines()) == 3
    assert not Extract.objects.exists()


def test_one_more_is_asked_for_with_its_use_and_what_was_typed_stays(three, asker):
    door = asker.get(LIST.format("csv")).url

    page = asker.get(door).content.decode()
    short = asker.post(door, {"purpose": "listing"})
    extract = asked(asker)

    assert "Nom" in page
    assert (short.status_code, "listing" in short.content.decode()) == (422, True)
    assert (extract.rows, extract.form, extract.purpose) == (3, "csv", USE)
    line = RegisterLine.objects.get(action="exports.extract_asked")
    assert (line.reason, line.facts["rows"], line.facts["columns"]) == (USE, 3, extract.columns)


def test_another_person_decides_and_the_table_holds_it_too(three, sign_in, paul, other):
    asker = sign_in(paul, EXPORT_DIRECTORY, AGREE_TO_EXTRACTS)
    extract = asked(asker)

    asker.post(reverse("exports:agree", args=[extract.pk]))
    by = actor_of(paul.pk, on=timezone.localdate())
    with pytest.raises(ExtractRefused, match="Nul n’accorde"):
        agree_extract(extract=extract, at=timezone.now(), by=by)
    with pytest.raises(IntegrityError), transaction.atomic():
        Extract.objects.update(
            state="AGREED",
            decided_by=paul,
            decided_at=timezone.now(),
            open_until=timezone.now() + timedelta(days=1),
        )

    extract.refresh_from_db()
    assert extract.state == ExtractState.ASKED


def test_a_file_bears_its_number_on_each_line_and_is_noted_before_it_leaves(three, asker, other):
    extract = agreed(asker, other)

    rows = list(
        csv.reader(io.StringIO(content(taken(asker, extract)).decode("utf-8-sig")), delimiter=";")
    )

    assert rows[0][-1] == "Extrait n°"
    assert [row[-1] for row in rows[1:]] == [str(extract.pk)] * 3
    line = RegisterLine.objects.get(action="exports.extract_taken")
    assert (line.facts["rows"], line.subject) == (3, f"exports.extract:{extract.pk}")
    extract.refresh_from_db()
    assert extract.taken == 1


@pytest.mark.parametrize("form", ["xlsx", "ods"])
def test_a_spreadsheet_says_who_took_it_and_what_for(three, asker, other, form):
    extract = agreed(asker, other, form=form)

    file = content(taken(asker, extract))

    if form == "xlsx":
        book = openpyxl.load_workbook(io.BytesIO(file))
        first, about = (list(sheet.iter_rows(values_only=True)) for sheet in book.worksheets)
    else:
        first, about = (
            [list(row.get_values()) for row in sheet.iter_rows()]
            for sheet in OpenDocument(io.BytesIO(file)).body.get_sheets()
        )
    assert [str(row[-1]) for row in first[1:]] == [str(extract.pk)] * 3
    told = dict(row[:2] for row in about)
    assert (told["Usage"], told["Emporté par"]) == (USE, extract.asker.full_name)
    assert told["Accordé par"] == other[1].full_name


def test_the_columns_that_were_chosen_are_those_that_leave(three, asker, other):
    chosen = "&colonnes=name&colonnes=city"
    door = asker.get(LIST.format("csv") + chosen).url
    asker.post(door, {"purpose": USE})
    extract = Extract.objects.get()
    other[0].post(reverse("exports:agree", args=[extract.pk]))

    head = content(taken(asker, extract)).decode("utf-8-sig").splitlines()[0]

    assert extract.columns == ["name", "city"]
    assert head == "Nom;Ville;Extrait n°"


@pytest.mark.parametrize("more", ["&ville=Lyon", "&format=xlsx", "&colonnes=name"])
def test_another_list_than_the_one_agreed_to_is_asked_for_anew(three, asker, other, more):
    extract = agreed(asker, other)

    answer = taken(asker, extract, more)

    assert answer.status_code in {200, 302}
    assert not RegisterLine.objects.filter(action="exports.extract_taken").exists()


def test_a_list_that_grew_by_over_a_tenth_is_asked_for_anew(three, asker, other):
    extract = agreed(asker, other)
    make_person(usage_name="Torelisse", first_names="Cyr")

    assert urlsplit(taken(asker, extract).url).path == reverse("exports:ask")


def test_it_is_over_after_its_days(three, asker, other):
    extract = agreed(asker, other)
    until = timezone.localdate(extract.open_until)
    assert (until - timezone.localdate(extract.decided_at)).days == 3
    now = timezone.now()
    Extract.objects.update(
        asked_at=now - timedelta(days=4),
        decided_at=now - timedelta(days=3),
        open_until=now - timedelta(seconds=1),
    )

    assert urlsplit(taken(asker, extract).url).path == reverse("exports:ask")


def mandated(sign_in, name, right):
    """Somebody who holds a right by a mandate, and their browser."""
    person = make_person(usage_name=name)
    make_office(right.upper()[:20], rights=[right])
    give_mandate(
        person_id=person.pk, office=right.upper()[:20], starts_on=date(2020, 1, 1), by=OPERATOR
    )
    return sign_in(person), person


def test_it_does_not_outlive_the_mandate_of_who_asked_nor_of_who_agreed(three, sign_in):
    asker, asking = mandated(sign_in, "Sarvelle", EXPORT_DIRECTORY)
    agreeing = mandated(sign_in, "Orvaud", AGREE_TO_EXTRACTS)
    extract = agreed(asker, agreeing)
    yesterday = timezone.localdate() - timedelta(days=1)
    held = Mandate.objects.filter(person=agreeing[1])

    held.update(ends_on=yesterday)
    assert urlsplit(taken(asker, extract).url).path == reverse("exports:ask")
    held.update(ends_on=None)
    assert taken(asker, extract).status_code == 200
    Mandate.objects.filter(person=asking).update(ends_on=yesterday)
    assert taken(asker, extract).status_code == 403


def test_nobody_takes_the_extract_of_another_nor_sees_it(three, asker, other, sign_in):
    extract = agreed(asker, other)
    stranger = sign_in(make_person(usage_name="Orvaud"), EXPORT_DIRECTORY)

    assert urlsplit(taken(stranger, extract).url).path == reverse("exports:ask")
    assert extract.purpose not in stranger.get(reverse("exports:mine")).content.decode()
    assert stranger.get(reverse("exports:extract", args=[extract.pk])).status_code == 403
    door = asker.get(LIST.format("ods")).url
    assert stranger.get(door).status_code == 404
    assert stranger.get(reverse("exports:ask")).status_code == 404


def test_a_refusal_says_why_and_what_was_typed_stays(three, asker, other):
    extract = asked(asker)
    place = reverse("exports:refuse", args=[extract.pk])

    empty = other[0].post(place, {"reason": " "})
    other[0].post(place, {"reason": "La commission suffit."})
    late = other[0].post(reverse("exports:agree", args=[extract.pk]), follow=True)

    assert empty.status_code == 422
    assert "La commission suffit." in asker.get(reverse("exports:mine")).content.decode()
    assert "déjà décidé" in late.content.decode()


def test_who_decides_and_who_asked_read_it_on_their_home(three, asker, other):
    extract = asked(asker)
    assert "1 extrait attend un accord" in other[0].get("/mon-espace/").content.decode()

    other[0].post(reverse("exports:agree", args=[extract.pk]))

    assert "Votre extrait est accordé" in asker.get("/mon-espace/").content.decode()
    assert f"extrait={extract.pk}" in asker.get(reverse("exports:mine")).content.decode()
    assert (
        extract.purpose
        in other[0].get(reverse("exports:extract", args=[extract.pk])).content.decode()
    )
    assert extract.title in other[0].get(reverse("exports:extracts")).content.decode()
    assert "Rien n’attend" in other[0].get(reverse("exports:desk")).content.decode()
