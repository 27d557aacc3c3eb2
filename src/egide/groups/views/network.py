"""The network of groups: the map, the list, one's own groups."""

from __future__ import annotations

from functools import lru_cache

from django.http import HttpResponse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from markupsafe import Markup

from egide.design import charts, typography
from egide.design.environment import language
from egide.design.tables import table_page
from egide.groups import queries
from egide.groups.enums import GroupKind
from egide.groups.permissions import MANAGE_GROUPS, READ_GROUPS
from egide.groups.tables import NETWORK
from egide.kernel.pages import PUBLIC, Request, page
from egide.kernel.routes import address_of


@require_safe
@page(PUBLIC)
def groups(request: Request) -> HttpResponse:
    """The whole network: where it is, how many groups, and each of them."""
    today = localdate()
    places = [] if request.GET else queries.places(on=today)
    in_france = [place for place in places if place.kind == GroupKind.TERRITORIAL_FR]
    abroad = [place for place in places if place.kind != GroupKind.TERRITORIAL_FR]
    counts = [] if request.GET else queries.network_counts(on=today)
    person_id = request.actor.person_id
    return table_page(
        request,
        NETWORK,
        queries.groups_listed(request.actor, on=today),
        template="groups/groups.html",
        context={
            "narrowed": bool(request.GET),
            "counts": counts,
            "totals": queries.network_totals(counts),
            "regions": [] if request.GET else queries.regions(on=today),
            "france_map": dots(in_france, _("Les groupes de métropole")),
            "world_map": dots(abroad, _("Les groupes d’outre-mer et de l’étranger")),
            "france_rows": rows(in_france),
            "world_rows": rows(abroad),
            "mine": queries.groups_of_person(person_id, on=today) if person_id else [],
            "may_propose": request.actor.can(READ_GROUPS),
            "may_manage": request.actor.can(MANAGE_GROUPS),
        },
    )


def dots(places: list[queries.Place], title: str) -> Markup:
    """Draw one dot for each group, its area in proportion to its members."""
    return _drawn(tuple(places), title, language()) if places else Markup("")


def rows(places: list[queries.Place]) -> list[tuple[Markup, str]]:
    """Return the numbers of a map, each group by its page: for who reads rather than looks."""
    return _numbered(tuple(places), language())


# Drawing costs more than all the rest of the page, and the network changes a few times a day: what
# is kept is known by all that it shows, which is the same for every reader.
@lru_cache(maxsize=16)
def _drawn(places: tuple[queries.Place, ...], title: str, lang: str) -> Markup:
    one, many = _("sociétaire"), _("sociétaires")
    return charts.dot_map(
        [
            charts.Place(
                lon=place.longitude, lat=place.latitude, value=place.people, label=place.name
            )
            for place in places
        ],
        title=title,
        description=_("%(count)s groupes ; la surface d’un point suit le nombre de sociétaires.")
        % {"count": len(places)},
        write=lambda value: typography.counted(int(value), one, many, lang),
        named=8,
    )


@lru_cache(maxsize=16)
def _numbered(places: tuple[queries.Place, ...], lang: str) -> list[tuple[Markup, str]]:
    link = Markup('<a href="{}">{}</a>')
    return [
        (
            link.format(address_of("groups:group", place.group_id), place.name),
            typography.number(place.people, lang),
        )
        for place in places
    ]
