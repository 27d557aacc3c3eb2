"""Ten members up to date, a sponsor, and a name of one's own (R-GRP-7)."""

from __future__ import annotations

from datetime import date

import pytest

from egide.groups import services
from egide.groups.enums import GroupKind, GroupState
from egide.groups.models import Group
from egide.groups.tests.factories import OPERATOR, desk, make_group, member
from egide.kernel.errors import NotAllowed, Stale
from egide.kernel.models import RegisterLine
from egide.mandates.enums import OfficeCode
from egide.mandates.models import Office
from egide.mandates.services import define_office, give_mandate
from egide.members.enums import MembershipStatus
from egide.members.tests.factories import make_person

pytestmark = [pytest.mark.django_db, pytest.mark.proves("R-GRP-7")]
DAY = date(2020, 6, 1)
DRAFT = services.GroupDraft(kind=GroupKind.PROFESSIONAL, name="Énergie", purpose="Se retrouver.")


@pytest.fixture
def founders():
    return [make_person() for _ in range(10)]


@pytest.fixture
def sponsor():
    if not Office.objects.filter(code=OfficeCode.BOARD_MEMBER).exists():
        define_office(code=OfficeCode.BOARD_MEMBER, name="administrateur", by=OPERATOR)
    person = make_person()
    give_mandate(
        person_id=person.pk,
        office=OfficeCode.BOARD_MEMBER,
        starts_on=date(2019, 1, 1),
        term_ends_on=date(2021, 12, 31),
        by=OPERATOR,
    )
    return person


def propose(founders, sponsor, **overrides):
    values = {
        "draft": DRAFT,
        "founders": founders,
        "sponsor": sponsor,
        "on": DAY,
        "by": member(founders[0]),
    }
    return services.propose_group(**(values | overrides))


def test_ten_members_and_a_sponsor_propose_a_group(founders, sponsor):
    group = propose(founders, sponsor)

    assert (group.state, group.created_on) == (GroupState.PROPOSED, None)
    assert group.request.founders.count() == 10
    line = RegisterLine.objects.get(action="groups.group_proposed")
    assert line.actor == f"person:{founders[0].pk}"
    assert line.facts == {"kind": "PROFESSIONAL", "founders": 10, "sponsor": sponsor.pk}


def test_every_obstacle_is_said_at_once(founders):
    make_group(GroupKind.PROFESSIONAL, "énergie")
    lapsed = [make_person(status=MembershipStatus.LAPSED) for _ in range(3)]

    with pytest.raises(services.CreationRefused) as refusal:
        propose([*founders[:7], *lapsed], make_person())

    assert refusal.value.obstacles == [
        "Un groupe de ce type s’appelle déjà « Énergie ».",
        "Il faut dix membres fondateurs à jour de cotisation : il en manque 3.",
        "Le parrain doit être délégué régional international ou siéger au conseil "
        "d’administration.",
    ]
    assert Group.objects.filter(state=GroupState.PROPOSED).count() == 0


def test_one_founder_named_twice_counts_once(founders, sponsor):
    with pytest.raises(services.CreationRefused, match="il en manque 1"):
        propose([*founders[:9], founders[0]], sponsor)


def test_a_board_member_whose_mandate_is_over_does_not_sponsor(founders, sponsor):
    with pytest.raises(services.CreationRefused, match="Le parrain"):
        propose(founders, sponsor, on=date(2022, 1, 1))


def test_a_name_is_unique_in_its_type_only(founders, sponsor):
    make_group(GroupKind.AFFINITY, "Énergie")

    assert propose(founders, sponsor).name == "Énergie"


def test_approval_creates_the_group_with_its_founders_and_its_scope(founders, sponsor):
    group = propose(founders, sponsor)

    services.approve_creation(group=group, on=date(2020, 7, 1), by=desk())

    group.refresh_from_db()
    assert (group.state, group.created_on) == (GroupState.ACTIVE, date(2020, 7, 1))
    assert group.scope.label == "Énergie"
    assert group.memberships.count() == 10
    stages = group.stages.order_by("starts_on").values_list("state", "starts_on", "ends_on")
    assert list(stages) == [
        ("PROPOSED", DAY, date(2020, 6, 30)),
        ("ACTIVE", date(2020, 7, 1), None),
    ]
    assert RegisterLine.objects.filter(action="groups.group_created").count() == 1


def test_what_the_request_needed_is_asked_again_at_approval(founders, sponsor):
    group = propose(founders, sponsor)
    founders[0].memberships.update(ends_on=date(2020, 6, 15))

    with pytest.raises(services.CreationRefused, match="il en manque 1"):
        services.approve_creation(group=group, on=date(2020, 7, 1), by=desk())


def test_a_group_is_approved_once(founders, sponsor):
    group = propose(founders, sponsor)
    services.approve_creation(group=group, on=date(2020, 7, 1), by=desk())

    with pytest.raises(services.ForbiddenMove) as refusal:
        services.approve_creation(group=group, on=date(2020, 7, 2), by=desk())

    assert str(refusal.value) == (
        "On ne passe pas de l’état « actif » à l’état « actif ». "
        "Sont possibles : « en sommeil », « clos »."
    )


def test_a_refusal_gives_its_reason_and_frees_the_name(founders, sponsor):
    group = propose(founders, sponsor)
    with pytest.raises(services.ReasonMissing):
        services.refuse_creation(group=group, reason=" ", on=DAY, by=desk())

    services.refuse_creation(group=group, reason="Un groupe voisin existe.", on=DAY, by=desk())

    group.refresh_from_db()
    assert (group.state, group.request.refusal_reason) == ("CLOSED", "Un groupe voisin existe.")
    assert propose(founders, sponsor, on=date(2020, 9, 1)).state == GroupState.PROPOSED


def test_only_the_desk_decides(founders, sponsor):
    group = propose(founders, sponsor)

    with pytest.raises(NotAllowed):
        services.approve_creation(group=group, on=DAY, by=member(founders[0]))
    with pytest.raises(NotAllowed):
        services.refuse_creation(group=group, reason="non", on=DAY, by=member(founders[0]))


def test_the_group_of_a_promotion_is_not_asked_for(founders, sponsor):
    draft = services.GroupDraft(kind=GroupKind.PROMOTION, name="Bo 198", purpose="x")

    with pytest.raises(services.CreationRefused, match="naît avec la promotion"):
        propose(founders, sponsor, draft=draft)


def test_a_group_is_renamed_and_its_mandates_read_with_the_new_name():
    group = make_group(name="Gironde")

    services.rename_group(group=group, name="Gironde et Landes", on=DAY, by=desk())

    group.refresh_from_db()
    assert (group.name, group.scope.label) == ("Gironde et Landes", "GT Gironde et Landes")
    with pytest.raises(services.NameTaken):
        services.rename_group(group=make_group(), name="GIRONDE ET LANDES", on=DAY, by=desk())


def test_two_people_renaming_one_group_are_told():
    group = make_group()
    services.rename_group(group=group, name="Premier", on=DAY, by=desk(), version=group.version)

    with pytest.raises(Stale):
        services.rename_group(group=group, name="Second", on=DAY, by=desk(), version=group.version)

    group.refresh_from_db()
    assert group.name == "Premier"


def test_the_area_of_another_group_is_not_taken_twice():
    make_group(name="Gironde", country="FR", postcodes=("33000", "33999"))
    other = make_group(name="Landes")

    with pytest.raises(services.AreaRefused, match="déjà celui de « Gironde »"):
        services.add_area_rule(
            group=other, country="FR", postcode_from="33000", postcode_to="33999", by=desk()
        )
    with pytest.raises(services.AreaRefused, match="du plus petit au plus grand"):
        services.add_area_rule(
            group=other, country="FR", postcode_from="40999", postcode_to="40000", by=desk()
        )


def test_a_name_that_no_page_could_show_is_refused(founders, sponsor):
    long = services.GroupDraft(kind=GroupKind.PROFESSIONAL, name="É" * 10_000, purpose="Se voir.")

    with pytest.raises(services.CreationRefused, match="tient en 110 signes"):
        propose(founders, sponsor, draft=long)
    with pytest.raises(services.GroupRefused, match="tient en 110 signes"):
        services.rename_group(group=make_group(), name="É" * 111, on=DAY, by=desk())
    assert services.rename_group(group=make_group(), name="É" * 110, on=DAY, by=desk()).name


def test_an_area_that_no_column_could_hold_is_refused(founders, sponsor):
    wide = services.GroupDraft(
        kind=GroupKind.PROFESSIONAL, name="Énergie", purpose="Se voir.", area="É" * 111
    )

    with pytest.raises(services.CreationRefused, match="territoire se dit en 110 signes"):
        propose(founders, sponsor, draft=wide)


@pytest.mark.proves("R-GRP-1")
@pytest.mark.parametrize(
    ("country", "first", "last", "sentence"),
    [
        ("ZZ", "", "", "Ce pays n’existe pas"),
        ("FRA", "", "", "Ce pays n’existe pas"),
        ("FR", "99000", "99999", "de 01000 à 98999"),
        ("FR", "00100", "00200", "de 01000 à 98999"),
        ("FR", "3300", "3399", "de 01000 à 98999"),
        ("FR", "33999", "33000", "du plus petit au plus grand"),
        ("FR", "33000", "", "du plus petit au plus grand"),
    ],
)
def test_an_area_that_does_not_exist_is_refused(country, first, last, sentence):
    with pytest.raises(services.AreaRefused, match=sentence):
        services.add_area_rule(
            group=make_group(), country=country, postcode_from=first, postcode_to=last, by=desk()
        )


@pytest.mark.proves("R-GRP-1")
def test_an_area_is_written_as_addresses_are_compared():
    rule = services.add_area_rule(
        group=make_group(GroupKind.TERRITORIAL_INTL),
        country=" gb ",
        postcode_from="sw1a 1aa",
        postcode_to="sw1a 9zz",
        by=desk(),
    )

    assert (rule.country, rule.postcode_from, rule.postcode_to) == ("GB", "SW1A1AA", "SW1A9ZZ")
