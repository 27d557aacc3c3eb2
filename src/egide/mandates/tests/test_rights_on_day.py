"""What somebody could do on a day: asked by who keeps the mandates, answered from that day."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlencode

import pytest
from django.urls import reverse

from egide.accounts.models import Account
from egide.mandates.enums import EndReason, ScopeKind
from egide.mandates.permissions import (
    MANAGE_MANDATES,
    MANAGE_STATUTES,
    READ_FIGURES,
    READ_GOVERNANCE,
)
from egide.mandates.services import end_mandate, give_mandate
from egide.mandates.tests.factories import OPERATOR, make_office, make_scope
from egide.members.tests.factories import make_person

pytestmark = pytest.mark.django_db
START, LAST, NEXT = date(2018, 6, 2), date(2020, 3, 14), date(2020, 3, 15)
FIGURES = "Ouvrir les chiffres de la gouvernance"


@pytest.fixture
def secretary(client):
    return enter(client, MANAGE_MANDATES)


@pytest.fixture
def treasurer():
    """Somebody who was a treasurer until a day."""
    person = make_person(usage_name="Torelisse", first_names="Camille", since=date(2019, 1, 1))
    office = make_office(name="trésorier", rights=[READ_FIGURES])
    mandate = give_mandate(person_id=person.pk, office=office.code, starts_on=START, by=OPERATOR)
    end_mandate(mandate=mandate, reason=EndReason.RESIGNED, on=LAST, by=OPERATOR)
    return person


def enter(client, *rights, scope=None):
    person = make_person(since=START)
    kinds = [scope.kind] if scope else []
    office = make_office(single=False, rights=rights, scope_kinds=kinds)
    give_mandate(person_id=person.pk, office=office.code, scope=scope, starts_on=START, by=OPERATOR)
    client.force_login(Account.objects.create(person=person))
    return client


def ask(client, person="", on=None):
    typed = {"personne": person, "le": on.isoformat() if isinstance(on, date) else on or ""}
    return client.get(f"{reverse('mandates:rights_on_day')}?{urlencode(typed)}")


def said(answer):
    return answer.content.decode().replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.proves("R-X-1")
def test_the_rights_of_a_day_are_those_of_that_day_with_their_why(secretary, treasurer):
    before = said(ask(secretary, treasurer.readable_id, date(2018, 6, 1)))
    first = said(ask(secretary, treasurer.readable_id, START))
    last = said(ask(secretary, treasurer.readable_id, LAST))
    after = said(ask(secretary, treasurer.readable_id, NEXT))

    assert "Aucun droit ce jour-là" in before
    for page in (first, last):
        assert FIGURES in page
        assert "Trésorier" in page
        assert "Jusqu’au 14 mars 2020 compris." in page
    assert "Sociétaire (à jour)" in last
    assert "Sociétaire (à jour)" not in first
    assert FIGURES not in after
    assert "Camille Torelisse, le 15 mars 2020" in after


def test_the_page_opens_on_today_and_asks_whom(secretary):
    answer = secretary.get(reverse("mandates:rights_on_day"))

    assert answer.status_code == 200
    assert 'name="personne"' in said(answer)
    assert "Aucun droit" not in said(answer)


def test_the_page_is_found_from_the_offices_and_from_a_profile(secretary, treasurer):
    offices = said(secretary.get(reverse("mandates:offices")))
    profile = said(secretary.get(reverse("members:profile", args=[treasurer.readable_id])))

    assert 'href="/gouvernance/droits/"' in offices
    assert f'href="/gouvernance/droits/?personne={treasurer.readable_id}"' in profile


def test_who_keeps_one_scope_is_not_led_there(client, treasurer):
    local = enter(client, MANAGE_MANDATES, READ_GOVERNANCE, scope=make_scope(ScopeKind.GROUP))

    assert "gouvernance/droits" not in said(local.get(reverse("mandates:offices")))


def test_namesakes_are_told_apart_by_links_that_keep_the_day(secretary, treasurer):
    other = make_person(usage_name="Torelisse", first_names="Hugo", since=START)

    answer = ask(secretary, "Torelisse", LAST)

    assert answer.status_code == 422
    assert "Plusieurs personnes répondent à ce nom" in said(answer)
    for person in (treasurer, other):
        assert f"{person.readable_id}&amp;le=2020-03-14" in said(answer)


@pytest.mark.parametrize(
    ("person", "on", "sentence"),
    [
        ("Nemo Inconnu", "2020-03-14", "Personne ne répond à ce nom."),
        ("", "2020-03-14", "Ce champ est obligatoire."),
        ("Nemo", "1789-07-14", "Cette année ne peut être celle d’un mandat."),
        ("Nemo", "hier", "jour"),
    ],
)
def test_what_cannot_be_answered_is_said_and_what_was_typed_stays(secretary, person, on, sentence):
    answer = ask(secretary, person, on)

    assert answer.status_code == 422
    assert sentence in said(answer)
    assert f'value="{person}"' in said(answer) or not person


@pytest.mark.proves("R-X-1", "R-X-2")
def test_only_who_keeps_all_mandates_may_ask(client, treasurer):
    paris = make_scope(ScopeKind.GROUP)
    local = enter(client, MANAGE_MANDATES, scope=paris)
    by_local = ask(local, treasurer.readable_id, LAST)
    by_statutes = ask(enter(client, MANAGE_STATUTES), treasurer.readable_id, LAST)
    client.logout()
    by_visitor = ask(client, treasurer.readable_id, LAST)

    assert (by_local.status_code, by_statutes.status_code) == (403, 403)
    assert FIGURES not in said(by_local) + said(by_statutes)
    assert by_visitor.status_code == 302


def test_asking_again_and_again_is_slowed_down(secretary, monkeypatch):
    monkeypatch.setattr("egide.mandates.views.asking.SUGGESTIONS_A_MINUTE", 2)

    answers = [ask(secretary, str(number), LAST).status_code for number in range(3)]

    assert answers == [422, 422, 429]
