"""Deaths, with care: what one report does, what confirms it, and the way back."""

from datetime import date

import pytest

from egide.kernel.access import CLOCK, VISITOR, actor_of
from egide.kernel.errors import NotAllowed
from egide.kernel.models import RegisterLine
from egide.kernel.periods import Period
from egide.members import services
from egide.members.enums import DataStatus, DeathSource, LifeStatus, MembershipStatus
from egide.members.events import DeathDenied, DeathReported, PersonDied
from egide.members.figures import members, promotions
from egide.members.models import Membership, Person
from egide.members.services.deaths import (
    DeathNotConfirmable,
    DeathReportAlreadyWithdrawn,
    DeathReportRefused,
    PersonIsLiving,
)
from egide.members.tests.factories import make_person, make_promotion

pytestmark = pytest.mark.django_db
TODAY = date(2020, 12, 10)


@pytest.fixture
def person():
    return make_person(promotion=make_promotion("Bo", 1998), born_on=date(1978, 5, 4))


def report(person, who="sa sœur", **overrides):
    values = {"source": DeathSource.RELATIVE, "reported_by": who, "by": CLOCK, "on": TODAY}
    return services.report_death(person=person, **values | overrides)


@pytest.mark.proves("R-REG-9", "AC-REG-6")
def test_one_report_stops_the_letters_and_changes_no_count(person, published):
    report(person)

    person.refresh_from_db()
    assert person.life_status == LifeStatus.PRESUMED_DEAD
    assert list(Person.objects.mailable()) == []
    assert list(members(Period.year(2020))) == [person]
    assert published == [DeathReported(person_id=person.pk, on=TODAY)]
    assert RegisterLine.objects.get(action="members.death_reported").facts["source"] == "RELATIVE"


@pytest.mark.proves("R-REG-9")
def test_the_delegates_are_told_once_of_two_reports(person, published):
    report(person)
    report(person, "un camarade", source=DeathSource.DELEGATE)

    assert published == [DeathReported(person_id=person.pk, on=TODAY)]


@pytest.mark.proves("R-REG-9")
def test_one_source_said_twice_confirms_nothing(person):
    report(person, "Sa sœur")
    report(person, "sa soeur")

    with pytest.raises(DeathNotConfirmable, match="Il faut deux sources différentes, ou une pièce"):
        services.confirm_death(person=person, died_on=date(2020, 12, 1), by=CLOCK, on=TODAY)


@pytest.mark.proves("R-REG-9")
@pytest.mark.parametrize("by_document", [True, False])
def test_two_sources_or_a_document_confirm(person, published, by_document):
    if by_document:
        report(person, "la mairie", source=DeathSource.REGISTER, document_reference="Acte 12")
    else:
        report(person)
        report(person, "un camarade")

    services.confirm_death(person=person, died_on=date(2020, 12, 1), by=CLOCK, on=TODAY)

    person.refresh_from_db()
    assert (person.life_status, person.died_on, person.listed) == (
        LifeStatus.DECEASED,
        date(2020, 12, 1),
        False,
    )
    assert published[-1] == PersonDied(person_id=person.pk, died_on=date(2020, 12, 1))
    standings = Membership.objects.filter(person=person).order_by("starts_on")
    assert [(s.status, s.starts_on, s.ends_on) for s in standings] == [
        (MembershipStatus.CURRENT, date(2016, 1, 1), date(2020, 11, 30)),
        (MembershipStatus.DECEASED, date(2020, 12, 1), None),
    ]


@pytest.mark.proves("R-REG-9", "AC-GRP-5")
def test_a_member_counts_until_the_eve_and_a_promotion_dies_with_its_last(person):
    report(person, document_reference="Acte 12", died_on=date(2020, 12, 1))

    services.confirm_death(person=person, by=CLOCK, on=TODAY)

    eve, day = (Period(date(2020, 1, 1), date(2020, m, d)) for m, d in ((11, 30), (12, 1)))
    assert list(members(eve)) == [person]
    assert list(members(day)) == []
    assert [promotion.label for promotion in promotions(eve)] == ["Bo 198"]
    assert list(promotions(day)) == []


@pytest.mark.proves("R-REG-9")
def test_a_standing_written_after_the_death_never_was(person):
    Membership.objects.filter(person=person).update(ends_on=date(2020, 12, 4))
    Membership.objects.create(
        person=person, status=MembershipStatus.LAPSED, starts_on=date(2020, 12, 5)
    )
    report(person, document_reference="Acte 12", died_on=date(2020, 11, 1))

    services.confirm_death(person=person, by=CLOCK, on=TODAY)

    last = Membership.objects.get(person=person, ends_on__isnull=True)
    assert (last.status, last.starts_on) == (MembershipStatus.DECEASED, date(2020, 11, 1))
    line = RegisterLine.objects.get(action="members.death_confirmed")
    assert line.facts["standings_undone"] == ["LAPSED 2020-12-05"]


def test_a_confirmation_needs_a_day_and_a_report(person):
    with pytest.raises(PersonIsLiving):
        services.confirm_death(person=person, died_on=TODAY, by=CLOCK, on=TODAY)
    report(person, document_reference="Acte 12")

    with pytest.raises(DeathNotConfirmable, match="Indiquez la date du décès"):
        services.confirm_death(person=person, by=CLOCK, on=TODAY)


@pytest.mark.parametrize(
    ("overrides", "sentence"),
    [
        ({"died_on": date(1970, 1, 1)}, "La date de décès précède la naissance."),
        ({"died_on": date(2020, 12, 11)}, "La date de décès est dans l’avenir."),
        ({"reported_by": "  "}, "Indiquez qui l’a annoncé."),
        ({"source": DeathSource.REGISTER}, "Indiquez la référence de la pièce."),
    ],
)
def test_an_impossible_report_is_refused(person, overrides, sentence):
    with pytest.raises(DeathReportRefused, match=sentence):
        report(person, **overrides)

    person.refresh_from_db()
    assert person.life_status == LifeStatus.LIVING


@pytest.mark.proves("R-REG-9")
def test_when_the_last_report_is_withdrawn_the_person_is_living(person, published):
    first, second = report(person), report(person, "un camarade")

    services.withdraw_death_report(report=first, reason="homonyme", by=CLOCK, on=TODAY)
    person.refresh_from_db()
    assert person.life_status == LifeStatus.PRESUMED_DEAD
    services.withdraw_death_report(report=second, reason="homonyme", by=CLOCK, on=TODAY)

    person.refresh_from_db()
    assert person.life_status == LifeStatus.LIVING
    assert published[-1] == DeathDenied(person_id=person.pk, on=TODAY)
    with pytest.raises(DeathReportAlreadyWithdrawn, match="démenti depuis le 10/12/2020"):
        services.withdraw_death_report(report=second, reason="", by=CLOCK, on=TODAY)


@pytest.mark.proves("R-REG-9")
def test_a_death_denied_gives_the_standing_back(person):
    report(person, document_reference="Acte 12", died_on=date(2020, 12, 1))
    services.confirm_death(person=person, by=CLOCK, on=TODAY)

    services.deny_death(person=person, reason="erreur de la mairie", by=CLOCK, on=TODAY)

    person.refresh_from_db()
    assert (person.life_status, person.died_on, person.listed) == (LifeStatus.LIVING, None, True)
    standing = Membership.objects.get(person=person)
    assert (standing.status, standing.ends_on) == (MembershipStatus.CURRENT, None)
    with pytest.raises(PersonIsLiving):
        services.deny_death(person=person, reason="", by=CLOCK, on=TODAY)


@pytest.mark.proves("R-REG-9")
def test_relatives_may_have_somebody_hidden_but_not_the_living(person):
    with pytest.raises(PersonIsLiving, match="De son vivant, la personne seule choisit"):
        services.hide_at_relatives_request(
            person=person, asked_by="sa fille", reason="", by=CLOCK, on=TODAY
        )
    report(person)

    services.hide_at_relatives_request(
        person=person, asked_by="sa fille", reason="demande écrite", by=CLOCK, on=TODAY
    )

    person.refresh_from_db()
    assert (person.data_status, person.listed) == (DataStatus.RESTRICTED, False)
    assert (
        RegisterLine.objects.get(action="members.person_hidden_for_relatives").reason
        == "demande écrite"
    )


@pytest.mark.proves("R-X-1")
def test_any_member_tells_and_only_the_clerk_confirms(person):
    friend = actor_of(make_person().pk, on=TODAY)

    told = report(person, "un camarade", by=friend, document_reference="Avis", died_on=TODAY)

    with pytest.raises(NotAllowed):
        report(person, by=VISITOR)
    for act in (
        lambda: services.confirm_death(person=person, by=friend, on=TODAY),
        lambda: services.withdraw_death_report(report=told, reason="", by=friend, on=TODAY),
        lambda: services.deny_death(person=person, reason="", by=friend, on=TODAY),
        lambda: services.hide_at_relatives_request(
            person=person, asked_by="x", reason="", by=friend, on=TODAY
        ),
    ):
        with pytest.raises(NotAllowed):
            act()
