"""What a person shows, is called, studied; what the profile said before; how it is forgotten."""

from datetime import UTC, datetime

import pytest

from egide.kernel.access import CLOCK
from egide.kernel.errors import NotAllowed
from egide.kernel.models import RegisterLine
from egide.members import services
from egide.members.enums import (
    Audience,
    ContactKind,
    MembershipStatus,
    ProfileField,
    SchoolingRank,
)
from egide.members.events import PrincipalPromotionChanged
from egide.members.models import ContactPoint, NameToken, Person, Schooling, VisibilityChoice
from egide.members.queries.people import (
    history_of,
    quality_of,
)
from egide.members.queries.profile import person_known_as
from egide.members.rules.people import NewAddress, NewPosition
from egide.members.services.names import NameRefused, ReadableIdKept
from egide.members.services.schooling import SchoolingRefused
from egide.members.services.visibility import AudienceRefused
from egide.members.tests.conftest import TODAY, save
from egide.members.tests.factories import make_person, make_promotion

pytestmark = pytest.mark.django_db


def principal_of(person: Person) -> str:
    """Return the label of the promotion in which a person counts."""
    return Schooling.objects.get(person=person, rank=SchoolingRank.PRINCIPAL).promotion.label


class TestVisibility:
    @pytest.mark.proves("R-REG-6")
    def test_whoever_hides_the_name_leaves_the_directory_at_once(self, person, oneself):
        services.choose_audience(
            person=person, choices={ProfileField.NAME: Audience.NOBODY}, by=oneself, on=TODAY
        )
        person.refresh_from_db()
        assert person.listed is False

        services.choose_audience(
            person=person, choices={ProfileField.NAME: Audience.MEMBERS}, by=oneself, on=TODAY
        )
        person.refresh_from_db()
        assert person.listed is True

    @pytest.mark.proves("R-REG-6")
    def test_nothing_is_shown_before_it_was_chosen(self, person):
        assert VisibilityChoice.objects.filter(person=person).count() == 0

    def test_a_choice_replaces_the_one_before_and_the_others_stay(self, person, oneself):
        for audience in (Audience.MEMBERS, Audience.PROMOTION):
            services.choose_audience(
                person=person,
                choices={ProfileField.PHONE: audience, ProfileField.EMAIL: Audience.MEMBERS},
                by=oneself,
                on=TODAY,
            )

        choices = dict(
            VisibilityChoice.objects.filter(person=person).values_list("field", "audience")
        )
        assert choices == {"PHONE": "PROMOTION", "EMAIL": "MEMBERS"}

    @pytest.mark.parametrize(
        "choices",
        [{"NAME": "PUBLIC"}, {"NAME": "PROMOTION"}, {"SALARY": "MEMBERS"}, {"EMAIL": "EVERYBODY"}],
    )
    def test_what_does_not_exist_is_not_shown(self, person, oneself, choices):
        with pytest.raises(AudienceRefused):
            services.choose_audience(person=person, choices=choices, by=oneself, on=TODAY)


class TestNames:
    @pytest.mark.proves("R-REG-3")
    def test_a_new_name_is_found_at_once_and_the_id_stays(self, person, oneself):
        readable_id = person.readable_id

        services.change_name(person=person, usage_name="Corandel-Ébrune", by=oneself, on=TODAY)

        person.refresh_from_db()
        words = set(
            NameToken.objects.filter(pk__in=person.name_tokens).values_list("token", flat=True)
        )
        assert words == {"camille", "torelisse", "corandel", "ebrune", "corandelebrune"}
        assert (person.readable_id, person.sort_name) == (readable_id, "corandel ebrune camille")

    @pytest.mark.proves("R-REG-3")
    def test_the_old_id_still_leads_to_whoever_asked_for_another(self, person):
        former = person.readable_id
        services.change_name(person=person, usage_name="Corandel", by=CLOCK, on=TODAY)

        services.change_readable_id(person=person, reason="à sa demande", by=CLOCK, on=TODAY)

        person.refresh_from_db()
        assert person.readable_id == "camille.corandel.1998"
        found = {
            name: person_known_as(name, actor=CLOCK)
            for name in (former, person.readable_id, "nobody.1998")
        }
        assert found == {former: person, person.readable_id: person, "nobody.1998": None}
        with pytest.raises(ReadableIdKept):
            services.change_readable_id(person=person, reason="", by=CLOCK, on=TODAY)

    def test_the_birth_name_is_the_clerks_and_a_name_is_a_name(self, person, oneself):
        with pytest.raises(NotAllowed):
            services.change_name(
                person=person, usage_name="Corandel", birth_name="Corandel", by=oneself, on=TODAY
            )
        for name in ("", "=1+1", "Tor\nelisse\x07", "x" * 121):
            with pytest.raises(NameRefused):
                services.change_name(person=person, usage_name=name, by=oneself, on=TODAY)
        with pytest.raises(NotAllowed):
            services.change_readable_id(person=person, reason="", by=oneself, on=TODAY)


class TestSchooling:
    @pytest.mark.proves("R-REG-4")
    def test_the_principal_promotion_changes_place_with_a_second_one(self, person, published):
        lille = make_promotion("Li", 1999)
        services.add_secondary_promotion(person=person, promotion=lille, by=CLOCK, on=TODAY)
        assert principal_of(person) == "Bo 198"

        services.change_principal_promotion(
            person=person, promotion=lille, reason="erreur de saisie", by=CLOCK, on=TODAY
        )

        ranks = dict(person.schoolings.values_list("promotion__label", "rank"))
        assert ranks == {"Li 199": SchoolingRank.PRINCIPAL, "Bo 198": SchoolingRank.SECONDARY}
        assert published == [
            PrincipalPromotionChanged(person_id=person.pk, promotion_id=lille.pk, on=TODAY)
        ]

    def test_a_promotion_is_entered_once_and_the_first_is_principal(self, person):
        with pytest.raises(SchoolingRefused, match="déjà de la promotion Bo 198"):
            services.add_secondary_promotion(
                person=person, promotion=make_promotion("Bo", 1998), by=CLOCK, on=TODAY
            )
        with pytest.raises(SchoolingRefused, match="Bo 198 est déjà la promotion principale"):
            services.change_principal_promotion(
                person=person, promotion=make_promotion("Bo", 1998), reason="", by=CLOCK, on=TODAY
            )
        with pytest.raises(SchoolingRefused, match="Donnez d’abord une promotion principale"):
            services.add_secondary_promotion(
                person=make_person(), promotion=make_promotion("Bo", 1998), by=CLOCK, on=TODAY
            )

    def test_only_the_clerk_writes_a_schooling(self, person, oneself):
        with pytest.raises(NotAllowed):
            services.add_secondary_promotion(
                person=person, promotion=make_promotion("Li", 1999), by=oneself, on=TODAY
            )


class TestHistory:
    def test_the_profile_tells_what_it_said_before_and_who_changed_it(self, person, oneself):
        save(person, oneself, 1, nickname="Zagal")
        save(person, CLOCK, 2, nickname="Autre")
        point = services.add_contact_point(
            person=person, kind=ContactKind.EMAIL, value="a@example.org", by=oneself, on=TODAY
        )
        services.correct_contact_point(point=point, value="b@example.org", by=oneself, on=TODAY)
        services.withdraw_contact_point(point=point, by=oneself, on=TODAY)

        history = {
            (line.what, line.value, line.removed, line.changed_by) for line in history_of(person)
        }

        itself = f"person:{person.pk}"
        assert history == {
            ("Surnom de promotion", "", False, itself),
            ("Surnom de promotion", "Zagal", False, "clock"),
            ("Coordonnée", "a@example.org", False, itself),
            ("Coordonnée", "b@example.org", True, itself),
        }

    def test_a_move_and_a_position_leave_what_they_replaced(self, person, oneself):
        for city in ("Bordeaux", "Pessac"):
            services.move(
                person=person, address=NewAddress(country="FR", city=city), by=oneself, on=TODAY
            )
        position = services.take_position(
            person=person,
            position=NewPosition(
                status="EMPLOYEE", title="Cheffe d’atelier", company="Rails Valurival"
            ),
            by=oneself,
            on=TODAY,
        )
        services.leave_position(position=position, by=oneself, on=TODAY)

        assert [(line.what, line.value) for line in history_of(person)] == [
            ("Adresse", "Bordeaux FR"),
            ("Situation", "Cheffe d’atelier, Rails Valurival"),
        ]


class TestQuality:
    @pytest.mark.proves("R-REG-11")
    def test_a_part_counts_when_it_was_verified_in_the_last_two_years(self):
        person = make_person(email="a@example.org", country="FR")
        assert quality_of(person, on=TODAY, in_a_group=True).percent == 25

        for moment, percent in (
            (datetime(2018, 12, 27, tzinfo=UTC), 25),
            (datetime(2018, 12, 31, tzinfo=UTC), 50),
        ):
            ContactPoint.objects.filter(person=person).update(verified_at=moment)
            assert quality_of(person, on=TODAY, in_a_group=True).percent == percent

    @pytest.mark.proves("R-REG-11")
    def test_it_says_what_to_do_next(self):
        person = make_person()

        quality = quality_of(person, on=TODAY, in_a_group=True)

        assert quality.missing == {
            "email": "Confirmez votre adresse électronique.",
            "place": "Confirmez votre adresse postale, ou au moins votre pays.",
            "position": "Confirmez votre situation professionnelle.",
        }

    @pytest.mark.proves("R-REG-11")
    def test_a_contact_that_came_back_is_not_good(self):
        person = make_person(email="a@example.org")
        ContactPoint.objects.filter(person=person).update(
            verified_at=datetime(2020, 12, 1, tzinfo=UTC), invalid=True
        )

        assert quality_of(person, on=TODAY, in_a_group=False).email is False


class TestErasing:
    @pytest.mark.proves("R-REG-8")
    def test_nothing_names_the_person_and_no_head_count_moves(self, person, oneself):
        save(person, oneself, 1, nickname="Zagal")
        services.add_contact_point(
            person=person, kind=ContactKind.EMAIL, value="a@example.org", by=oneself, on=TODAY
        )
        services.take_position(
            person=person, position=NewPosition(status="EMPLOYEE"), by=oneself, on=TODAY
        )
        before = Person.objects.members_on(TODAY).count()

        services.erase_people(people=[person], reason="demande du 3 mars", by=CLOCK, on=TODAY)

        person.refresh_from_db()
        assert str(person) == "Gadzarts"
        assert person.readable_id == f"anonyme.{person.society_no}"
        assert (person.usage_name, person.nickname, person.name_tokens) == ("", "", [])
        assert (person.contact_points.count(), person.positions.count()) == (0, 0)
        assert history_of(person) == []
        assert Person.objects.members_on(TODAY).count() == before
        assert principal_of(person) == "Bo 198"
        line = RegisterLine.objects.get(action="members.person_erased")
        assert (line.subject, line.reason) == (f"members.person:{person.pk}", "demande du 3 mars")

    def test_a_person_is_erased_once_and_by_the_clerk(self, person, oneself):
        with pytest.raises(NotAllowed):
            services.erase_people(people=[person], reason="", by=oneself, on=TODAY)
        services.erase_people(people=[person], reason="demande", by=CLOCK, on=TODAY)

        with pytest.raises(services.erasure.AlreadyErased):
            services.erase_people(people=[person], reason="", by=CLOCK, on=TODAY)


def test_the_standing_of_the_factory_is_what_the_tests_believe(person):
    assert person.memberships.get().status == MembershipStatus.CURRENT
