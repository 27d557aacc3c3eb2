"""What a group announces: its page, the answers to it, and who came."""

from __future__ import annotations

from functools import partial

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from egide.design.tables import table_page
from egide.groups import queries, services
from egide.groups.forms import ActivityForm, AttendanceForm
from egide.groups.models import Group, GroupActivity
from egide.groups.permissions import READ_GROUPS
from egide.groups.tables import ACTIVITIES
from egide.groups.views.doing import by_form, known, managed, to_page
from egide.kernel.doors import done, press
from egide.kernel.pages import PUBLIC, SIGNED_IN, Request, page
from egide.members.models import Person


def _activity(request: Request, activity_id: int, groups: object) -> GroupActivity:
    found = GroupActivity.objects.select_related("group__scope")
    return get_object_or_404(queries.with_answers(found), pk=activity_id, group__in=groups)


def _kept(request: Request, activity_id: int) -> GroupActivity:
    """Return an activity of a group that the actor keeps; any other does not exist for them."""
    groups = Group.objects.visible_to(request.actor).managed_by(request.actor)
    return _activity(request, activity_id, groups)


@require_safe
@page(PUBLIC)
def activities(request: Request, group_id: int) -> HttpResponse:
    """Everything that a group announced or did, and did not cancel."""
    group = known(request, group_id)
    return table_page(
        request,
        ACTIVITIES,
        queries.activities_of(group),
        template="groups/activities.html",
        context={
            "group": group,
            "manages": Group.objects.managed_by(request.actor).filter(pk=group.pk).exists(),
        },
    )


@require_safe
@page(PUBLIC)
def activity(request: Request, activity_id: int) -> HttpResponse:
    """The page of an activity: members answer, officers see who comes and count who came."""
    found = _activity(request, activity_id, Group.objects.visible_to(request.actor))
    return _activity_page(request, found, AttendanceForm(initial=_proposed(found)))


def _activity_page(
    request: Request, found: GroupActivity, form: AttendanceForm, *, status: int = 200
) -> HttpResponse:
    today = localdate()
    manages = Group.objects.managed_by(request.actor).filter(pk=found.group_id).exists()
    answers = found.answers.select_related("person").order_by("-coming", "person__sort_name", "pk")
    held = found.held_on <= today and found.cancelled_on is None
    return render(
        request,
        "groups/activity.html",
        {
            "activity": found,
            "group": found.group,
            "past": found.held_on < today,
            "manages": manages,
            "answers": answers if manages else [],
            "mine": answers.filter(person=request.actor.person_id).first(),
            "may_answer": request.actor.can(READ_GROUPS)
            and found.held_on >= today
            and found.cancelled_on is None,
            "form": form if manages and held else None,
        },
        status=status,
    )


def _proposed(found: GroupActivity) -> dict[str, int | None]:
    """Return what the form starts with: what was counted, or how many said they would come."""
    if found.attendance is not None:
        return {"attendance": found.attendance}
    return {"attendance": getattr(found, "expected", 0) or None}


@page(SIGNED_IN)
def new_activity(request: Request, group_id: int) -> HttpResponse:
    group = managed(request, group_id)
    return by_form(
        request,
        group,
        ActivityForm(request.POST or None),
        partial(services.record_activity, group=group, on=localdate()),
        title=_("Annoncer ou noter une activité"),
        submit=_("Noter"),
        said=_("L’activité est notée : elle comptera dans le compte rendu."),
        lead=_("Un dîner, une visite, une réunion : passée ou à venir."),
    )


@require_POST
@page(READ_GROUPS)
def answer(request: Request, activity_id: int) -> HttpResponse:
    found = _activity(request, activity_id, Group.objects.visible_to(request.actor))
    coming = request.POST.get("vient") == "oui"
    person = get_object_or_404(Person, pk=request.actor.person_id)
    return press(
        request,
        lambda: services.answer_activity(
            activity=found, person=person, coming=coming, on=localdate(), by=request.actor
        ),
        _("C’est noté : vous venez.") if coming else _("C’est noté : vous ne venez pas."),
        to_page("activity", found.pk),
    )


@require_POST
@page(SIGNED_IN)
def count(request: Request, activity_id: int) -> HttpResponse:
    """Write down how many came; what cannot be is said on the page of the activity."""
    found = _kept(request, activity_id)
    form = AttendanceForm(request.POST)
    if done(
        request,
        form,
        lambda: services.count_attendance(
            activity=found, on=localdate(), by=request.actor, **form.cleaned_data
        ),
        _("Les présences sont notées : le compte rendu les additionnera."),
    ):
        return to_page("desk", found.group_id)
    return _activity_page(request, found, form, status=422)


@require_POST
@page(SIGNED_IN)
def cancel(request: Request, activity_id: int) -> HttpResponse:
    found = _kept(request, activity_id)
    return press(
        request,
        lambda: services.cancel_activity(activity=found, on=localdate(), by=request.actor),
        _("L’activité est annulée ; elle reste écrite, et ne compte plus."),
        to_page("desk", found.group_id),
    )
