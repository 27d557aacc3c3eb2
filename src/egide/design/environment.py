"""The Jinja2 environment of every page: what a template may call, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.files.storage import Storage, storages
from django.utils import timezone, translation
from jinja2 import BaseLoader, ChoiceLoader, Environment, FileSystemLoader, StrictUndefined
from lucide.jinja import lucide
from markupsafe import Markup

from egide.design import typography
from egide.design.compiling import SpokenEnvironment, language
from egide.kernel.routes import address_of


def environment(**options: Any) -> Environment:
    """Build the environment that Django's Jinja2 backend asks for.

    Templates are found in ``templates/`` of every module of the house, so settings list nothing.
    A name that the view did not give is an error, never an empty space on a page.
    """
    options["undefined"] = StrictUndefined
    options["autoescape"] = True
    options["trim_blocks"] = options["lstrip_blocks"] = True
    options["loader"] = _loader(options.get("loader"))
    options.setdefault("cache_size", 1000)
    extensions = [*options.pop("extensions", ()), "jinja2.ext.i18n", "jinja2.ext.do"]
    env = SpokenEnvironment(extensions=extensions, **options)
    env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext=translation.gettext,
        ngettext=translation.ngettext,
        pgettext=translation.pgettext,
        npgettext=translation.npgettext,
        newstyle=True,
    )
    env.globals.update(_=gettext, gettext=gettext)
    env.known_calls = {"_": gettext, "icon": icon, "language": language}
    # The frame reads the registry, which is ready only once every module is.
    from egide.design.frame import bare_frame_of, frame_of  # noqa: PLC0415 app ready

    env.globals.update(url=address_of, static=static, icon=icon, language=language)
    env.globals.update(frame_of=frame_of, bare_frame_of=bare_frame_of)
    env.spoken_filters = SPOKEN
    env.filters.update(SPOKEN, **PLAIN)
    return env


def _loader(given: BaseLoader | None) -> BaseLoader:
    folders = [
        Path(config.path) / "templates"
        for config in apps.get_app_configs()
        if config.name.startswith("egide.")
    ]
    ours = FileSystemLoader([folder for folder in folders if folder.is_dir()])
    return ChoiceLoader([given, ours]) if given else ours


def static(name: str) -> str:
    """Return the address of a static file; its name says its content, so it is found once."""
    return _static(storages["staticfiles"], name)


@lru_cache(maxsize=512)
def _static(storage: Storage, name: str) -> str:
    if not getattr(storage, "hashed_files", True):
        # Nothing was gathered here (collectstatic): a page, that of an error first of all, is read
        # without its drawing rather than not at all. A name that is missing still raises.
        return f"{settings.STATIC_URL}{name}"
    return storage.url(name)


def gettext(message: str, **values: Any) -> Markup:
    """Translate a sentence of a template and fill it: what Jinja2's own ``_`` answers.

    A page holds dozens of sentences: each is looked up once a language, not once a page.
    """
    sentence = _translated(message, translation.get_language())
    return sentence % values if values else _filled(sentence)


@lru_cache(maxsize=8192)
def _translated(message: str, language_code: str | None) -> Markup:
    return Markup(translation.gettext(message))  # noqa: S704 a sentence of the catalogue


@lru_cache(maxsize=8192)
def _filled(sentence: Markup) -> Markup:
    # A sentence without values writes its percent signs twice, as the others do.
    return sentence % {}


@lru_cache(maxsize=512)
def icon(name: str, size: int = 18, label: str = "") -> Markup:
    """Draw an icon of the Lucide set; silent for screen readers unless it has a ``label``."""
    attributes = {"role": "img", "aria_label": label} if label else {"aria_hidden": "true"}
    drawing: str = lucide(name, size=size, **{"class": "icon", "focusable": "false", **attributes})
    return Markup(drawing)  # noqa: S704 drawn by us from a bundled set


def _instant(value: datetime | None, *, lang: str, short: bool = False) -> str:
    zone = timezone.get_current_timezone() if value and timezone.is_aware(value) else None
    return typography.instant(value, lang, zone=zone, short=short)


def _period(value: tuple[date | None, date | None], *, lang: str) -> str:
    return typography.date_range(value[0], value[1], lang)


def _iso(value: date | datetime | None) -> str:
    return value.isoformat() if value else ""


# Their last word is the language: the program of a template gives it to them.
SPOKEN: dict[str, Callable[..., str]] = {
    "number": typography.number,
    "signed": typography.signed,
    "percent": typography.percent,
    "money": typography.money,
    "date": typography.date_long,
    "date_short": typography.date_short,
    "month": typography.month,
    "instant": _instant,
    "period": _period,
    "ordinal": typography.ordinal,
    "plural": typography.plural,
    "counted": typography.counted,
    "enumeration": typography.enumeration,
    "file_size": typography.file_size,
    "nbsp": typography.nbsp,
}
PLAIN: dict[str, Callable[..., str]] = {"iso": _iso, "initials": typography.initials}
