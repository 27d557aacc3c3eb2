"""The routes of what people ask about their data, for the access matrix."""

from __future__ import annotations

from datetime import date

from egide.care.models import Correction, Proof, RightsRequest
from egide.members.models import LegalHold, Person
from egide.members.permissions import ANSWER_RIGHTS, MANAGE_REGISTRY
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


def correction(side: Side) -> Correction:
    asked = RightsRequest.objects.create(
        person=side.person,
        kind="RECTIFICATION",
        channel="SITE",
        words="zyx",
        received_on=date(2021, 5, 1),
        due_on=date(2021, 6, 1),
        identity="session",
    )
    Proof.objects.create(
        request=asked, name="piece.pdf", media_type="application/pdf", content="JVBERi0="
    )
    return Correction.objects.create(request=asked, part="BIRTH_NAME", wanted="zyx-wanted")


def corrected(side: Side) -> int:
    return side.row(Correction).request_id


def hold(side: Side) -> LegalHold:
    return LegalHold.objects.create(person=side.person, reason="zyx", placed_on=date(2021, 5, 1))


def somebody() -> str:
    return str(Person.objects.order_by("-pk")[0].society_no)


MATRIX = Declared(
    signed_in=("care:my_data", "care:my_copy", "care:ask", "care:ask_correction"),
    whole=(
        *("care:desk", "care:closed", "care:paper", "care:holds", "care:corrections"),
        *("care:correction", "care:correct", "care:turn_down", "care:proof"),
    ),
    decided={"care:my_request": (ONE_S_OWN,)},
    rows={RightsRequest: request, Correction: correction, LegalHold: hold},
    reads={
        ANSWER_RIGHTS: {
            RightsRequest: ("words", "extension_reason", "identity", "answer"),
            Correction: ("wanted",),
            Proof: ("name", "content"),
            LegalHold: ("reason",),
        },
        # Who keeps the registry settles corrections.
        MANAGE_REGISTRY: {
            RightsRequest: ("words", "extension_reason", "answer"),
            Correction: ("wanted",),
            Proof: ("name", "content"),
        },
    },
    sends={
        "care:paper": {"person": somebody},
        "care:identity": {"identity": "essai"},
        "care:extend": {"reason": "essai"},
        "care:answer": {"words": "essai"},
        "care:refuse": {"reason": "essai"},
        "care:turn_down": {"reason": "essai"},
        "care:correct": {"words": "essai"},
    },
    things={
        "hold_id": the(LegalHold),
        "request_id": the(RightsRequest),
        "care:correction.request_id": corrected,
        "care:correct.request_id": corrected,
        "care:turn_down.request_id": corrected,
        "care:proof.request_id": corrected,
    },
)
