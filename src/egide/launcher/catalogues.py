"""Message catalogues: the French sentences of the source against their English translation."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import cast

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from egide.launcher.compiling import LANGUAGES, catalogue_path, compile_all, modules
from egide.launcher.outcomes import DONE, say

KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
METHODS = [
    ("**/tests/**", "ignore"),
    ("**/migrations/**", "ignore"),
    ("**.py", "python"),
    ("templates/**.html", "jinja2"),
    ("templates/**/letters/**.txt", "jinja2"),
]
# As the pages are read: see the design's environment.
JINJA = {
    "extensions": "jinja2.ext.i18n,jinja2.ext.do",
    "silent": "false",
    "trim_blocks": "true",
    "lstrip_blocks": "true",
    "newstyle_gettext": "true",
}
OPTIONS = {pattern: JINJA for pattern, method in METHODS if method == "jinja2"}


def _read(path: Path, language: str) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=language, domain="django", abort_invalid=True)


def _place(module: Path, file: str) -> tuple[str, int]:
    """Return where a sentence is said: without a line, so that moved code changes no catalogue."""
    return cast("tuple[str, int]", (f"{module.name}/{file}", None))


def in_the_source(module: Path) -> Catalog:
    """Return the French sentences of one module, as its files say them."""
    found = Catalog(domain="django")
    for file, _line, message, comments, context in extract_from_dir(
        str(module), METHODS, OPTIONS, keywords=KEYWORDS, comment_tags=("Translators:",)
    ):
        found.add(
            message,
            None,
            [_place(module, file)],
            auto_comments=comments,
            context=context,
        )
    return found


def problems() -> Iterator[str]:
    """Yield every sentence that has no English, or that nothing says any more.

    The site reads all catalogues as one: a sentence of two modules is translated in either.
    """
    wanted = {module: in_the_source(module) for module in modules()}
    for language in LANGUAGES:
        translated = catalogues_in(language)
        for module, said in wanted.items():
            for message in said:
                if message.id and not _is_in(message, list(translated.values())):
                    yield f"{module.name}, {language}: {_first(message)!r} has no translation"
        for module, found in translated.items():
            for message in found:
                if message.id and not any(
                    said.get(message.id, message.context) for said in wanted.values()
                ):
                    yield f"{module.name}, {language}: {_first(message)!r} is said nowhere"


def catalogues_in(language: str) -> dict[Path, Catalog]:
    """Return the translations into ``language`` of every module that has some."""
    found = {module: catalogue_path(module, language) for module in modules()}
    return {module: _read(path, language) for module, path in found.items() if path.exists()}


def _whole(message: Message | None) -> bool:
    if message is None or (message.fuzzy and message.id):
        return False
    parts = message.string if isinstance(message.string, (list, tuple)) else [message.string]
    return not message.id or all(parts)


def _first(message: Message) -> str:
    return message.id[0] if isinstance(message.id, (list, tuple)) else message.id


def update() -> int:
    """Write the sentences of the source into the catalogues; translations that hold are kept."""
    for language in LANGUAGES:
        translated = catalogues_in(language)
        for module in modules():
            wanted = in_the_source(module)
            old = translated.get(module, Catalog(locale=language, domain="django"))
            elsewhere = [found for other, found in translated.items() if other != module]
            for message in list(wanted):
                own = old.get(message.id, message.context)
                if message.id and own is None and _is_in(message, elsewhere):
                    wanted.delete(message.id, message.context)
            if len(wanted) or module in translated:
                _write(catalogue_path(module, language), language, wanted, old)
    compile_all()
    for problem in problems():
        say(f"  {problem}")
    return DONE


def _is_in(message: Message, catalogues: list[Catalog]) -> bool:
    return any(_whole(found.get(message.id, message.context)) for found in catalogues)


def _write(path: Path, language: str, wanted: Catalog, old: Catalog) -> None:
    new = Catalog(
        locale=language,
        domain="django",
        fuzzy=False,
        header_comment=f"# {path.parents[3].name}, {language}",
    )
    for message in wanted:
        if message.id:
            kept = old.get(message.id, message.context)
            string = kept.string if kept and not kept.fuzzy else None
            new.add(
                message.id,
                string,
                message.locations,
                auto_comments=message.auto_comments,
                context=message.context,
            )
    path.parent.mkdir(parents=True, exist_ok=True)
    text = io.BytesIO()
    write_po(text, new, width=100, sort_output=True, omit_header=False, include_lineno=False)
    lines = [
        line
        for line in text.getvalue().decode("utf-8").splitlines()
        if not line.startswith(
            (
                '"POT-Creation-Date',
                '"PO-Revision-Date',
                '"Last-Translator',
                '"Language-Team',
                '"Generated-By',
                '"Report-Msgid',
                '"Project-Id',
            )
        )
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
