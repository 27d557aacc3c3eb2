"""Who is a member, in what standing, from which day."""

from datetime import date

import pytest

from egide.kernel import events
from egide.kernel.access import CLOCK, VISITOR, actor_of
from egide.kernel.errors import NotAllowed
from egide.kernel.models import RegisterLine
from egide.members import services
from egide.members.enums import MembershipStatus, RegistryStatus
from egide.members.events import StandingChanged
from egide.members.jobs import refresh_listing
from egide.members.models import Membership, Person
from egide.members.permissions import READ_DIRECTORY
from egide.members.services import StandingRefused
from egide.members.tests.factories import make_person

pytestmark = pytest.mark.django_db
CURRENT, LAPSED, STUDENT = (
    MembershipStatus.CURRENT,
    MembershipStatus.LAPSED,
    MembershipStatus.STUDENT,
)


def change(person, status, on, **overrides):
    return services.change_standing(
        person=person, status=status, on=on, **{"by": CLOCK} | overrides
    )


def test_a_new_standing_ends_the_one_before_on_the_eve(monkeypatch):
    told = []
    monkeypatch.setattr(events, "publish", told.append)
    member = make_person(status=CURRENT, since=date(2016, 1, 1))

    change(member, LAPSED, date(2020, 1, 1), reason="appel impayé")

    rows = Membership.objects.filter(person=member).order_by("starts_on")
    assert [(row.status, row.starts_on, row.ends_on) for row in rows] == [
        (CURRENT, date(2016, 1, 1), date(2019, 12, 31)),
        (LAPSED, date(2020, 1, 1), None),
    ]
    assert told == [
        StandingChanged(person_id=member.pk, before=CURRENT, after=LAPSED, on=date(2020, 1, 1))
    ]
    line = RegisterLine.objects.get(action="members.standing_changed")
    assert (line.reason, line.facts["before_status"], line.facts["status"]) == (
        "appel impayé",
        "CURRENT",
        "LAPSED",
    )


def test_a_second_thought_of_the_same_day_leaves_no_empty_period():
    member = make_person(status=CURRENT, since=date(2020, 1, 1))

    change(member, LAPSED, date(2020, 1, 1))

    assert Membership.objects.get(person=member).status == LAPSED


@pytest.mark.proves("R-X-7")
def test_a_passage_that_does_not_exist_names_those_that_do():
    member = make_person(status=LAPSED)

    with pytest.raises(StandingRefused) as refusal:
        change(member, STUDENT, date(2020, 1, 1))

    assert str(refusal.value) == (
        "De « en retard », on ne passe pas à « élève ». "
        "Possible : à jour, membre d’honneur, démissionnaire, radié."
    )


@pytest.mark.proves("R-REG-9")
def test_nobody_dies_by_a_change_of_standing():
    with pytest.raises(StandingRefused, match="Un décès se confirme par un signalement"):
        change(make_person(), MembershipStatus.DECEASED, date(2020, 1, 1))


def test_a_standing_is_not_slipped_under_a_later_one():
    member = make_person(status=CURRENT, since=date(2016, 1, 1))
    change(member, LAPSED, date(2020, 6, 1))

    with pytest.raises(StandingRefused, match="Une qualité est déjà écrite pour un jour suivant"):
        change(member, LAPSED, date(2020, 1, 1))


def test_a_prospect_adheres_and_becomes_a_student_whom_members_find():
    prospect = make_person(status=None, registry_status=RegistryStatus.PROSPECT, listed=False)

    change(prospect, STUDENT, date(2020, 10, 5))

    prospect.refresh_from_db()
    assert (prospect.registry_status, prospect.listed) == (RegistryStatus.STUDENT, True)
    change(prospect, CURRENT, date(2023, 1, 1))
    prospect.refresh_from_db()
    assert prospect.registry_status == RegistryStatus.GRADUATE


def test_whoever_resigns_leaves_the_directory_and_may_come_back():
    member = make_person(status=CURRENT)

    change(member, MembershipStatus.RESIGNED, date(2020, 3, 1), reason="lettre du 25 février")
    member.refresh_from_db()
    assert member.listed is False
    with pytest.raises(StandingRefused):
        change(member, LAPSED, date(2020, 4, 1))
    change(member, CURRENT, date(2020, 5, 1))

    member.refresh_from_db()
    assert member.listed is True


@pytest.mark.proves("R-X-1")
def test_a_member_reads_the_directory_while_the_standing_runs_and_knows_why():
    member = make_person(status=CURRENT, since=date(2016, 1, 1))
    change(member, MembershipStatus.STRUCK_OFF, date(2020, 7, 1))

    last_day = actor_of(member.pk, on=date(2020, 6, 30))
    after = actor_of(member.pk, on=date(2020, 7, 1))

    assert [grant.reason for grant in last_day.why(READ_DIRECTORY)] == [
        "Vous êtes sociétaire (à jour) depuis le 1er\N{NO-BREAK SPACE}janvier 2016."
    ]
    assert last_day.why(READ_DIRECTORY)[0].until == date(2020, 6, 30)
    assert not after.can(READ_DIRECTORY)


def test_the_night_brings_the_directory_to_the_day():
    member = make_person(status=CURRENT, listed=False)
    former = make_person(status=MembershipStatus.RESIGNED, listed=True)

    refresh_listing(on=date(2020, 12, 31))
    refresh_listing(on=date(2020, 12, 31))

    assert dict(Person.objects.values_list("pk", "listed")) == {member.pk: True, former.pk: False}
    line = RegisterLine.objects.get(action="members.listing_refreshed")
    assert (line.facts["come"], line.facts["gone"]) == (1, 1)


def test_only_the_clerk_changes_a_standing():
    member = make_person()

    for by in (VISITOR, actor_of(member.pk, on=date(2020, 1, 1))):
        with pytest.raises(NotAllowed):
            change(member, LAPSED, date(2020, 1, 1), by=by)
        with pytest.raises(NotAllowed):
            services.refresh_listing(by=by, on=date(2020, 1, 1))
