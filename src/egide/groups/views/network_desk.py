"""The desk of the network (pôle Communauté): what is wrong first, then each group's life."""

from __future__ import annotations

from collections import Counter
from functools import partial

from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from egide.design import typography
from egide.design.environment import language
from egide.design.tables import table_page
from egide.groups import queries, services
from egide.groups.forms import AreaForm, CloseForm, DayForm, MergeForm, RenameForm
from egide.groups.models import AreaRule, Group
from egide.groups.permissions import MANAGE_GROUPS
from egide.groups.rules import region_of, what_becomes_of
from egide.groups.tables import NOTICES, RETURNS, WITHOUT_GROUP
from egide.groups.views.doing import by_form, managed, to_page
from egide.kernel.doors import done, press
from egide.kernel.pages import SIGNED_IN, Request, page
from egide.mandates.enums import OfficeCode
from egide.mandates.models import Mandate

SHOWN = 12


@require_safe
@page(MANAGE_GROUPS)
def network_desk(request: Request) -> HttpResponse:
    """What waits: proposals, groups without president or life, returns missing or to read."""
    today = localdate()
    year = queries.last_year_asked() or today.year - 1
    on_time, due = queries.returns_share_on_time(year)
    return render(
        request,
        "groups/network_desk.html",
        {
            "desk": queries.network_desk(on=today),
            "shown": SHOWN,
            "without_group": queries.members_without_group(on=today).count(),
            "pinned": queries.pinned_members(on=today).count(),
            "active": Group.objects.active_on(today).count(),
            "standing": Group.objects.standing_on(today).count(),
            "per_group": typography.number(queries.activities_per_group(year), language(), 1),
            "year": year,
            "on_time": on_time,
            "due": due,
        },
    )


@require_safe
@page(MANAGE_GROUPS)
def returns(request: Request) -> HttpResponse:
    """Every yearly return, whatever its year and state."""
    return table_page(
        request,
        RETURNS,
        queries.returns_listed(on=localdate()),
        template="groups/network_list.html",
    )


@require_safe
@page(MANAGE_GROUPS)
def notices(request: Request) -> HttpResponse:
    """What the watch raised, whatever its nature: all of it."""
    return table_page(
        request,
        NOTICES,
        queries.watched_notices(on=localdate()),
        template="groups/network_list.html",
    )


@require_safe
@page(MANAGE_GROUPS)
def without_group(request: Request) -> HttpResponse:
    """Members in no territorial group, by region of the world and its delegate."""
    today = localdate()
    people = queries.members_without_group(on=today)
    regions: Counter = Counter()
    by_country = people.order_by().values_list("country").annotate(people=Count("pk"))
    for country, number in by_country.order_by("country"):
        regions[_region_label(country)] += number
    delegates = (
        Mandate.objects.running_on(today)
        .filter(office__code=OfficeCode.DRI)
        .select_related("person", "scope")
        .order_by("scope__label", "pk")
    )
    return table_page(
        request,
        WITHOUT_GROUP,
        people,
        template="groups/without_group.html",
        context={"regions": regions.most_common(), "delegates": delegates},
    )


def _region_label(country: str | None) -> str:
    if not country:
        return _("Adresse inconnue")
    region = region_of(country)
    return str(region.label) if region else _("France")


@require_POST
@page(MANAGE_GROUPS)
def align(request: Request) -> HttpResponse:
    return press(
        request,
        lambda: services.align_default_groups(on=localdate(), by=request.actor),
        _("Chacun est dans le groupe de son adresse et dans celui de sa promotion."),
        to_page("network_desk"),
    )


@page(MANAGE_GROUPS)
def rename(request: Request, group_id: int) -> HttpResponse:
    group = managed(request, group_id)
    initial = {"name": group.name, "version": group.version}
    return by_form(
        request,
        group,
        RenameForm(request.POST or None, initial=initial),
        partial(services.rename_group, group=group, on=localdate()),
        title=_("Renommer le groupe"),
        submit=_("Renommer"),
        said=_("Le groupe a changé de nom."),
    )


@page(MANAGE_GROUPS)
def sleep(request: Request, group_id: int) -> HttpResponse:
    group = managed(request, group_id)
    return by_form(
        request,
        group,
        DayForm(request.POST or None, today=localdate()),
        partial(services.put_to_sleep, group=group),
        title=_("Mettre le groupe en sommeil"),
        submit=_("Mettre en sommeil"),
        said=_("Le groupe est en sommeil."),
        lead=_("Après dix-huit mois sans activité ou sans responsable. Il pourra se réveiller."),
    )


@page(SIGNED_IN)
def wake(request: Request, group_id: int) -> HttpResponse:
    group = managed(request, group_id)
    return by_form(
        request,
        group,
        DayForm(request.POST or None, today=localdate()),
        partial(services.wake_group, group=group),
        title=_("Réveiller le groupe"),
        submit=_("Réveiller"),
        said=_("Le groupe est réveillé."),
    )


@page(MANAGE_GROUPS)
def close(request: Request, group_id: int) -> HttpResponse:
    group, today = managed(request, group_id), localdate()
    return by_form(
        request,
        group,
        CloseForm(request.POST or None, today=today),
        partial(services.close_group, group=group),
        title=_("Clore le groupe"),
        submit=_("Clore le groupe"),
        said=_("Le groupe est clos ; les mandats de ses responsables finissent avec lui."),
        then=lambda: to_page("group", group.pk),
        kind="danger",
        confirm=_("Clore ce groupe ? Les mandats de ses responsables finiront ce jour-là."),
        obstacles=services.obstacles_to_close(group, on=today),
        lines=what_becomes_of(services.legal_form_of(group, on=today)),
    )


@page(MANAGE_GROUPS)
def merge(request: Request, group_id: int) -> HttpResponse:
    group, today = managed(request, group_id), localdate()
    form = MergeForm(request.POST or None, group=group, today=today)
    return by_form(
        request,
        group,
        form,
        partial(services.merge_groups, group=group),
        title=_("Réunir le groupe à un autre"),
        submit=_("Réunir"),
        said=_("Les deux groupes n’en font plus qu’un."),
        then=lambda: to_page("group", form.cleaned_data["heir"].pk),
        kind="danger",
        lead=_(
            "Le territoire et les personnes vont au groupe d’accueil le lendemain du dernier jour."
        ),
        lines=what_becomes_of(services.legal_form_of(group, on=today)),
    )


@page(MANAGE_GROUPS)
def areas(request: Request, group_id: int) -> HttpResponse:
    """The addresses that belong to a territorial group."""
    group = managed(request, group_id)
    form = AreaForm(request.POST or None)
    if done(
        request,
        form,
        lambda: services.add_area_rule(group=group, by=request.actor, **form.cleaned_data),
        _(
            "Le territoire est ajouté ; chacun sera rattaché cette nuit, "
            "ou dès maintenant depuis le pôle."
        ),
    ):
        return to_page("areas", group.pk)
    rules = AreaRule.objects.filter(group=group).order_by("country", "postcode_from", "pk")
    return render(
        request,
        "groups/areas.html",
        {"group": group, "form": form, "rules": rules},
        status=422 if form.errors else 200,
    )


@require_POST
@page(MANAGE_GROUPS)
def remove_area(request: Request, rule_id: int) -> HttpResponse:
    rule = get_object_or_404(AreaRule, pk=rule_id)
    return press(
        request,
        lambda: services.remove_area_rule(rule=rule, by=request.actor),
        _("Le territoire est retiré du groupe."),
        to_page("areas", rule.group_id),
    )
