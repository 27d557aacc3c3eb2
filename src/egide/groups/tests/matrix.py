"""The routes of groups, for the access matrix."""

from __future__ import annotations

from datetime import date
from hashlib import sha256

from django.utils.timezone import localdate

from egide.groups.enums import ActivityKind, HandoverThing, NoticeKind, PaperAudience
from egide.groups.models import (
    AreaRule,
    CreationRequest,
    EgideAgreement,
    Group,
    GroupActivity,
    GroupNotice,
    GroupPaper,
    GroupReturn,
    Handover,
    HandoverItem,
    OwnAssociation,
)
from egide.groups.permissions import MANAGE_GROUPS, MANAGE_OWN_GROUP
from egide.kernel import documents
from egide.kernel.models import Document
from egide.mandates.models import Mandate
from tests.matrix.declaring import ONE_S_OWN, Declared, Side, the

DAY = date(2021, 3, 1)
KEEPERS = (MANAGE_OWN_GROUP, MANAGE_GROUPS)


def group(side: Side) -> Group:
    return Group.objects.get(scope=side.scope)


def request(side: Side) -> CreationRequest:
    proposed = Group.objects.create(
        kind="TERRITORIAL_FR", name=f"zyx-groupe {side.name}", state="PROPOSED"
    )
    return CreationRequest.objects.create(
        group=proposed,
        requested_by=side.person,
        sponsor=side.person,
        requested_on=DAY,
        purpose="zyx-raison",
    )


def activity(side: Side) -> GroupActivity:
    return GroupActivity.objects.create(
        group=side.row(Group), kind=ActivityKind.DINNER, title="Dîner", held_on=DAY
    )


def notice(side: Side) -> GroupNotice:
    return GroupNotice.objects.get_or_create(
        group=side.row(Group),
        kind=NoticeKind.ARRIVAL,
        person=side.person,
        settled_on=None,
        defaults={"raised_on": DAY},
    )[0]


def yearly_return(side: Side) -> GroupReturn:
    return GroupReturn.objects.get_or_create(
        group=side.row(Group), year=2030, defaults={"due_on": date(2031, 1, 31)}
    )[0]


def agreement(side: Side) -> EgideAgreement:
    return EgideAgreement.objects.get_or_create(
        group=side.row(Group), state="DRAFT", defaults={"charter_version": "1", "drafted_on": DAY}
    )[0]


def association(side: Side) -> OwnAssociation:
    held = OwnAssociation.objects.filter(group=side.row(Group)).order_by("-starts_on").first()
    return held or OwnAssociation.objects.create(
        group=side.row(Group), registered_name="Association", starts_on=DAY
    )


def area(side: Side) -> AreaRule:
    return AreaRule.objects.get_or_create(
        group=side.row(Group), country="ZZ", priority=side.scope.pk
    )[0]


def paper(side: Side) -> GroupPaper:
    content = b"%PDF-1.4 papier"
    place = documents.place_of(sha256(content).hexdigest())
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(content)
    document = Document.objects.create(
        sha256=place.name,
        kind="groups.paper",
        name="papier.pdf",
        media_type="application/pdf",
        size=len(content),
    )
    return GroupPaper.objects.create(
        group=side.row(Group),
        document=document,
        title="Papier",
        audience=PaperAudience.OFFICERS,
        filed_on=DAY,
    )


def handover(side: Side) -> Handover:
    held = Mandate.objects.filter(scope=side.scope).order_by("-pk")
    # Two sides may be of one group: the things of the group are then the same.
    return Handover.objects.get_or_create(
        incoming=held[0],
        defaults={"group": side.row(Group), "outgoing": held[0], "opened_on": DAY},
    )[0]


def item(side: Side) -> HandoverItem:
    return HandoverItem.objects.get_or_create(
        handover=side.row(Handover), thing=HandoverThing.values[0]
    )[0]


def officer(side: Side) -> int:
    """Return a running mandate on the group, or the last one where none runs."""
    held = Mandate.objects.filter(scope=side.scope)
    running = held.running_on(localdate())
    return (running if running.exists() else held).order_by("-pk").values_list("pk", flat=True)[0]


MATRIX = Declared(
    public=(
        "groups:groups",
        "groups:group",
        "groups:activities",
        "groups:activity",
        "api:groups",
        "api:group",
        "api:activities",
    ),
    signed_in=("groups:my_groups",),
    decided={
        "groups:request": (ONE_S_OWN, MANAGE_GROUPS),
        "groups:desk": KEEPERS,
        "groups:people": KEEPERS,
        "groups:new_activity": KEEPERS,
        "groups:count_attendance": KEEPERS,
        "groups:cancel_activity": KEEPERS,
        "groups:settle_people": KEEPERS,
        "groups:settle_notice": KEEPERS,
        "groups:presentation": KEEPERS,
        "groups:new_officer": KEEPERS,
        "groups:end_officer": KEEPERS,
        "groups:hand_over": KEEPERS,
        "groups:return": KEEPERS,
        "groups:egide": KEEPERS,
        "groups:tax_receipts": KEEPERS,
        "groups:wake": KEEPERS,
        "groups:handover": KEEPERS,
        "groups:receive_thing": KEEPERS,
        "groups:file_paper": KEEPERS,
        "groups:withdraw_paper": KEEPERS,
        "api:group_people": KEEPERS,
        "api:count_attendance": KEEPERS,
    },
    rows={
        Group: group,
        CreationRequest: request,
        GroupActivity: activity,
        GroupNotice: notice,
        GroupReturn: yearly_return,
        EgideAgreement: agreement,
        OwnAssociation: association,
        AreaRule: area,
        GroupPaper: paper,
        Handover: handover,
        HandoverItem: item,
    },
    reads={MANAGE_GROUPS: {CreationRequest: ("purpose", "refusal_reason")}},
    sends={
        "api:answer_activity": {"coming": True},
        "api:count_attendance": {"attendance": 1},
    },
    things={
        "group_id": the(Group),
        "groups:request.group_id": the(CreationRequest, "group_id"),
        "groups:approve.group_id": the(CreationRequest, "group_id"),
        "groups:refuse.group_id": the(CreationRequest, "group_id"),
        "mandate_id": officer,
        "activity_id": the(GroupActivity),
        "notice_id": the(GroupNotice),
        "return_id": the(GroupReturn),
        "agreement_id": the(EgideAgreement),
        "association_id": the(OwnAssociation),
        "rule_id": the(AreaRule),
        "paper_id": the(GroupPaper),
        "handover_id": the(Handover),
        "item_id": the(HandoverItem),
    },
)
