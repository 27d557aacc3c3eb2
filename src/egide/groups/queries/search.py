"""Finding a group by its name, whatever the accents and capitals (R-X-11)."""

from __future__ import annotations

from django.db.models import F, Func, Value
from django.db.models.functions import Lower, StrIndex
from django.db.models.lookups import GreaterThan

from egide.groups.models import Group
from egide.kernel.access import Actor
from egide.kernel.registry import SearchHit
from egide.kernel.routes import address_of

ACCENTED = "àâäáãçéèêëíìîïñóòôöõúùûüÿ’'-"
PLAIN = "aaaaaceeeeiiiinooooouuuuy   "
LONGEST = 100


class Folded(Func):
    """A text without capitals, accents, apostrophes and hyphens."""

    function = "translate"

    def __init__(self, text: object) -> None:
        super().__init__(Lower(text), Value(ACCENTED), Value(PLAIN))


def folded_name_holds(text: str) -> GreaterThan:
    """Return the condition that a group's name holds a text, whatever the accents."""
    return GreaterThan(StrIndex(Folded(F("name")), Folded(Value(text.strip()[:LONGEST]))), 0)


def find_groups(actor: Actor, text: str, limit: int) -> list[SearchHit]:
    """Return the groups whose name holds ``text``, those that begin with it first."""
    wanted = text.strip()[:LONGEST]
    if len(wanted) < 2:
        return []
    found = (
        Group.objects.visible_to(actor)
        .filter(created_on__isnull=False, closed_on__isnull=True)
        .annotate(place=StrIndex(Folded(F("name")), Folded(Value(wanted))))
        .filter(place__gt=0)
        .order_by("place", "name", "pk")[:limit]
    )
    return [
        SearchHit(
            title=group.name,
            detail=group.get_kind_display(),
            url=address_of("groups:group", group.pk),
        )
        for group in found
    ]
