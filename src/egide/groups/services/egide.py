"""The legal form of a group: égide agreements, associations of their own, tax receipts."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from egide.groups.enums import (
    AgreementState,
    GroupKind,
    GroupState,
    LegalForm,
    SignatoryCapacity,
)
from egide.groups.events import EgideEnded, EgideResumed, EgideSigned, EgideSuspended
from egide.groups.models import (
    EgideAgreement,
    EgideSignatory,
    EgideSuspension,
    Group,
    GroupMembership,
    OwnAssociation,
)
from egide.groups.permissions import SIGN_AGREEMENT
from egide.groups.queries import leaders_of
from egide.groups.rules import (
    AGREEMENT_MOVES,
    AgreementFile,
    obstacle_to_move,
    obstacles_to_egide,
    obstacles_to_tax_receipts,
)
from egide.groups.services.ground import (
    ONE_DAY,
    ForbiddenMove,
    GroupRefused,
    in_words,
    locked,
    require_desk,
    require_own,
)
from egide.kernel import audit, events
from egide.kernel.access import Actor, require
from egide.kernel.identity import verb
from egide.kernel.parameters import value
from egide.kernel.periods import running_on
from egide.members.models import Person

RENEWAL_YEARS = 3
TAX_RECEIPT_RULING = "groups.tax_receipt_ruling"


class EgideRefused(GroupRefused):
    """The group cannot come under égide, or not so."""


class TaxReceiptsRefused(GroupRefused):
    """The group may not give the society's tax receipts (AC-GRP-6)."""


@verb
def draft_agreement(*, group: Group, charter_version: str, on: date, by: Actor) -> EgideAgreement:
    """Prepare an égide agreement for a group, before both sides sign (R-GRP-2).

    :raises EgideRefused: with every obstacle of ``rules.obstacles_to_egide``.
    """
    require_desk(by)
    group = locked(group)
    _refuse(obstacles_to_egide(agreement_file(group, on=on)))
    if group.agreements.filter(state=AgreementState.DRAFT).exists():
        raise EgideRefused([_("Une convention est déjà en préparation pour ce groupe.")])
    if not charter_version.strip():
        raise EgideRefused([_("La convention cite la version de la charte des groupes.")])

    agreement = EgideAgreement.objects.create(
        group=group, charter_version=charter_version.strip(), drafted_on=on
    )

    audit.record(by, "groups.agreement_drafted", agreement, group=group.pk, on=on)
    return agreement


@verb
def sign_agreement(
    *, agreement: EgideAgreement, for_group: Person, for_society: Person, on: date, by: Actor
) -> EgideAgreement:
    """Bring a group under égide from ``on``, signed by its leader and for the society (R-GRP-3).

    :raises ForbiddenMove: if it is not a draft.
    :raises EgideRefused: with every obstacle, or if who signs for the group does not lead it.
    """
    require(by, SIGN_AGREEMENT)
    group = locked(agreement.group)
    agreement = _locked(agreement)
    _check_move(agreement, AgreementState.SIGNED)
    if agreement.state != AgreementState.DRAFT:
        raise ForbiddenMove(
            _("Cette convention est suspendue : reprenez-la, elle est déjà signée.")
        )
    _refuse(obstacles_to_egide(agreement_file(group, on=on)))
    if not leaders_of([group.pk], on=on).filter(person=for_group).exists():
        raise EgideRefused([_("Le signataire pour le groupe en est le responsable.")])
    if for_group.pk == for_society.pk:
        raise EgideRefused([_("La même personne ne signe pas des deux côtés.")])

    before = audit.fingerprint(agreement)
    agreement.state, agreement.starts_on = AgreementState.SIGNED, on
    agreement.renew_by = renewal_day(on)
    agreement.save(update_fields=["state", "starts_on", "renew_by"])
    _write_signatories(agreement, for_group, for_society, on=on)

    audit.record(
        by,
        "groups.agreement_signed",
        agreement,
        before=before,
        group=group.pk,
        on=on,
        for_group=for_group.pk,
        for_society=for_society.pk,
    )
    events.publish(EgideSigned(group_id=group.pk, agreement_id=agreement.pk, on=on))
    return agreement


@verb
def suspend_agreement(
    *, agreement: EgideAgreement, reason: str, on: date, by: Actor
) -> EgideAgreement:
    """Suspend an agreement from ``on`` (two missing returns, for one): the group may not spend."""
    require(by, SIGN_AGREEMENT)
    agreement = _locked(agreement)
    _check_move(agreement, AgreementState.SUSPENDED)
    if not reason.strip():
        raise EgideRefused([_("Dites au groupe pourquoi sa convention est suspendue.")])
    _refuse_before_start(agreement, on=on)

    before = audit.fingerprint(agreement)
    EgideSuspension.objects.create(agreement=agreement, starts_on=on, reason=reason.strip())
    agreement.state = AgreementState.SUSPENDED
    agreement.save(update_fields=["state"])

    audit.record(
        by, "groups.agreement_suspended", agreement, before=before, group=agreement.group_id, on=on
    )
    events.publish(EgideSuspended(group_id=agreement.group_id, agreement_id=agreement.pk, on=on))
    return agreement


@verb
def resume_agreement(*, agreement: EgideAgreement, on: date, by: Actor) -> EgideAgreement:
    """Let a suspended agreement hold again from ``on``."""
    require(by, SIGN_AGREEMENT)
    agreement = _locked(agreement)
    if agreement.state != AgreementState.SUSPENDED:
        raise ForbiddenMove(_("Cette convention n’est pas suspendue."))

    before = audit.fingerprint(agreement)
    _end_suspension(agreement, on=on - ONE_DAY)
    agreement.state = AgreementState.SIGNED
    agreement.save(update_fields=["state"])

    audit.record(
        by, "groups.agreement_resumed", agreement, before=before, group=agreement.group_id, on=on
    )
    events.publish(EgideResumed(group_id=agreement.group_id, agreement_id=agreement.pk, on=on))
    return agreement


@verb
def end_agreement(*, agreement: EgideAgreement, reason: str, on: date, by: Actor) -> EgideAgreement:
    """End an agreement; ``on`` is its last day. What is left comes back to the society
    (R-GRP-6)."""
    require(by, SIGN_AGREEMENT)
    agreement = _locked(agreement)
    _check_move(agreement, AgreementState.ENDED)
    if not reason.strip():
        raise EgideRefused([_("Une convention prend fin pour un motif.")])
    _refuse_before_start(agreement, on=on)

    before = audit.fingerprint(agreement)
    if agreement.state == AgreementState.SUSPENDED:
        _end_suspension(agreement, on=on)
    agreement.state, agreement.ends_on, agreement.end_reason = (
        AgreementState.ENDED,
        on,
        reason.strip(),
    )
    agreement.save(update_fields=["state", "ends_on", "end_reason"])

    audit.record(
        by, "groups.agreement_ended", agreement, before=before, group=agreement.group_id, on=on
    )
    events.publish(EgideEnded(group_id=agreement.group_id, agreement_id=agreement.pk, on=on))
    return agreement


@verb
def declare_association(
    *,
    group: Group,
    registered_name: str,
    on: date,
    by: Actor,
    register_number: str = "",
    brand_agreed_on: date | None = None,
) -> OwnAssociation:
    """Write down that a group is an association of its own from ``on``: a third party (R-GRP-3).

    :raises EgideRefused: while it is under égide, or already an association.
    """
    require_desk(by)
    group = locked(group)
    form = legal_form_of(group, on=on)
    if form == LegalForm.EGIDE:
        raise EgideRefused([_("La convention d’égide doit d’abord prendre fin.")])
    if form == LegalForm.OWN_ASSOCIATION:
        raise EgideRefused([_("Le groupe est déjà une association distincte.")])
    if not registered_name.strip():
        raise EgideRefused([_("Une association a un nom déclaré.")])

    association = OwnAssociation.objects.create(
        group=group,
        registered_name=registered_name.strip(),
        register_number=register_number.strip(),
        starts_on=on,
        brand_agreed_on=brand_agreed_on,
    )

    audit.record(by, "groups.association_declared", association, group=group.pk, on=on)
    return association


@verb
def end_association(*, association: OwnAssociation, on: date, by: Actor) -> OwnAssociation:
    """Write down the last day of a group's association; its assets are its own affair (R-GRP-6)."""
    require_desk(by)
    association = OwnAssociation.objects.select_for_update(of=("self",)).get(pk=association.pk)
    if association.ends_on is not None:
        raise EgideRefused(
            [_("Cette association a pris fin le %(day)s.") % {"day": in_words(association.ends_on)}]
        )
    if on < association.starts_on:
        raise EgideRefused([_("Une association ne prend pas fin avant d’avoir commencé.")])

    before = audit.fingerprint(association)
    association.ends_on = on
    association.save(update_fields=["ends_on"])

    audit.record(
        by,
        "groups.association_ended",
        association,
        before=before,
        group=association.group_id,
        on=on,
    )
    return association


@verb
def request_tax_receipts(*, group: Group, on: date, by: Actor) -> None:
    """Ask that donors of a group receive the society's tax receipts (AC-GRP-6).

    The request is written in the register for the treasurer; receipts are off by default.

    :raises TaxReceiptsRefused: with the reason, by legal form and entitlement.
    """
    require_own(by, group)
    obstacles = obstacles_to_tax_receipts(
        legal_form_of(group, on=on), entitlement=value(TAX_RECEIPT_RULING, on=on)
    )
    if obstacles:
        raise TaxReceiptsRefused(obstacles)

    audit.record(by, "groups.tax_receipts_requested", group, on=on)


def agreement_file(group: Group, *, on: date) -> AgreementFile:
    """Gather what the rule on égide agreements asks about."""
    return AgreementFile(
        kind=GroupKind(group.kind),
        state=GroupState(group.state),
        legal_form=legal_form_of(group, on=on),
        has_president=leaders_of([group.pk], on=on).exists(),
        living_members=GroupMembership.objects.running_on(on).filter(group=group).count(),
    )


def legal_form_of(group: Group, *, on: date) -> LegalForm:
    """Return the legal form of a group on a day; a suspended agreement still binds it."""
    if group.agreements.filter(running_on(on)).exists():
        return LegalForm.EGIDE
    if group.associations.filter(running_on(on)).exists():
        return LegalForm.OWN_ASSOCIATION
    return LegalForm.INFORMAL


def renewal_day(signed_on: date) -> date:
    """Return the day before which an agreement is looked at again: three years on."""
    try:
        return signed_on.replace(year=signed_on.year + RENEWAL_YEARS)
    except ValueError:  # signed on a 29 February
        return date(signed_on.year + RENEWAL_YEARS, 3, 1)


def _write_signatories(
    agreement: EgideAgreement, for_group: Person, for_society: Person, *, on: date
) -> None:
    EgideSignatory.objects.bulk_create(
        EgideSignatory(agreement=agreement, person=person, capacity=capacity, signed_on=on)
        for person, capacity in (
            (for_group, SignatoryCapacity.GROUP),
            (for_society, SignatoryCapacity.SOCIETY),
        )
    )


def _end_suspension(agreement: EgideAgreement, *, on: date) -> None:
    suspension = agreement.suspensions.get(ends_on__isnull=True)
    if on < suspension.starts_on:
        suspension.delete()
        return
    suspension.ends_on = on
    suspension.save(update_fields=["ends_on"])


def _check_move(agreement: EgideAgreement, target: AgreementState) -> None:
    obstacle = obstacle_to_move(AGREEMENT_MOVES, AgreementState(agreement.state), target)
    if obstacle:
        raise ForbiddenMove(obstacle)


def _refuse_before_start(agreement: EgideAgreement, *, on: date) -> None:
    if agreement.starts_on is not None and on < agreement.starts_on:
        raise EgideRefused(
            [
                _("Cette convention ne prend effet que le %(day)s.")
                % {"day": in_words(agreement.starts_on)}
            ]
        )


def _refuse(obstacles: list[str]) -> None:
    if obstacles:
        raise EgideRefused(obstacles)


def _locked(agreement: EgideAgreement) -> EgideAgreement:
    return EgideAgreement.objects.select_for_update(of=("self",)).get(pk=agreement.pk)
