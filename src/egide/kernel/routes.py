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

    @property
    def right(self) -> str:
        """The right that the door asks for; empty where ``pages.requires`` was forgotten."""
        return getattr(self.view, "right", "")


def routes(resolver: URLResolver, *, prefix: str = "", space: str = "") -> Iterator[Route]:
    """Yield the routes below ``resolver``, in the order in which they are tried."""
    for entry in resolver.url_patterns:
        path = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            inner = f"{space}{entry.namespace}:" if entry.namespace else space
            yield from routes(entry, prefix=path, space=inner)
        elif isinstance(entry, URLPattern):
            yield Route(path=path, name=f"{space}{entry.name}", view=entry.callback)


# Values that no record has, and that a path for a number or for a word takes alike.
ANYBODY = 987654321987654321


def address_of(name: str, *keys: object) -> str:
    """Return the page of one record: ``address_of("members:profile", "3.anne")``.

    ``reverse`` tries its patterns anew for each row, which is a third of a page of links; here
    the route is found once, and only the keys are written into it.
    """
    address, *rest = _around(name, len(keys), settings.ROOT_URLCONF)
    for key, after in zip(keys, rest, strict=True):
        written = str(key) if type(key) is int else quote(str(key), safe=UNQUOTED)
        address += written + after
    return address


# What ``reverse`` leaves as it is in a path.
UNQUOTED = "!$&'()*+,;=/~:@"


@lru_cache(maxsize=512)
def _around(name: str, count: int, urlconf: str) -> tuple[str, ...]:
    """Return what stands before, between and after the keys of a route."""
    nobody = [str(ANYBODY + rank) for rank in range(count)]
    pieces, rest = [], reverse(name, args=nobody, urlconf=urlconf)
    for one in nobody:
        before, _one, rest = rest.partition(one)
        pieces.append(before)
    return (*pieces, rest)
