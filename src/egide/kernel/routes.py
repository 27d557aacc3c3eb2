"""Every route of the site, found by walking the URL configuration."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver


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
