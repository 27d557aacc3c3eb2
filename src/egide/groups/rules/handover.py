"""What a successor has to receive, office by office (passation)."""

from __future__ import annotations

from egide.groups.enums import HandoverThing
from egide.mandates.enums import OfficeCode

_LEADER = (
    HandoverThing.TALK,
    HandoverThing.PAPERS,
    HandoverThing.ACCOUNTS,
    HandoverThing.CONTACTS,
    HandoverThing.MATERIAL,
)
THINGS_OF_OFFICE: dict[OfficeCode, tuple[HandoverThing, ...]] = {
    OfficeCode.GROUP_PRESIDENT: _LEADER,
    OfficeCode.PROMOTION_DELEGATE: _LEADER,
    OfficeCode.GROUP_TREASURER: (
        HandoverThing.TALK,
        HandoverThing.BOOKS,
        HandoverThing.BANK,
        HandoverThing.CASH,
        HandoverThing.PAPERS,
    ),
    OfficeCode.GROUP_SECRETARY: (
        HandoverThing.TALK,
        HandoverThing.PAPERS,
        HandoverThing.LISTS,
        HandoverThing.ACCOUNTS,
    ),
}


def things_to_receive(office: OfficeCode) -> tuple[HandoverThing, ...]:
    """Return what whoever takes ``office`` over has to receive from the hands of another."""
    return THINGS_OF_OFFICE.get(office, (HandoverThing.TALK, HandoverThing.PAPERS))
