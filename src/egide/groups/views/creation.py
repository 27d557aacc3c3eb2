"""Asking for a group, and answering."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from egide.groups import services
from egide.groups.enums import GroupKind, GroupState
from egide.groups.forms import CreationForm, ReasonForm
from egide.groups.models import Group
from egide.groups.permissions import MANAGE_GROUPS, READ_GROUPS
from egide.groups.rules import least_founders, obstacles_to_creation
from egide.groups.views.doing import to_page
from egide.kernel.doors import done, press
from egide.kernel.pages import SIGNED_IN, Request, page
from egide.members.models import Person


@page(READ_GROUPS)
def propose(request: Request) -> HttpResponse:
    """Ask for a new group; everything typed survives a refusal."""
    form = CreationForm(request.POST or None, actor=request.actor)
    created: list[Group] = []

    def ask() -> None:
        created.append(
            services.propose_group(
                draft=form.draft(),
                founders=form.cleaned_data["founders"],
                sponsor=form.cleaned_data["sponsor"],
                on=localdate(),
                by=request.actor,
            )
        )

    if done(request, form, ask, _("La demande est transmise au pôle Communauté.")):
        return to_page("request", created[0].pk)
    return render(
        request,
        "groups/propose.html",
        {"form": form, "least": least_founders()},
        status=422 if form.errors else 200,
    )


@require_safe
@page(SIGNED_IN)
def creation_request(request: Request, group_id: int) -> HttpResponse:
    """A request, as those who made it and those who decide on it see it."""
    group = get_object_or_404(
        Group.objects.visible_to(request.actor).select_related(
            "request__requested_by", "request__sponsor"
        ),
        pk=group_id,
        request__isnull=False,
    )
    decides = request.actor.can(MANAGE_GROUPS) and group.state == GroupState.PROPOSED
    return render(request, "groups/request.html", _request_context(group, decides=decides))


@require_POST
@page(MANAGE_GROUPS)
def approve(request: Request, group_id: int) -> HttpResponse:
    group = get_object_or_404(Group, pk=group_id, request__isnull=False)
    return press(
        request,
        lambda: services.approve_creation(group=group, on=localdate(), by=request.actor),
        _("Le groupe « %(name)s » est créé.") % {"name": group.name},
        to_page("request", group.pk),
    )


@require_POST
@page(MANAGE_GROUPS)
def refuse(request: Request, group_id: int) -> HttpResponse:
    group = get_object_or_404(
        Group.objects.select_related("request__requested_by", "request__sponsor"),
        pk=group_id,
        request__isnull=False,
    )
    form = ReasonForm(request.POST, today=localdate())
    if done(
        request,
        form,
        lambda: services.refuse_creation(group=group, by=request.actor, **form.cleaned_data),
        _("La demande est refusée, et le motif est écrit."),
    ):
        return to_page("network_desk")
    context = _request_context(group, decides=True) | {"refusal": form}
    return render(request, "groups/request.html", context, status=422)


def _request_context(group: Group, *, decides: bool) -> dict[str, object]:
    today = localdate()
    founders = Person.objects.filter(pk__in=group.request.founders.values("person"))
    file = services.creation_file(
        GroupKind(group.kind),
        group.name,
        founders=list(founders),
        sponsor=group.request.sponsor,
        on=today,
        besides=group,
    )
    return {
        "group": group,
        "founders": founders.order_by("sort_name", "pk"),
        "obstacles": obstacles_to_creation(file) if group.state == GroupState.PROPOSED else [],
        "decides": decides,
        "refusal": ReasonForm(today=today),
    }
