"""The lists of mandates, of offices, and what narrows them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from egide.design.tables import Column, Empty, Filter, Table
from egide.kernel.routes import address_of
from egide.mandates.enums import Designation, MandateState, ScopeKind
from egide.mandates.models import Body, Mandate, Office
from egide.mandates.permissions import MANAGE_MANDATES
from egide.mandates.queries.holding import came_by, mandate_words, office_title
from egide.members.rules.names import fold


def search(mandates: QuerySet[Mandate], text: str) -> QuerySet[Mandate]:
    """Keep the mandates of the people, and on the scopes, that have every word typed."""
    for word in fold(text).split():
        mandates = mandates.filter(
            Q(person__sort_name__contains=word) | Q(scope__label__icontains=word)
        )
    return mandates


def _in_state(today: date) -> Callable[[Any, str], QuerySet[Mandate]]:
    def apply(mandates: Any, state: str) -> QuerySet[Mandate]:
        if state == MandateState.TO_COME:
            return mandates.real().filter(starts_on__gt=today)
        if state == MandateState.RUNNING:
            return mandates.running_on(today)
        if state == MandateState.ENDED:
            return mandates.real().filter(ends_on__lt=today)
        return mandates.exclude(pk__in=mandates.real())

    return apply


def _bodies() -> Iterator[tuple[str, str]]:
    for body in Body.objects.order_by("name", "pk"):
        yield body.code, body.label


def _offices() -> Iterator[tuple[str, str]]:
    found = [
        (office.code, office_title(office)) for office in Office.objects.order_by("name", "pk")
    ]
    yield from sorted(found, key=lambda pair: fold(pair[1]))


def mandates_table(today: date) -> Table:
    """Return the list of mandates as it reads on a day."""
    return Table(
        name="mandats",
        title=_("Mandats"),
        columns=(
            Column(
                "personne",
                _("Personne"),
                "person.full_name",
                sort="person__sort_name",
                link=lambda mandate: address_of("mandates:mandate", mandate.pk),
            ),
            Column("mandat", _("Mandat"), mandate_words),
            Column("perimetre", _("Périmètre"), "scope.name", sort="scope__label", optional=True),
            Column("designation", _("Désignation"), came_by, sort="designation"),
            Column("elu", _("Élu le"), "elected_on", kind="date", sort=True, optional=True),
            Column("debut", _("Premier jour"), "starts_on", kind="date", sort=True),
            Column("fin", _("Dernier jour"), "ends_on", kind="date", sort=True),
        ),
        filters=_filters(today),
        search=search,
        search_label=_("Un nom, un groupe, un campus"),
        default_sort="-debut",
        export_right=MANAGE_MANDATES,
        empty=Empty(
            _("Aucun mandat ne répond à ces questions"),
            _("Un mandat s’ouvre depuis un siège vacant ou depuis une fonction."),
            "landmark",
        ),
    )


def _filters(today: date) -> tuple[Filter, ...]:
    return (
        Filter(
            "etat",
            _("État"),
            _in_state(today),
            choices=[(state.value, state.label) for state in MandateState],
        ),
        Filter("organe", _("Organe"), _by("body__code"), choices=_bodies),
        Filter("fonction", _("Fonction"), _giving, choices=_offices),
        Filter("sur", _("S’exerce sur"), _by("scope__kind"), choices=ScopeKind.choices),
        Filter("mode", _("Désignation"), _by("designation"), choices=Designation.choices),
        Filter("le", _("En cours le"), _running, kind="date"),
    )


def _by(column: str) -> Callable[[QuerySet[Any], str], QuerySet[Any]]:
    return lambda rows, value: rows.filter(**{column: value})


def _running(mandates: Any, day: date) -> QuerySet[Mandate]:
    return mandates.running_on(day)


def _giving(mandates: Any, code: str) -> QuerySet[Mandate]:
    return mandates.giving(code)
