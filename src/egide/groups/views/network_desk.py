"""The desk of the network (pôle Communauté): what is wrong first, then each group's life."""

from __future__ import annotations

from collections import Counter

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from egide.groups import queries, services
from egide.groups.forms import AreaForm, CloseForm, DayForm, MergeForm, RenameForm
from egide.groups.models import AreaRule
from egide.groups.permissions import MANAGE_GROUPS
from egide.groups.rules import region_of
from egide.groups.views.doing import act, done, form_page, managed, to_page
from egide.kernel.pages import Request, page
from egide.kernel.periods import running_on
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
            "counts": queries.network_counts(on=today),
            "year": year,
            "on_time": on_time,
            "due": due,
        },
    )


@require_safe
@page(MANAGE_GROUPS)
def without_group(request: Request) -> HttpResponse:
    """Members in no territorial group, by region of the world and its delegate."""
    today = localdate()
    people = queries.members_without_group(on=today)
    countries = people.filter(
        running_on(today, start="addresses__starts_on", end="addresses__ends_on")
    )
    regions: Counter = Counter()
    for country in countries.order_by("pk").values_list("addresses__country", flat=True):
        regions[region_of(country)] += 1
    delegates = (
        Mandate.objects.running_on(today)
        .filter(office__code=OfficeCode.DRI)
        .select_related("person", "scope")
        .order_by("scope__label", "pk")
    )
    return render(
        request,
        "groups/without_group.html",
        {
            "people": people[:200],
            "count": people.count(),
            "regions": [
                (region.label if region else _("France"), count)
                for region, count in regions.items()
            ],
            "delegates": delegates,
        },
    )


@require_POST
@page(MANAGE_GROUPS)
def align(request: Request) -> HttpResponse:
    return act(
        request,
        lambda: services.align_default_groups(on=localdate(), by=request.actor),
        _("Chacun est dans le groupe de son adresse et dans celui de sa promotion."),
        to_page("network_desk"),
    )


@require_http_methods(["GET", "POST"])
@page(MANAGE_GROUPS)
def rename(request: Request, group_id: int) -> HttpResponse:
    group = managed(request, group_id)
    form = RenameForm(request.POST or None, initial={"name": group.name, "version": group.version})
    if done(
        request,
        form,
        lambda: services.rename_group(
            group=group, on=localdate(), by=request.actor, **form.cleaned_data
        ),
        _("Le groupe a changé de nom."),
    ):
        return to_page("desk", group.pk)
    return form_page(request, group, form, title=_("Renommer le groupe"), submit=_("Renommer"))


@require_http_methods(["GET", "POST"])
@page(MANAGE_GROUPS)
def sleep(request: Request, group_id: int) -> HttpResponse:
    group = managed(request, group_id)
    form = DayForm(request.POST or None, today=localdate())
    if done(
        request,
        form,
        lambda: services.put_to_sleep(group=group, by=request.actor, **form.cleaned_data),
        _("Le groupe est en sommeil."),
    ):
        return to_page("desk", group.pk)
    return form_page(
        request,
        group,
        form,
        title=_("Mettre le groupe en sommeil"),
        submit=_("Mettre en sommeil"),
        lead=_("Après dix-huit mois sans activité ou sans responsable. Il pourra se réveiller."),
    )


@require_http_methods(["GET", "POST"])
@page(MANAGE_GROUPS)
def wake(request: Request, group_id: int) -> HttpResponse:
    group = managed(request, group_id)
    form = DayForm(request.POST or None, today=localdate())
    if done(
        request,
        form,
        lambda: services.wake_group(group=group, by=request.actor, **form.cleaned_data),
        _("Le groupe est réveillé."),
    ):
        return to_page("desk", group.pk)
    return form_page(request, group, form, title=_("Réveiller le groupe"), submit=_("Réveiller"))


@require_http_methods(["GET", "POST"])
@page(MANAGE_GROUPS)
def close(request: Request, group_id: int) -> HttpResponse:
    group = managed(request, group_id)
    form = CloseForm(request.POST or None, initial={"on": localdate()})
    if done(
        request,
        form,
        lambda: services.close_group(group=group, by=request.actor, **form.cleaned_data),
        _("Le groupe est clos ; les mandats de ses responsables finissent avec lui."),
    ):
        return to_page("group", group.pk)
    return form_page(
        request,
        group,
        form,
        title=_("Clore le groupe"),
        submit=_("Clore le groupe"),
        kind="danger",
        confirm=_("Clore ce groupe ? Les mandats de ses responsables finiront ce jour-là."),
        obstacles=services.obstacles_to_close(group, on=localdate()),
    )


@require_http_methods(["GET", "POST"])
@page(MANAGE_GROUPS)
def merge(request: Request, group_id: int) -> HttpResponse:
    group = managed(request, group_id)
    form = MergeForm(request.POST or None, group=group, initial={"on": localdate()})
    if done(
        request,
        form,
        lambda: services.merge_groups(group=group, by=request.actor, **form.cleaned_data),
        _("Les deux groupes n’en font plus qu’un."),
    ):
        return to_page("group", form.cleaned_data["heir"].pk)
    return form_page(
        request,
        group,
        form,
        title=_("Réunir le groupe à un autre"),
        submit=_("Réunir"),
        kind="danger",
        lead=_(
            "Le territoire et les personnes vont au groupe d’accueil le lendemain du dernier jour."
        ),
    )


@require_http_methods(["GET", "POST"])
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
    return act(
        request,
        lambda: services.remove_area_rule(rule=rule, by=request.actor),
        _("Le territoire est retiré du groupe."),
        to_page("areas", rule.group_id),
    )
