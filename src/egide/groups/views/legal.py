"""The legal form of a group: its agreements, its association, what the form allows."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from egide.groups import queries, services
from egide.groups.enums import AgreementState, LegalForm
from egide.groups.forms import AssociationForm, DayForm, DraftForm, ReasonForm, SignForm
from egide.groups.models import EgideAgreement, OwnAssociation
from egide.groups.permissions import MANAGE_GROUPS, SIGN_AGREEMENT
from egide.groups.rules import AGREEMENT_MOVES, allowed_by_form, obstacles_to_egide
from egide.groups.views.doing import by_form, managed, to_page
from egide.kernel.doors import press
from egide.kernel.pages import SIGNED_IN, Request, page
from egide.kernel.parameters import value


@require_safe
@page(SIGNED_IN)
def egide(request: Request, group_id: int) -> HttpResponse:
    """The papers of a group: what binds it, since when, and what it may do."""
    today = localdate()
    group = managed(request, group_id)
    form = LegalForm(services.legal_form_of(group, on=today))
    ruling = value(services.TAX_RECEIPT_RULING, on=today)
    agreements = list(
        group.agreements.prefetch_related("signatories__person", "suspensions").order_by(
            "-drafted_on", "-pk"
        )
    )
    return render(
        request,
        "groups/egide.html",
        {
            "group": group,
            "legal_form": form,
            "agreements": [
                (agreement, entries_of(agreement), next_of(agreement)) for agreement in agreements
            ],
            "associations": group.associations.order_by("-starts_on", "pk"),
            "allowed": allowed_by_form(form, entitlement=ruling),
            "obstacles": obstacles_to_egide(services.agreement_file(group, on=today)),
            "may_manage": request.actor.can(MANAGE_GROUPS),
            "may_sign": request.actor.can(SIGN_AGREEMENT),
            "states": AgreementState,
        },
    )


def entries_of(agreement: EgideAgreement) -> list[dict[str, Any]]:
    """Return the life of an agreement, oldest first: who signed, when, what stopped it."""
    signers = ", ".join(
        f"{signatory.person.full_name} ({signatory.get_capacity_display()})"
        for signatory in sorted(agreement.signatories.all(), key=lambda one: one.capacity)
    )
    entries = [{"what": _("Préparée"), "day": agreement.drafted_on}]
    if agreement.starts_on:
        entries.append({"what": _("Signée"), "day": agreement.starts_on, "who": signers})
    for suspension in agreement.suspensions.all():
        entries.append(
            {"what": _("Suspendue"), "day": suspension.starts_on, "detail": suspension.reason}
        )
        if suspension.ends_on:
            entries.append({"what": _("Fin de la suspension"), "day": suspension.ends_on})
    if agreement.ends_on:
        entries.append(
            {"what": _("Terminée"), "day": agreement.ends_on, "detail": agreement.end_reason}
        )
    return sorted(entries, key=lambda entry: entry["day"])


def next_of(agreement: EgideAgreement) -> list[str]:
    """Return the states that may follow, in words."""
    return [str(state.label) for state in AGREEMENT_MOVES[AgreementState(agreement.state)]]


@page(MANAGE_GROUPS)
def draft(request: Request, group_id: int) -> HttpResponse:
    group, today = managed(request, group_id), localdate()
    return by_form(
        request,
        group,
        DraftForm(request.POST or None),
        partial(services.draft_agreement, group=group, on=today),
        title=_("Préparer une convention d’égide"),
        submit=_("Préparer"),
        said=_("La convention est prête à être signée."),
        back="egide",
        obstacles=obstacles_to_egide(services.agreement_file(group, on=today)),
    )


def _on_agreement(
    request: Request,
    agreement_id: int,
    form: Callable[[EgideAgreement], Form],
    verb: Callable[..., Any],
    **words: Any,
) -> HttpResponse:
    """Answer for a page that signs, suspends, resumes or ends an agreement."""
    agreement = get_object_or_404(
        EgideAgreement.objects.select_related("group__scope"), pk=agreement_id
    )
    run = partial(verb, agreement=agreement)
    return by_form(request, agreement.group, form(agreement), run, back="egide", **words)


@page(SIGN_AGREEMENT)
def sign(request: Request, agreement_id: int) -> HttpResponse:
    today = localdate()

    def form(agreement: EgideAgreement) -> SignForm:
        leader = queries.leaders_of([agreement.group_id], on=today).first()
        initial = {"for_group": leader.person.readable_id if leader else ""}
        return SignForm(request.POST or None, today=today, actor=request.actor, initial=initial)

    return _on_agreement(
        request,
        agreement_id,
        form,
        services.sign_agreement,
        title=_("Signer la convention d’égide"),
        submit=_("Signer"),
        said=_("La convention est signée : le groupe est sous égide."),
    )


@page(SIGN_AGREEMENT)
def suspend(request: Request, agreement_id: int) -> HttpResponse:
    return _on_agreement(
        request,
        agreement_id,
        lambda _agreement: ReasonForm(request.POST or None, today=localdate()),
        services.suspend_agreement,
        title=_("Suspendre la convention"),
        submit=_("Suspendre"),
        said=_("La convention est suspendue."),
        kind="danger",
    )


@page(SIGN_AGREEMENT)
def resume(request: Request, agreement_id: int) -> HttpResponse:
    return _on_agreement(
        request,
        agreement_id,
        lambda _agreement: DayForm(request.POST or None, today=localdate()),
        services.resume_agreement,
        title=_("Reprendre la convention"),
        submit=_("Reprendre"),
        said=_("La convention reprend."),
    )


@page(SIGN_AGREEMENT)
def end(request: Request, agreement_id: int) -> HttpResponse:
    return _on_agreement(
        request,
        agreement_id,
        lambda _agreement: ReasonForm(request.POST or None, today=localdate()),
        services.end_agreement,
        title=_("Mettre fin à la convention"),
        submit=_("Mettre fin"),
        said=_("La convention a pris fin ; ce qui reste revient à la Société."),
        kind="danger",
        lead=_("Le jour indiqué est le dernier de la convention."),
    )


@page(MANAGE_GROUPS)
def associate(request: Request, group_id: int) -> HttpResponse:
    group = managed(request, group_id)
    return by_form(
        request,
        group,
        AssociationForm(request.POST or None),
        partial(services.declare_association, group=group),
        title=_("Noter une association propre"),
        submit=_("Noter"),
        said=_("Le groupe est noté comme association distincte."),
        back="egide",
    )


@page(MANAGE_GROUPS)
def end_association(request: Request, association_id: int) -> HttpResponse:
    association = get_object_or_404(
        OwnAssociation.objects.select_related("group"), pk=association_id
    )
    return by_form(
        request,
        association.group,
        DayForm(request.POST or None, today=localdate()),
        partial(services.end_association, association=association),
        title=_("Noter la fin de l’association"),
        submit=_("Noter"),
        said=_("La fin de l’association est notée."),
        back="egide",
    )


@require_POST
@page(SIGNED_IN)
def tax_receipts(request: Request, group_id: int) -> HttpResponse:
    """Ask for the society's tax receipts; refused with the reason (AC-GRP-6)."""
    group = managed(request, group_id)
    return press(
        request,
        lambda: services.request_tax_receipts(group=group, on=localdate(), by=request.actor),
        _("La demande est écrite au registre, pour le trésorier."),
        to_page("egide", group.pk),
    )
