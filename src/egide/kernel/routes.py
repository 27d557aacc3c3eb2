"""The routes of the site: all of them, and the address of one record of a list."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote

from django.conf import settings
from django.urls import URLPattern, URLResolver, reverse


@dataclass(frozen=True)
class Route:
    """One address of the site, its name and the function that answers."""

    path: str
    name: str
    view: Callable


def routes(resolver: URLResolver, *, prefix: str = "", space: str = "") -> Iterator[Route]:
    """Yield the routes below ``resolver``, in the order in which they are tried."""
    for entry in resolver.url_patterns:
        path = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            inner = f"{space}{entry.namespace}:" if entry.namespace else space
            yield from routes(entry, prefix=path, space=inner)
        elif isinstance(entry, URLPattern):
            yield Route(path=path, name=f"{space}{entry.name}", view=entry.callback)


# A value that no record has, and that a path for a number or for a word takes alike.
ANYBODY = "987654321987654321"


def address_of(name: str, key: object) -> str:
    """Return the page of one record, for lists: ``address_of("members:profile", "3.anne")``.

    ``reverse`` tries its patterns anew for each row, which is a quarter of a page; here the route
    is found once. It is for pages that take one value.
    """
    before, after = _around(name, settings.ROOT_URLCONF)
    return f"{before}{quote(str(key), safe=UNQUOTED)}{after}"


# What ``reverse`` leaves as it is in a path.
UNQUOTED = "!$&'()*+,;=/~:@"


@lru_cache(maxsize=256)
def _around(name: str, urlconf: str) -> tuple[str, str]:
    before, _key, after = reverse(name, args=[ANYBODY], urlconf=urlconf).partition(ANYBODY)
    return before, after
