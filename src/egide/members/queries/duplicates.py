"""Records that look like one person: those that wait, and two of them side by side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, IntegerField, OuterRef, QuerySet, Subquery, Value

from egide.design.typography import date_long
from egide.kernel import registry
from egide.kernel.registry import PersonalData, Words
from egide.members.enums import ContactKind, DataStatus, SchoolingRank
from egide.members.models import LikelyPair, Person, Schooling, Union
from egide.members.queries.likenesses import cards_of
from egide.members.rules.countries import country_name, language_names
from egide.members.rules.matching import likeness
from egide.members.rules.uniting import ADDRESS, PARTS, PROMOTION, STANDING, Part


@dataclass(frozen=True)
class Compared:
    """One part of two records: what each says."""

    part: Part
    kept: str
    gone: str

    @property
    def differs(self) -> bool:
        return self.kept != self.gone

    @property
    def chosen(self) -> bool:
        """Whether the clerk says which one is right; where one says nothing, rows simply move."""
        return self.differs and (bool(self.part.columns) or bool(self.kept and self.gone))

    @property
    def proposed(self) -> str:
        """Where the value is taken from unless the clerk says otherwise: from who says one."""
        return "gone" if self.gone and not self.kept else "kept"


@dataclass(frozen=True)
class Weighed:
    """How many lines of a module point at each of two records."""

    label: Words
    kept: int
    gone: int


def pairs_waiting() -> QuerySet[LikelyPair]:
    """Return the pairs on which nobody has said anything yet, the most alike first."""
    waiting: Any = LikelyPair.objects.filter(apart_on__isnull=True)
    for path in ("person", "other"):
        waiting = waiting.exclude(**{f"{path}__data_status": DataStatus.ANONYMISED}).annotate(
            **{f"{path}_promotion": _promotion(f"{path}_id")}
        )
    return waiting.select_related("person", "other").order_by("-score", "pk")


def unions_to_undo(*, on: date) -> QuerySet[Union]:
    """Return the unions that may still be undone, the last first."""
    running = Union.objects.filter(undo_until__gte=on, steps__isnull=False)
    return running.select_related("person").order_by("-united_on", "-pk")


def reasons_of(kept: Person, gone: Person) -> tuple[str, ...]:
    """Say in words what the two records have in common."""
    cards = cards_of([kept.pk, gone.pk])
    if len(cards) < 2:
        return ()
    return likeness(cards[kept.pk], cards[gone.pk]).reasons


def compared(kept: Person, gone: Person, *, language: str) -> list[Compared]:
    """Return all the parts of two records side by side."""
    sides = [_sayings(person, language) for person in (kept, gone)]
    return [Compared(part, *(said[part.name] for said in sides)) for part in PARTS]


def weighed(kept: Person, gone: Person) -> list[Weighed]:
    """Return how many lines each module holds of the two records; modules with none are left.

    All the tables are counted in one statement: asked each alone, they cost ten times as much.
    """
    labels = dict(enumerate(module.label for module in registry.modules()))
    counts: Counter[tuple[int, int]] = Counter()
    first, *others = _counted_by_table((kept.pk, gone.pk))
    for place, person, rows in first.union(*others, all=True):
        counts[place, person] += rows
    return [
        Weighed(label, counts[place, kept.pk], counts[place, gone.pk])
        for place, label in labels.items()
        if counts[place, kept.pk] or counts[place, gone.pk]
    ]


def _counted_by_table(people: Sequence[int]) -> Iterator[QuerySet]:
    """Yield, for each column that points at people, the place of its module, who, how many rows."""
    for place, module in enumerate(registry.modules()):
        for entry in module.personal_data:
            if not isinstance(entry, PersonalData):
                continue
            for one in entry.unite:
                rows = entry.model._base_manager.filter(**{f"{one.column}__in": people}).order_by()
                yield (
                    rows.annotate(
                        weighed_in=Value(place, IntegerField()), weighed_for=F(one.column)
                    )
                    .values_list("weighed_in", "weighed_for")
                    .annotate(weighed=Count("pk"))
                )


def _promotion(path: str) -> Subquery:
    principal = Schooling.objects.filter(person=OuterRef(path), rank=SchoolingRank.PRINCIPAL)
    return Subquery(principal.values("promotion__label")[:1])


def _sayings(person: Person, language: str) -> dict[str, str]:
    """Return what a record says, part by part, in words."""
    said = {part.name: _of_columns(person, part.columns, language) for part in PARTS}
    principal = person.schoolings.filter(rank=SchoolingRank.PRINCIPAL).select_related("promotion")
    said[PROMOTION] = ", ".join(row.promotion.label for row in principal)
    standing = person.memberships.order_by("-starts_on", "-pk").first()
    said[STANDING] = (
        f"{standing.get_status_display()}, {date_long(standing.starts_on, language)}"
        if standing
        else ""
    )
    address = person.addresses.filter(ends_on__isnull=True).first()
    if address:
        place = f"{address.postcode} {address.city}".strip()
        parts = (address.lines, place, country_name(address.country))
        said[ADDRESS] = ", ".join(text for text in parts if text)
    contacts = list(person.contact_points.order_by("-primary", "pk"))
    for kind in ContactKind:
        said[kind] = next((point.readable for point in contacts if point.kind == kind), "")
    return said


def _of_columns(person: Person, columns: Sequence[str], language: str) -> str:
    words = (_word(person, column, language) for column in columns)
    return " · ".join(word for word in words if word)


def _word(person: Person, column: str, language: str) -> str:
    value = getattr(person, column)
    if isinstance(value, date):
        return date_long(value, language)
    if column in SAID and value:
        return SAID[column](value)
    display: Callable[[], str] | None = getattr(person, f"get_{column}_display", None)
    return str(display() if display and value else value or "")


SAID: dict[str, Callable[[Any], str]] = {
    "nationality": country_name,
    "languages": lambda codes: ", ".join(language_names(codes)),
}
