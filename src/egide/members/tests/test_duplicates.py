"""Records of one person are found, told apart, united by hand, and never by themselves."""

from __future__ import annotations

import threading
from datetime import date

import pytest
from django.db import close_old_connections, connection
from django.urls import reverse

from egide.accounts.models import Account
from egide.kernel.access import CLOCK, actor_of
from egide.kernel.errors import NotAllowed
from egide.kernel.models import RegisterLine
from egide.members import services
from egide.members.enums import Audience, ContactKind, ProfileField
from egide.members.models import LikelyPair, Membership, Person, Union, VisibilityChoice
from egide.members.permissions import MANAGE_REGISTRY
from egide.members.queries.duplicates import compared, pairs_waiting
from egide.members.queries.people import person_called
from egide.members.services import UnitingRefused
from egide.members.services.profiles import ProfileChangedMeanwhile
from egide.members.tests.conftest import TODAY, text_of
from egide.members.tests.factories import make_person, make_promotion

BEFORE = date(2018, 1, 1)


@pytest.fixture
def twice(db) -> tuple[Person, Person]:
    """One person in two records, written otherwise."""
    bo = make_promotion("Bo", 1998)
    kept = make_person(
        first_names="Jean-Luc",
        usage_name="Torelisse",
        promotion=bo,
        email="jl@example.org",
        phone="+33639980001",
        country="FR",
        city="Pau",
    )
    gone = make_person(
        first_names="JEAN LUC",
        usage_name="TORELISSE",
        promotion=bo,
        status=None,
        registry_status="PROSPECT",
        email="jeanluc@example.org",
        born_on=date(1978, 2, 3),
    )
    return kept, gone


def unite(kept, gone, *, believed=(), by=CLOCK, reason="même naissance"):
    kept.refresh_from_db()
    gone.refresh_from_db()
    return services.unite_records(
        kept=kept,
        gone=gone,
        believed=believed,
        versions=(kept.version, gone.version),
        reason=reason,
        by=by,
        on=TODAY,
    )


@pytest.mark.proves("AC-REG-5")
def test_the_nightly_job_makes_a_pair_once_and_unites_nothing(twice):
    stranger = make_person(first_names="Paul", usage_name="Perebrune")

    assert services.find_duplicates(by=CLOCK, on=TODAY) == 1
    assert services.find_duplicates(by=CLOCK, on=TODAY) == 0

    [pair] = pairs_waiting()
    assert {pair.person, pair.other} == set(twice)
    assert Person.objects.filter(pk__in=[*(p.pk for p in twice), stranger.pk]).count() == 3


@pytest.mark.proves("AC-REG-5")
def test_two_people_are_not_offered_again(twice):
    services.find_duplicates(by=CLOCK, on=TODAY)
    services.tell_apart(one=twice[1], other=twice[0], by=CLOCK, on=TODAY)

    assert list(pairs_waiting()) == []
    assert services.find_duplicates(by=CLOCK, on=TODAY) == 0
    with pytest.raises(UnitingRefused, match="déjà"):
        services.tell_apart(one=twice[0], other=twice[1], by=CLOCK, on=TODAY)
    [line] = RegisterLine.objects.filter(action="members.records_told_apart")
    assert {line.facts["one"], line.facts["other"]} == {person.pk for person in twice}


@pytest.mark.proves("AC-REG-5", "R-REG-3")
def test_what_is_chosen_is_written_and_the_former_number_leads_on(twice):
    kept, gone = twice

    union = unite(kept, gone, believed=("born_on", ContactKind.EMAIL))

    kept.refresh_from_db()
    assert (kept.first_names, kept.born_on) == ("Jean-Luc", date(1978, 2, 3))
    primary = kept.contact_points.get(kind="EMAIL", primary=True)
    assert primary.value == "jeanluc@example.org"
    assert kept.contact_points.filter(kind="EMAIL").count() == 2
    assert person_called(str(gone.society_no)) == person_called(gone.readable_id) == kept
    [line] = RegisterLine.objects.filter(action="members.records_united")
    assert (line.facts["kept"], line.facts["gone"]) == (kept.pk, union.record_id)
    entered = make_person()
    assert entered.society_no != gone.society_no


def test_a_standing_of_the_record_believed_replaces_the_days_of_the_other(twice):
    kept, gone = twice
    Membership.objects.create(person=gone, status="HONORARY", starts_on=BEFORE)

    unite(kept, gone, believed=("standing",))

    assert list(kept.memberships.values_list("status", "starts_on")) == [("HONORARY", BEFORE)]


@pytest.mark.proves("R-REG-6")
def test_uniting_shows_nothing_to_more_people(twice):
    kept, gone = twice
    for person, audience in ((kept, Audience.MEMBERS), (gone, Audience.OFFICERS)):
        VisibilityChoice.objects.create(person=person, field=ProfileField.EMAIL, audience=audience)
    VisibilityChoice.objects.create(person=gone, field=ProfileField.PHONE, audience=Audience.PUBLIC)

    unite(kept, gone)

    chosen = dict(kept.visibility_choices.values_list("field", "audience"))
    assert chosen == {ProfileField.EMAIL: Audience.OFFICERS}


def test_the_rules_forbid_and_say_why(twice, camille):
    kept, gone = twice
    services.place_hold(person=gone, reason="litige", by=CLOCK, on=TODAY)
    with pytest.raises(UnitingRefused, match="gel"):
        unite(kept, gone)
    services.lift_hold(person=gone, by=CLOCK, on=TODAY)
    with pytest.raises(UnitingRefused, match="une seule personne"):
        unite(kept, gone, reason=" ")
    with pytest.raises(UnitingRefused, match="une seule et même"):
        unite(kept, kept)
    Person.objects.filter(pk=gone.pk).update(life_status="DECEASED", listed=False)
    with pytest.raises(UnitingRefused, match="décès"):
        unite(kept, gone)


def test_nobody_unites_their_own_record_and_it_takes_the_right(twice, give, paul):
    kept, gone = twice
    give(kept, MANAGE_REGISTRY)
    clerk = actor_of(kept.pk, on=TODAY)
    with pytest.raises(NotAllowed, match="propre fiche"):
        unite(kept, gone, by=clerk)
    with pytest.raises(NotAllowed, match="propre fiche"):
        unite(gone, kept, by=clerk)
    with pytest.raises(NotAllowed):
        unite(kept, gone, by=actor_of(paul.pk, on=TODAY))
    union = unite(kept, gone)
    with pytest.raises(NotAllowed, match="propre fiche"):
        services.part_records(union=union, by=clerk, on=TODAY)


def test_a_record_that_changed_since_it_was_read_is_read_again(twice):
    kept, gone = twice
    with pytest.raises(ProfileChangedMeanwhile):
        services.unite_records(
            kept=kept, gone=gone, believed=(), versions=(kept.version, 99), reason="x",
            by=CLOCK, on=TODAY,
        )  # fmt: skip


def test_records_united_twice_are_parted_in_the_other_order(twice):
    kept, gone = twice
    third = make_person(first_names="Jean-Luc", usage_name="Torelise")
    first = unite(kept, gone)
    second = unite(third, kept)
    first.refresh_from_db()

    with pytest.raises(UnitingRefused):
        services.part_records(union=first, by=CLOCK, on=TODAY)
    services.part_records(union=second, by=CLOCK, on=TODAY)
    first.refresh_from_db()
    services.part_records(union=first, by=CLOCK, on=TODAY)

    assert Person.objects.filter(pk__in=(kept.pk, gone.pk, third.pk)).count() == 3
    assert not Union.objects.exists()
    assert gone.contact_points.get().value == "jeanluc@example.org"


@pytest.mark.django_db(transaction=True)
def test_of_two_who_unite_the_same_records_one_is_told(twice):
    said: list[str] = []
    gate = threading.Barrier(2)

    def press(kept: Person, gone: Person) -> None:
        try:
            gate.wait()
            unite_now(kept, gone)
            said.append("fait")
        except (UnitingRefused, ProfileChangedMeanwhile) as refusal:
            said.append(str(refusal))
        finally:
            connection.close()
            close_old_connections()

    def unite_now(kept: Person, gone: Person) -> None:
        services.unite_records(
            kept=kept, gone=gone, believed=(), versions=(kept.version, gone.version),
            reason="la même", by=CLOCK, on=TODAY,
        )  # fmt: skip

    ways = [twice, twice[::-1]]
    hands = [threading.Thread(target=press, args=way) for way in ways]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()

    assert sorted(word == "fait" for word in said) == [False, True]
    assert Person.objects.filter(pk__in=[person.pk for person in twice]).count() == 1


def test_two_records_are_compared_part_by_part(twice):
    kept, gone = twice
    lines = {line.part.name: line for line in compared(kept, gone, language="fr")}

    assert (lines["first_names"].kept, lines["first_names"].gone) == ("Jean-Luc", "JEAN LUC")
    assert (lines["born_on"].kept, lines["born_on"].proposed) == ("", "gone")
    assert not lines["promotion"].differs
    assert lines["address"].proposed == "kept"


class TestPages:
    def test_the_clerk_compares_unites_and_parts(self, twice, paul, sign_in):
        kept, gone = twice
        browser = sign_in(paul, MANAGE_REGISTRY)
        services.find_duplicates(by=CLOCK, on=TODAY)
        assert "Torelisse" in text_of(browser.get(reverse("members:duplicates")))
        names = [kept.readable_id, gone.readable_id]
        page = text_of(browser.get(reverse("members:pair", args=names)))
        assert "JEAN LUC" in page
        assert "mêmes nom et prénom" in page

        typed = {"kept_version": kept.version, "gone_version": gone.version, "reason": ""}
        chosen = (
            dict.fromkeys(
                line.part.name for line in compared(kept, gone, language="fr") if line.differs
            )
            | {}
        )
        chosen = dict.fromkeys(chosen, "kept") | {"born_on": "gone"}
        address = reverse("members:unite_records", args=names)
        refused = browser.post(address, typed | chosen)
        assert refused.status_code == 422
        assert 'value="gone" checked' in text_of(refused)
        browser.post(address, typed | chosen | {"reason": "même personne"})
        kept.refresh_from_db()
        assert kept.born_on == date(1978, 2, 3)
        former = browser.get(reverse("members:profile", args=[gone.readable_id]))
        assert former.url == reverse("members:profile", args=[kept.readable_id])
        assert "Séparer de nouveau" in text_of(browser.get(reverse("members:duplicates")))

        union = Union.objects.get()
        browser.post(reverse("members:part_records", args=[union.pk]))
        assert Person.objects.filter(pk=gone.pk).exists()

    def test_any_two_records_are_compared_by_number_or_id(self, twice, paul, sign_in):
        kept, gone = twice
        browser = sign_in(paul, MANAGE_REGISTRY)
        address = reverse("members:compare")
        found = browser.post(address, {"one": kept.society_no, "other": gone.readable_id})
        assert found.url == reverse("members:pair", args=[kept.readable_id, gone.readable_id])
        refused = browser.post(address, {"one": "personne.du.tout", "other": "2"})
        assert "ni un identifiant" in text_of(refused)

    def test_the_list_costs_the_same_for_more_pairs(self, twice, paul, sign_in):
        browser = sign_in(paul, MANAGE_REGISTRY)
        services.find_duplicates(by=CLOCK, on=TODAY)
        address = reverse("members:duplicates")
        browser.get(address)
        with connection.execute_wrapper(counting := Counting()):
            browser.get(address)
        few = counting.asked
        for _place in range(2):
            make_person(
                first_names="Jean-Luc", usage_name="Torelisse", promotion=make_promotion("Bo", 1998)
            )
        services.find_duplicates(by=CLOCK, on=TODAY)
        assert LikelyPair.objects.count() > 3
        with connection.execute_wrapper(counting := Counting()):
            browser.get(address)
        assert counting.asked == few


class Counting:
    def __init__(self) -> None:
        self.asked = 0

    def __call__(self, execute, sql, params, many, context):
        self.asked += 1
        return execute(sql, params, many, context)


def test_the_account_of_the_record_that_stays_stays(twice):
    kept, gone = twice
    mine, theirs = (Account.objects.create(person=person) for person in twice)

    unite(kept, gone)

    assert list(Account.objects.values_list("pk", flat=True)) == [mine.pk]
    assert theirs.pk != mine.pk
