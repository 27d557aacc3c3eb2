"""A person keeps their own profile: contacts, home, work, names, what is shown, and its history."""

from datetime import UTC, date, datetime

import pytest

from egide.kernel import registry
from egide.kernel.access import CLOCK, VISITOR, actor_of
from egide.kernel.errors import NotAllowed
from egide.kernel.models import RegisterLine
from egide.members import services
from egide.members.enums import (
    ContactKind,
    DataStatus,
    PositionStatus,
)
from egide.members.events import PersonMoved
from egide.members.models import ContactPoint, Person, PostalAddress
from egide.members.rules.contacts import UnusableContact
from egide.members.rules.people import NewAddress, NewPosition
from egide.members.services.addresses import AddressRefused
from egide.members.services.contacts import MOST, ContactAlreadyKnown, TooManyContacts
from egide.members.services.positions import PositionAlreadyLeft, PositionRefused
from egide.members.services.profiles import (
    ProfileChangedMeanwhile,
    ProfileClosed,
    ProfileRefused,
)
from egide.members.tests.conftest import TODAY, save
from egide.members.tests.factories import make_person

pytestmark = pytest.mark.django_db


class TestSaving:
    def test_the_second_of_two_who_save_is_told_and_overwrites_nothing(self, person, oneself):
        save(person, oneself, 1, nickname="Zagal")

        with pytest.raises(ProfileChangedMeanwhile) as refusal:
            save(person, CLOCK, 1, nickname="Autre")

        person.refresh_from_db()
        assert (person.nickname, person.version) == ("Zagal", 2)
        assert refusal.value.version == 2
        assert "votre saisie est gardée" in str(refusal.value)

    def test_every_part_of_the_profile_counts_its_saves(self, person, oneself):
        services.add_contact_point(
            person=person,
            kind=ContactKind.EMAIL,
            value="camille@example.org",
            by=oneself,
            on=TODAY,
            version=1,
        )

        with pytest.raises(ProfileChangedMeanwhile):
            services.move(
                person=person, address=NewAddress(country="FR"), by=CLOCK, on=TODAY, version=1
            )

        assert PostalAddress.objects.count() == 0

    @pytest.mark.parametrize(
        "details",
        [
            {"born_on": date(2021, 5, 1)},
            {"nickname": "x" * 81},
            {"languages": ("français",)},
            {"nationality": "ZZ"},
            {"sex": "X"},
        ],
    )
    def test_an_impossible_detail_is_refused(self, person, oneself, details):
        with pytest.raises(ProfileRefused):
            save(person, oneself, 1, **details)

        person.refresh_from_db()
        assert person.version == 1

    @pytest.mark.proves("R-X-3")
    def test_the_register_names_the_columns_and_never_what_was_written(self, person, oneself):
        save(person, oneself, 1, nickname="Zagal", languages=("fr", "en"))

        line = RegisterLine.objects.get(action="members.profile_saved")
        assert line.facts == {"fields": ["nickname", "languages"], "on": "2020-12-31"}
        assert (line.actor, line.before_hash != line.after_hash) == (f"person:{person.pk}", True)

    @pytest.mark.proves("R-X-1")
    def test_nobody_else_touches_a_profile(self, person):
        other = actor_of(make_person().pk, on=TODAY)

        for by in (VISITOR, other):
            with pytest.raises(NotAllowed):
                save(person, by, 1, nickname="Zagal")

    def test_nothing_is_added_to_whom_the_society_forgot(self, person):
        Person.objects.filter(pk=person.pk).update(data_status=DataStatus.ANONYMISED, listed=False)

        with pytest.raises(ProfileClosed):
            save(person, CLOCK, 1)


class TestContacts:
    def test_the_first_of_a_kind_is_the_principal_one_and_another_may_become_it(
        self, person, oneself
    ):
        first, second = (
            services.add_contact_point(
                person=person, kind=ContactKind.EMAIL, value=value, by=oneself, on=TODAY
            )
            for value in ("a@example.org", "b@example.org")
        )
        services.prefer_contact_point(point=second, by=oneself, on=TODAY)

        primary = ContactPoint.objects.filter(person=person, primary=True)
        assert list(primary) == [second]
        services.withdraw_contact_point(point=second, by=oneself, on=TODAY)
        assert list(primary.all()) == [first]

    def test_what_cannot_reach_anybody_is_refused(self, person, oneself):
        for kind, value in (
            (ContactKind.EMAIL, "prénom@example.org"),
            (ContactKind.EMAIL, "camille@example.org."),
            (ContactKind.PHONE, "12"),
            (ContactKind.WEB, "javascript:alert(1)"),
            (ContactKind.WEB, "http://[x"),
            (ContactKind.EMAIL, ""),
        ):
            with pytest.raises(UnusableContact):
                services.add_contact_point(
                    person=person, kind=kind, value=value, by=oneself, on=TODAY
                )

    def test_a_number_without_prefix_is_of_the_country_where_the_person_lives(self, oneself):
        person = make_person(country="DE")

        point = services.add_contact_point(
            person=person, kind=ContactKind.PHONE, value="030 23125000", by=CLOCK, on=TODAY
        )

        assert point.value == "+493023125000"

    def test_the_same_contact_is_kept_once_and_a_few_of_each_kind(self, person, oneself):
        for number in range(MOST):
            services.add_contact_point(
                person=person,
                kind=ContactKind.EMAIL,
                value=f"c{number}@example.org",
                by=oneself,
                on=TODAY,
            )

        with pytest.raises(ContactAlreadyKnown):
            services.add_contact_point(
                person=person, kind=ContactKind.EMAIL, value="C0@example.org", by=oneself, on=TODAY
            )
        with pytest.raises(TooManyContacts):
            services.add_contact_point(
                person=person, kind=ContactKind.EMAIL, value="z@example.org", by=oneself, on=TODAY
            )

    def test_a_corrected_address_waits_for_its_confirmation(self, oneself, person):
        at = datetime(2020, 12, 1, tzinfo=UTC)
        point = services.add_contact_point(
            person=person, kind=ContactKind.EMAIL, value="a@example.org", by=oneself, on=TODAY
        )
        point = services.confirm_contact_point(point=point, at=at, by=oneself, on=TODAY)
        assert point.verified_at == at
        services.mark_contact_point_invalid(point=point, reason="trois retours", by=CLOCK, on=TODAY)

        point = services.correct_contact_point(
            point=point, value="b@example.org", by=oneself, on=TODAY
        )

        assert (point.verified_at, point.invalid) == (None, False)
        with pytest.raises(NotAllowed):
            services.mark_contact_point_invalid(point=point, reason="", by=oneself, on=TODAY)


class TestMoving:
    def test_the_old_address_ends_on_the_eve(self, person, oneself, published):
        services.move(
            person=person,
            address=NewAddress(country="FR", postcode="33000", city="Bordeaux"),
            by=oneself,
            on=date(2019, 1, 1),
        )

        services.move(
            person=person,
            address=NewAddress(country="CA", postcode="H2X 1Y4", city="Montréal"),
            by=oneself,
            on=date(2020, 6, 1),
        )

        rows = PostalAddress.objects.filter(person=person).order_by("starts_on")
        assert [(row.city, row.starts_on, row.ends_on) for row in rows] == [
            ("Bordeaux", date(2019, 1, 1), date(2020, 5, 31)),
            ("Montréal", date(2020, 6, 1), None),
        ]
        assert published[-1] == PersonMoved(person_id=person.pk, on=date(2020, 6, 1))

    def test_two_moves_of_one_day_leave_one_address(self, person, oneself):
        for city in ("Bordeaux", "Pessac"):
            services.move(
                person=person, address=NewAddress(country="FR", city=city), by=oneself, on=TODAY
            )

        assert PostalAddress.objects.get(person=person).city == "Pessac"

    def test_a_country_that_is_gone_and_an_older_move_are_refused(self, person, oneself):
        with pytest.raises(AddressRefused, match="« YU » n’est pas un pays d’aujourd’hui"):
            services.move(person=person, address=NewAddress(country="YU"), by=oneself, on=TODAY)
        services.move(person=person, address=NewAddress(country="FR"), by=oneself, on=TODAY)

        with pytest.raises(AddressRefused, match="Une adresse plus récente est déjà connue"):
            services.move(
                person=person, address=NewAddress(country="FR"), by=oneself, on=date(2020, 1, 1)
            )

    def test_a_correction_is_no_move(self, person, oneself):
        address = services.move(
            person=person, address=NewAddress(country="FR", city="Bordo"), by=oneself, on=TODAY
        )

        services.correct_address(
            address=address,
            correction=NewAddress(country="FR", city="Bordeaux"),
            by=oneself,
            on=date(2021, 1, 5),
        )

        row = PostalAddress.objects.get(person=person)
        assert (row.city, row.starts_on) == ("Bordeaux", TODAY)


class TestPositions:
    def test_a_position_is_left_once(self, person, oneself):
        position = services.take_position(
            person=person,
            position=NewPosition(
                status=PositionStatus.EMPLOYEE,
                company="Fonderies Borandel",
                starts_on=date(2015, 9, 1),
            ),
            by=oneself,
            on=TODAY,
        )

        position = services.leave_position(position=position, by=oneself, on=TODAY)

        assert position.ends_on == TODAY
        with pytest.raises(PositionAlreadyLeft, match="quitté depuis le 31/12/2020"):
            services.leave_position(position=position, by=oneself, on=TODAY)

    @pytest.mark.parametrize(
        "position",
        [
            NewPosition(status="KING"),
            NewPosition(status="EMPLOYEE", company="x" * 121),
            NewPosition(status="EMPLOYEE", starts_on=date(2020, 2, 1), ends_on=date(2020, 1, 31)),
        ],
    )
    def test_an_impossible_position_is_refused(self, person, oneself, position):
        with pytest.raises(PositionRefused):
            services.take_position(person=person, position=position, by=oneself, on=TODAY)

        assert person.positions.count() == 0


class TestLettersLanguage:
    def test_each_person_says_in_which_language_they_are_written_to(self, person, oneself):
        stranger = make_person()
        before = registry.letter_languages([person.pk, stranger.pk])

        save(person, oneself, 1, letter_language="en")

        assert before == {}
        assert registry.letter_languages([person.pk, stranger.pk]) == {person.pk: "en"}
        line = RegisterLine.objects.latest("number")
        assert (line.action, line.facts["fields"]) == ("members.profile_saved", ["letter_language"])

    def test_a_language_that_the_society_does_not_write_is_refused(self, person, oneself):
        with pytest.raises(ProfileRefused, match="en français ou en anglais"):
            save(person, oneself, 1, letter_language="de")
