"""Compiling the message catalogues, when one is newer than its compiled form; and all the rest."""

from __future__ import annotations

import compileall
import io
import os
import sysconfig
from pathlib import Path

from egide.launcher import places
from egide.launcher.outcomes import DONE, Failure, step

LANGUAGES = ("en",)


def modules() -> list[Path]:
    """Return the folders that may hold a catalogue."""
    return sorted(
        path.parent
        for path in places.PACKAGE.glob("*/__init__.py")
        if path.parent.name != "launcher"
    )


def catalogue_path(module: Path, language: str) -> Path:
    """Return where the catalogue of a module is."""
    return module / "locale" / language / "LC_MESSAGES" / "django.po"


def prepare() -> int:
    """Compile what the first start would: whoever serves may then only read the sources."""
    compile_all()
    with step("Compiling the sources and the packages"):
        for folder in (places.PACKAGE, Path(sysconfig.get_path("purelib"))):
            # Packages may hold a file for another Python, which is no error of ours.
            compileall.compile_dir(folder, quiet=2)
    return DONE


def compile_all() -> None:
    """Compile every catalogue that is newer than its compiled form."""
    for module in modules():
        for language in LANGUAGES:
            source = catalogue_path(module, language)
            compiled = source.with_suffix(".mo")
            if not source.exists() or (
                compiled.exists() and compiled.stat().st_mtime_ns >= source.stat().st_mtime_ns
            ):
                continue
            text = _compiled(source, language)
            unfinished = compiled.with_name(f".{compiled.name}.{os.getpid()}")
            unfinished.write_bytes(text)
            unfinished.replace(compiled)


def _compiled(source: Path, language: str) -> bytes:
    from babel.messages.mofile import write_mo  # noqa: PLC0415 - slow import, rarely needed
    from babel.messages.pofile import PoFileError, read_po  # noqa: PLC0415 - slow import, rarely needed

    text = io.BytesIO()
    try:
        with source.open("rb") as file:
            write_mo(text, read_po(file, locale=language, domain="django", abort_invalid=True))
    except PoFileError as error:
        raise Failure(f"The catalogue {source} cannot be read: {error}") from None
    return text.getvalue()
