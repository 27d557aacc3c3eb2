"""What a file of groups meets: the groups, promotions and areas that are there already."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from datetime import date
from functools import partial

from egide.groups.models import AreaRule, Group
from egide.groups.rules.importing import (
    AgreementLine,
    Area,
    GroupLine,
    agreement_of,
    group_of,
    words_of_name,
)
from egide.kernel.registry import Cells
from egide.members.models import Promotion
from egide.members.queries.importing import promotion_reader


def reader(on: date) -> Callable[[Cells], GroupLine]:
    """Return what makes a group of the cells of a line."""
    promotions = promotion_reader(on)

    def read(cells: Cells) -> GroupLine:
        return group_of(cells, promotions=promotions, on=on)

    return read


def agreement_reader(on: date) -> Callable[[Cells], AgreementLine]:
    """Return what makes an égide agreement of the cells of a line."""
    return partial(agreement_of, on=on)


def groups_by_name() -> dict[str, list[int]]:
    """Return the groups that were created, by their name as files write it."""
    found: dict[str, list[int]] = defaultdict(list)
    created = Group.objects.filter(created_on__isnull=False).order_by("pk")
    for pk, name in created.values_list("pk", "name"):
        found[words_of_name(name)].append(pk)
    return found


def promotions_by_label(labels: Collection[str]) -> dict[str, int]:
    """Return the promotions with these labels."""
    return dict(Promotion.objects.filter(label__in=labels).values_list("label", "pk"))


def areas_served(areas: Iterable[Area]) -> dict[Area, str]:
    """Return which of these areas a group serves already, with its name."""
    rules = AreaRule.objects.filter(
        country__in={area.country for area in areas}, priority=0
    ).order_by("pk")
    return {
        Area(country, first, last): name
        for country, first, last, name in rules.values_list(
            "country", "postcode_from", "postcode_to", "group__name"
        )
    }
