"""The statutes on bodies, seats and mandates, as questions; days are given."""

from egide.mandates.rules.mandates import (
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
    most_bureau_seats,
    needs_by_election,
    obstacles_to_body_seats,
    obstacles_to_seat_count,
    obstacles_to_seats,
)

__all__ = [
    "Held",
    "MandateDraft",
    "PersonFacts",
    "Proposal",
    "SeatDraft",
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
