"""The plan of the reference society: names, places and numbers, before anything is written."""

import os
import re
from collections import Counter
from pathlib import Path

import pytest

from egide.members.demo.names import ABROAD_MEN, ABROAD_WOMEN, MEN, SURNAMES, WOMEN
from egide.members.demo.places import (
    ZoneKind,
    all_zones,
    members_by_zone,
)
from egide.members.demo.shares import share
from egide.members.demo.size import (
    FULL,
    living_promotions,
    members_of,
)
from egide.members.rules.names import fold


def test_the_plan_of_promotions_adds_up():
    promotions = list(living_promotions())

    assert len(promotions) == 520
    assert sum(members_of(*promotion, small=False) for promotion in promotions) == 34_225
    assert sum(members_of(*promotion, small=True) for promotion in promotions) == 550


def test_there_is_one_zone_for_each_territorial_group():
    kinds = Counter(zone.kind for zone in all_zones())
    regions = Counter(zone.region for zone in all_zones() if zone.region)

    assert kinds == {
        ZoneKind.DEPARTMENT: 96,
        ZoneKind.CITY: 12,
        ZoneKind.OVERSEAS: 8,
        ZoneKind.ABROAD: 66,
    }
    assert regions == {
        "EUROPE": 26,
        "AFRICA_MIDDLE_EAST": 18,
        "ASIA_PACIFIC": 12,
        "AMERICAS": 10,
    }
    assert len({zone.code for zone in all_zones()}) == 182


def test_each_town_falls_in_its_own_zone_the_narrower_one_first():
    zones = all_zones()

    for home in zones:
        for town in home.towns:
            fitting = [
                zone
                for zone in zones
                if zone.country == home.country
                and (
                    not zone.postcodes
                    or any(low <= town.postcode <= high for low, high in zone.postcodes)
                )
            ]
            order = {
                zone.code: (zone.kind == ZoneKind.CITY, bool(zone.postcodes)) for zone in fitting
            }
            assert max(fitting, key=lambda zone: order[zone.code]) is home
            assert list(order.values()).count(order[home.code]) == 1


@pytest.mark.parametrize("total", [0, 1, 7, 550, 34_225])
def test_shares_add_up_to_the_whole(total):
    parts = share(total, {"a": 3, "b": 3, "c": 1})

    assert sum(parts.values()) == total
    assert sum(members_by_zone(total).values()) == total


def test_names_are_enough_and_each_once():
    assert len(set(SURNAMES)) == 900
    assert len({name for names in (*MEN, *WOMEN) for name in names}) == 60
    assert len({*ABROAD_MEN, *ABROAD_WOMEN}) == 80
    assert FULL.homonyms_in_a_promotion == 12


def test_no_invented_surname_is_a_word_of_the_source_document():
    """The source document names real people: set EGIDE_SEED to its file to compare (4.1)."""
    place = os.environ.get("EGIDE_SEED", "")
    if not place:
        pytest.skip("the source document is not on this machine (EGIDE_SEED names its file)")
    words = {fold(word) for word in re.findall(r"\b[A-ZÀ-Þ][\w’'-]+", Path(place).read_text())}

    assert [surname for surname in SURNAMES if fold(surname) in words] == []
