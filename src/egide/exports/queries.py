"""Which extracts wait, which are open, and for whom."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from egide.exports.enums import ExtractState
from egide.exports.models import Extract
from egide.exports.permissions import AGREE_TO_EXTRACTS
from egide.exports.rules import has_grown
from egide.kernel.access import Actor, actor_of
from egide.kernel.registry import HomeCard
from egide.kernel.registry.leaving import Leaving


def extracts_of(person_id: int) -> QuerySet[Extract]:
    """Return the extracts that somebody asked for, the last first."""
    return Extract.objects.filter(asker=person_id).select_related("decided_by").order_by("-pk")


def waiting_extracts() -> QuerySet[Extract]:
    """Return what waits for an agreement, the first asked first."""
    return Extract.objects.waiting().select_related("asker").order_by("asked_at", "pk")


def open_extract(
    number: str, leaving: Leaving, *, at: datetime, on: date, by: Actor
) -> Extract | None:
    """Return the extract by which this file may leave now, if there is one.

    It is the asker's own, open, of this very list, and whoever agreed still may: an agreement does
    not outlive the mandate that gave it.
    """
    if not number.isascii() or not number.isdigit() or len(number) > 9:
        return None
    found = Extract.objects.filter(pk=int(number), asker=by.person_id).first()
    if found is None or not found.is_open(at) or has_grown(leaving.rows, found.rows):
        return None
    agreed = (found.list_name, found.address, found.form, tuple(found.columns))
    if agreed != (leaving.list_name, leaving.address, leaving.form, leaving.columns):
        return None
    if found.decided_by_id is None:
        return None
    return found if actor_of(found.decided_by_id, on=on).can(AGREE_TO_EXTRACTS) else None


def cards_of_asker(actor: Actor, on: date) -> Iterator[HomeCard]:
    """Yield the extracts that are open, to be taken in time."""
    mine = extracts_of(actor.person_id or 0).filter(state=ExtractState.AGREED)
    for extract in mine.filter(open_until__date__gte=on, taken=0)[:3]:
        assert extract.open_until is not None  # noqa: S101 - the table holds that
        yield HomeCard(
            title=_("Votre extrait est accordé"),
            url=reverse("exports:mine"),
            detail=_("%(title)s : à emporter avant le %(day)s.")
            % {"title": extract.title, "day": f"{extract.open_until:%d/%m/%Y}"},
            icon="download",
            urgent=True,
        )


def cards_of_agreeing(actor: Actor, on: date) -> Iterator[HomeCard]:
    """Yield what waits for who agrees, their own extracts left out."""
    waiting = Extract.objects.waiting().exclude(asker=actor.person_id or 0).count()
    if waiting:
        yield HomeCard(
            title=ngettext(
                "%(count)s extrait attend un accord",
                "%(count)s extraits attendent un accord",
                waiting,
            )
            % {"count": waiting},
            url=reverse("exports:desk"),
            detail=_("Beaucoup de personnes d’un coup : il faut un deuxième regard."),
            icon="download",
            urgent=True,
        )
