"""What a file about people meets in the registry: promotions to read by, records to show beside."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date

from egide.kernel.registry import Cells, Shown
from egide.kernel.routes import address_of
from egide.members.enums import ContactKind
from egide.members.models import Centre, Person
from egide.members.queries.promotions import has_living_members, principal_label
from egide.members.rules.importing import person_of
from egide.members.rules.people import NewPerson
from egide.members.rules.promotions import PromotionName, parse_promotion


def reader(on: date) -> Callable[[Cells], NewPerson]:
    """Return what makes somebody of the cells of a line; promotions are read once each."""
    centres = list(Centre.objects.order_by("code", "pk"))
    known: dict[str, PromotionName] = {}

    def promotion(text: str) -> PromotionName:
        if text not in known:
            known[text] = parse_promotion(
                text, centres=centres, has_living_members=has_living_members, on=on
            )
        return known[text]

    def read(cells: Cells) -> NewPerson:
        return person_of(cells, promotions=promotion, on=on)

    return read


def beside(ids: Collection[int]) -> dict[int, Shown]:
    """Return the records with these ids as a page shows them beside a line of a file."""
    people = (
        Person.objects.filter(pk__in=ids)
        .annotate(promotion=principal_label())
        .prefetch_related("contact_points", "addresses", "positions")
    )
    return {person.pk: _shown(person) for person in people.order_by("pk")}


def _shown(person: Person) -> Shown:
    values = {
        "society_no": str(person.society_no),
        "first_names": person.first_names,
        "usage_name": person.usage_name,
        "birth_name": person.birth_name if person.birth_name != person.usage_name else "",
        "born_on": f"{person.born_on:%d/%m/%Y}" if person.born_on else "",
        "died_on": f"{person.died_on:%d/%m/%Y}" if person.died_on else "",
        "promotion": getattr(person, "promotion", None) or "",
    }
    for key, kind in (("email", ContactKind.EMAIL), ("phone", ContactKind.PHONE)):
        values[key] = " ; ".join(
            point.readable for point in person.contact_points.all() if point.kind == kind
        )
    for address in person.addresses.all():
        if address.ends_on is None:
            values |= {
                "address": address.lines,
                "postcode": address.postcode,
                "city": address.city,
                "country": address.country,
            }
    for position in person.positions.all():
        if position.ends_on is None:
            values |= {"company": position.company, "title": position.title}
    return Shown(
        title=person.full_name,
        values=values,
        url=address_of("members:profile", person.readable_id),
    )
