"""The report on paper: PDF/A-3 and PDF/UA, made by typst from data, never from spliced text."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from pathlib import Path
from threading import Lock
from typing import Any

import typst
from django.conf import settings
from django.utils.translation import gettext as _

from egide.annual_report.models import Edition
from egide.annual_report.queries.drawings import drawing_of
from egide.annual_report.queries.readings import in_language, owner_in
from egide.annual_report.queries.reports import Annex, annex, report_in
from egide.annual_report.rules.printing import (
    PrintedBlock,
    PrintedChart,
    PrintedHeading,
    PrintedKeyFigures,
    PrintedReport,
    PrintedTable,
    PrintedText,
    Span,
    Spans,
    plain,
)
from egide.annual_report.rules.wording import Quantity, say
from egide.design.charts import PRINT
from egide.design.finders import FONTS, font_path
from egide.design.typography import date_long
from egide.kernel.errors import Refused

# In a drawing typst takes a variable face at its first weight: that of the sans is too thin to
# read, that of the serif is the regular. A family whose name ends in a figure is quoted.
PAPER = replace(PRINT, font="'Source Serif 4'")
STANDARDS: Any = ["a-3a", "ua-1"]
# A compiler keeps its fonts and its memory between two reports; it serves one at a time.
_ONE_AT_A_TIME = Lock()


class PaperNotMade(Refused):
    """The PDF could not be composed; the page of the report is whole."""


def paper_of(edition: Edition, language: str) -> bytes:
    """Return the PDF of an edition: the same values as the page, accessible and archivable.

    :raises TextMissing: if the edition has no text in this language.
    """
    printed = report_in(edition, language)
    content = paper_data(printed, annex(edition, language), edition)
    moment = edition.computed_at or datetime(edition.year, 12, 31, tzinfo=UTC)
    return compose(content, timestamp=int(moment.timestamp()))


def compose(content: dict[str, Any], *, timestamp: int) -> bytes:
    """Return the PDF of some data; the same data and instant give the same bytes."""
    try:
        with _ONE_AT_A_TIME:
            composed = _compiler().compile(
                input=_source(),
                format="pdf",
                sys_inputs={"report": json.dumps(content, ensure_ascii=False)},
                pdf_standards=STANDARDS,
                timestamp=timestamp,
            )
    except typst.TypstError as error:
        raise PaperNotMade(
            _("Le PDF n’a pas pu être composé : %(reason)s") % {"reason": error.message}
        ) from error
    if not isinstance(composed, bytes):
        raise PaperNotMade(_("Le PDF n’a pas pu être composé."))
    return composed


@cache
def _compiler() -> typst.Compiler:
    folders = sorted({str(Path(font_path(name)).parent) for name in FONTS})
    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=folders
    )
    return typst.Compiler(font_paths=fonts)


@cache
def _source() -> bytes:
    return (files("egide.annual_report") / "templates/annual_report/report.typ").read_bytes()


def paper_data(report: PrintedReport, after: Annex, edition: Edition) -> dict[str, Any]:
    """Return everything that the paper shows, as plain data."""
    language = report.language
    return {
        "language": language,
        "society": settings.SOCIETY_NAME,
        "year": edition.year,
        "title": plain(report.title) or f"{WORDS[language]['report']} {edition.year}",
        "subtitle": plain(report.subtitle),
        "state": "" if edition.is_published else in_language(edition.get_state_display(), language),
        "computed_on": date_long(edition.computed_at.date(), language)
        if edition.computed_at
        else "",
        "words": WORDS[language],
        "blocks": [_block(block, language) for block in report.blocks],
        "annex": _annex(after, language),
    }


WORDS = {
    "fr": {
        "report": "Rapport d’activité",
        "contents": "Sommaire",
        "annexes": "Annexes",
        "definitions": "Ce que les chiffres veulent dire",
        "overrides": "Dérogations",
        "no_override": "Aucune : toutes les valeurs imprimées sont calculées.",
        "missing": "Pas encore enregistré",
        "missing_lead": "Le texte cite ces chiffres ; le système qui les tiendra n’existe pas"
        " encore. L’édition ne peut pas être approuvée d’ici là.",
        "figure": "Chiffre",
        "definition": "Définition",
        "year": "Année",
        "value": "Valeur",
        "reason": "Motif",
        "rows": "Lignes",
        "owner": "Responsable",
        "system": "Système",
        "draft": "Brouillon",
        "computed": "Chiffres calculés le",
        "unverified": "à vérifier",
    },
    "en": {
        "report": "Annual report",
        "contents": "Contents",
        "annexes": "Annexes",
        "definitions": "What the figures mean",
        "overrides": "Overrides",
        "no_override": "None: every printed value is computed.",
        "missing": "Not yet recorded",
        "missing_lead": "The text names these figures; the system that will keep them does not"
        " exist yet. Until then the edition cannot be approved.",
        "figure": "Figure",
        "definition": "Definition",
        "year": "Year",
        "value": "Value",
        "reason": "Reason",
        "rows": "Rows",
        "owner": "Owner",
        "system": "System",
        "draft": "Draft",
        "computed": "Figures computed on",
        "unverified": "to be verified",
    },
}


def _spans(spans: Spans) -> list[dict[str, Any]]:
    return [_span(span) for span in spans]


def _span(span: Span) -> dict[str, Any]:
    return {
        "kind": span.kind,
        "text": span.text,
        "note": span.note,
        "children": _spans(span.children),
    }


def _block(block: PrintedBlock, language: str) -> dict[str, Any]:
    if isinstance(block, PrintedHeading):
        return {"kind": "heading", "level": block.level, "spans": _spans(block.spans)}
    if isinstance(block, PrintedText):
        return {"kind": block.kind, "items": [_spans(item) for item in block.items]}
    if isinstance(block, PrintedKeyFigures):
        items = [
            {"figure": _span(item.figure), "caption": _spans(item.caption)} for item in block.items
        ]
        return {"kind": "key_figures", "items": items}
    if isinstance(block, PrintedTable):
        return {
            "kind": "table",
            "caption": _spans(block.caption),
            "header": [_spans(cell) for cell in block.header],
            "rows": [[_spans(cell) for cell in row] for row in block.rows],
        }
    return _chart(block, language)


def _chart(chart: PrintedChart, language: str) -> dict[str, Any]:
    drawing = drawing_of(chart, language, palette=PAPER)
    return {
        "kind": "chart",
        "title": drawing.title,
        "alt": f"{drawing.title}. {drawing.description}",
        "svg": str(drawing.svg),
        "missing": [{"span": _span(span), "label": span.label} for span in chart.missing],
    }


def _annex(after: Annex, language: str) -> dict[str, Any]:
    french = language == "fr"
    return {
        "definitions": [
            {
                "label": figure.label_fr if french else figure.label_en,
                "definition": figure.definition_fr if french else figure.definition_en,
                "key": figure.key,
                "owner": owner_in(figure.key, language, otherwise=figure.owner),
                "rows": say(Quantity(figure.row_count), (), language),
            }
            for figure in after.definitions
        ],
        "overrides": [
            {
                "figure": after.label_in(override.key, language),
                "year": str(override.year),
                "value": say(Quantity(override.value), (), language)
                if override.amount is not None
                else str(override.day),
                "reason": override.reason,
            }
            for override in after.overrides
        ],
        "missing": [
            {"figure": line.label, "system": f"{line.system} · {line.system_label}"}
            for line in after.not_recorded
        ],
    }
