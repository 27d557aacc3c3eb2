"""What is kept of a published edition, and what its readers are given."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from markupsafe import Markup

from egide.annual_report.enums import CopyPart, ReportLanguage
from egide.annual_report.models import Edition, KeptCopy
from egide.annual_report.queries.articles import (
    Article,
    article_of,
    draw_article,
    figure_link,
)
from egide.annual_report.queries.data_packs import data_pack_of, folder_of, unpacked
from egide.annual_report.queries.folders import page_pack_of
from egide.annual_report.queries.papers import paper_of
from egide.annual_report.queries.reports import report_in
from egide.annual_report.rules.printing import plain_text
from egide.design.typography import date_long
from egide.kernel import documents


@dataclass(frozen=True, kw_only=True)
class File:
    """How one part of an edition is made as it stands, and under what name readers get it."""

    make: Callable[[Edition, str], bytes]
    pattern: str
    media_type: str

    def name_for(self, edition: Edition, language: str) -> str:
        """Return the name under which readers get it."""
        return self.pattern.format(year=edition.year, language=language)


def copy_in_use(edition: Edition, part: str, language: str = "") -> bytes:
    """Return what readers are given: the bytes that were kept, or a draft as it stands.

    :raises DocumentDamaged: if what was kept is missing or altered; nothing else stands for it.
    :raises TextMissing: if a draft has no text in this language.
    """
    kept = edition.copies.filter(part=part, language=language).select_related("document").first()
    if kept is not None:
        return documents.content_of(kept.document)
    return FILES[part].make(edition, language)


def article_in_use(edition: Edition, language: str) -> Article | None:
    """Return the article that readers read, or nothing when it has no text in this language."""
    if not edition.is_published:
        return article_of(edition, language)
    told = json.loads(copy_in_use(edition, CopyPart.ARTICLE, language))
    return Article(
        language=language,
        title=told["title"],
        subtitle=told["subtitle"],
        contents=Markup(told["contents"]),  # noqa: S704 drawn by our own template, then kept
        text=Markup(told["text"]),  # noqa: S704 the same
        has_obstacles=False,
    )


def report_files(edition: Edition, language: str) -> dict[str, bytes]:
    """Return the files of a folder by their path: those that readers are given, and the errata.

    :raises TextMissing: if the edition has no text in this language.
    """
    data = copy_in_use(edition, CopyPart.DATA)
    folder = folder_of(edition)
    files = unpacked(copy_in_use(edition, CopyPart.PAGE, language)) | {
        f"rapport-{edition.year}-{language}.pdf": copy_in_use(edition, CopyPart.PAPER, language),
        f"rapport-{edition.year}-donnees.zip": data,
    }
    files |= {
        f"donnees/{name.removeprefix(folder)}": content for name, content in unpacked(data).items()
    }
    errata = errata_in_words(edition, language)
    return files | ({"errata.txt": errata.encode()} if errata else {})


def errata_in_words(edition: Edition, language: str) -> str:
    """Return what was corrected beside the edition, which itself stays as it was."""
    return "\n".join(
        f"{date_long(erratum.published_on, language)}\n"
        f"{erratum.text_fr if language == 'fr' else erratum.text_en}\n"
        for erratum in edition.errata.order_by("published_on", "pk")
    )


def copies_of(edition: Edition) -> tuple[KeptCopy, ...]:
    """Return what was kept of an edition, in the order of its parts."""
    rank = {part: number for number, part in enumerate(CopyPart.values)}
    kept = edition.copies.select_related("document").order_by("-language", "pk")
    return tuple(sorted(kept, key=lambda copy: rank[copy.part]))


def parts_to_keep() -> Iterator[tuple[str, str]]:
    """Name every part of an edition with its language."""
    for part in CopyPart.values:
        for language in ("",) if part == CopyPart.DATA else ReportLanguage.values:
            yield part, language


def _article(edition: Edition, language: str) -> bytes:
    article = draw_article(report_in(edition, language), figure_link)
    told = {
        "title": article.title,
        "subtitle": article.subtitle,
        "contents": str(article.contents),
        "text": str(article.text),
    }
    return json.dumps(told, ensure_ascii=False).encode()


def _text(edition: Edition, language: str) -> bytes:
    return plain_text(report_in(edition, language)).encode()


def _data(edition: Edition, _language: str) -> bytes:
    return data_pack_of(edition)


FILES: dict[str, File] = {
    CopyPart.ARTICLE: File(
        make=_article, pattern="rapport-{year}-{language}.json", media_type="application/json"
    ),
    CopyPart.PAPER: File(
        make=paper_of, pattern="rapport-{year}-{language}.pdf", media_type="application/pdf"
    ),
    CopyPart.PAGE: File(
        make=page_pack_of,
        pattern="rapport-{year}-{language}-page.zip",
        media_type="application/zip",
    ),
    CopyPart.TEXT: File(
        make=_text,
        pattern="rapport-{year}-{language}.txt",
        media_type="text/plain; charset=utf-8",
    ),
    CopyPart.DATA: File(
        make=_data, pattern="rapport-{year}-donnees.zip", media_type="application/zip"
    ),
}
