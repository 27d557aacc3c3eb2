"""The desk of a group's officers: what waits, who is there, what was done."""

from __future__ import annotations

from typing import cast

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from egide.design.tables import table_page
from egide.groups import queries, services
from egide.groups.enums import ActivityKind, GroupKind, LegalForm
from egide.groups.forms import ActivityForm, EndOfficerForm, OfficerForm, PresentationForm
from egide.groups.models import Group, GroupActivity, GroupNotice
from egide.groups.permissions import MANAGE_GROUPS, MANAGE_OWN_GROUP, SIGN_AGREEMENT
from egide.groups.rules import OFFICES_OF_KIND
from egide.groups.tables import PEOPLE
from egide.groups.views.doing import act, done, form_page, managed, to_page
from egide.kernel.access import explain
from egide.kernel.pages import SIGNED_IN, Request, page
from egide.kernel.periods import running_on
from egide.mandates.enums import EndReason, OfficeCode
from egide.mandates.models import Mandate, Office
from egide.mandates.permissions import MANAGE_MANDATES

RECENT = 6


@require_safe
@page(SIGNED_IN)
def my_groups(request: Request) -> HttpResponse:
    """The groups that the reader keeps; straight to the desk when there is only one."""
    kept = Group.objects.visible_to(request.actor).filter(
        scope_id__in=request.actor.scopes(MANAGE_OWN_GROUP) or ()
    )
    found = list(kept.order_by("family", "name", "pk")[:50])
    if len(found) == 1:
        return to_page("desk", found[0].pk)
    person_id = cast("int", request.actor.person_id)  # who signed in is somebody
    mine = queries.groups_of_person(person_id, on=localdate())
    return render(request, "groups/my_groups.html", {"kept": found, "mine": mine})


@require_safe
@page(SIGNED_IN)
def desk(request: Request, group_id: int) -> HttpResponse:
    """What waits in a group, first; then its people, officers, activities and papers."""
    today = localdate()
    group = managed(request, group_id)
    officers = list(queries.officers_of(group, on=today))
    form = services.legal_form_of(group, on=today)
    filled = {mandate.office.code for mandate in officers if mandate.office}
    wanted = OFFICES_OF_KIND[GroupKind(group.kind)]
    return render(
        request,
        "groups/desk.html",
        {
            "group": group,
            "desk": queries.group_desk(group, on=today),
            "officers": officers,
            "vacant": Office.objects.filter(
                code__in=[code for code in wanted if code not in filled]
            ).order_by("pk"),
            "people": group.memberships.running_on(today).count(),
            "new_people": group.memberships.running_on(today)
            .filter(starts_on__year=today.year)
            .count(),
            "activities": queries.activities_of(group)[:RECENT],
            "returns": group.returns.order_by("-year", "pk")[:RECENT],
            "legal_form": LegalForm(form),
            "why": list(explain(request.actor, MANAGE_OWN_GROUP, on=group)),
            "may_appoint": request.actor.can(MANAGE_MANDATES, group.scope_id),
            "may_manage": request.actor.can(MANAGE_GROUPS),
            "may_sign": request.actor.can(SIGN_AGREEMENT),
        },
    )


@require_safe
@page(SIGNED_IN)
def people(request: Request, group_id: int) -> HttpResponse:
    """The people of a group, with what each shows to its officers."""
    today = localdate()
    group = managed(request, group_id)
    request.asked["groups.group"] = group
    shown = queries.people_shown(group, request.actor, on=today)
    total = group.memberships.running_on(today).count()
    listed = group.memberships.running_on(today).filter(person__listed=True).count()
    return table_page(
        request,
        PEOPLE,
        shown,
        template="groups/people.html",
        context={"group": group, "hidden": total - listed, "title": _("Les personnes du groupe")},
        on=group,
    )


@require_http_methods(["GET", "POST"])
@page(SIGNED_IN)
def new_activity(request: Request, group_id: int) -> HttpResponse:
    group = managed(request, group_id)
    form = ActivityForm(request.POST or None)

    def record() -> GroupActivity:
        given = form.cleaned_data | {"kind": ActivityKind(form.cleaned_data["kind"])}
        return services.record_activity(group=group, on=localdate(), by=request.actor, **given)

    if done(request, form, record, _("L’activité est notée : elle comptera dans le compte rendu.")):
        return to_page("desk", group.pk)
    return form_page(
        request,
        group,
        form,
        title=_("Noter une activité"),
        submit=_("Noter"),
        lead=_("Un dîner, une visite, une réunion : passée ou à venir."),
    )


@require_POST
@page(SIGNED_IN)
def cancel_activity(request: Request, activity_id: int) -> HttpResponse:
    activity = get_object_or_404(
        GroupActivity.objects.select_related("group"),
        pk=activity_id,
        group__in=Group.objects.visible_to(request.actor).managed_by(request.actor),
    )
    return act(
        request,
        lambda: services.cancel_activity(activity=activity, on=localdate(), by=request.actor),
        _("L’activité est annulée ; elle reste écrite, et ne compte plus."),
        to_page("desk", activity.group_id),
    )


@require_POST
@page(SIGNED_IN)
def settle_notice(request: Request, notice_id: int) -> HttpResponse:
    notice = get_object_or_404(
        GroupNotice.objects.select_related("group"),
        pk=notice_id,
        group__in=Group.objects.visible_to(request.actor).managed_by(request.actor),
    )
    return act(
        request,
        lambda: services.settle_notice(notice=notice, on=localdate(), by=request.actor),
        _("C’est vu."),
        to_page("desk", notice.group_id),
    )


@require_http_methods(["GET", "POST"])
@page(SIGNED_IN)
def presentation(request: Request, group_id: int) -> HttpResponse:
    group = managed(request, group_id)
    initial = {"presentation": group.presentation, "version": group.version}
    form = PresentationForm(request.POST or None, initial=initial)
    if done(
        request,
        form,
        lambda: services.change_presentation(group=group, by=request.actor, **form.cleaned_data),
        _("La présentation du groupe est à jour."),
    ):
        return to_page("group", group.pk)
    return form_page(request, group, form, title=_("Présenter le groupe"), submit=_("Enregistrer"))


@require_http_methods(["GET", "POST"])
@page(SIGNED_IN)
def new_officer(request: Request, group_id: int) -> HttpResponse:
    group = managed(request, group_id)
    today = localdate()
    initial = {"person": request.GET.get("personne", ""), "office": request.GET.get("fonction", "")}
    form = OfficerForm(request.POST or None, group=group, today=today, initial=initial)

    def appoint() -> Mandate:
        given = form.cleaned_data
        return services.appoint_officer(
            group=group,
            person=given["person"],
            office=OfficeCode(given["office"]),
            on=given["on"],
            ends_on=given["ends_on"],
            by=request.actor,
        )

    if done(
        request,
        form,
        appoint,
        _("Le mandat est ouvert ; les droits qu’il donne commencent avec lui."),
    ):
        return to_page("desk", group.pk)
    return form_page(
        request,
        group,
        form,
        title=_("Désigner un responsable"),
        submit=_("Ouvrir le mandat"),
        lead=_("Un membre du groupe, à jour de cotisation, pour deux à trois ans."),
    )


@require_http_methods(["GET", "POST"])
@page(SIGNED_IN)
def end_officer(request: Request, group_id: int, mandate_id: int) -> HttpResponse:
    group = managed(request, group_id)
    mandate = get_object_or_404(
        Mandate.objects.filter(running_on(localdate()), scope=group.scope_id).select_related(
            "person", "office"
        ),
        pk=mandate_id,
    )
    form = EndOfficerForm(request.POST or None, initial={"on": localdate()})
    if done(
        request,
        form,
        lambda: services.end_officer(
            group=group,
            mandate=mandate,
            reason=EndReason(form.cleaned_data["reason"]),
            on=form.cleaned_data["on"],
            by=request.actor,
        ),
        _("Le mandat prend fin ; les droits s’arrêtent avec lui."),
    ):
        return to_page("desk", group.pk)
    return form_page(
        request,
        group,
        form,
        title=_("Clore le mandat de %(name)s") % {"name": mandate.person.full_name},
        submit=_("Clore le mandat"),
        kind="danger",
    )
