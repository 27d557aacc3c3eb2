"""What the tables of groups hold about people, and how it is forgotten."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from egide.groups.enums import Family, JoinKind
from egide.groups.models import (
    ActivityAnswer,
    AreaRule,
    CreationRequest,
    EgideAgreement,
    EgideSignatory,
    EgideSuspension,
    Founder,
    Group,
    GroupActivity,
    GroupHeadcount,
    GroupMembership,
    GroupNotice,
    GroupPaper,
    GroupReturn,
    GroupStage,
    Handover,
    HandoverItem,
    OwnAssociation,
    Unplaced,
)
from egide.kernel.forgetting import keep, remove
from egide.kernel.registry import (
    Keep,
    Lasting,
    NoPersonalData,
    Parameter,
    PersonalData,
    Uniting,
)
from egide.kernel.uniting import Joining, leave, move, move_once, take_out

SEEN_NOTICE_DAYS = "groups.seen_notice_days"
NOTICE_DAYS = "groups.notice_days"
ANSWER_DAYS = "groups.answer_days"
EVIDENCE_DAYS = "groups.evidence_days"
CONTRACT = _("exécution du contrat d’adhésion (statuts)")
EVIDENCE = _("obligation légale (preuve des engagements de la Société)")


def forget_chosen(memberships: QuerySet[GroupMembership]) -> None:
    """Keep what counts (default groups); forget what the person liked (chosen groups)."""
    memberships.filter(family="FREE").delete()


def join_memberships(case: Joining) -> None:
    """Keep one group where one may be in one only, and each group once over the same days."""
    mine = list(case.mine.values_list("group", "family", "kind", "starts_on", "ends_on"))
    twice = [
        row.pk
        for row in case.theirs.order_by("pk")
        for group, family, kind, starts_on, ends_on in mine
        if (row.group_id == group or (row.family == family and _excludes(family, kind, row.kind)))
        and row.starts_on <= (ends_on or date.max)
        and starts_on <= (row.ends_on or date.max)
    ]
    take_out(case.theirs.filter(pk__in=twice))
    move(case)


def _excludes(family: str, *kinds: str) -> bool:
    if family == Family.PROMOTION:
        return set(kinds) == {JoinKind.AUTOMATIC}
    return family == Family.TERRITORIAL


def join_notices(case: Joining) -> None:
    """Leave what already waits about the same person in the same group."""
    waiting = set(case.mine.filter(settled_on=None).values_list("group", "kind"))
    rows = case.theirs.filter(settled_on=None).order_by("pk").values_list("pk", "group", "kind")
    take_out(case.theirs.filter(pk__in=[key for key, *same in rows if tuple(same) in waiting]))
    move(case)


PERSONAL_DATA = (
    PersonalData(
        model=GroupMembership,
        subject="person_id",
        purpose=_("Rattacher chaque sociétaire à ses groupes et faire vivre le réseau"),
        legal_basis=CONTRACT,
        retention=_(
            "la durée de l’adhésion ; ensuite les seules appartenances par défaut, sans le nom"
        ),
        erase=forget_chosen,
        normal=("id", "person", "family"),
        personal=("group", "kind", "starts_on", "ends_on"),
        stays=("group", "kind", "starts_on", "ends_on"),
        keep=Lasting.UNTIL_ERASED,
        unite=(Uniting(column="person_id", join=join_memberships),),
    ),
    PersonalData(
        model=Unplaced,
        subject="person_id",
        purpose=_("Savoir qui n’a pas de groupe territorial, pour que son délégué s’en occupe"),
        legal_basis=CONTRACT,
        retention=_("jusqu’à ce qu’un groupe l’accueille, ou qu’il quitte la Société"),
        erase=remove,
        normal=("id", "person"),
        keep=Lasting.UNTIL_ERASED,
        unite=(Uniting(column="person_id", join=leave),),
    ),
    # Before the request that they point at.
    PersonalData(
        model=Founder,
        subject="person_id",
        purpose=_("Garder la preuve que dix membres ont demandé le groupe"),
        legal_basis=CONTRACT,
        retention=_("10 ans après la fin du groupe"),
        erase=keep,
        normal=("id", "request"),
        personal=("person",),
        stays=("person",),
        keep=(Keep(after="request__group__closed_on", days=EVIDENCE_DAYS),),
        unite=(Uniting(column="person_id", join=move_once("request")),),
    ),
    PersonalData(
        model=CreationRequest,
        subject="requested_by_id",
        purpose=_("Garder la preuve qu’un groupe a été demandé et parrainé"),
        legal_basis=CONTRACT,
        retention=_("10 ans après la fin du groupe"),
        erase=keep,
        normal=("id", "group", "requested_by", "sponsor", "requested_on", "decided_on"),
        personal=("purpose", "refusal_reason"),
        stays=("purpose", "refusal_reason"),
        # As long as a founder stays, whom a hold may keep.
        keep=(Keep(after="group__closed_on", days=EVIDENCE_DAYS, only=Q(founders__isnull=True)),),
        unite=(
            Uniting(column="requested_by_id", join=move),
            Uniting(column="sponsor_id", join=move),
        ),
    ),
    PersonalData(
        model=EgideSignatory,
        subject="person_id",
        purpose=_("Savoir qui a engagé le groupe et la Société"),
        legal_basis=EVIDENCE,
        retention=_("10 ans après la fin de la convention"),
        erase=keep,
        normal=("id", "agreement", "capacity", "signed_on"),
        personal=("person",),
        stays=("person",),
        keep=(Keep(after="agreement__ends_on", days=EVIDENCE_DAYS),),
        unite=(Uniting(column="person_id", join=move),),
    ),
    PersonalData(
        model=GroupNotice,
        subject="person_id",
        purpose=_("Prévenir les responsables d’un groupe des arrivées, des départs et des décès"),
        legal_basis=_("intérêt légitime"),
        retention=_(
            "1 an après avoir été vu (groups.seen_notice_days), 2 ans en tout (groups.notice_days)"
        ),
        erase=remove,
        normal=("id", "group", "raised_on", "settled_on"),
        personal=("kind", "person"),
        keep=(
            Keep(after="settled_on", days=SEEN_NOTICE_DAYS),
            # What the watch raised stays as long as its cause.
            Keep(after="raised_on", days=NOTICE_DAYS, only=Q(person__isnull=False)),
        ),
        unite=(Uniting(column="person_id", join=join_notices),),
    ),
    PersonalData(
        model=ActivityAnswer,
        subject="person_id",
        purpose=_("Savoir combien de personnes attendre à une activité, et les compter ensuite"),
        legal_basis=_("intérêt légitime"),
        retention=_("1 an après l’activité (groups.answer_days)"),
        erase=remove,
        normal=("id", "activity", "answered_on"),
        personal=("person", "coming"),
        keep=(Keep(after="activity__held_on", days=ANSWER_DAYS),),
        unite=(Uniting(column="person_id", join=move_once("activity")),),
    ),
    NoPersonalData(
        model=GroupPaper, reason=_("un titre et une date ; le document est celui du groupe")
    ),
    NoPersonalData(
        model=Handover,
        reason=_("les dates d’une passation ; ses personnes sont celles des mandats"),
    ),
    NoPersonalData(model=HandoverItem, reason=_("une chose reçue et le jour")),
    NoPersonalData(model=Group, reason=_("nom, territoire et présentation d’un groupe")),
    NoPersonalData(model=GroupStage, reason=_("les états d’un groupe, jour après jour")),
    NoPersonalData(model=GroupHeadcount, reason=_("combien de personnes sont dans un groupe")),
    NoPersonalData(model=AreaRule, reason=_("des pays et des codes postaux")),
    NoPersonalData(
        model=EgideAgreement, reason=_("les dates d’une convention ; ses signataires sont à part")
    ),
    NoPersonalData(model=EgideSuspension, reason=_("les dates d’une suspension")),
    NoPersonalData(
        model=OwnAssociation, reason=_("une association déclarée, au répertoire public")
    ),
    NoPersonalData(
        model=GroupActivity, reason=_("un titre, un lieu, une date et un nombre de présents")
    ),
    NoPersonalData(
        model=GroupReturn, reason=_("des nombres et le récit d’une année, sans nom de personne")
    ),
)
DURATIONS = (
    Parameter(
        code=SEEN_NOTICE_DAYS,
        label=_("Conservation d’un avis vu par le bureau du groupe"),
        default=365,
        unit=_("jours"),
        source=_("Choix de conception, à faire voter"),
    ),
    Parameter(
        code=NOTICE_DAYS,
        label=_("Conservation d’un avis sur une personne que nul n’a vu"),
        default=730,
        unit=_("jours"),
        source=_("Choix de conception, à faire voter"),
    ),
    Parameter(
        code=ANSWER_DAYS,
        label=_("Conservation des réponses après une activité"),
        default=365,
        unit=_("jours"),
        source=_("Choix de conception, à faire voter"),
    ),
    Parameter(
        code=EVIDENCE_DAYS,
        label=_("Preuves d’un groupe ou d’une convention, après leur fin"),
        default=3_653,
        unit=_("jours"),
        source=_("Code de commerce, article L123-22"),
    ),
)
