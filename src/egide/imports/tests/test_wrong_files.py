"""Files as they really come: letters, separators, headers, huge cells, traps (IMP-2)."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
import pytest
import xlsxwriter

from egide.design.tables.export import WHOLE, csv_lines
from egide.design.tables.table import Column
from egide.imports.rules.files import LONGEST_CELL, open_sheet, with_lines
from egide.imports.rules.headings import headers_of
from egide.imports.rules.refusals import FileUnreadable
from egide.imports.rules.texts import separator_of

pytestmark = pytest.mark.proves("IMP-2")


def read(content: bytes) -> tuple[list[str], list[list[str]]]:
    """Return the headers and the lines of a file."""
    sheet = with_lines(open_sheet(io.BytesIO(content)))
    return sheet.headers, [row.cells for row in sheet.rows]


def refusal(content: bytes) -> str:
    """Return why a file is refused as a whole."""
    with pytest.raises(FileUnreadable) as caught:
        read(content)
    return str(caught.value)


WANTED = (["Nom", "Prénom"], [["Élisée", "Zoé"], ["Torelisse", "Camille"]])
TEXT = "Nom;Prénom\nÉlisée;Zoé\nTorelisse;Camille\n"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"]
)
def test_letters_are_read_however_they_are_written(encoding):
    assert read(TEXT.encode(encoding)) == WANTED


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_separators_and_ends_of_lines_are_guessed(separator, end):
    text = TEXT.replace(";", separator).replace("\n", end)

    assert read(text.encode()) == WANTED


@pytest.mark.parametrize(
    "text",
    [
        "sep=;\r\n" + TEXT,
        "\n\n;;\n" + TEXT,
        TEXT + "\n;\n  ;  \n\n",
        'Nom;Prénom\n"Élisée";"Zoé"\n"Torelisse";"Camille"\n',
        TEXT.rstrip("\n"),
    ],
)
def test_what_programs_add_around_lines_is_left_aside(text):
    assert read(text.encode()) == WANTED


def test_commas_inside_addresses_do_not_part_cells():
    text = "Nom;Adresse\nTorelisse;3, rue des Lilas, bâtiment B\nPerebrune;1, place, du, Port\n"

    assert separator_of(text) == ";"
    assert read(text.encode())[1][0] == ["Torelisse", "3, rue des Lilas, bâtiment B"]


def test_a_quoted_cell_may_hold_lines_quotes_and_separators():
    text = 'Nom,Adresse\nTorelisse,"3 rue ""des Lilas"",\nbâtiment B"\n'

    assert read(text.encode())[1] == [["Torelisse", '3 rue "des Lilas",\nbâtiment B']]


@pytest.mark.parametrize("content", [b"", b"\n\n\n", b";;;\n;;;\n", b"\xef\xbb\xbf", b"   \n"])
def test_an_empty_file_is_refused_in_words(content):
    assert "vide" in refusal(content)


def test_headers_without_a_line_are_refused():
    assert "en-têtes" in refusal("Nom;Prénom\n".encode())


@pytest.mark.parametrize(
    "content",
    [
        b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n",
        b"\x89PNG\r\n\x1a\n" + bytes(40),
        b"\xff\xd8\xff\xe0" + bytes(40),
        b"\x7fELF" + bytes(40),
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
        b"PK\x03\x04" + bytes(30),
    ],
)
def test_what_is_no_table_is_refused(content):
    assert refusal(content)


def test_a_quote_that_is_never_closed_is_named_by_its_line():
    lines = "".join(f"Nom{n};Prénom{n}\n" for n in range(2_000))

    assert "ligne 3" in refusal(f'Nom;Prénom\nA;B\n"C;D\n{lines}'.encode())


def test_a_huge_cell_is_refused_on_its_line_and_the_others_are_read():
    text = f"Nom;Prénom\nTorelisse;{'x' * 10_000_000}\nPerebrune;Paul\n"

    rows = list(open_sheet(io.BytesIO(text.encode())).rows)

    assert "trop longue" in rows[0].problem
    assert "10000000" in rows[0].problem
    assert len(rows[0].cells[1]) < LONGEST_CELL
    assert rows[1].cells == ["Perebrune", "Paul"]
    assert rows[1].problem == ""


def test_a_line_with_too_many_cells_is_refused_and_one_with_too_few_is_filled():
    text = "Nom;Prénom\nTorelisse;Camille;;\nPerebrune;Paul;de trop\nSeul\n"

    rows = list(open_sheet(io.BytesIO(text.encode())).rows)

    assert [bool(row.problem) for row in rows] == [False, True, False]
    assert rows[2].cells == ["Seul", ""]
    assert [row.number for row in rows] == [2, 3, 4]


def test_letters_that_no_table_knows_are_named():
    rows = list(open_sheet(io.BytesIO(b"Nom;Pr\xe9nom\nTor\x81;Camille\n")).rows)

    assert "illisibles" in rows[0].problem


def test_doubled_and_missing_headers_are_told_apart():
    assert headers_of(["Nom", "", "Nom", " E-mail ", "Nom"]) == [
        "Nom",
        "Colonne 2",
        "Nom (2)",
        "E-mail",
        "Nom (3)",
    ]


def test_null_characters_leave_nothing():
    assert read(b"Nom;Prenom\nTo\x00relisse;Camille\n")[1] == [["Torelisse", "Camille"]]


def xlsx(*rows: list[object]) -> bytes:
    """Return a workbook of one sheet."""
    target = io.BytesIO()
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(target)
    return target.getvalue()


def test_a_workbook_gives_days_and_numbers_as_people_write_them():
    content = xlsx(
        ["Nom", "Né le", "Numéro", "Téléphone", "Part"],
        ["Torelisse", datetime(1964, 2, 29, tzinfo=UTC).replace(tzinfo=None), 12, 639980001, 1.5],
        ["Perebrune", date(1970, 1, 2), 13.0, "06 39 98 00 02", None],
    )

    assert read(content)[1] == [
        ["Torelisse", "1964-02-29", "12", "639980001", "1.5"],
        ["Perebrune", "1970-01-02", "13", "06 39 98 00 02", ""],
    ]


def test_a_formula_of_a_workbook_is_its_last_result_and_a_text_stays_a_text():
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target)
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["Nom", "Prénom"])
    sheet.write_formula(1, 0, '=CONCATENATE("Tore","lisse")', None, "Torelisse")
    sheet.write_string(1, 1, "=cmd|' /C calc'!A0")
    book.close()

    assert read(target.getvalue())[1] == [["Torelisse", "=cmd|' /C calc'!A0"]]


@pytest.mark.proves("G9")
@pytest.mark.parametrize("name", ["csv", "xlsx", "ods"])
def test_what_a_list_exports_is_read_back_with_the_same_values(name):
    texts = ["Élisée", "+33 6 39 98 00 01", "=1+1", "@SUM(A1)", "-12 rue", "d’ici", "a;b,c"]
    target = io.BytesIO()
    columns = (Column("name", "Nom"), Column("sum", "Montant", kind="money"))
    rows = ([text, Decimal("-1234.56")] for text in texts)

    if name == "csv":
        target.writelines(csv_lines(columns, rows, "fr"))
    else:
        WHOLE[name](target, "Essai", columns, rows, (("Usage", "essai"),))
    headers, lines = read(target.getvalue())

    assert headers == ["Nom", "Montant"]
    assert [text for text, _sum in lines] == texts
    assert {Decimal(amount.replace(",", ".")) for _text, amount in lines} == {Decimal("-1234.56")}


def test_an_archive_that_unfolds_too_far_is_refused_unread():
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            for _block in range(300):
                part.write(bytes(1 << 20))

    assert len(target.getvalue()) < 1 << 20
    assert "trop grand" in refusal(target.getvalue())


def test_a_cell_at_the_far_corner_of_a_sheet_is_refused():
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target)
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["Nom", "Prénom"])
    sheet.write_string(1_048_575, 16_383, "loin")
    book.close()

    assert len(target.getvalue()) < 20_000
    assert "trop grand" in refusal(target.getvalue())


def ods(rows: str) -> bytes:
    """Return a spreadsheet of one sheet whose rows are given as they are stored."""
    target = io.BytesIO()
    names = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "META-INF/manifest.xml",
            "<manifest:manifest"
            ' xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
            '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
            "</manifest:manifest>",
        )
        archive.writestr(
            "content.xml",
            f"<office:document-content {names}><office:body><office:spreadsheet>"
            f'<table:table table:name="A">{rows}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>",
        )
    return target.getvalue()


def cell(text: str, more: str = "") -> str:
    kind = f'office:value-type="string" {more}'
    return f"<table:table-cell {kind}><text:p>{text}</text:p></table:table-cell>"


def row(*cells: str, more: str = "") -> str:
    return f"<table:table-row {more}>{''.join(cells)}</table:table-row>"


END = row("<table:table-cell table:number-columns-repeated=\"16384\"/>",
          more='table:number-rows-repeated="1048573"')  # fmt: skip


def test_a_spreadsheet_of_libreoffice_is_read_to_its_last_line():
    content = ods(row(cell("Nom"), cell("Prénom")) + row(cell("Torelisse"), cell("Camille")) + END)

    assert read(content) == (["Nom", "Prénom"], [["Torelisse", "Camille"]])


@pytest.mark.parametrize(
    "rows",
    [
        row(cell("Nom")) + row(cell("x"), more='table:number-rows-repeated="900000"'),
        row(cell("Nom"), cell("x", 'table:number-columns-repeated="900"')) + END,
    ],
)
def test_a_spreadsheet_that_repeats_itself_endlessly_is_refused(rows):
    assert "trop grand" in refusal(ods(rows))


def test_an_archive_that_is_no_workbook_is_refused():
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("lettre.txt", "bonjour")

    assert "classeur" in refusal(target.getvalue())


INSIDE = '<!DOCTYPE x [<!ENTITY e "Torelisse">]>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY e SYSTEM "file://{secret}">]>'
PARAMETER = '<!DOCTYPE x [<!ENTITY % p SYSTEM "file://{secret}"> %p;]>'
LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "ha">'
    + "".join(
        f'<!ENTITY {name} "{f"&{former};" * 10}">'
        for former, name in zip("abcdefghi", "bcdefghij", strict=True)
    )
    + '<!ENTITY e "&j;">]>'
)


def rewritten(book: bytes, prolog: str) -> bytes:
    """Return a workbook whose parts begin with a document type, and whose names are an entity."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(book)) as source,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        for part in source.infolist():
            text = source.read(part)
            if b"Torelisse" in text:
                head, xml, body = text.rpartition(b"?>")
                text = head + xml + prolog.encode() + body.replace(b"Torelisse", b"&e;")
            archive.writestr(part.filename, text)
    return target.getvalue()


@pytest.mark.parametrize("prolog", [INSIDE, OUTSIDE, PARAMETER, LAUGHS])
@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_a_workbook_that_holds_an_entity_is_refused(kind, prolog, tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("le secret du serveur")
    book = (
        xlsx(["Nom", "Prénom"], ["Torelisse", "Camille"])
        if kind == "xlsx"
        else ods(row(cell("Nom"), cell("Prénom")) + row(cell("Torelisse"), cell("Camille")) + END)
    )
    assert read(book)[1] == [["Torelisse", "Camille"]]

    said = refusal(rewritten(book, prolog.replace("{secret}", str(secret))))

    assert "secret" not in said
    assert len(said) < 300


def test_a_damaged_workbook_is_refused():
    whole = xlsx(["Nom"], ["Torelisse"])

    assert "abîmé" in refusal(whole[: len(whole) // 2])
