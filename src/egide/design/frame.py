"""What surrounds a page: the society, the menu of this reader, who reads, in which dress."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from markupsafe import Markup

from egide.design.colours import DEFAULT_ACCENT
from egide.design.environment import language
from egide.kernel import registry
from egide.kernel.pages import may_open
from egide.kernel.registry import NavItem

THEMES = ("auto", "light", "dark")


@dataclass(frozen=True, kw_only=True)
class MenuLink:
    """One line of the menu as this reader sees it."""

    label: str
    url: str
    icon: str
    current: bool


@dataclass(frozen=True, kw_only=True)
class MenuSection:
    """Lines of the menu under one title."""

    title: str
    links: tuple[MenuLink, ...]


@dataclass(frozen=True, kw_only=True)
class Frame:
    """All that stands around the page; an address is empty when no module answers it."""

    society: str
    demo: bool
    theme: str
    language: str
    path: str
    menu: tuple[MenuSection, ...]
    navigation: Markup
    reader: str
    signed_in: bool
    accent_url: str
    home_url: str
    search_url: str
    profile_url: str
    rights_url: str
    sign_in_url: str
    sign_out_url: str
    theme_url: str
    language_url: str
    messages: Iterable[Any]


def frame_of(request: HttpRequest) -> Frame:
    """Return the frame for this request; asks the database nothing but who reads."""
    actor = getattr(request, "actor", None)
    signed_in = actor is not None and actor.person_id is not None
    menu = _menu(actor, request)
    return Frame(
        **_house(request),
        menu=menu,
        navigation=_drawn(menu, language()),
        signed_in=signed_in,
        reader=str(getattr(request.user, "frame_label", "")) if signed_in else "",
        profile_url=address("shell:my_space", "members:my_profile"),
        rights_url=address("mandates:my_rights"),
        search_url=address("shell:search", "members:directory"),
        sign_in_url=address("accounts:sign_in"),
        sign_out_url=address("accounts:sign_out"),
        messages=get_messages(request),
    )


def bare_frame_of(request: HttpRequest | None) -> Frame:
    """Return a frame that needs neither the database nor a session, for the worst days."""
    return Frame(
        **_house(request),
        menu=(),
        navigation=Markup(),
        signed_in=False,
        reader="",
        profile_url="",
        rights_url="",
        search_url="",
        sign_in_url="",
        sign_out_url="",
        messages=(),
    )


def _house(request: HttpRequest | None) -> dict[str, Any]:
    theme = request.COOKIES.get(settings.THEME_COOKIE_NAME, "auto") if request else "auto"
    return {
        "society": str(getattr(settings, "SOCIETY_NAME", "Égide")),
        "demo": bool(getattr(settings, "DEMO", False)),
        "theme": theme if theme in THEMES else "auto",
        "language": language(),
        "path": request.get_full_path() if request else "/",
        "accent_url": accent_url(accent()),
        "home_url": address("shell:home") or "/",
        "theme_url": address("design:theme"),
        "language_url": address("design:language"),
    }


def accent() -> str:
    """Return the colour that the society chose (setting ``SOCIETY_ACCENT``)."""
    return str(getattr(settings, "SOCIETY_ACCENT", DEFAULT_ACCENT))


def accent_url(colour: str) -> str:
    """Return the address of the society's sheet; it changes with the colour, so it may be kept."""
    stem = address("design:society")
    return f"{stem}?v={sha256(colour.encode()).hexdigest()[:8]}" if stem else ""


def address(*names: str) -> str:
    """Return the address of the first page that exists among ``names``, or nothing."""
    return _address(names, settings.ROOT_URLCONF)


@lru_cache(maxsize=64)
def _address(names: tuple[str, ...], urlconf: str) -> str:
    for name in names:
        try:
            return reverse(name, urlconf=urlconf)
        except NoReverseMatch:
            continue
    return ""


def _menu(actor: Any, request: HttpRequest) -> tuple[MenuSection, ...]:
    """Return the menu of this reader: which lines is asked on each page, their words are kept."""
    items = tuple(item for item in registry.navigation() if may_open(actor, item.permission))
    urlconf = settings.ROOT_URLCONF
    pairs = list(zip(items, _addresses(items, urlconf), strict=True))
    return _sections(items, _current(pairs, request), language(), urlconf)


@lru_cache(maxsize=256)
def _addresses(items: tuple[NavItem, ...], urlconf: str) -> tuple[str, ...]:
    return tuple(_address((item.url_name,), urlconf) for item in items)


@lru_cache(maxsize=1024)
def _sections(
    items: tuple[NavItem, ...], current: str | None, language_code: str, urlconf: str
) -> tuple[MenuSection, ...]:
    sections: dict[str, list[MenuLink]] = {}
    for item, url in zip(items, _addresses(items, urlconf), strict=True):
        sections.setdefault(str(item.section), []).append(
            MenuLink(label=str(item.label), url=url, icon=item.icon, current=url == current)
        )
    return tuple(MenuSection(title=title, links=tuple(links)) for title, links in sections.items())


@lru_cache(maxsize=1024)
def _drawn(menu: tuple[MenuSection, ...], language_code: str) -> Markup:
    """Draw a menu; it holds nothing of its reader, so all who have the same lines share it."""
    return Markup(render_to_string("design/navigation.html", {"menu": menu}))  # noqa: S704 a template


def _current(items: list[tuple[Any, str]], request: HttpRequest) -> str | None:
    """Return the address of the line that this page belongs to, among those that the reader has.

    The page itself may say it (``asked["menu"]``: a profile that is one's own), or the line names
    the page (``covers``); else the longest address above the page.
    """
    match = request.resolver_match
    page = match.view_name if match else ""
    said = getattr(request, "asked", {}).get("menu", "")
    for item, url in items:
        if item.url_name == said or (not said and page and page in item.covers):
            return url
    inside = (url for _item, url in items if _contains(url, request.path))
    return max(inside, key=len, default=None)


def _contains(url: str, path: str) -> bool:
    return bool(url) and (path == url or (url != "/" and path.startswith(url.rstrip("/") + "/")))
