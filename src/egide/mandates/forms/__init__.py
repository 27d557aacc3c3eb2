"""What the desk of governance asks: who, from when, why it ends, what the statutes say."""

from egide.mandates.forms.fields import LastDayForm
from egide.mandates.forms.mandates import (
    CancelForm,
    EndForm,
    GiveForm,
    RatifyForm,
    RightsOnDayForm,
)
from egide.mandates.forms.offices import (
    AmendOfficeForm,
    IncompatibilityForm,
    OfficeForm,
    RightsForm,
)
from egide.mandates.forms.statutes import (
    AmendBodyForm,
    AmendSeatForm,
    BodyForm,
    SeatForm,
)

__all__ = [
    "AmendBodyForm",
    "AmendOfficeForm",
    "AmendSeatForm",
    "BodyForm",
    "CancelForm",
    "EndForm",
    "GiveForm",
    "IncompatibilityForm",
    "LastDayForm",
    "OfficeForm",
    "RatifyForm",
    "RightsForm",
    "RightsOnDayForm",
    "SeatForm",
]
