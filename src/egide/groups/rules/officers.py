"""Who may be an officer of a group, of which group, for how long (R-GRP-4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from egide.groups.enums import GroupKind, GroupState
from egide.mandates.enums import OfficeCode
from egide.mandates.rules import last_day_of_term
from egide.members.enums import MembershipStatus

_BOARD_OF_A_GROUP = (
    OfficeCode.GROUP_PRESIDENT,
    OfficeCode.GROUP_TREASURER,
    OfficeCode.GROUP_SECRETARY,
)
OFFICES_OF_KIND: dict[GroupKind, tuple[OfficeCode, ...]] = {
    kind: _BOARD_OF_A_GROUP for kind in GroupKind if kind != GroupKind.PROMOTION
} | {
    GroupKind.PROMOTION: (OfficeCode.PROMOTION_DELEGATE, OfficeCode.GROUP_TREASURER),
}
DELEGATE_OFFICES = (OfficeCode.PROMOTION_DELEGATE,)
# Whoever speaks for the group: without one of these it is flagged after six months.
LEADING_OFFICES = (OfficeCode.GROUP_PRESIDENT, OfficeCode.PROMOTION_DELEGATE)
TERM_YEARS = (2, 3)


@dataclass(frozen=True, kw_only=True)
class OfficerFile:
    """What is known when somebody is about to become an officer of a group."""

    group_kind: GroupKind
    group_state: GroupState
    office: OfficeCode
    status: MembershipStatus | None
    in_group: bool
    starts_on: date
    ends_on: date


def obstacles_to_office(file: OfficerFile) -> list[str]:
    """What forbids the office, in words; empty when the person may take it.

    R-GRP-4: members up to date only, for two to three years. A student owes nothing, so a student
    is up to date in a promotion or a young group, where students are at home.
    """
    obstacles = []
    if file.office not in OFFICES_OF_KIND[file.group_kind]:
        obstacles.append(_("Cette fonction n’existe pas dans un groupe de ce type."))
    if file.group_state not in (GroupState.ACTIVE, GroupState.DORMANT):
        obstacles.append(_("Le groupe n’est ni actif ni en sommeil."))
    if not _is_up_to_date(file):
        obstacles.append(_("Les responsables d’un groupe sont des membres à jour de cotisation."))
    if not file.in_group:
        obstacles.append(_("Les responsables d’un groupe en sont membres."))
    shortest, longest = (last_day_of_term(file.starts_on, years) for years in TERM_YEARS)
    if not shortest <= file.ends_on <= longest:
        obstacles.append(_("Un mandat de groupe dure de deux à trois ans."))
    return obstacles


def _is_up_to_date(file: OfficerFile) -> bool:
    if file.status == MembershipStatus.STUDENT:
        return file.group_kind in (GroupKind.PROMOTION, GroupKind.YOUTH)
    return file.status == MembershipStatus.CURRENT
