"""Members as publics: all of them, or the young ones."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _

from egide.kernel.registry import AudienceChoice
from egide.members.enums import SchoolingRank
from egide.members.models import Person
from egide.members.queries.people import oldest_young_year
from egide.members.rules.names import fold

EVERYBODY, YOUNG = "all", "young"


def members_to_write_to(
    text: str, scopes: frozenset[int] | None, on: date, most: int
) -> list[AudienceChoice]:
    """Return the publics of members called so; only for who may write to the whole society."""
    if scopes is not None:
        return []
    known = (
        AudienceChoice(
            audience="members.members",
            key=EVERYBODY,
            label=_("Tous les sociétaires"),
        ),
        AudienceChoice(
            audience="members.members",
            key=YOUNG,
            label=_("Jeunes promotions"),
        ),
    )
    words = fold(text).split()
    return [one for one in known if all(word in fold(one.label) for word in words)][:most]


def members_of(key: str, on: date) -> Iterable[int]:
    """Return the members of one of these publics on a day."""
    members = Person.objects.members_on(on)
    if key == YOUNG:
        members = members.filter(
            schoolings__rank=SchoolingRank.PRINCIPAL,
            schoolings__promotion__entry_year__gte=oldest_young_year(on),
        )
    return members.values_list("pk", flat=True)


def because_of_members(key: str, label: str) -> str:
    """Say as what somebody is written to."""
    return _("comme membre des jeunes promotions") if key == YOUNG else _("comme sociétaire")
