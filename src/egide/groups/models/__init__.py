"""Groups, the areas they serve, who is in them, and what they sign, do and report."""

from egide.groups.models.agreement import (
    EgideAgreement,
    EgideSignatory,
    EgideSuspension,
    OwnAssociation,
)
from egide.groups.models.group import AreaRule, CreationRequest, Founder, Group, GroupStage
from egide.groups.models.life import ActivityAnswer, GroupActivity, GroupNotice, GroupReturn
from egide.groups.models.membership import GroupHeadcount, GroupMembership, Unplaced, people_on
from egide.groups.models.papers import GroupPaper, Handover, HandoverItem

__all__ = [
    "ActivityAnswer",
    "AreaRule",
    "CreationRequest",
    "EgideAgreement",
    "EgideSignatory",
    "EgideSuspension",
    "Founder",
    "Group",
    "GroupActivity",
    "GroupHeadcount",
    "GroupMembership",
    "GroupNotice",
    "GroupPaper",
    "GroupReturn",
    "GroupStage",
    "Handover",
    "HandoverItem",
    "OwnAssociation",
    "Unplaced",
    "people_on",
]
