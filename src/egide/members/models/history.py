"""What a profile said before each change: the database keeps it, a person may read it.

The triggers write the values that a change replaced or removed, when, and under which identity;
nothing is written when a row is born. Erasing a person erases this too (R-REG-8).
"""

from __future__ import annotations

import pghistory
from django.db import models
from django.db.models import Func, Value
from django.db.models.functions import Coalesce

from egide.members.models.contact import ContactPoint, Position, PostalAddress
from egide.members.models.person import Person


def _identity() -> Coalesce:
    setting = Func(Value("egide.actor"), Value(True), function="current_setting")
    return Coalesce(setting, Value(""), output_field=models.CharField())


class PersonChange(
    pghistory.create_event_model(  # type: ignore[misc]  # made at run time
        Person,
        pghistory.UpdateEvent("changed", row="OLD"),
        fields=[
            "birth_name",
            "usage_name",
            "first_names",
            "sex",
            "born_on",
            "died_on",
            "nationality",
            "languages",
            "nickname",
            "family_numbers",
            "registry_status",
            "life_status",
            "data_status",
        ],
        obj_field=pghistory.ObjForeignKey(related_name="+"),
        context_field=None,
        model_name="PersonChange",
    )
):
    """What the registry said of somebody until a change of name, state or personal details."""

    changed_by = models.CharField(max_length=80, db_default=_identity())


class ContactPointChange(
    pghistory.create_event_model(  # type: ignore[misc]  # made at run time
        ContactPoint,
        pghistory.UpdateEvent("changed", row="OLD"),
        pghistory.DeleteEvent("removed"),
        fields=["person", "kind", "value", "primary", "verified_at", "invalid"],
        obj_field=pghistory.ObjForeignKey(related_name="+"),
        context_field=None,
        model_name="ContactPointChange",
    )
):
    """A contact point as it was before it changed or went."""

    changed_by = models.CharField(max_length=80, db_default=_identity())


class PostalAddressChange(
    pghistory.create_event_model(  # type: ignore[misc]  # made at run time
        PostalAddress,
        pghistory.UpdateEvent("changed", row="OLD"),
        pghistory.DeleteEvent("removed"),
        fields=["person", "lines", "postcode", "city", "country", "starts_on", "ends_on"],
        obj_field=pghistory.ObjForeignKey(related_name="+"),
        context_field=None,
        model_name="PostalAddressChange",
    )
):
    """An address as it was before it was corrected, closed or removed."""

    changed_by = models.CharField(max_length=80, db_default=_identity())


class PositionChange(
    pghistory.create_event_model(  # type: ignore[misc]  # made at run time
        Position,
        pghistory.UpdateEvent("changed", row="OLD"),
        pghistory.DeleteEvent("removed"),
        fields=[
            "person",
            "status",
            "company",
            "title",
            "sector",
            "function",
            "starts_on",
            "ends_on",
        ],
        obj_field=pghistory.ObjForeignKey(related_name="+"),
        context_field=None,
        model_name="PositionChange",
    )
):
    """A position as it was before it was corrected, left or removed."""

    changed_by = models.CharField(max_length=80, db_default=_identity())
