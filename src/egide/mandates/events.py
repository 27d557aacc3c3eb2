"""What mandates tell the modules above."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, kw_only=True)
class MandateStarted:
    """A person has been given a seat or an office, from ``on``, which may still be to come."""

    mandate_id: int
    person_id: int
    on: date


@dataclass(frozen=True, kw_only=True)
class MandateEnded:
    """The seat or the office is free from the day after ``on``."""

    mandate_id: int
    person_id: int
    on: date
