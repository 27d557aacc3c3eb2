"""The routes of what people ask about their data, for the access matrix."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils.timezone import localdate

from egide.care.models import Attempt, Correction, LostSearch, Proof, RightsRequest
from egide.members.models import Consent, LegalHold, Person
from egide.members.permissions import ANSWER_RIGHTS, MANAGE_REGISTRY, READ_OFFICER_CONTACTS
from tests.matrix.declaring import ONE_S_OWN, Declared, Side, always, the


def request(side: Side) -> RightsRequest:
    """One that came, and one in hand whose time runs: it may be answered, and extended."""
    today = localdate()
    RightsRequest.objects.create(
        person=side.person,
        kind="PORTABILITY",
        channel="SITE",
        state="IN_PROGRESS",
        words="zyx",
        received_on=today,
        due_on=today + timedelta(days=30),
        identity="session",
    )
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


def in_hand(side: Side) -> int:
    asked = side.row(RightsRequest)
    found = RightsRequest.objects.filter(person=asked.person, state="IN_PROGRESS").first()
    # What was made for a reader's own side may be undone by now, as the row itself is.
    return found.pk if found else asked.pk


def search(side: Side) -> LostSearch:
    """Somebody looks for the person, and proposed an address."""
    found = LostSearch.objects.create(
        person=side.person,
        taken_by=Person.objects.exclude(pk=side.person.pk).order_by("-pk")[0],
        taken_on=localdate(),
        state="PROPOSED",
        email="zyx@example.org",
        phone="+33639980000",
        proposed_on=localdate(),
    )
    Attempt.objects.create(search=found, way="CALL", words="zyx", tried_on=localdate())
    return found


def consent(side: Side) -> Consent:
    return Consent.objects.create(
        person=side.person, purpose="PHONE", audience="MEMBERS", text_version=1, proof="OWN"
    )


def hold(side: Side) -> LegalHold:
    return LegalHold.objects.create(person=side.person, reason="zyx", placed_on=date(2021, 5, 1))


def somebody() -> str:
    return str(Person.objects.order_by("-pk")[0].society_no)


MATRIX = Declared(
    public=("care:confirm_address",),
    nobody_s=("care:confirm_address",),
    chosen=("care:lost",),
    signed_in=(
        "care:my_data",
        "care:my_copy",
        "care:ask",
        "care:ask_correction",
        "care:consents",
        "care:withdraw",
    ),
    whole=(
        *("care:desk", "care:closed", "care:paper", "care:holds", "care:corrections"),
        *("care:correction", "care:correct", "care:turn_down", "care:proof"),
        *("care:proposal", "care:apply", "care:set_aside"),
    ),
    decided={"care:my_request": (ONE_S_OWN,)},
    rows={
        RightsRequest: request,
        Correction: correction,
        LegalHold: hold,
        LostSearch: search,
        Consent: consent,
    },
    reads={
        ANSWER_RIGHTS: {
            RightsRequest: ("words", "extension_reason", "identity", "answer"),
            Correction: ("wanted",),
            Proof: ("name", "content"),
            LegalHold: ("reason",),
        },
        # Who keeps the groups of somebody shares the work of finding them again.
        READ_OFFICER_CONTACTS: {
            LostSearch: ("email", "phone"),
            Attempt: ("words",),
        },
        # Who keeps the registry settles corrections, and writes down who was found.
        MANAGE_REGISTRY: {
            LostSearch: ("email", "phone"),
            Attempt: ("words",),
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
        "care:set_aside": {"reason": "essai"},
        "care:note_attempt": {"way": "CALL", "words": "essai"},
        "care:propose": {"email": "essai@example.org"},
        "care:close_search": {"outcome": "GIVEN_BACK"},
        "care:correct": {"words": "essai"},
    },
    things={
        "hold_id": the(LegalHold),
        "request_id": the(RightsRequest),
        "purpose": always("PHONE"),
        "search_id": the(LostSearch),
        "person_id": lambda side: side.person.pk,
        "token": always("A" * 43),
        "care:answer.request_id": in_hand,
        "care:extend.request_id": in_hand,
        "care:correction.request_id": corrected,
        "care:correct.request_id": corrected,
        "care:turn_down.request_id": corrected,
        "care:proof.request_id": corrected,
    },
)
