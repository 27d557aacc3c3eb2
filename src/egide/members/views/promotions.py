"""Centres, promotions and the people of one promotion."""

from __future__ import annotations

from itertools import groupby

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from egide.design.tables.query import Query
from egide.kernel.errors import Refused
from egide.kernel.pages import Request, page
from egide.members.models import Centre, Promotion
from egide.members.permissions import READ_DIRECTORY
from egide.members.queries.directory import search
from egide.members.queries.narrowing import DirectoryFilters
from egide.members.queries.promotions import find_promotion, remembered_of
from egide.members.tables import DIRECTORY


@require_safe
@page(READ_DIRECTORY)
def promotions(request: Request) -> HttpResponse:
    """Show the centres of the School and their promotions, by decade."""
    found = Promotion.objects.select_related("centre").order_by("centre__name", "-entry_year", "pk")
    centres = [
        (
            centre,
            [
                (decade, list(rows))
                for decade, rows in groupby(of_centre, lambda p: p.entry_year // 10 * 10)
            ],
        )
        for centre, of_centre in groupby(found, lambda p: p.centre)
    ]
    return render(request, "members/promotions.html", {"centres": centres})


@require_safe
@page(READ_DIRECTORY)
def centre(request: Request, code: str) -> HttpResponse:
    """Show one centre: its years, its promotions."""
    found = get_object_or_404(Centre, code__iexact=code)
    rows = list(Promotion.objects.filter(centre=found).order_by("-entry_year", "pk"))
    decades = [
        (decade, list(some)) for decade, some in groupby(rows, lambda p: p.entry_year // 10 * 10)
    ]
    total = sum(promotion.shown_people for promotion in rows)
    return render(
        request, "members/centre.html", {"centre": found, "decades": decades, "total": total}
    )


@require_safe
@page(READ_DIRECTORY)
def promotion(request: Request, slug: str) -> HttpResponse:
    """Show one promotion and its people; « bo-1985 » and « kin-185 » lead to the same page."""
    try:
        found = find_promotion(slug.replace("-", " "), on=localdate())
    except Refused:
        raise Http404 from None
    if found.slug != slug:
        return redirect("members:promotion", slug=found.slug)
    query = Query.read(DIRECTORY, request.GET)
    filters = DirectoryFilters(
        text="",
        centre=found.centre.code,
        from_year=found.entry_year,
        to_year=found.entry_year,
        order="name",
        page=query.page,
        size=50,
    )
    answer = search(filters, actor=request.actor, on=localdate())
    near = Promotion.objects.filter(centre=found.centre)
    context = {
        "promotion": found,
        "answer": answer,
        "remembered": remembered_of(found),
        "before": near.filter(entry_year__lt=found.entry_year)
        .order_by("-entry_year", "pk")
        .first(),
        "after": near.filter(entry_year__gt=found.entry_year).order_by("entry_year", "pk").first(),
        "siblings": Promotion.objects.filter(entry_year=found.entry_year)
        .exclude(pk=found.pk)
        .select_related("centre")
        .order_by("centre__name", "pk"),
    }
    return render(request, "members/promotion.html", context)
