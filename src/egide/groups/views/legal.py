"""The legal form of a group: its agreements, its association, what the form allows."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from egide.groups import queries, services
from egide.groups.enums import AgreementState, LegalForm
from egide.groups.forms import AssociationForm, DayForm, DraftForm, ReasonForm, SignForm
from egide.groups.models import EgideAgreement, Group, OwnAssociation
from egide.groups.permissions import MANAGE_GROUPS, SIGN_AGREEMENT
from egide.groups.rules import AGREEMENT_MOVES, allowed_by_form, obstacles_to_egide
from egide.groups.views.doing import done, form_page, managed, to_page
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


@require_http_methods(["GET", "POST"])
@page(MANAGE_GROUPS)
def draft(request: Request, group_id: int) -> HttpResponse:
    group = managed(request, group_id)
    form = DraftForm(request.POST or None)
    if done(
        request,
        form,
        lambda: services.draft_agreement(
            group=group, on=localdate(), by=request.actor, **form.cleaned_data
        ),
        _("La convention est prête à être signée."),
    ):
        return to_page("egide", group.pk)
    return form_page(
        request,
        group,
        form,
        title=_("Préparer une convention d’égide"),
        submit=_("Préparer"),
        back="egide",
        obstacles=obstacles_to_egide(services.agreement_file(group, on=localdate())),
    )


def _agreement(request: Request, agreement_id: int) -> EgideAgreement:
    return get_object_or_404(EgideAgreement.objects.select_related("group__scope"), pk=agreement_id)


@require_http_methods(["GET", "POST"])
@page(SIGN_AGREEMENT)
def sign(request: Request, agreement_id: int) -> HttpResponse:
    agreement = _agreement(request, agreement_id)
    today = localdate()
    leader = queries.leaders_of([agreement.group_id], on=today).first()
    initial = {"for_group": leader.person.readable_id if leader else ""}
    form = SignForm(request.POST or None, today=today, initial=initial)
    if done(
        request,
        form,
        lambda: services.sign_agreement(agreement=agreement, by=request.actor, **form.cleaned_data),
        _("La convention est signée : le groupe est sous égide."),
    ):
        return to_page("egide", agreement.group_id)
    return form_page(
        request,
        agreement.group,
        form,
        title=_("Signer la convention d’égide"),
        submit=_("Signer"),
        back="egide",
    )


@require_http_methods(["GET", "POST"])
@page(SIGN_AGREEMENT)
def suspend(request: Request, agreement_id: int) -> HttpResponse:
    agreement = _agreement(request, agreement_id)
    form = ReasonForm(request.POST or None, today=localdate())
    if done(
        request,
        form,
        lambda: services.suspend_agreement(
            agreement=agreement, by=request.actor, **form.cleaned_data
        ),
        _("La convention est suspendue."),
    ):
        return to_page("egide", agreement.group_id)
    return form_page(
        request,
        agreement.group,
        form,
        title=_("Suspendre la convention"),
        submit=_("Suspendre"),
        kind="danger",
        back="egide",
    )


@require_http_methods(["GET", "POST"])
@page(SIGN_AGREEMENT)
def resume(request: Request, agreement_id: int) -> HttpResponse:
    agreement = _agreement(request, agreement_id)
    form = DayForm(request.POST or None, today=localdate())
    if done(
        request,
        form,
        lambda: services.resume_agreement(
            agreement=agreement, by=request.actor, **form.cleaned_data
        ),
        _("La convention reprend."),
    ):
        return to_page("egide", agreement.group_id)
    return form_page(
        request,
        agreement.group,
        form,
        title=_("Reprendre la convention"),
        submit=_("Reprendre"),
        back="egide",
    )


@require_http_methods(["GET", "POST"])
@page(SIGN_AGREEMENT)
def end(request: Request, agreement_id: int) -> HttpResponse:
    agreement = _agreement(request, agreement_id)
    form = ReasonForm(request.POST or None, today=localdate())
    if done(
        request,
        form,
        lambda: services.end_agreement(agreement=agreement, by=request.actor, **form.cleaned_data),
        _("La convention a pris fin ; ce qui reste revient à la Société."),
    ):
        return to_page("egide", agreement.group_id)
    return form_page(
        request,
        agreement.group,
        form,
        title=_("Mettre fin à la convention"),
        submit=_("Mettre fin"),
        kind="danger",
        back="egide",
        lead=_("Le jour indiqué est le dernier de la convention."),
    )


@require_http_methods(["GET", "POST"])
@page(MANAGE_GROUPS)
def associate(request: Request, group_id: int) -> HttpResponse:
    group = managed(request, group_id)
    form = AssociationForm(request.POST or None)
    if done(
        request,
        form,
        lambda: services.declare_association(group=group, by=request.actor, **form.cleaned_data),
        _("Le groupe est noté comme association distincte."),
    ):
        return to_page("egide", group.pk)
    return form_page(
        request,
        group,
        form,
        title=_("Noter une association propre"),
        submit=_("Noter"),
        back="egide",
    )


@require_http_methods(["GET", "POST"])
@page(MANAGE_GROUPS)
def end_association(request: Request, association_id: int) -> HttpResponse:
    association = get_object_or_404(
        OwnAssociation.objects.select_related("group"), pk=association_id
    )
    form = DayForm(request.POST or None, today=localdate())
    if done(
        request,
        form,
        lambda: services.end_association(
            association=association, by=request.actor, **form.cleaned_data
        ),
        _("La fin de l’association est notée."),
    ):
        return to_page("egide", association.group_id)
    return form_page(
        request,
        association.group,
        form,
        title=_("Noter la fin de l’association"),
        submit=_("Noter"),
        back="egide",
    )


@require_POST
@page(SIGNED_IN)
def tax_receipts(request: Request, group_id: int) -> HttpResponse:
    """Ask for the society's tax receipts; refused with the reason (AC-GRP-6)."""
    group: Group = managed(request, group_id)
    try:
        services.request_tax_receipts(group=group, on=localdate(), by=request.actor)
    except services.TaxReceiptsRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("La demande est écrite au registre, pour le trésorier."))
    return to_page("egide", group.pk)
