"""Pages of governance: bodies, seats, mandates, offices and their rights."""

from egide.mandates.views.asking import rights_on_day
from egide.mandates.views.bodies import bodies, body, seat
from egide.mandates.views.giving import choose_place, entrust, fill_seat, people
from egide.mandates.views.mandates import (
    cancel_mandate,
    end_mandate,
    mandate,
    mandates,
    ratify_co_option,
)
from egide.mandates.views.offices import office, offices
from egide.mandates.views.rights import (
    amend_office,
    declare_incompatible,
    define_office,
    lift_incompatibility,
    office_rights,
)
from egide.mandates.views.seats import add_seat, amend_seat, retire_seat
from egide.mandates.views.statutes import amend_body, create_body, dissolve_body

__all__ = [
    "add_seat",
    "amend_body",
    "amend_office",
    "amend_seat",
    "bodies",
    "body",
    "cancel_mandate",
    "choose_place",
    "create_body",
    "declare_incompatible",
    "define_office",
    "dissolve_body",
    "end_mandate",
    "entrust",
    "fill_seat",
    "lift_incompatibility",
    "mandate",
    "mandates",
    "office",
    "office_rights",
    "offices",
    "people",
    "ratify_co_option",
    "retire_seat",
    "rights_on_day",
    "seat",
]
