"""The statutes on bodies, seats and mandates, as questions; days are given."""

from egide.mandates.rules.mandates import (
    FIRST_DAY,
    LAST_DAY,
    Bar,
    Held,
    MandateDraft,
    PersonFacts,
    Proposal,
    days_meet,
    last_day_of_term,
    obstacles_to_ending,
    obstacles_to_mandate,
)
from egide.mandates.rules.statutes import (
    SeatDraft,
    code_for,
    most_bureau_seats,
    needs_by_election,
    obstacles_to_body_seats,
    obstacles_to_seat_count,
    obstacles_to_seats,
)

__all__ = [
    "FIRST_DAY",
    "LAST_DAY",
    "Bar",
    "Held",
    "MandateDraft",
    "PersonFacts",
    "Proposal",
    "SeatDraft",
    "code_for",
    "days_meet",
    "last_day_of_term",
    "most_bureau_seats",
    "needs_by_election",
    "obstacles_to_body_seats",
    "obstacles_to_ending",
    "obstacles_to_mandate",
    "obstacles_to_seat_count",
    "obstacles_to_seats",
]
