"""The network of the reference society counts what it must, and none of its decoys (4.5, 4.18)."""

from __future__ import annotations

from datetime import date

import pytest
from django.db.models import Count

from egide.groups import figures, queries
from egide.groups.enums import AgreementState, GroupKind, GroupState, JoinKind
from egide.groups.models import EgideAgreement, Group, GroupMembership, GroupStage
from egide.kernel.periods import Period
from egide.mandates.models import Mandate
from egide.members.models import Person

YEAR = Period.year(2020)
LAST_DAY = date(2020, 12, 31)
KEYS = {figure.key.split(".")[1]: figure for figure in figures.FIGURES}
EXPECTED = {
    "territorial_groups": 182,
    "territorial_groups_france": 108,
    "territorial_groups_overseas": 8,
    "territorial_groups_abroad": 66,
    "egide_groups": 332,
    "rexam_sections_created": 1,
}


def values() -> dict[str, int]:
    return {name: figure.value(YEAR) for name, figure in KEYS.items()}


def moved(before: dict[str, int]) -> dict[str, int]:
    return {name: after - before[name] for name, after in values().items() if after != before[name]}


@pytest.mark.proves("AC-GRP-1", "AC-GRP-2", "R-GRP-2")
def test_the_figures_of_2020_are_those_of_the_report(small_society):
    assert values() == EXPECTED


@pytest.mark.proves("AC-GRP-2")
def test_each_type_of_group_lives_under_the_forms_of_the_table(small_society):
    found = {
        count.kind: (count.groups, count.egide, count.own_association, count.informal)
        for count in queries.network_counts(on=LAST_DAY)
    }

    assert found == {
        GroupKind.TERRITORIAL_FR: (108, 92, 10, 6),
        GroupKind.TERRITORIAL_OVERSEAS: (8, 4, 0, 4),
        GroupKind.TERRITORIAL_INTL: (66, 16, 12, 38),
        GroupKind.PROMOTION: (520, 220, 45, 255),
        GroupKind.PROFESSIONAL: (40, 0, 0, 40),
        GroupKind.AFFINITY: (6, 0, 2, 4),
        GroupKind.REXAM_SECTION: (4, 0, 0, 4),
        GroupKind.YOUTH: (9, 0, 0, 9),
    }
    assert 702 - values()["egide_groups"] == 370


def test_the_regions_of_the_world_share_the_groups_abroad(small_society):
    assert {count.region: count.groups for count in queries.regions(on=LAST_DAY)} == {
        "EUROPE": 26,
        "AFRICA_MIDDLE_EAST": 18,
        "ASIA_PACIFIC": 12,
        "AMERICAS": 10,
    }


def test_the_decoys_are_there(small_society):
    closed = Group.objects.territorial().filter(state=GroupState.CLOSED, created_on__isnull=False)
    ended = EgideAgreement.objects.filter(state=AgreementState.ENDED, ends_on__lt=LAST_DAY)

    assert closed.count() == 7
    assert Group.objects.territorial().filter(state=GroupState.PROPOSED).count() == 3
    assert ended.count() == 11
    assert EgideAgreement.objects.filter(starts_on=date(2021, 1, 4)).count() == 5


def test_reopening_a_closed_group_moves_the_territorial_groups_by_one(small_society):
    before = values()
    closed = Group.objects.get(name="Vallée de la Fensch")

    closed.stages.filter(state=GroupState.CLOSED).delete()
    closed.stages.update(ends_on=None)

    assert moved(before) == {"territorial_groups": 1, "territorial_groups_france": 1}


def test_creating_a_proposed_group_moves_the_territorial_groups_by_one(small_society):
    before = values()
    proposed = Group.objects.get(name="Corée du Sud")

    GroupStage.objects.filter(group=proposed).update(state=GroupState.ACTIVE)

    assert moved(before) == {"territorial_groups": 1, "territorial_groups_abroad": 1}


@pytest.mark.proves("DEMO-1")
@pytest.mark.parametrize("rank", [0, 5, 10])
def test_an_agreement_that_had_not_ended_moves_the_egide_groups_by_one(small_society, rank):
    before = values()
    ended = EgideAgreement.objects.filter(state=AgreementState.ENDED).order_by("pk")[rank]

    EgideAgreement.objects.filter(pk=ended.pk).update(state=AgreementState.SIGNED, ends_on=None)

    assert moved(before) == {"egide_groups": 1}


@pytest.mark.proves("DEMO-1")
@pytest.mark.parametrize("rank", [0, 4])
def test_an_agreement_signed_a_few_days_earlier_moves_the_egide_groups_by_one(small_society, rank):
    before = values()
    late = EgideAgreement.objects.filter(starts_on=date(2021, 1, 4)).order_by("pk")[rank]

    EgideAgreement.objects.filter(pk=late.pk).update(starts_on=LAST_DAY)

    assert moved(before) == {"egide_groups": 1}


def test_figures_are_honest_as_of_any_day(small_society):
    assert KEYS["egide_groups"].value(Period(date(2020, 1, 1), date(2020, 12, 30))) == 333
    assert KEYS["egide_groups"].value(Period.year(2021)) == 337
    assert KEYS["rexam_sections_created"].value(Period.year(2019)) == 0
    assert KEYS["territorial_groups"].value(Period(date(2020, 1, 1), date(2020, 12, 30))) == 183


def test_every_member_is_in_one_territorial_group_and_one_promotion(small_society):
    members = Person.objects.members_on(LAST_DAY).living().count()
    running = GroupMembership.objects.running_on(LAST_DAY)
    territorial = running.territorial()

    assert territorial.count() == members
    assert territorial.values("person").distinct().count() == members
    assert running.filter(family="PROMOTION", kind=JoinKind.AUTOMATIC).count() == members
    assert list(queries.members_without_group(on=LAST_DAY)) == []


@pytest.mark.proves("DEMO-3")
def test_the_sum_of_default_memberships_over_groups_is_the_number_of_members(full_society):
    running = GroupMembership.objects.running_on(LAST_DAY)
    by_group = running.territorial().values("group").annotate(people=Count("pk")).order_by("group")
    pinned = queries.pinned_members(on=LAST_DAY)
    default = [
        queries.default_group_of(membership.person, on=LAST_DAY)
        for membership in pinned.select_related("person").order_by("pk")
    ]

    assert sum(row["people"] for row in by_group) == 34_225
    assert by_group.count() == 182
    assert pinned.count() == 410
    assert None not in default
    assert all(
        group != row.group_id for group, row in zip(default, pinned.order_by("pk"), strict=True)
    )
    promotions = running.filter(family="PROMOTION", kind=JoinKind.AUTOMATIC)
    assert promotions.values("group").distinct().count() == 520
    assert promotions.count() == 34_225
    assert Person.objects.members_on(LAST_DAY).living().count() == 34_225


@pytest.mark.proves("R-GRP-4")
def test_officers_are_members_up_to_date(full_society):
    held = Mandate.objects.running_on(LAST_DAY).filter(
        scope__in=Group.objects.filter(scope__isnull=False).values("scope_id"),
        office__code__startswith="GROUP_",
    )
    current = Person.objects.filter(
        memberships__status="CURRENT",
        memberships__starts_on__lte=LAST_DAY,
        memberships__ends_on__isnull=True,
    )

    assert held.count() >= 400
    assert held.exclude(person__in=current).exclude(scope__kind="GROUP").count() == 0
    assert 1_100 <= Mandate.objects.running_on(LAST_DAY).count() <= 1_400
