"""The verbs of mandates: the only code that writes scopes, statutes and mandates."""

from egide.mandates.rules import MandateDraft, SeatDraft
from egide.mandates.services.endings import (
    EndingRefused,
    OwnEnding,
    cancel_mandate,
    end_mandate,
    end_terms,
)
from egide.mandates.services.filling import fill_ex_officio_seats
from egide.mandates.services.giving import (
    CoOptionRefused,
    MandateRefused,
    OwnMandate,
    change_office_holder,
    co_opt,
    give_mandate,
    give_mandates,
    ratify_co_option,
)
from egide.mandates.services.offices import (
    OwnRights,
    RightRefused,
    declare_incompatible,
    define_office,
    set_office_rights,
)
from egide.mandates.services.scopes import (
    ScopeDraft,
    ScopeRefused,
    close_scope,
    open_scope,
    open_scopes,
    rename_scope,
)
from egide.mandates.services.statutes import (
    BodyRefused,
    SeatRefused,
    add_seat,
    add_seats,
    create_body,
    dissolve_body,
    obstacles_to_adding_seats,
    retire_seat,
)

__all__ = [
    "BodyRefused",
    "CoOptionRefused",
    "EndingRefused",
    "MandateDraft",
    "MandateRefused",
    "OwnEnding",
    "OwnMandate",
    "OwnRights",
    "RightRefused",
    "ScopeDraft",
    "ScopeRefused",
    "SeatDraft",
    "SeatRefused",
    "add_seat",
    "add_seats",
    "cancel_mandate",
    "change_office_holder",
    "close_scope",
    "co_opt",
    "create_body",
    "declare_incompatible",
    "define_office",
    "dissolve_body",
    "end_mandate",
    "end_terms",
    "fill_ex_officio_seats",
    "give_mandate",
    "give_mandates",
    "obstacles_to_adding_seats",
    "open_scope",
    "open_scopes",
    "ratify_co_option",
    "rename_scope",
    "retire_seat",
    "set_office_rights",
]
