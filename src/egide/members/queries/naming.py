"""How people, promotions and centres are named to whoever reads the register of acts."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.utils.translation import gettext_lazy as _

from egide.kernel.access import Actor
from egide.kernel.registry import Name, Naming
from egide.kernel.routes import address_of
from egide.members.models import Centre, FormerRecord, Person, Promotion
from egide.members.permissions import READ_DIRECTORY
from egide.members.queries.directory import suggestions

MOST = 20


def people(actor: Actor, keys: Collection[str], on: date) -> dict[str, Name]:
    """Name the people whom the actor may know to exist; a former record by the one it leads to."""
    known = Person.objects.visible_to(actor)
    former = FormerRecord.objects.filter(record_id__in=keys, person__in=known)
    led = {
        str(one.record_id): Name(
            one.person.full_name, address_of("members:profile", one.person.readable_id)
        )
        for one in former.select_related("person").order_by("pk")
    }
    found = known.filter(pk__in=keys)
    return led | {
        str(person.pk): Name(person.full_name, address_of("members:profile", person.readable_id))
        for person in found.only("first_names", "usage_name", "readable_id").order_by("pk")
        if person.full_name.strip()
    }


def promotions(actor: Actor, keys: Collection[str], on: date) -> dict[str, Name]:
    """Name promotions; their pages are for those who read the directory."""
    opens = actor.can(READ_DIRECTORY)
    found = Promotion.objects.filter(pk__in=keys).order_by("pk")
    return {
        str(promotion.pk): Name(
            promotion.label,
            address_of("members:promotion", promotion.slug) if opens else "",
        )
        for promotion in found
    }


def centres(actor: Actor, keys: Collection[str], on: date) -> dict[str, Name]:
    """Name centres."""
    opens = actor.can(READ_DIRECTORY)
    return {
        str(centre.pk): Name(
            centre.name, address_of("members:centre", centre.code.lower()) if opens else ""
        )
        for centre in Centre.objects.filter(pk__in=keys).order_by("pk")
    }


def people_called(actor: Actor, text: str, on: date) -> list[str]:
    """Find people by their name, as the directory does."""
    return [str(line.id) for line in suggestions(text, actor=actor, on=on, most=MOST)]


NAMINGS = (
    Naming(kind="members.person", label=_("Personne"), find=people, seek=people_called),
    Naming(kind="members.likelypair", label=_("Doublon probable")),
    Naming(kind="members.union", label=_("Fusion de fiches")),
    Naming(kind="members.promotion", label=_("Promotion"), find=promotions),
    Naming(kind="members.centre", label=_("Centre"), find=centres),
)
