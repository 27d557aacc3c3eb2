"""Pages of governance: bodies, seats, mandates, offices and their rights."""

from egide.mandates.views.bodies import bodies, body, seat
from egide.mandates.views.giving import choose_place, entrust, fill_seat
from egide.mandates.views.mandates import (
    cancel_mandate,
    end_mandate,
    mandate,
    mandates,
    ratify_co_option,
)
from egide.mandates.views.offices import office, office_rights, offices
from egide.mandates.views.statutes import add_seat, retire_seat

__all__ = [
    "add_seat",
    "bodies",
    "body",
    "cancel_mandate",
    "choose_place",
    "end_mandate",
    "entrust",
    "fill_seat",
    "mandate",
    "mandates",
    "office",
    "office_rights",
    "offices",
    "ratify_co_option",
    "retire_seat",
    "seat",
]
