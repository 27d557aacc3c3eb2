"""Files hold the same rows as the page, with their types, and nothing in them runs."""

import csv
import io
import re
import tracemalloc
from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.signals import request_finished
from django.db import close_old_connections, connection
from django.test import RequestFactory
from django.utils import translation
from odfdo import Document as OpenDocument

from egide.design.tables import Column, Filter, Table, table_page
from egide.design.tables.export import WHOLE, begins_like_a_formula, csv_lines
from egide.kernel.access import VISITOR, Actor, Grant
from egide.kernel.identity import acting
from egide.kernel.models import Document, RegisterLine
from egide.kernel.pages import PUBLIC

STARTS = (
    "=",
    "+",
    "-",
    "@",
    "\t",
    "\r",
    "\n",
    " =",
    "\u00a0=",
    "\ufeff=",
    '"=',
    "'=",
    "＝",
    "＋",
    "－",
    "＠",
)
PAYLOADS = ("1+1", "cmd|' /C calc'!A0", 'HYPERLINK("http://x";"y")', "SUM(A1:A9)", "33612345678")
FORMULAS = [start + payload for start in STARTS for payload in PAYLOADS]
CALLS = []
RIGHT = "kernel.read_register"
# Spreadsheets know no zones: an instant is written as the society's clock showed it.
MIDNIGHT = datetime(2020, 7, 1)  # noqa: DTZ001
LOCAL = datetime(2020, 7, 2, 0, 30)  # noqa: DTZ001

TABLE = Table(
    "documents",
    columns=(
        Column("name", "Nom", sort=True),
        Column("kind", "Nature", export=False),
        Column("size", "Montant", kind="money", sort=True),
        Column("size_number", "Nombre", value="size", kind="number"),
        Column("kept_on", "Jour", value=lambda row: row.kept_at.date(), kind="date"),
        Column("kept_at", "Instant", kind="instant"),
        Column("media_type", "Absent", value=lambda row: None),
    ),
    filters=(
        Filter("plus", "Plus de", lambda rows, value: rows.filter(size__gte=value), kind="number"),
    ),
    default_sort="name",
    page_size=2,
    export_right=PUBLIC,
    on_export=lambda request, table, count: CALLS.append((request.path, table.name, count)),
    title="Documents: 2020/21",
)


KEPT_AT = datetime(2020, 7, 1, 22, 30, tzinfo=UTC)


def keep(name, size=123_456):
    Document.objects.create(
        sha256="0" * 64,
        kind="letter",
        name=name,
        media_type="",
        size=size,
        kept_at=KEPT_AT,
    )


def export(address, table=TABLE, actor=VISITOR):
    request = RequestFactory().get(f"/documents/{address}")
    request.actor, request.user = actor, AnonymousUser()
    answer = table_page(request, table, Document.objects.all())
    content = b"".join(answer.streaming_content)
    close(answer)
    return content


def close(answer):
    """Close an answer as the test client does: the connection is the test's and stays open."""
    request_finished.disconnect(close_old_connections)
    answer.close()
    request_finished.connect(close_old_connections)


def rows_of_csv(content, delimiter=";"):
    return list(
        csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=delimiter)
    )


@pytest.mark.django_db
def test_a_french_csv_opens_in_a_french_spreadsheet():
    keep('Émile, l’aîné ; "le grand"')

    content = export("?format=csv")

    assert content.startswith(b"\xef\xbb\xbf")
    assert rows_of_csv(content) == [
        ["Nom", "Montant", "Nombre", "Jour", "Instant", "Absent"],
        [
            'Émile, l’aîné ; "le grand"',
            "1234,56",
            "123456",
            "2020-07-01",
            "2020-07-02 00:30:00",
            "",
        ],
    ]


@pytest.mark.django_db
def test_an_english_csv_opens_in_an_english_spreadsheet():
    keep("Smith")

    with translation.override("en"):
        content = export("?format=csv")

    assert rows_of_csv(content, ",")[1][:3] == ["Smith", "1234.56", "123456"]


@pytest.mark.django_db
def test_a_file_holds_all_the_rows_of_the_list_in_its_order():
    for size in range(1, 8):
        keep(f"doc {size}", size)

    rows = rows_of_csv(export("?format=csv&plus=3&tri=-size&page=2"))

    assert [row[0] for row in rows[1:]] == ["doc 7", "doc 6", "doc 5", "doc 4", "doc 3"]


@pytest.mark.django_db
@pytest.mark.proves("R-X-9")
def test_each_export_is_told_with_its_number_of_rows():
    CALLS.clear()
    keep("a")
    keep("b")

    for wanted in ("csv", "xlsx", "ods"):
        export(f"?format={wanted}")

    assert CALLS == [("/documents/", "documents", 2)] * 3


@pytest.mark.django_db
@pytest.mark.proves("R-X-9", "R-X-3")
def test_an_export_that_no_module_notes_is_a_line_of_the_register():
    keep("a")
    table = Table("secrets", columns=(Column("name", "Nom"),), export_right=RIGHT)
    clerk = Actor(name="person:1", grants=(Grant(permission=RIGHT, scope_ids=None, reason=""),))

    with acting(clerk):
        export("?format=csv", table, clerk)

    line = RegisterLine.objects.latest("number")
    assert (line.actor, line.action, line.subject) == (
        "person:1",
        "design.list_exported",
        "list:secrets",
    )
    assert line.facts == {"rows": 1, "columns": ["name"]}


def acting_now(row):
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('egide.actor', true)")
        return cursor.fetchone()[0]


def asked_in_its_own_transaction(actor, **column):
    """Return the answer once its request is over, as the server begins to send it."""
    table = Table("secrets", columns=(Column("name", "Nom", **column),), export_right=RIGHT)
    request = RequestFactory().get("/documents/?format=csv")
    request.actor, request.user = actor, AnonymousUser()
    with acting(actor):
        return table_page(request, table, Document.objects.all())


@pytest.mark.django_db(transaction=True)
@pytest.mark.proves("R-X-9", "R-X-3")
def test_a_file_that_leaves_while_it_is_read_is_read_as_who_asked_for_it():
    keep("a")
    clerk = Actor(name="person:1", grants=(Grant(permission=RIGHT, scope_ids=None, reason=""),))

    answer = asked_in_its_own_transaction(clerk, value=acting_now)

    assert RegisterLine.objects.latest("number").facts["rows"] == 1
    assert re.search(r'^attachment; filename="[\w-]+\.csv"$', answer["Content-Disposition"])
    assert rows_of_csv(b"".join(answer.streaming_content)) == [["Nom"], ["person:1"]]
    assert not connection.in_atomic_block
    assert acting_now(None) in ("", None)


@pytest.mark.django_db(transaction=True)
@pytest.mark.proves("R-X-9")
def test_a_file_leaves_before_it_is_read_to_its_end_and_a_reader_who_goes_away_holds_nothing():
    read = []
    Document.objects.bulk_create(
        Document(sha256="0" * 64, kind="letter", name=f"{at:060}", size=1, kept_at=KEPT_AT)
        for at in range(5_000)
    )
    clerk = Actor(name="person:1", grants=(Grant(permission=RIGHT, scope_ids=None, reason=""),))
    answer = asked_in_its_own_transaction(clerk, value=lambda row: read.append(row) or row.name)

    assert not read
    first = next(iter(answer.streaming_content))
    close(answer)

    assert 60_000 < len(first) < 70_000
    assert 0 < len(read) < 1_500
    assert not connection.in_atomic_block


@pytest.mark.django_db
def test_a_workbook_keeps_numbers_days_and_instants():
    keep("Émile")

    sheet = openpyxl.load_workbook(io.BytesIO(export("?format=xlsx"))).active

    assert [cell.value for cell in sheet[2]] == [
        "Émile",
        1234.56,
        123_456,
        MIDNIGHT,
        LOCAL,
        None,
    ]
    assert [cell.data_type for cell in sheet[2]] == ["s", "n", "n", "d", "d", "n"]
    assert sheet.title == "Documents  2020 21"


@pytest.mark.django_db
def test_an_open_document_keeps_numbers_days_and_instants():
    keep("Émile\nsur deux lignes & <trois>\x0b")

    sheet = OpenDocument(io.BytesIO(export("?format=ods"))).body.get_table(0)

    assert sheet.get_row_values(0) == ["Nom", "Montant", "Nombre", "Jour", "Instant", "Absent"]
    name, amount, count, day, instant = sheet.get_row_values(1)[:5]
    assert name.split("\n") == ["Émile", "sur deux lignes & <trois>"]
    assert (Decimal(str(amount)), int(count)) == (Decimal("1234.56"), 123_456)
    assert (date(day.year, day.month, day.day), instant) == (
        date(2020, 7, 1),
        LOCAL,
    )


@pytest.mark.parametrize("text", FORMULAS, ids=repr)
def test_what_begins_like_a_formula_is_seen(text):
    assert begins_like_a_formula(text)


@pytest.mark.parametrize("text", ["", "Émile", "a=b", "3 - 2", "l’@", "12"])
def test_plain_words_are_left_alone(text):
    assert not begins_like_a_formula(text)


@pytest.fixture
def dangerous_documents():
    for text in FORMULAS:
        keep(text)


@pytest.mark.django_db
@pytest.mark.proves("R-X-9", "G9")
def test_no_cell_of_a_csv_runs(dangerous_documents):
    cells = [row[0] for row in rows_of_csv(export("?format=csv"))[1:]]

    assert len(cells) == len(FORMULAS)
    assert [cell for cell in cells if not cell.startswith("'")] == []


@pytest.mark.django_db
@pytest.mark.proves("G9")
def test_no_cell_of_a_workbook_runs_and_every_text_is_whole(dangerous_documents):
    sheet = openpyxl.load_workbook(io.BytesIO(export("?format=xlsx"))).active
    cells = [row[0] for row in sheet.iter_rows(min_row=2)]

    assert {cell.data_type for cell in cells} == {"s"}
    assert {cell.quotePrefix for cell in cells} == {True}
    assert sorted(cell.value.replace("_x000D_", "\r").strip() for cell in cells) == sorted(
        text.strip() for text in FORMULAS
    )


@pytest.mark.django_db
@pytest.mark.proves("G9")
def test_no_cell_of_an_open_document_runs(dangerous_documents):
    sheet = OpenDocument(io.BytesIO(export("?format=ods"))).body.get_table(0)
    cells = [sheet.get_cell((0, line)) for line in range(1, len(FORMULAS) + 1)]

    assert {cell.type for cell in cells} == {"string"}
    assert {cell.formula for cell in cells} == {None}


@pytest.mark.django_db
@pytest.mark.proves("G9")
def test_a_negative_amount_stays_a_number_in_every_file():
    keep("perte")
    table = Table(
        "pertes",
        columns=(
            Column("name", "Nom"),
            Column("loss", "Perte", value=lambda row: -500, kind="money"),
        ),
        export_right=PUBLIC,
    )

    sheet = openpyxl.load_workbook(io.BytesIO(export("?format=xlsx", table))).active
    cell = OpenDocument(io.BytesIO(export("?format=ods", table))).body.get_table(0).get_cell((1, 1))

    assert rows_of_csv(export("?format=csv", table))[1] == ["perte", "-5"]
    assert (sheet["B2"].data_type, sheet["B2"].value) == ("n", -5)
    assert (cell.type, cell.value) == ("float", Decimal("-5"))


@pytest.mark.proves("R-X-9")
@pytest.mark.parametrize("wanted", ["csv", "xlsx", "ods"])
def test_a_file_of_the_reference_society_is_written_in_little_memory(wanted, tmp_path):
    columns = [Column(f"c{at}", f"Colonne {at}") for at in range(8)]
    rows = ([f"ligne {line} colonne {at}" for at in range(8)] for line in range(34_000))

    tracemalloc.start()
    with (tmp_path / "list").open("w+b") as target:
        if wanted == "csv":
            for piece in csv_lines(columns, rows, "fr"):
                target.write(piece)
        else:
            WHOLE[wanted](target, "Sociétaires", columns, rows, ())
        size = target.tell()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert size > 500_000
    assert peak < 8_000_000
