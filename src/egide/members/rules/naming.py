"""Lines of a file about people who are there already: whom they name, and what they add."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from django.utils.translation import gettext as _

from egide.kernel.cells import LineCells, LineRefused, read_whole, shown
from egide.members.enums import Cursus, SchoolingRank
from egide.members.rules.importing import (
    CURSUS,
    LONGEST,
    Promotions,
    positions_in,
    split_name,
)
from egide.members.rules.names import fold
from egide.members.rules.people import NewPosition, NewSchooling


@dataclass(frozen=True, kw_only=True, slots=True)
class Named:
    """Somebody who is there already, as a line names them: by number, or by name and promotion."""

    society_no: int | None = None
    first_names: str = ""
    usage_name: str = ""
    promotion: str = ""

    @property
    def words(self) -> str:
        """The name as a sentence quotes it."""
        return shown(f"{self.first_names} {self.usage_name}".strip())

    def may_be(self, *, first_names: str, names: Iterable[str]) -> bool:
        """Whether somebody with these names is meant: a surname and the first given name agree."""
        if self.usage_name and fold(self.usage_name) not in {fold(name) for name in names}:
            return False
        if not self.first_names:
            return True
        return fold(self.first_names) == fold(first_names) or fold(
            self.first_names.split()[0]
        ) == fold(first_names.split(" ", 1)[0])


def named_in(line: LineCells, promotions: Promotions) -> Named:
    """Return whom a line speaks of; a line that names nobody is refused."""
    first_names, usage_name = line.text("first_names"), line.text("usage_name")
    if not first_names and not usage_name:
        first_names, usage_name = split_name(line.text("full_name"))
    promotion = line.read("promotion", promotions)
    named = Named(
        society_no=line.read("society_no", read_whole),
        first_names=first_names,
        usage_name=usage_name,
        promotion=str(promotion) if promotion else "",
    )
    whole = first_names and usage_name and promotion
    if named.society_no is None and not whole and not line.problems:
        line.refuse("", _("Dites de qui il s’agit : le numéro de sociétaire, ou le nom, le prénom"
                          " et la promotion."))  # fmt: skip
    return named


@dataclass(frozen=True, kw_only=True, slots=True)
class PositionLine:
    """A job of somebody who is there already, as a line says it."""

    named: Named
    position: NewPosition


def position_of(cells: Mapping[str, str], *, promotions: Promotions, on: date) -> PositionLine:
    """Return the job of which the cells of a line speak, by the key of their column.

    :raises LineRefused: with what cannot be read, column by column.
    """
    line = LineCells(cells, on, LONGEST)
    named = named_in(line, promotions)
    found = positions_in(line)
    if not found and not line.problems:
        line.refuse("", _("Dites l’entreprise, le poste ou la situation."))
    ends_on = line.day("position_until")
    starts_on = found[0].starts_on if found else None
    if starts_on and ends_on and ends_on < starts_on:
        line.refuse("position_until", _("Un poste finit le jour où il commence, ou plus tard."))
    line.refuse_if_wrong()
    return PositionLine(named=named, position=replace(found[0], ends_on=ends_on))


@dataclass(frozen=True, kw_only=True, slots=True)
class SchoolingLine:
    """A second promotion of somebody who is there already, as a line says it."""

    named: Named
    schooling: NewSchooling


def schooling_of(cells: Mapping[str, str], *, promotions: Promotions, on: date) -> SchoolingLine:
    """Return the second promotion of which the cells of a line speak, by the key of their column.

    :raises LineRefused: with what cannot be read, column by column.
    """
    line = LineCells(cells, on, LONGEST)
    named = named_in(line, promotions)
    promotion = line.read("second_promotion", promotions)
    if promotion is None and "second_promotion" not in line.problems:
        line.refuse("second_promotion", _("Dites quelle est la seconde promotion."))
    cursus = line.word("cursus", CURSUS) or Cursus.ENGINEER
    left_on, diploma_on = line.day("left_on"), line.day("diploma_on")
    diploma_kind = line.text("diploma_kind")
    if promotion is None or line.problems:
        raise LineRefused(line.problems)
    return SchoolingLine(
        named=named,
        schooling=NewSchooling(
            promotion=promotion,
            rank=SchoolingRank.SECONDARY,
            cursus=cursus,
            left_on=left_on,
            diploma_kind=diploma_kind,
            diploma_on=diploma_on,
        ),
    )
