"""The page of a report as files that need no site: its words, its style and its fonts."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils import translation

from egide.annual_report.models import Edition
from egide.annual_report.queries.articles import draw_article
from egide.annual_report.queries.data_packs import packed
from egide.annual_report.queries.reports import annex, report_in
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


def page_pack_of(edition: Edition, language: str) -> bytes:
    """Return the page with its style and fonts as one archive; the same edition, the same bytes.

    :raises TextMissing: if the edition has no text in this language.
    """
    files = {"index.html": _page(edition, language).encode(), "style.css": _style().encode()}
    return packed(files | {name: _font(name) for name in FONTS})


@cache
def _font(name: str) -> bytes:
    with FontFinder.storage.open(name) as font:
        return font.read()


def _page(edition: Edition, language: str) -> str:
    printed = report_in(edition, language)
    with translation.override(language):
        return render_to_string(
            "annual_report/standalone.html",
            {
                "edition": edition,
                "article": draw_article(printed, anchor_of),
                "society": settings.SOCIETY_NAME,
                "annex": annex(edition, language),
                "language": language,
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
