"""What the report's own tables hold about people: who wrote, certified and approved, by number."""

from egide.annual_report.models import (
    Edition,
    EditionStep,
    EditionText,
    Erratum,
    FrozenFigure,
    Override,
    Restatement,
)
from egide.kernel.registry import NoPersonalData

ACTORS = "identifiers of officers acting for the society, as in the register; kept with the report"

PERSONAL_DATA = (
    NoPersonalData(model=Edition, reason="a year and a state"),
    NoPersonalData(model=EditionStep, reason=ACTORS),
    NoPersonalData(model=EditionText, reason=ACTORS),
    NoPersonalData(model=FrozenFigure, reason="aggregates and a hash of rows, never a row"),
    NoPersonalData(model=Override, reason=ACTORS),
    NoPersonalData(model=Restatement, reason="aggregates and a hash of rows, never a row"),
    NoPersonalData(model=Erratum, reason=ACTORS),
)
