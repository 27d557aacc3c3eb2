"""The drawn text of a report, kept by each process as long as nothing it is made of changes."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from threading import Lock
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation
from markupsafe import Markup

from egide.annual_report.models import Edition
from egide.annual_report.queries.drawings import drawing_of
from egide.annual_report.queries.reports import printed_report
from egide.annual_report.rules.printing import PrintedReport, plain
from egide.kernel import parameters
from egide.kernel.routes import address_of

KEPT = 12
_kept: OrderedDict[tuple[Any, ...], Article] = OrderedDict()
_lock = Lock()

FigureLink = Callable[[str, int], str]


@dataclass(frozen=True, kw_only=True)
class Article:
    """A report ready to be shown: its words, and its text and contents as they are drawn."""

    language: str
    title: str
    subtitle: str
    contents: Markup
    text: Markup
    has_obstacles: bool


def article_of(edition: Edition, language: str) -> Article | None:
    """Return the article of an edition, drawn again only when something in it changed."""
    mark = _mark(edition, language)
    with _lock:
        if mark in _kept:
            _kept.move_to_end(mark)
            return _kept[mark]
    printed = printed_report(edition, language)
    if printed is None:
        return None
    article = draw_article(printed, figure_link)
    with _lock:
        _kept[mark] = article
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    return article


def draw_article(report: PrintedReport, figure_link: FigureLink) -> Article:
    """Draw the text and the contents of a report; ``figure_link`` says where a number leads."""
    given = {
        "report": report,
        "draw": partial(drawing_of, language=report.language),
        "figure_link": figure_link,
    }
    with translation.override(report.language):
        return Article(
            language=report.language,
            title=plain(report.title),
            subtitle=plain(report.subtitle),
            contents=_drawn("annual_report/contents.html", given),
            text=_drawn("annual_report/article.html", given),
            has_obstacles=bool(report.obstacles),
        )


def figure_link(key: str, year: int) -> str:
    """Return the page that opens the records of a figure."""
    return address_of("annual_report:figure", key, year)


def _drawn(template: str, given: dict[str, Any]) -> Markup:
    return Markup(render_to_string(template, given))  # noqa: S704 drawn by our own template


def _mark(edition: Edition, language: str) -> tuple[Any, ...]:
    """Return what the article is made of: if it is the same, so is the article."""
    text = edition.texts.filter(language=language).order_by("-number").values_list("pk")[:1]
    last_day = date(edition.year, 12, 31)
    return (
        edition.pk,
        language,
        edition.computed_at,
        tuple(text),
        tuple(edition.overrides.order_by("pk").values_list("pk", "approver")),
        tuple(edition.restatements.order_by("pk").values_list("pk", flat=True)),
        parameters.value("annual_report.equivalent_tolerance", on=last_day),
        parameters.value("annual_report.small_cell", on=last_day),
    )
