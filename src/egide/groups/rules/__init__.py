"""The society's rules on groups, as questions that can be asked before acting (R-GRP-1..7)."""

from egide.groups.rules.activities import obstacles_to_activity
from egide.groups.rules.areas import obstacles_to_area, region_of
from egide.groups.rules.creation import (
    LONGEST_NAME,
    CreationFile,
    least_founders,
    name_taken,
    obstacles_to_area_name,
    obstacles_to_creation,
    obstacles_to_name,
)
from egide.groups.rules.egide import (
    AgreementFile,
    Allowance,
    allowed_by_form,
    obstacles_to_bank_account,
    obstacles_to_egide,
    obstacles_to_tax_receipts,
)
from egide.groups.rules.handover import things_to_receive
from egide.groups.rules.life import (
    GroupLife,
    is_asleep,
    obstacles_to_closing,
    obstacles_to_sleep,
    owes_return,
    return_due_on,
    stands_without_president,
    suspends_after,
    what_becomes_of,
)
from egide.groups.rules.moves import (
    AGREEMENT_MOVES,
    GROUP_MOVES,
    RETURN_MOVES,
    obstacle_to_move,
)
from egide.groups.rules.officers import (
    DELEGATE_OFFICES,
    LEADING_OFFICES,
    OFFICES_OF_KIND,
    OfficerFile,
    obstacles_to_office,
)

__all__ = [
    "AGREEMENT_MOVES",
    "DELEGATE_OFFICES",
    "GROUP_MOVES",
    "LEADING_OFFICES",
    "LONGEST_NAME",
    "OFFICES_OF_KIND",
    "RETURN_MOVES",
    "AgreementFile",
    "Allowance",
    "CreationFile",
    "GroupLife",
    "OfficerFile",
    "allowed_by_form",
    "is_asleep",
    "least_founders",
    "name_taken",
    "obstacle_to_move",
    "obstacles_to_activity",
    "obstacles_to_area",
    "obstacles_to_area_name",
    "obstacles_to_bank_account",
    "obstacles_to_closing",
    "obstacles_to_creation",
    "obstacles_to_egide",
    "obstacles_to_name",
    "obstacles_to_office",
    "obstacles_to_sleep",
    "obstacles_to_tax_receipts",
    "owes_return",
    "region_of",
    "return_due_on",
    "stands_without_president",
    "suspends_after",
    "things_to_receive",
    "what_becomes_of",
]
