"""A text of the report, printed from values that a test gives."""

from decimal import Decimal

from egide.annual_report.rules.parser import parse
from egide.annual_report.rules.printing import Reading, ReadingState, plain
from egide.annual_report.rules.rendering import render

UNITS = {
    "dues.payers": "count",
    "dues.dues": "cents",
    "members.members": "count",
    "a.young": "cents",
    "a.old": "cents",
}


def known(values):
    """Answer readings from ``{(key, year): value}``; what is not there is not yet recorded."""

    def read(key, year):
        if key not in UNITS:
            return Reading(key=key, year=year, label=key, state=ReadingState.UNKNOWN)
        if (key, year) not in values:
            return Reading(
                key=key,
                year=year,
                label=key,
                state=ReadingState.NOT_YET_RECORDED,
                system="S02",
                system_label="Cotisations",
            )
        value = values[(key, year)]
        return Reading(
            key=key, year=year, label=key, state=ReadingState.RECORDED, unit=UNITS[key], value=value
        )

    return read


def printed(text, values=None, language="fr"):
    return render(
        parse(text, language),
        known(values or {}),
        year=2020,
        tolerance=Decimal("0.02"),
        small_cell=5,
    )


def sentence(text, values=None, language="fr"):
    return plain(printed(text, values, language).blocks[0].items[0])
