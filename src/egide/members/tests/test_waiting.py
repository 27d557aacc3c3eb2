"""What waits for the clerk, said on the home."""

from datetime import date

import pytest
from django.urls import reverse

from egide.kernel import registry
from egide.kernel.access import CLOCK, Actor, Grant, actor_of
from egide.kernel.registry import Circle
from egide.members import services
from egide.members.enums import Audience, LifeStatus
from egide.members.models import ContactPoint, Person
from egide.members.permissions import MANAGE_REGISTRY, READ_OFFICER_CONTACTS
from egide.members.queries.waiting import cards_of_clerk, cards_of_officers
from egide.members.tests.factories import make_person, make_promotion

pytestmark = pytest.mark.django_db
DAY = date(2020, 5, 1)


def test_a_death_to_confirm_comes_first_on_the_clerks_home():
    camille = make_person()
    Person.objects.filter(pk=camille.pk).update(life_status=LifeStatus.PRESUMED_DEAD)

    (card,) = cards_of_clerk(CLOCK, DAY)

    assert (card.title, card.urgent) == ("1 décès à confirmer", True)
    assert card.url == reverse("members:deaths_told")


def test_dead_letters_wait_calmly_on_the_clerks_home():
    make_person(email="camille@example.org")
    make_person(email="hugo@example.org")
    ContactPoint.objects.update(invalid=True)

    (card,) = cards_of_clerk(CLOCK, DAY)

    assert (card.title, card.urgent) == ("2 courriels ne répondent plus", False)


def test_a_great_many_dead_letters_are_told_as_many(monkeypatch):
    monkeypatch.setattr("egide.members.queries.waiting.MOST_COUNTED", 2)
    for name in ("camille", "hugo", "ines"):
        make_person(email=f"{name}@example.org")
    ContactPoint.objects.update(invalid=True)

    (card,) = cards_of_clerk(CLOCK, DAY)

    assert card.title == "Plus de 2 courriels ne répondent plus"


def test_a_great_many_dead_letters_are_told_as_many_on_the_desk_too(monkeypatch, sign_in):
    monkeypatch.setattr("egide.members.queries.waiting.MOST_COUNTED", 2)
    for name in ("camille", "hugo", "ines"):
        make_person(email=f"{name}@example.org")
    ContactPoint.objects.update(invalid=True)

    page = sign_in(make_person(), MANAGE_REGISTRY).get("/registre/").content.decode()

    assert ">plus de 2</a>" in page


def test_the_clerks_home_says_nothing_when_nothing_waits():
    make_person(email="camille@example.org")

    assert list(cards_of_clerk(CLOCK, DAY)) == []


@pytest.fixture
def keeper(monkeypatch):
    """Return somebody who keeps a group in which everybody called Inès is."""
    circle = Circle(
        audience=Audience.OFFICERS,
        people=lambda actor: Person.objects.filter(first_names="Inès").values("pk"),
    )
    monkeypatch.setattr(registry, "circles", lambda: (circle,))
    return actor_of(make_person().pk, on=DAY)


@pytest.mark.proves("R-REG-9")
def test_a_delegate_learns_on_the_home_of_a_death_told_among_their_people(keeper):
    mine = make_person(first_names="Inès", promotion=make_promotion("Bo", 1998))
    other, well = make_person(first_names="Paul"), make_person(first_names="Inès")
    for person in (mine, other):
        services.report_death(
            person=person, source="RELATIVE", reported_by="sa famille", by=CLOCK, on=DAY
        )

    (card,) = cards_of_officers(keeper, DAY)

    assert card.title == "Un décès a été signalé\xa0: Inès Torelisse"
    assert card.detail == "Bo 198 · pas encore confirmé"
    assert card.url == reverse("members:profile", args=[mine.readable_id])
    assert well.life_status == LifeStatus.LIVING


@pytest.mark.proves("R-REG-9")
def test_a_report_withdrawn_is_told_to_no_delegate_any_more(keeper):
    mine = make_person(first_names="Inès")
    report = services.report_death(
        person=mine, source="RELATIVE", reported_by="sa famille", by=CLOCK, on=DAY
    )
    services.withdraw_death_report(report=report, reason="homonyme", by=CLOCK, on=DAY)

    assert list(cards_of_officers(keeper, DAY)) == []


@pytest.mark.proves("R-REG-9")
def test_who_reads_for_the_whole_society_is_not_told_of_each_death(keeper, monkeypatch):
    ines = make_person(first_names="Inès")
    services.report_death(
        person=ines, source="RELATIVE", reported_by="sa famille", by=CLOCK, on=DAY
    )

    everywhere = Grant(permission=READ_OFFICER_CONTACTS, scope_ids=None, reason="membre du bureau")
    of_the_bureau = Actor(name=keeper.name, person_id=keeper.person_id, grants=(everywhere,))

    assert list(cards_of_officers(of_the_bureau, DAY)) == []
