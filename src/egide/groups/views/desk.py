"""The desk of a group's officers: what waits, who is there, what was done."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import cast

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from egide.design.tables import table_page
from egide.groups import queries, services
from egide.groups.enums import LegalForm
from egide.groups.forms import EndOfficerForm, HandOverForm, OfficerForm, PresentationForm
from egide.groups.models import Group, GroupNotice
from egide.groups.permissions import MANAGE_GROUPS, MANAGE_OWN_GROUP
from egide.groups.tables import PEOPLE
from egide.groups.views.doing import by_form, managed, to_page
from egide.kernel.access import explain
from egide.kernel.doors import press
from egide.kernel.pages import SIGNED_IN, Request, page
from egide.kernel.periods import running_on
from egide.mandates.models import Mandate
from egide.mandates.permissions import MANAGE_MANDATES

RECENT = 6
ONE_DAY = timedelta(days=1)
_HANDED_OVER = gettext_lazy(
    "Le successeur trouve sur ce bureau les activités, les comptes rendus, les papiers et les "
    "conventions du groupe. Une fiche lui dit ce qu’il reste à recevoir de la main à la main."
)


@require_safe
@page(SIGNED_IN)
def my_groups(request: Request) -> HttpResponse:
    """The groups that the reader keeps; straight to the desk when there is only one."""
    kept = Group.objects.visible_to(request.actor).filter(
        scope_id__in=request.actor.scopes(MANAGE_OWN_GROUP) or ()
    )
    found = list(kept.order_by("family", "name", "pk"))
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
    activities = queries.activities_of(group)
    memberships = group.memberships.running_on(today)
    return render(
        request,
        "groups/desk.html",
        {
            "group": group,
            "desk": queries.group_desk(group, on=today),
            "officers": queries.officers_of(group, on=today),
            "people": queries.people_in(group, on=today),
            "new_people": memberships.filter(starts_on__year=today.year).count(),
            "year": today.year,
            "to_come": queries.with_answers(activities.filter(held_on__gt=today)).order_by(
                "held_on", "pk"
            )[:RECENT],
            "recent": activities.filter(held_on__lte=today, attendance__isnull=False)[:RECENT],
            "returns": group.returns.order_by("-year", "pk"),
            "legal_form": LegalForm(services.legal_form_of(group, on=today)),
            "why": list(explain(request.actor, MANAGE_OWN_GROUP, on=group)),
            "may_appoint": request.actor.can(MANAGE_MANDATES, group.scope_id),
            "may_manage": request.actor.can(MANAGE_GROUPS),
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
    return table_page(
        request,
        PEOPLE,
        shown,
        template="groups/people.html",
        context={
            "group": group,
            "hidden": queries.hidden_people(group, on=today),
            "title": _("Les personnes du groupe"),
        },
        on=group,
    )


@require_POST
@page(SIGNED_IN)
def settle_notice(request: Request, notice_id: int) -> HttpResponse:
    notice = get_object_or_404(
        GroupNotice.objects.select_related("group"),
        pk=notice_id,
        group__in=Group.objects.visible_to(request.actor).managed_by(request.actor),
    )
    return press(
        request,
        lambda: services.settle_notice(notice=notice, on=localdate(), by=request.actor),
        _("C’est vu."),
        to_page("desk", notice.group_id),
    )


@require_POST
@page(SIGNED_IN)
def settle_people(request: Request, group_id: int) -> HttpResponse:
    group = managed(request, group_id)
    return press(
        request,
        lambda: services.settle_people_notices(group=group, on=localdate(), by=request.actor),
        _("C’est vu."),
        to_page("desk", group.pk),
    )


@page(SIGNED_IN)
def presentation(request: Request, group_id: int) -> HttpResponse:
    group = managed(request, group_id)
    initial = {"presentation": group.presentation, "version": group.version}
    return by_form(
        request,
        group,
        PresentationForm(request.POST or None, initial=initial),
        partial(services.change_presentation, group=group),
        title=_("Présenter le groupe"),
        submit=_("Enregistrer"),
        said=_("La présentation du groupe est à jour."),
        then=lambda: to_page("group", group.pk),
    )


@page(SIGNED_IN)
def new_officer(request: Request, group_id: int) -> HttpResponse:
    group, today = managed(request, group_id), localdate()
    initial = {"person": request.GET.get("personne", ""), "office": request.GET.get("fonction", "")}
    return by_form(
        request,
        group,
        OfficerForm(
            request.POST or None, group=group, today=today, actor=request.actor, initial=initial
        ),
        partial(services.appoint_officer, group=group),
        title=_("Désigner un responsable"),
        submit=_("Ouvrir le mandat"),
        said=_("Le mandat est ouvert ; les droits qu’il donne commencent avec lui."),
        lead=_("Un membre du groupe, à jour de cotisation, pour deux à trois ans."),
    )


def _mandate(group: Group, mandate_id: int) -> Mandate:
    running = Mandate.objects.filter(running_on(localdate()), scope=group.scope_id)
    return get_object_or_404(running.select_related("person", "office"), pk=mandate_id)


@page(SIGNED_IN)
def end_officer(request: Request, group_id: int, mandate_id: int) -> HttpResponse:
    group = managed(request, group_id)
    mandate = _mandate(group, mandate_id)
    return by_form(
        request,
        group,
        EndOfficerForm(request.POST or None, initial={"on": localdate()}),
        partial(services.end_officer, group=group, mandate=mandate),
        title=_("Clore le mandat de %(name)s") % {"name": mandate.person.full_name},
        submit=_("Clore le mandat"),
        said=_("Le mandat prend fin ; les droits s’arrêtent avec lui."),
        kind="danger",
    )


@page(SIGNED_IN)
def hand_over(request: Request, group_id: int, mandate_id: int) -> HttpResponse:
    """Pass an office on: the holder's rights stop the day before the successor's begin."""
    group = managed(request, group_id)
    mandate = _mandate(group, mandate_id)
    mine = mandate.person_id == request.actor.person_id
    first = mandate.ends_on + ONE_DAY if mine and mandate.ends_on else localdate()
    return by_form(
        request,
        group,
        HandOverForm(request.POST or None, actor=request.actor, initial={"on": first}),
        partial(services.hand_over_office, group=group, mandate=mandate),
        title=_("Passer la main de %(name)s") % {"name": mandate.person.full_name},
        submit=_("Passer la main"),
        said=_("La main est passée : chacun a les droits de son mandat, au jour dit."),
        lead=_("Le mandat en cours s’arrête la veille ; les droits passent au successeur."),
        lines=[_HANDED_OVER],
    )
