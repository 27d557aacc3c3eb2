"""What the desk of governance asks: who, from when, why it ends, what the statutes say."""

from egide.mandates.forms.mandates import CancelForm, EndForm, GiveForm, RatifyForm
from egide.mandates.forms.offices import (
    AmendOfficeForm,
    IncompatibilityForm,
    LiftForm,
    OfficeForm,
    RightsForm,
)
from egide.mandates.forms.statutes import (
    AmendBodyForm,
    AmendSeatForm,
    BodyForm,
    DissolveForm,
    RetireForm,
    SeatForm,
)

__all__ = [
    "AmendBodyForm",
    "AmendOfficeForm",
    "AmendSeatForm",
    "BodyForm",
    "CancelForm",
    "DissolveForm",
    "EndForm",
    "GiveForm",
    "IncompatibilityForm",
    "LiftForm",
    "OfficeForm",
    "RatifyForm",
    "RetireForm",
    "RightsForm",
    "SeatForm",
]
