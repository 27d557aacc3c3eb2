"""The people of a group as its officers see them: what each shows to them, and nothing else."""

from __future__ import annotations

from datetime import date

from django.db.models import CharField, QuerySet
from django.db.models.expressions import RawSQL

from egide.design.tables.page import MOST_COUNTED
from egide.groups.models import Group, GroupMembership
from egide.groups.queries.network import people_in
from egide.kernel.access import Actor
from egide.members.enums import ProfileField
from egide.members.permissions import MANAGE_REGISTRY
from egide.members.queries.promotions import principal_label
from egide.members.queries.viewer import Viewer

PERSON = '"groups_groupmembership"."person_id"'
CONTACT = """(SELECT contact.value FROM members_contactpoint contact
    WHERE contact.person_id = {person} AND contact.kind = '{kind}' AND NOT contact.invalid
    ORDER BY contact.primary DESC, contact.id LIMIT 1)"""
CITY = """(SELECT concat_ws(' · ', nullif(home.city, ''), nullif(home.country, 'FR'))
     FROM members_postaladdress home
    WHERE home.person_id = {person} AND home.ends_on IS NULL
    ORDER BY home.starts_on DESC LIMIT 1)"""


def people_shown(group: Group, actor: Actor, *, on: date) -> QuerySet[GroupMembership]:
    """Return who is in a group, with the e-mail, telephone and city that each shows to the actor.

    Whoever asked not to be listed is left out; the count of the group says how many they are
    (R-REG-6, R-REG-7).
    """
    viewer = Viewer(actor=actor, on=on)
    people = (
        GroupMembership.objects.running_on(on)
        .filter(group=group, family=group.family)
        .select_related("person")
        .annotate(
            promotion_label=principal_label("person"),
            email=_shown(viewer, ProfileField.EMAIL, CONTACT.format(person=PERSON, kind="EMAIL")),
            phone=_shown(viewer, ProfileField.PHONE, CONTACT.format(person=PERSON, kind="PHONE")),
            city=_shown(viewer, ProfileField.CITY, CITY.format(person=PERSON)),
        )
    )
    return people if actor.can(MANAGE_REGISTRY) else people.filter(person__listed=True)


def hidden_people(group: Group, *, on: date) -> int:
    """Return how many people of a group asked not to be listed.

    Of a group longer than a list is counted, nobody is told: they would all have to be looked at.
    """
    listed = GroupMembership.objects.running_on(on).filter(group=group, person__listed=True)
    counted = listed.order_by().values("pk")[: MOST_COUNTED + 1].count()
    return people_in(group, on=on) - counted if counted <= MOST_COUNTED else 0


def _shown(viewer: Viewer, field: ProfileField, value: str) -> RawSQL:
    """Return the value where the person shows this part of the profile to the reader."""
    condition = viewer.shown(field, PERSON)
    text = f"CASE WHEN {condition.text} THEN {value} END"
    return RawSQL(text, condition.values, output_field=CharField())  # noqa: S611 our own text
