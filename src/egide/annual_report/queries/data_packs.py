"""The data of an edition for a machine or a stranger: values, definitions, hashes; nobody."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings

from egide.annual_report.enums import ReportLanguage
from egide.annual_report.models import Edition, FrozenFigure
from egide.annual_report.queries.drawings import drawing_of
from egide.annual_report.queries.measuring import is_small, small_cell, value_in_words
from egide.annual_report.queries.readings import owner_in
from egide.annual_report.queries.reports import Annex, annex, printed_report
from egide.annual_report.rules.printing import (
    PrintedChart,
    PrintedReport,
    PrintedTable,
    plain,
)
from egide.design.tables.export import begins_like_a_formula

COLUMNS = (
    "key",
    "year",
    "value",
    "unit",
    "text_fr",
    "text_en",
    "rows",
    "inputs_sha256",
    "certified",
    "printed_value",
    "restated_value",
)
DEFINITIONS = (
    "key",
    "label_fr",
    "label_en",
    "definition_fr",
    "definition_en",
    "unit",
    "owner_fr",
    "owner_en",
)
TABLES = ("file", "language", "title")

# Every archive of one edition is the same to the byte: no clock in it.
MOMENT = (1980, 1, 1, 0, 0, 0)


def data_pack_of(edition: Edition) -> bytes:
    """Return the zip of an edition; the same edition gives the same bytes."""
    folder = folder_of(edition)
    return packed({f"{folder}{name}": text for name, text in data_files_of(edition).items()})


def folder_of(edition: Edition) -> str:
    """Return the folder that holds the data inside their archive."""
    return f"rapport-{edition.year}/"


def packed(files: dict[str, bytes]) -> bytes:
    """Return files as one archive, without a clock in it; a font is compressed already."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        for name, content in files.items():
            info = zipfile.ZipInfo(name, MOMENT)
            is_font = name.endswith(".woff")
            info.compress_type = zipfile.ZIP_STORED if is_font else zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            archive.writestr(info, content)
    return whole.getvalue()


def unpacked(archive: bytes) -> dict[str, bytes]:
    """Return the files of an archive that ``packed`` made."""
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def data_files_of(edition: Edition) -> dict[str, bytes]:
    """Return the files of the pack by name, with the hash of each in SHA256SUMS."""
    values = list(_values(edition))
    after = annex(edition, "fr")
    contents = {
        "values.csv": _csv(COLUMNS, values),
        "definitions.csv": _csv(DEFINITIONS, [_flat(figure) for figure in after.definitions]),
        "values.json": _json(_whole(edition, values, after)),
        "definitions.json": _json(
            {figure.key: _definition(figure) for figure in after.definitions}
        ),
        "README.md": README.format(society=settings.SOCIETY_NAME, year=edition.year).encode(),
    }
    contents |= _tables(edition)
    sums = "".join(
        f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in contents.items()
    )
    return contents | {"SHA256SUMS": sums.encode()}


def _whole(edition: Edition, values: list[dict[str, Any]], after: Annex) -> dict[str, Any]:
    return {
        "society": settings.SOCIETY_NAME,
        "year": edition.year,
        "state": edition.state,
        "computed_at": edition.computed_at.isoformat() if edition.computed_at else None,
        "values": values,
        "not_yet_recorded": [
            {"key": line.key, "system": line.system} for line in after.not_recorded
        ],
        "overrides": [
            {
                "key": override.key,
                "year": override.year,
                "value": plain_value(override.value),
                "reason": override.reason,
                "approved_on": override.approved_on.isoformat() if override.approved_on else None,
            }
            for override in after.overrides
        ],
    }


def _values(edition: Edition) -> Iterator[dict[str, Any]]:
    threshold = small_cell(date(edition.year, 12, 31))
    overridden = {
        (override.key, override.year): override.value
        for override in edition.overrides.exclude(approver="").order_by("key", "year", "pk")
    }
    restated = _restated(edition, threshold)
    for figure in edition.figures.order_by("key", "year", "pk"):
        place = (figure.key, figure.year)
        texts = {
            f"text_{language}": value_in_words(
                figure.value, figure.unit, language, masked=figure.masked, small_cell=threshold
            )
            for language in ("fr", "en")
        }
        yield {
            "key": figure.key,
            "year": figure.year,
            "value": None if figure.masked else plain_value(figure.value),
            "unit": figure.unit,
            **texts,
            "rows": None if figure.masked else figure.row_count,
            "inputs_sha256": figure.inputs_hash,
            "certified": bool(figure.certified_by),
            "printed_value": plain_value(overridden[place]) if place in overridden else None,
            "restated_value": restated.get(place),
        }


def _restated(edition: Edition, threshold: int) -> dict[tuple[str, int], Any]:
    """Return what the records say now where they differ; a small count stays hidden (R-REP-8)."""
    return {
        (row.key, row.year): plain_value(row.value)
        for row in edition.restatements.order_by("key", "year", "pk")
        if not is_small(row.key, row.value, threshold)
    }


def plain_value(value: Decimal | date | int | None) -> int | float | str | None:
    """Return a value as JSON holds it: a whole number whenever it is one."""
    if value is None or isinstance(value, int):
        return value
    if isinstance(value, date):
        return value.isoformat()
    return int(value) if value == value.to_integral_value() else float(value)


def _definition(figure: FrozenFigure) -> dict[str, Any]:
    return {
        "label": {"fr": figure.label_fr, "en": figure.label_en},
        "definition": {"fr": figure.definition_fr, "en": figure.definition_en},
        "unit": figure.unit,
        "owner": _owners(figure),
    }


def _flat(figure: FrozenFigure) -> dict[str, Any]:
    return {
        "key": figure.key,
        "label_fr": figure.label_fr,
        "label_en": figure.label_en,
        "definition_fr": figure.definition_fr,
        "definition_en": figure.definition_en,
        "unit": figure.unit,
        **{f"owner_{language}": owner for language, owner in _owners(figure).items()},
    }


def _owners(figure: FrozenFigure) -> dict[str, str]:
    return {
        language: owner_in(figure.key, language, otherwise=figure.owner)
        for language in ReportLanguage.values
    }


def _tables(edition: Edition) -> dict[str, bytes]:
    """Return each table and each chart of the report as CSV, and the list of them (R-REP-6)."""
    files: dict[str, bytes] = {}
    listed = []
    for language in ReportLanguage.values:
        printed = printed_report(edition, language)
        for number, (title, lines) in enumerate(_drawn_as_lines(printed, language), start=1):
            name = f"tables/{language}-{number:02}.csv"
            files[name] = as_lines(lines)
            listed.append({"file": name, "language": language, "title": title})
    return files | {"tables.csv": _csv(TABLES, listed)}


def _drawn_as_lines(
    printed: PrintedReport | None, language: str
) -> Iterator[tuple[str, list[list[str]]]]:
    for block in printed.blocks if printed else ():
        if isinstance(block, PrintedTable):
            rows = (block.header, *block.rows)
            yield plain(block.caption), [[plain(cell) for cell in row] for row in rows]
        elif isinstance(block, PrintedChart) and block.is_drawn:
            drawing = drawing_of(block, language)
            years = ["", *(str(year) for year in block.years)]
            yield drawing.title, [years, *(list(row) for row in drawing.rows)]


def as_lines(lines: list[list[str]]) -> bytes:
    """Return a table as CSV; a spreadsheet that opens it finds words, never a formula."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(
        [f"'{cell}" if begins_like_a_formula(cell) else cell for cell in line] for line in lines
    )
    return text.getvalue().encode()


def _csv(columns: tuple[str, ...], values: list[dict[str, Any]]) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(values)
    return text.getvalue().encode()


def _json(content: object) -> bytes:
    return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode()


README = """# Rapport d’activité {year} — les données / Annual report {year} — the data

{society}

## Français

Chaque ligne de `values.csv` (ou `values.json`) est un chiffre du rapport pour une année. Les sommes
d’argent (`unit` = `cents`) sont en centimes d’euro. `rows` dit combien d’enregistrements font le
chiffre, `inputs_sha256` est l’empreinte de ces enregistrements au moment du calcul : deux calculs
sur les mêmes enregistrements donnent la même. `printed_value` n’est rempli que si le rapport
imprime une autre valeur que la valeur calculée (une dérogation, avec son motif dans `values.json`).
`restated_value` ne l’est que si les enregistrements donnent aujourd’hui une autre valeur.
`definitions.csv` (ou `.json`) dit ce que chaque chiffre compte et qui en répond. Les tableaux et
les graphiques du rapport sont dans `tables/`, un fichier chacun, nommés dans `tables.csv`.
`not_yet_recorded` nomme les chiffres attendus dont le système n’existe pas encore : ils n’ont pas
de valeur, et personne n’en a saisi.
Il n’y a dans cette archive aucune donnée sur une personne ; un petit effectif est masqué (valeur
vide).
`SHA256SUMS` permet de vérifier que rien n’a été changé : `sha256sum -c SHA256SUMS`.

## English

Each line of `values.csv` (or `values.json`) is one figure of the report for one year. Amounts of
money (`unit` = `cents`) are in euro cents. `rows` says how many records make the figure, and
`inputs_sha256` is the fingerprint of those records when it was computed: the same records give the
same one. `printed_value` is filled only when the report prints another value than the computed one
(an override, with its reason in `values.json`), and `restated_value` only when the records give
another value today. `definitions.csv` (or `.json`) says what each figure counts and who answers for
it. The tables and charts of the report are in `tables/`, one file each, named in `tables.csv`.
`not_yet_recorded` names the expected figures whose system does not exist yet: they have no value,
and nobody typed one. There is nothing about any person in this archive; a small count is masked
(empty value). `SHA256SUMS` lets you check that nothing was changed: `sha256sum -c SHA256SUMS`.
"""
