"""What a file about people meets in the registry: promotions, people named, records beside."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from egide.kernel.registry import Cells, ImportColumn, Shown
from egide.kernel.routes import address_of
from egide.members.enums import ContactKind, DataStatus
from egide.members.models import Centre, NameToken, Person
from egide.members.queries.promotions import has_living_members, principal_label
from egide.members.rules.importing import Promotions, person_of
from egide.members.rules.names import fold, tokens
from egide.members.rules.naming import (
    Named,
    PositionLine,
    SchoolingLine,
    position_of,
    schooling_of,
)
from egide.members.rules.people import NewPerson
from egide.members.rules.promotions import PromotionName, parse_promotion

# How a line names somebody who is there already, in the files of every module.
PERSON_COLUMNS = (
    ImportColumn(
        key="society_no",
        label=gettext_lazy("Numéro de sociétaire"),
        aliases=("numero", "n°", "matricule", "member number", "numero adherent", "society number"),
        hint=gettext_lazy(
            "Ou le nom, le prénom et la promotion, quand une seule personne les porte."
        ),
    ),
    ImportColumn(
        key="usage_name",
        label=gettext_lazy("Nom"),
        aliases=("nom d usage", "nom de famille", "last name", "surname", "family name",
                 "nom usuel"),
    ),
    ImportColumn(
        key="first_names",
        label=gettext_lazy("Prénoms"),
        aliases=("prenom", "first name", "first names", "given name"),
    ),
    ImportColumn(
        key="full_name",
        label=gettext_lazy("Nom et prénom"),
        aliases=("nom prenom", "nom complet", "full name", "name", "display name", "titulaire",
                 "holder"),
        hint=gettext_lazy("En une cellule : « TORELISSE Camille » ou « Camille Torelisse »."),
    ),
    ImportColumn(
        key="promotion",
        label=gettext_lazy("Promotion"),
        aliases=("promo", "class", "class year", "tabagns"),
        hint=gettext_lazy("Comme on l’écrit : Bo 174, BO174, bo 1974."),
    ),
)  # fmt: skip
PERSON_COLUMN = {column.key: column for column in PERSON_COLUMNS}
# The columns of which a file has one group at least.
PERSON_NEEDS = (
    ("society_no",),
    ("usage_name", "first_names", "promotion"),
    ("full_name", "promotion"),
)


def reader(on: date) -> Callable[[Cells], NewPerson]:
    """Return what makes somebody of the cells of a line."""
    return partial(person_of, promotions=promotion_reader(on), on=on)


def position_reader(on: date) -> Callable[[Cells], PositionLine]:
    """Return what makes a job of the cells of a line."""
    return partial(position_of, promotions=promotion_reader(on), on=on)


def schooling_reader(on: date) -> Callable[[Cells], SchoolingLine]:
    """Return what makes a second promotion of the cells of a line."""
    return partial(schooling_of, promotions=promotion_reader(on), on=on)


def promotion_reader(on: date) -> Promotions:
    """Return what reads the promotion that a cell names, each spelling once."""
    centres = list(Centre.objects.order_by("code", "pk"))
    known: dict[str, PromotionName] = {}

    def promotion(text: str) -> PromotionName:
        if text not in known:
            known[text] = parse_promotion(
                text, centres=centres, has_living_members=has_living_members, on=on
            )
        return known[text]

    return promotion


def people_named(named: Sequence[Named]) -> list[int | str]:
    """Return the id of each person named, or the sentence that says why it is not known.

    For who may enter the file: people whom the directory hides are found as the others are. Two
    or three questions to the database, however many the lines.
    """
    numbered = _numbered({one.society_no for one in named if one.society_no is not None})
    schooled = _schooled([one for one in named if one.society_no is None])
    return [
        _by_name(one, schooled) if one.society_no is None else _by_number(one, numbered)
        for one in named
    ]


@dataclass(frozen=True, slots=True)
class _Known:
    pk: int
    first_names: str
    names: tuple[str, ...]


def _by_number(one: Named, numbered: Mapping[int, _Known]) -> int | str:
    known = numbered.get(one.society_no or 0)
    if known is None:
        return _("Le numéro de sociétaire « %(number)d » n’est celui de personne.") % {
            "number": one.society_no
        }
    if not one.may_be(first_names=known.first_names, names=known.names):
        return _("Le numéro de sociétaire « %(number)d » n’est pas celui de « %(name)s ».") % {
            "number": one.society_no,
            "name": one.words,
        }
    return known.pk


def _by_name(one: Named, schooled: Mapping[tuple[str, str], Sequence[_Known]]) -> int | str:
    found = {
        known.pk: known
        for known in schooled.get((one.promotion, fold(one.usage_name)), ())
        if one.may_be(first_names=known.first_names, names=known.names)
    }
    if len(found) > 1:
        whole = fold(one.first_names)
        found = {
            pk: known for pk, known in found.items() if fold(known.first_names) == whole
        } or found
    words = {"name": one.words, "promotion": one.promotion}
    if not found:
        return _("Personne ne s’appelle « %(name)s » dans la promotion %(promotion)s.") % words
    if len(found) > 1:
        return (
            _(
                "Plusieurs personnes s’appellent « %(name)s » dans la promotion %(promotion)s :"
                " donnez le numéro de sociétaire."
            )
            % words
        )
    return next(iter(found))


def _numbered(numbers: Collection[int]) -> dict[int, _Known]:
    """Return who has, or had before two records were united, each of these numbers."""
    if not numbers:
        return {}
    people = Person.objects.exclude(data_status=DataStatus.ANONYMISED)
    found: dict[int, _Known] = {}
    for path in ("former_records__society_no", "society_no"):
        rows = people.filter(**{f"{path}__in": numbers}).order_by("pk")
        for number, *facts in rows.values_list(path, *KNOWN_BY):
            found[number] = _known(*facts)
    return found


def _schooled(named: Sequence[Named]) -> dict[tuple[str, str], list[_Known]]:
    """Return, by promotion and folded surname, who may be meant."""
    words = {word for one in named for word in tokens(one.usage_name)}
    if not words:
        return {}
    lexicon = NameToken.objects.filter(token__in=words).order_by("pk")
    rows = (
        Person.objects.exclude(data_status=DataStatus.ANONYMISED)
        .filter(
            name_tokens__overlap=list(lexicon.values_list("pk", flat=True)),
            schoolings__promotion__label__in={one.promotion for one in named},
        )
        .order_by("pk")
    )
    found: dict[tuple[str, str], list[_Known]] = defaultdict(list)
    for label, *facts in rows.values_list("schoolings__promotion__label", *KNOWN_BY):
        known = _known(*facts)
        for name in {fold(name) for name in known.names}:
            found[label, name].append(known)
    return found


KNOWN_BY = ("pk", "first_names", "usage_name", "birth_name")


def _known(pk: int, first_names: str, usage_name: str, birth_name: str) -> _Known:
    return _Known(pk, first_names, (usage_name, birth_name))


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
