"""The doors of the demo: each leads to somebody who is what its label says, at both sizes."""

from __future__ import annotations

import pytest
from django.utils.timezone import localdate

from egide.kernel import registry
from egide.kernel.access import actor_of
from egide.mandates.models import Mandate
from egide.mandates.permissions import READ_GOVERNANCE
from egide.members.models import Membership, Person

# What stands behind each door: the office held today, and on what.
OFFICES = {
    "board-member": ("BOARD_MEMBER", None),
    "campus-delegate": ("DSC", "CAMPUS"),
    "career-delegate": ("CAREER_DELEGATE", "TERRITORIAL"),
    "communication": ("COMMUNICATION_OFFICER", None),
    "community": ("COMMUNITY_OFFICER", None),
    "data-protection-officer": ("DATA_PROTECTION_OFFICER", None),
    "finance-director": ("FINANCE_DIRECTOR", None),
    "general-delegate": ("GENERAL_DELEGATE", None),
    "group-president": ("GROUP_PRESIDENT", "TERRITORIAL"),
    "group-treasurer": ("GROUP_TREASURER", "TERRITORIAL"),
    "president": ("PRESIDENT", None),
    "promotion-delegate": ("PROMOTION_DELEGATE", "PROMOTION"),
    "registry-clerk": ("REGISTRY_CLERK", None),
    "report-editor": ("REPORT_EDITOR", None),
    "secretary": ("SECRETARY", None),
    "technical-administrator": ("TECHNICAL_ADMINISTRATOR", None),
    "treasurer": ("TREASURER", None),
    "world-region-delegate": ("DRI", "REGION"),
}
PLAIN = {"member": "CURRENT", "student": "STUDENT"}


@pytest.fixture(params=["small_society", "full_society"])
def people(request) -> dict[str, int]:
    """Who stands behind each door, in a society of each size."""
    request.getfixturevalue(request.param)
    return {persona.name: persona.find() for persona in registry.personas()}


def test_every_door_is_what_its_label_says(people):
    today = localdate()
    found = {}
    for name, (office, _kind) in OFFICES.items():
        held = Mandate.objects.running_on(today).filter(person_id=people[name]).giving(office)
        found[name] = (office, *held.order_by("pk").values_list("scope__kind", flat=True)[:1])

    assert found == OFFICES
    assert set(people) == set(OFFICES) | set(PLAIN)


def test_a_plain_member_and_a_student_hold_nothing(people):
    today = localdate()
    for name, status in PLAIN.items():
        person = Person.objects.get(pk=people[name])

        assert Membership.objects.get(person=person, ends_on=None).status == status
        assert not Mandate.objects.real().filter(person=person).exists()
        rights = actor_of(person.pk, on=today).permissions
        known = registry.permissions()
        # Whoever is a member reads who governs, without any mandate.
        assert {right for right in rights if not known[right].every_member} == {READ_GOVERNANCE}


def test_no_two_doors_lead_to_the_same_person(people):
    assert len(set(people.values())) == len(people)


def test_a_door_opens_on_somebody_even_when_nobody_is_left_who_never_served(small_society):
    door = next(persona for persona in registry.personas() if persona.name == "member")
    first = door.find()
    past = Mandate.objects.real().exclude(ends_on=None).filter(ends_on__lt=localdate())[0]

    Mandate.objects.filter(pk=past.pk).update(person_id=first)
    second = door.find()

    assert not Mandate.objects.running_on(localdate()).filter(person_id=second).exists()
