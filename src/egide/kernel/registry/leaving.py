"""Lists that leave the site as files: what a list says of its file, and who weighs it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from django.http import HttpResponse

# In the address of a list: the number of what was agreed to; it is no part of the list itself.
AGREED = "extrait"


class Leaving(NamedTuple):
    """What a file of a list about people would hold, as the list says it to who asks for it.

    ``address`` is the list with its filters and columns, in one order, without its page; ``form``
    is the format; ``columns`` are keys and ``labels`` their words; ``rows`` is how many lines.
    """

    list_name: str
    title: str
    address: str
    form: str
    columns: tuple[str, ...]
    labels: tuple[str, ...]
    rows: int


@dataclass(frozen=True, kw_only=True)
class Stamp:
    """What marks a file (filigrane): a number on each line, and what a reader must know."""

    number: str
    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class ListGate:
    """What stands before the files of lists about people (R-X-9).

    ``weigh(request, leaving)`` returns nothing when the file may leave as it is, the stamp that it
    must bear, or the answer that is given instead of it.
    """

    name: str
    weigh: Callable[[Any, Leaving], HttpResponse | Stamp | None]
