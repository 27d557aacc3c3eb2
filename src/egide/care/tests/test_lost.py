"""Delegates find again those whom no mail reaches; nothing hidden is shown, nothing done twice."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail
from django.urls import reverse

from egide.care import jobs, services
from egide.care.enums import SearchState, Silence, Way
from egide.care.models import Attempt, LostSearch
from egide.care.queries import (
    cards_of_clerk,
    cards_of_delegate,
    lost_and_free,
    lost_people,
    proposal_letter,
    proposal_named,
    reached,
    searches_of,
)
from egide.care.services import SearchRefused
from egide.groups.models import GroupMembership
from egide.groups.tests.factories import make_group
from egide.kernel import registry
from egide.kernel.access import CLOCK, Actor, Grant
from egide.kernel.errors import NotAllowed
from egide.kernel.models import RegisterLine
from egide.members.enums import Audience, LifeStatus, ProfileField
from egide.members.models import ContactPoint, DeathReport
from egide.members.permissions import MANAGE_REGISTRY, READ_DIRECTORY, READ_OFFICER_CONTACTS
from egide.members.tests.conftest import show, text_of
from egide.members.tests.factories import make_person

pytestmark = pytest.mark.django_db
DAY = date(2020, 6, 1)
NOON = datetime(2020, 6, 1, 12, tzinfo=UTC)
SITE = "https://essai.example.org"


@pytest.fixture
def group():
    return make_group()


@pytest.fixture
def comrades(group):
    """One whose mail returns, one without mail, one never confirmed, one who is reached."""
    returned, none, unconfirmed, fine = (
        make_person(usage_name=name, first_names="Alix", email=email)
        for name, email in (
            ("Brindavoine", "perdu@example.org"),
            ("Corvisart", ""),
            ("Dormelune", "nouveau@example.org"),
            ("Esterelle", "bien@example.org"),
        )
    )
    ContactPoint.objects.filter(person=returned).update(invalid=True)
    ContactPoint.objects.filter(person=fine).update(verified_at=NOON)
    for person in (returned, none, unconfirmed, fine):
        join(person, group)
    return returned, none, unconfirmed, fine


def join(person, group):
    GroupMembership.objects.create(
        group=group, person=person, family=group.family, kind="CHOSEN", starts_on=date(2019, 1, 1)
    )


def delegate_of(group, person=None) -> Actor:
    person = person or make_person(usage_name="Vigilant")
    scope = frozenset({group.scope_id})
    return Actor(
        name=f"person:{person.pk}",
        person_id=person.pk,
        grants=(
            Grant(permission=READ_OFFICER_CONTACTS, scope_ids=scope, reason="essai"),
            Grant(permission=READ_DIRECTORY, scope_ids=None, reason="essai"),
        ),
    )


def taken(person, by, *, on=DAY) -> LostSearch:
    return services.take_search(person=person, by=by, on=on)


def proposed(search, by, *, email="alix.nouvelle@example.org", phone="") -> LostSearch:
    return services.propose_contact(
        search=search, email=email, phone=phone, by=by, on=DAY, site=SITE
    )


@pytest.mark.proves("R-REG-7")
class TestWhoIsLost:
    def test_those_whose_mail_returns_come_first_and_who_is_reached_not_at_all(
        self, group, comrades
    ):
        found = lost_people(delegate_of(group))
        assert [(one.usage_name, one.silence) for one in found] == [
            ("Brindavoine", Silence.RETURNED),
            ("Corvisart", Silence.NONE),
            ("Dormelune", Silence.UNCONFIRMED),
        ]

    def test_an_officer_sees_their_own_people_and_nobody_who_objected(self, group, comrades):
        elsewhere = delegate_of(make_group())
        type(comrades[0]).objects.filter(pk=comrades[1].pk).update(listed=False)

        assert list(lost_people(elsewhere)) == []
        with pytest.raises(NotAllowed):
            taken(comrades[0], elsewhere)
        names = [one.usage_name for one in lost_people(delegate_of(group))]
        assert "Corvisart" not in names

    def test_what_is_reached_is_counted(self, group, comrades):
        counted = reached(delegate_of(group), on=DAY)
        assert (counted.people, counted.reached, counted.found) == (4, 1, 0)

    def test_the_home_of_a_delegate_says_how_many(self, group, comrades):
        [card] = cards_of_delegate(delegate_of(group), DAY)
        assert card.title == "3 camarades à retrouver"
        assert list(cards_of_delegate(CLOCK, DAY)) == []


class TestOneAtATime:
    def test_who_is_taken_is_not_taken_twice(self, group, comrades):
        first, second = delegate_of(group), delegate_of(group)
        search = taken(comrades[0], first)

        with pytest.raises(SearchRefused, match="Vigilant s’en occupe déjà"):
            taken(comrades[0], second)
        assert comrades[0] not in lost_and_free(second)
        assert list(searches_of(second)) == [search]
        with pytest.raises(NotAllowed):
            services.note_attempt(search=search, way=Way.CALL, words="", by=second, on=DAY)
        assert RegisterLine.objects.filter(action="care.search_taken").count() == 1

    def test_a_search_without_news_goes_over_to_who_asks(self, group, comrades):
        first, second = delegate_of(group), delegate_of(group)
        search = taken(comrades[0], first)
        news = DAY + timedelta(days=20)
        services.note_attempt(search=search, way=Way.CALL, words="", by=first, on=news)

        with pytest.raises(SearchRefused):
            taken(comrades[0], second, on=news + timedelta(days=30))
        taken(comrades[0], second, on=news + timedelta(days=31))
        search.refresh_from_db()
        assert search.state == SearchState.GIVEN_BACK

    def test_whom_mail_reaches_is_not_looked_for(self, group, comrades):
        with pytest.raises(SearchRefused, match="arrive"):
            taken(comrades[3], delegate_of(group))


class TestWhatIsFound:
    @pytest.mark.proves("R-INT-4")
    def test_a_proposal_is_asked_about_confirmed_and_written_by_the_registry(self, group, comrades):
        delegate = delegate_of(group)
        search = proposed(taken(comrades[1], delegate), delegate, phone="06 39 98 00 22")
        jobs.ask_confirmation(on=DAY, search_id=search.pk, site=SITE, language="fr")
        [letter] = mail.outbox
        assert letter.to == ["alix.nouvelle@example.org"]
        assert "Corvisart" not in letter.body

        token = letter.body.split("/est-ce-vous/")[1].split("/")[0]
        assert proposal_named(token) == search
        services.answer_proposal(token=token, is_mine=True, at=NOON, on=DAY, by=CLOCK)
        # Whoever reads the letter proves nothing yet: the record is as it was.
        assert not ContactPoint.objects.filter(person=comrades[1]).exists()
        assert "1 camarade retrouvé" in next(cards_of_clerk(CLOCK, DAY)).title

        services.apply_proposal(search=search, by=CLOCK, on=DAY)
        points = ContactPoint.objects.filter(person=comrades[1]).order_by("kind")
        assert [(p.value, p.primary, p.verified_at) for p in points] == [
            ("alix.nouvelle@example.org", True, NOON),
            ("+33639980022", True, None),
        ]
        search.refresh_from_db()
        assert (search.state, search.email, search.phone) == ("FOUND", "", "")
        assert reached(delegate, on=DAY).found == 1
        assert proposal_named(token) is None

    def test_an_address_that_is_a_strangers_is_forgotten(self, group, comrades):
        delegate = delegate_of(group)
        search = proposed(taken(comrades[1], delegate), delegate)
        letter = proposal_letter(search, site=SITE, language="fr")
        token = letter.body.split("/est-ce-vous/")[1].split("/")[0]

        services.answer_proposal(token=token, is_mine=False, at=NOON, on=DAY, by=CLOCK)

        search.refresh_from_db()
        assert (search.state, search.email) == ("TAKEN", "")
        assert "ce n’est pas elle" in Attempt.objects.get().words
        assert (
            services.answer_proposal(token=token, is_mine=True, at=NOON, on=DAY, by=CLOCK) is None
        )

    def test_who_proposed_does_not_decide_and_a_refusal_says_why(self, group, comrades, give):
        delegate = delegate_of(group)
        search = proposed(taken(comrades[1], delegate), delegate)
        both = Actor(
            name=delegate.name,
            person_id=delegate.person_id,
            grants=(Grant(permission=MANAGE_REGISTRY, scope_ids=None, reason="essai"),),
        )
        with pytest.raises(NotAllowed):
            services.apply_proposal(search=search, by=both, on=DAY)
        with pytest.raises(NotAllowed):
            services.apply_proposal(search=search, by=delegate, on=DAY)
        with pytest.raises(SearchRefused, match="pourquoi"):
            services.turn_down_proposal(search=search, reason=" ", by=CLOCK, on=DAY)
        services.turn_down_proposal(search=search, reason="Ce numéro est faux.", by=CLOCK, on=DAY)
        search.refresh_from_db()
        assert search.state == SearchState.TAKEN
        assert "Ce numéro est faux." in Attempt.objects.get().words


class TestHowItEnds:
    def test_a_search_in_vain_says_what_was_tried_and_comes_last(self, group, comrades):
        delegate = delegate_of(group)
        search = taken(comrades[1], delegate)
        over = {"search": search, "outcome": SearchState.NOT_FOUND, "words": "", "by": delegate}
        with pytest.raises(SearchRefused, match="essayé"):
            services.close_search(**over, on=DAY)
        services.note_attempt(search=search, way=Way.VISIT, words="Parti", by=delegate, on=DAY)
        services.close_search(**over, on=DAY)

        again = lost_and_free(delegate).get(pk=comrades[1].pk)
        assert again.given_up_on == DAY

    @pytest.mark.proves("R-REG-9")
    def test_a_death_is_told_as_every_death_is(self, group, comrades):
        delegate = delegate_of(group)
        search = taken(comrades[1], delegate)
        over = {"search": search, "outcome": SearchState.DECEASED, "by": delegate, "on": DAY}
        with pytest.raises(SearchRefused, match="annonce"):
            services.close_search(**over, words="")
        services.close_search(**over, words="Sa sœur, au téléphone")

        assert DeathReport.objects.get(person=comrades[1]).source == "DELEGATE"
        comrades[1].refresh_from_db()
        assert comrades[1].life_status == LifeStatus.PRESUMED_DEAD
        assert comrades[1] not in lost_people(delegate)

    def test_found_is_said_once_mail_arrives(self, group, comrades):
        delegate = delegate_of(group)
        search = taken(comrades[0], delegate)
        over = {"search": search, "outcome": SearchState.FOUND, "words": "", "by": delegate}
        with pytest.raises(SearchRefused, match="confirmé"):
            services.close_search(**over, on=DAY)
        ContactPoint.objects.filter(person=comrades[0]).update(invalid=False, verified_at=NOON)
        assert services.close_search(**over, on=DAY).state == SearchState.FOUND


class TestPages:
    @pytest.fixture
    def browser(self, group, sign_in, monkeypatch):
        """The browser of a delegate of the group, and of nothing else."""
        person = make_person(usage_name="Vigilant", first_names="Noé")
        usual = registry.rights_sources()
        grants = delegate_of(group, person).grants
        source = registry.RightsSource(
            name="délégué", grants=lambda person_id, on: grants if person_id == person.pk else ()
        )
        monkeypatch.setattr(registry, "rights_sources", lambda: (*usual, source))
        return sign_in(person)

    @pytest.mark.proves("R-REG-7")
    def test_from_the_list_to_what_is_found(self, browser, comrades, paul, sign_in):
        show(comrades[0], ProfileField.PHONE, to=Audience.OFFICERS)
        ContactPoint.objects.create(person=comrades[0], kind="PHONE", value="+33639980033")
        page = text_of(browser.get(reverse("care:lost")))
        assert "ses courriels reviennent" in page
        assert "perdu@example.org" not in page

        browser.post(reverse("care:take", args=[comrades[0].pk]))
        search = LostSearch.objects.get()
        page = text_of(browser.get(reverse("care:search", args=[search.pk])))
        assert "tel:+33639980033" in page
        assert "perdu@example.org" not in page
        address = reverse("care:note_attempt", args=[search.pk])
        assert browser.post(address, {"words": "Bavarde"}).status_code == 422
        browser.post(address, {"way": "CALL", "words": "Bavarde, rappelle demain"})
        address = reverse("care:propose", args=[search.pk])
        refused = browser.post(address, {"email": "pas une adresse"})
        assert refused.status_code == 422
        assert "pas une adresse" in text_of(refused)
        browser.post(address, {"email": "alix@example.org"})

        clerk = sign_in(paul, MANAGE_REGISTRY)
        assert "Brindavoine" in text_of(clerk.get(reverse("care:corrections")))
        page = text_of(clerk.get(reverse("care:proposal", args=[search.pk])))
        assert "alix@example.org" in page
        assert "rappelle demain" in page
        address = reverse("care:set_aside", args=[search.pk])
        assert clerk.post(address, {"reason": ""}).status_code == 422
        clerk.post(reverse("care:apply", args=[search.pk]))
        assert ContactPoint.objects.filter(value="alix@example.org", primary=True).exists()

    def test_looking_at_the_letter_changes_nothing_and_each_button_does(
        self, group, comrades, client
    ):
        delegate = delegate_of(group)
        search = proposed(taken(comrades[1], delegate), delegate)
        letter = proposal_letter(search, site="", language="fr")
        address = "/est-ce-vous/" + letter.body.split("/est-ce-vous/")[1].split()[0]

        page = text_of(client.get(address))
        assert "Corvisart" not in page
        search.refresh_from_db()
        assert search.confirmed_at is None
        client.post(address, {"answer": "yes"})
        search.refresh_from_db()
        assert search.confirmed_at is not None
        client.post(address, {"answer": "no"})
        assert client.get(address).status_code == 404

    def test_the_list_costs_the_same_for_more_people(
        self, browser, group, comrades, django_assert_max_num_queries
    ):
        browser.get(reverse("care:lost"))
        with django_assert_max_num_queries(40) as few:
            browser.get(reverse("care:lost"))
        for number in range(4):
            join(make_person(usage_name=f"Nombreux{'abcd'[number]}"), group)
        with django_assert_max_num_queries(len(few)):
            browser.get(reverse("care:lost"))
