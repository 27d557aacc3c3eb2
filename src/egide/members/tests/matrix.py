"""The routes of the registry, for the access matrix, and what nobody else may read of a person."""

from __future__ import annotations

from datetime import date

from egide.members.enums import DeathSource
from egide.members.models import (
    ContactPoint,
    ContactPointChange,
    DeathReport,
    LegalHold,
    Person,
    PersonChange,
    Position,
    PositionChange,
    PostalAddress,
    PostalAddressChange,
    Schooling,
    Union,
)
from egide.members.permissions import MANAGE_REGISTRY
from tests.matrix.declaring import ONE_S_OWN, Declared, Side, always, the

KEPT = (ONE_S_OWN, MANAGE_REGISTRY)
SINCE = date(2021, 1, 1)


def contact(side: Side) -> ContactPoint:
    return ContactPoint.objects.create(
        person=side.person, kind="EMAIL", value=f"zyx.{side.name}@example.org"
    )


def address(side: Side) -> PostalAddress:
    return PostalAddress.objects.get_or_create(
        person=side.person, ends_on=None, defaults={"country": "FR", "starts_on": SINCE}
    )[0]


def position(side: Side) -> Position:
    return Position.objects.create(person=side.person, status="EMPLOYEE", starts_on=SINCE)


def death_report(side: Side) -> DeathReport:
    return DeathReport.objects.create(
        person=side.person,
        source=DeathSource.RELATIVE,
        reported_by="zyx-proche",
        reported_on=SINCE,
    )


def schooling(side: Side) -> Schooling:
    found = Schooling.objects.filter(person=side.person).order_by("pk").first()
    assert found, f"{side.person.pk} never was at the School"
    return found


def union(side: Side) -> Union:
    return Union.objects.create(
        person=side.person,
        record_id=10**9 + side.person.pk,
        reason="zyx",
        united_on=SINCE,
        undo_until=date(2031, 1, 1),
        steps="[]",
    )


MATRIX = Declared(
    signed_in=("members:my_profile", "members:profile", "members:card", "api:me"),
    decided={
        "members:edit_names": KEPT,
        "members:edit_details": KEPT,
        "members:edit_address": KEPT,
        "members:confirm_address": KEPT,
        "members:add_contact": KEPT,
        "members:edit_contact": KEPT,
        "members:prefer_contact": KEPT,
        "members:confirm_contact": KEPT,
        "members:withdraw_contact": KEPT,
        "members:add_position": KEPT,
        "members:edit_position": KEPT,
        "members:confirm_position": KEPT,
        "members:leave_position": KEPT,
        "members:edit_visibility": KEPT,
        "members:history": KEPT,
        "api:confirm_contact": (ONE_S_OWN,),
    },
    rows={
        Person: lambda side: side.person,
        ContactPoint: contact,
        PostalAddress: address,
        Position: position,
        DeathReport: death_report,
        Schooling: schooling,
        Union: union,
    },
    things={
        "other_id": the(Person, "readable_id"),
        "union_id": the(Union),
        "readable_id": the(Person, "readable_id"),
        "contact_id": the(ContactPoint),
        "position_id": the(Position),
        "report_id": the(DeathReport),
        "schooling_id": the(Schooling),
        "slug": always("bo-198"),
        "code": always("bo"),
    },
    known={
        Person: ("readable_id", "birth_name", "usage_name", "first_names", "sort_name"),
        Schooling: ("cursus", "diploma_kind"),
    },
    # Who keeps the registry reads what people keep to themselves, and what stood there before.
    reads={
        MANAGE_REGISTRY: {
            Person: ("nickname", "family_numbers", "audit_note"),
            ContactPoint: ("value",),
            PostalAddress: ("lines", "postcode", "city"),
            Position: ("company", "title", "sector", "function"),
            DeathReport: ("reported_by", "reported_on", "document_reference"),
            Schooling: ("left_on", "diploma_on"),
            LegalHold: ("reason",),
            PersonChange: (
                "birth_name",
                "usage_name",
                "first_names",
                "nickname",
                "family_numbers",
                "born_on",
            ),
            ContactPointChange: ("value",),
            PostalAddressChange: ("lines", "postcode", "city"),
            PositionChange: ("company", "title", "sector", "function"),
        },
    },
)
