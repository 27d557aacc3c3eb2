"""The report as files that need no site: a page with its style and fonts, a PDF, the data."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils import translation

from egide.annual_report.models import Edition
from egide.annual_report.queries.articles import draw_article
from egide.annual_report.queries.data_packs import data_files_of, data_pack_of
from egide.annual_report.queries.papers import PaperNotMade, paper_of
from egide.annual_report.queries.reports import annex, printed_report
from egide.design.finders import FONTS, FontFinder

SHEETS = (
    "design/tokens.css",
    "design/base.css",
    "design/frame.css",
    "design/components.css",
    "annual_report/report.css",
    "annual_report/standalone.css",
    "design/print.css",
)


def report_files(edition: Edition, language: str) -> dict[str, bytes]:
    """Return the files of the folder by their path, ready to be written.

    :raises PaperNotMade: if the edition has no text in this language.
    """
    files = {
        "index.html": _page(edition, language).encode(),
        "style.css": _style().encode(),
        f"rapport-{edition.year}-{language}.pdf": paper_of(edition, language),
        f"rapport-{edition.year}-donnees.zip": data_pack_of(edition),
    }
    files |= {f"donnees/{name}": content for name, content in data_files_of(edition).items()}
    return files | {name: _font(name) for name in FONTS}


def _font(name: str) -> bytes:
    with FontFinder.storage.open(name) as font:
        return font.read()


def _page(edition: Edition, language: str) -> str:
    printed = printed_report(edition, language)
    if printed is None:
        raise PaperNotMade(f"{edition.year} {language}")
    with translation.override(language):
        return render_to_string(
            "annual_report/standalone.html",
            {
                "edition": edition,
                "article": draw_article(printed, anchor_of),
                "society": settings.SOCIETY_NAME,
                "annex": annex(edition, language),
                "language": language,
                "errata": list(edition.errata.order_by("published_on", "pk")),
            },
        )


def anchor_of(key: str, year: int) -> str:
    """Return where the page itself defines a figure: it has no records to open."""
    return f"#f-{key.replace('.', '-')}"


def _style() -> str:
    """Return the sheets of the site in one, with the fonts beside it."""
    sheets = []
    for name in SHEETS:
        found = finders.find(name)
        if not isinstance(found, str):
            raise FileNotFoundError(name)
        text = Path(found).read_text(encoding="utf-8").replace("../fonts/", "fonts/")
        sheets.append(f"@media print {{\n{text}\n}}" if name.endswith("print.css") else text)
    return "\n".join(sheets)
