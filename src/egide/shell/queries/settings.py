"""What the parameters are worth."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from egide.kernel import registry
from egide.kernel.models import ParameterValue
from egide.kernel.periods import running_on
from egide.kernel.registry import Parameter


@dataclass(frozen=True, kw_only=True)
class ParameterToday:
    """A parameter, what it is worth on a day, and all the values it had or will have."""

    parameter: Parameter
    value: object
    source: str
    history: list[ParameterValue]


def parameters_on(day: date) -> list[ParameterToday]:
    """Return every parameter with its value of the day and its dated values, the latest first."""
    history: dict[str, list[ParameterValue]] = {}
    for row in ParameterValue.objects.order_by("code", "-starts_on", "pk"):
        history.setdefault(row.code, []).append(row)
    running = {
        row.code: row
        for row in ParameterValue.objects.filter(running_on(day)).order_by("code", "pk")
    }
    return [
        ParameterToday(
            parameter=parameter,
            value=running[code].value if code in running else parameter.default,
            source=running[code].source if code in running else str(parameter.source),
            history=history.get(code, []),
        )
        for code, parameter in sorted(registry.parameters().items())
    ]
