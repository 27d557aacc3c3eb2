"""Whoever asked not to be listed: no form of the groups tells that they are there (R-REG-6)."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils.timezone import localdate

from egide.groups import services
from egide.groups.enums import GroupKind, NoticeKind
from egide.groups.tests.doors import OFFICER, opened, place, sent, text_of
from egide.groups.tests.factories import OPERATOR, make_group, make_office
from egide.mandates.enums import OfficeCode
from egide.members.tests.factories import make_person

pytestmark = [pytest.mark.django_db, pytest.mark.proves("R-REG-6", "R-REG-7")]
NOBODY = "987654321"


@pytest.fixture
def group():
    return make_group(name="Gironde", country="FR", postcodes=("33000", "33999"))


@pytest.fixture
def treasurer(group):
    return make_person(usage_name="Marbrune", country="FR", postcode="33000")


@pytest.fixture
def hidden():
    return make_person(usage_name="Discrète", country="FR", postcode="33000", listed=False)


def errors_about(client, founder: str) -> list[str]:
    """Return what the form says of a founder, without what was typed."""
    answer = sent(
        client,
        "propose",
        kind=GroupKind.PROFESSIONAL,
        name="Énergie",
        purpose="Se retrouver.",
        founders=founder,
        sponsor=NOBODY,
    )
    assert answer.status_code == 422
    said = re.findall(r"Nous ne trouvons pas[^<]*", text_of(answer))
    return sorted({sentence.replace(founder, "…") for sentence in said})


def test_a_hidden_founder_is_as_unknown_as_nobody(hidden, sign_in):
    client = sign_in(make_person())

    by_number = errors_about(client, str(hidden.society_no))
    by_name = errors_about(client, hidden.readable_id)
    nobody = errors_about(client, NOBODY)

    assert nobody
    assert by_number == by_name == nobody
    assert errors_about(client, str(make_person().society_no)) == []


def test_an_officer_does_not_find_hidden_people_by_their_number(group, treasurer, hidden, sign_in):
    make_office(OfficeCode.GROUP_SECRETARY)
    place(hidden, treasurer)
    client = sign_in(treasurer, *OFFICER, group=group)
    fields = {"office": "GROUP_SECRETARY", "on": localdate().isoformat()}

    answer = sent(client, "new_officer", group.pk, person=str(hidden.society_no), **fields)

    assert answer.status_code == 422
    assert "Personne ne porte l’identifiant" in text_of(answer)
    assert not group.scope.mandates.exists()


def test_the_desk_counts_who_came_and_names_those_who_are_listed(group, treasurer, hidden, sign_in):
    seen = make_person(usage_name="Zéphirolle", country="FR", postcode="33000")
    services.align_default_groups(
        on=localdate() - timedelta(days=3), by=OPERATOR, people=[hidden.pk, seen.pk]
    )
    assert group.notices.filter(kind=NoticeKind.ARRIVAL).count() == 2

    page = text_of(opened(sign_in(treasurer, *OFFICER, group=group), "desk", group.pk))

    assert "Zéphirolle" in page
    assert "Discrète" not in page
    assert "2 personnes sont arrivées" in page.replace("\u00a0", " ").replace("\u202f", " ")
