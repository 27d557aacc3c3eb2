"""The routes of what people ask about their data, for the access matrix."""

from __future__ import annotations

from datetime import date

from egide.care.models import RightsRequest
from tests.matrix.declaring import ONE_S_OWN, Declared, Side, the


def request(side: Side) -> RightsRequest:
    return RightsRequest.objects.create(
        person=side.person,
        kind="ACCESS",
        channel="PAPER",
        words="zyx",
        received_on=date(2021, 5, 1),
        due_on=date(2021, 6, 1),
    )


MATRIX = Declared(
    signed_in=("care:my_data", "care:my_copy", "care:ask"),
    decided={"care:my_request": (ONE_S_OWN,)},
    rows={RightsRequest: request},
    things={"request_id": the(RightsRequest)},
)
