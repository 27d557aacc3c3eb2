"""The value of a figure, the number of its rows, and the fingerprint of those rows."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Count, F, QuerySet
from django.utils.translation import gettext as _

from egide.annual_report.rules.expected import (
    SYSTEMS,
    ExpectedFigure,
    expected_figures,
    usual_wordings,
)
from egide.annual_report.rules.rendering import MASKED, NOT_YET
from egide.annual_report.rules.wording import Quantity, say
from egide.kernel import parameters, registry
from egide.kernel.periods import Period
from egide.kernel.registry import Confidentiality, Figure

# What the planner expects of a question that keeps nobody waiting: a few hundred thousand rows
# read. A society of tens of thousands sees every value at once; one of a million asks for it.
MOST_WORK = 50_000
# What may be asked several times over on one page: a few thousand rows read.
LITTLE_WORK = 1_000
EMPTY_HASH = hashlib.sha256(b"").hexdigest()
FINGERPRINT = """
    SELECT encode(sha256(convert_to(
               coalesce(string_agg(line::text, E'\\n' ORDER BY line::text COLLATE "C"), ''),
               'UTF8')), 'hex')
      FROM ({rows}) AS line
"""


@dataclass(frozen=True, kw_only=True)
class Measurement:
    """A figure measured over a period; readers do not see a ``masked`` value (R-REP-8)."""

    key: str
    unit: str
    value: int | Decimal | date
    row_count: int
    masked: bool = False

    def text(self, language: str, *, small_cell: int) -> str:
        """Return how the report usually says this value."""
        if self.masked:
            return MASKED[language].format(small_cell)
        return say(Quantity(self.value, self.unit), usual_wordings(self.key), language)

    def plain_text(self, language: str, *, small_cell: int) -> str:
        """Return the value as a list shows it, without any wording."""
        return value_in_words(
            self.value, self.unit, language, masked=self.masked, small_cell=small_cell
        )


def value_in_words(
    value: int | Decimal | date | None,
    unit: str,
    language: str,
    *,
    masked: bool = False,
    small_cell: int = 0,
) -> str:
    """Return a value exactly, or that it lies under the threshold when it is masked."""
    if masked:
        return MASKED[language].format(small_cell)
    return say(Quantity(value, unit), (), language)


def measure_in_words(figure: Figure) -> str:
    """Return how the value comes out of the rows: counted, added up, the first, the last."""
    columns = ", ".join(
        str(getattr(part, "name", "")) for part in figure.measure.flatten() if isinstance(part, F)
    )
    words = {
        "Count": _("nombre de lignes"),
        "Sum": _("somme de « %(columns)s » sur les lignes"),
        "Min": _("plus petite valeur de « %(columns)s »"),
        "Max": _("plus grande valeur de « %(columns)s »"),
        "Avg": _("moyenne de « %(columns)s » sur les lignes"),
    }
    known = words.get(type(figure.measure).__name__, _("mesure de « %(columns)s »"))
    return known % {"columns": columns}


def measure(figure: Figure, period: Period, *, small_cell: int) -> Measurement:
    """Return the value and the number of rows of a figure, from one query."""
    return measured(figure, figure.rows(period), small_cell=small_cell)


def measured(figure: Figure, rows: QuerySet, *, small_cell: int) -> Measurement:
    """Return the same of rows that were asked for already: to say what they are takes long."""
    found = rows.order_by().aggregate(value=figure.measure, row_count=Count("pk", distinct=True))
    value, row_count = found["value"] or 0, found["row_count"]
    masked = figure.small_cell and figure.unit == "count" and 0 < value < small_cell
    return Measurement(
        key=figure.key, unit=figure.unit, value=value, row_count=row_count, masked=masked
    )


def expected_work(rows: QuerySet) -> float:
    """Return, before measuring, what the planner expects of the rows: see ``MOST_WORK``."""
    try:
        (plan,) = json.loads(rows.order_by().values("pk").explain(format="json"))
    except EmptyResultSet:
        return 0
    return float(plan["Plan"]["Total Cost"])


def fingerprint(figure: Figure, period: Period) -> str:
    """Return a hash of the rows behind a figure: equal rows, equal hash, in any order (R-REP-2)."""
    columns = dict.fromkeys(("pk", *(column.path for column in figure.columns)))
    rows = figure.rows(period).order_by().values_list(*columns)
    try:
        sql, params = rows.query.sql_with_params()
    except EmptyResultSet:
        return EMPTY_HASH
    with connection.cursor() as cursor:
        cursor.execute(FINGERPRINT.format(rows=sql), params)
        return cursor.fetchone()[0]


def small_cell(on: date) -> int:
    """Return the size under which a count of people is masked (``SMALL_CELL``)."""
    return int(parameters.value("annual_report.small_cell", on=on))


def is_small(key: str, value: object, threshold: int) -> bool:
    """Tell whether a value of a figure is a count too small to be shown (R-REP-8)."""
    figure = registry.figures().get(key)
    if figure is None or not figure.small_cell or figure.unit != "count":
        return False
    return isinstance(value, (int, Decimal)) and 0 < value < threshold


def is_secret(figure: Figure) -> bool:
    """Tell whether the rows of a figure are SECRET: then it is only ever an aggregate (R-REP-5)."""
    right = registry.permissions().get(figure.permission)
    return right is not None and right.confidentiality is Confidentiality.SECRET


def units() -> dict[str, str]:
    """Return the unit of every figure that a text may name: recorded, or expected."""
    expected = {key: figure.unit for key, figure in expected_figures().items()}
    return expected | {key: figure.unit for key, figure in registry.figures().items()}


@dataclass(frozen=True, kw_only=True)
class FigureLine:
    """One figure of a year as commands and exports print it; no measurement: not yet recorded."""

    key: str
    system: str
    measurement: Measurement | None
    texts: dict[str, str]


def figures_of_year(year: int, *, as_of: date) -> Iterator[FigureLine]:
    """Yield every recorded figure of the year up to ``as_of``, then the expected ones that lack."""
    period = Period.year(year, up_to=as_of)
    threshold = small_cell(period.end)
    recorded = registry.figures()
    for key in sorted(recorded):
        found = measure(recorded[key], period, small_cell=threshold)
        texts = {language: found.text(language, small_cell=threshold) for language in ("fr", "en")}
        yield FigureLine(key=key, system=_system_of(key), measurement=found, texts=texts)
    for expected in figures_not_recorded():
        yield FigureLine(
            key=expected.key, system=expected.system, measurement=None, texts=dict(NOT_YET)
        )


def figures_not_recorded() -> list[ExpectedFigure]:
    """Return the expected figures that no module contributes yet, in the order of their systems."""
    recorded = registry.figures()
    lacking = [figure for key, figure in expected_figures().items() if key not in recorded]
    return sorted(lacking, key=lambda figure: (figure.system, figure.key))


def _system_of(key: str) -> str:
    expected = expected_figures().get(key)
    return expected.system if expected else ""


def system_label(system: str, language: str) -> str:
    """Return the name of the system that brings a figure."""
    return SYSTEMS.get(system, {}).get(language, "")
