"""Facts that the annual report tells."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, kw_only=True)
class EditionPublished:
    """The report of a year is now readable by those it is for."""

    edition_id: int
    year: int
    on: date


@dataclass(frozen=True, kw_only=True)
class FigureRestated:
    """The records no longer give the value that a published edition holds (R-REP-2)."""

    edition_id: int
    key: str
    year: int
