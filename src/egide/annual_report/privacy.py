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

ACTORS = "les identifiants de qui agit au nom de la société, comme au journal"

PERSONAL_DATA = (
    NoPersonalData(model=Edition, reason="une année et un état"),
    NoPersonalData(model=EditionStep, reason=ACTORS),
    NoPersonalData(model=EditionText, reason=ACTORS),
    NoPersonalData(
        model=FrozenFigure, reason="des totaux et l’empreinte des lignes, jamais une ligne"
    ),
    NoPersonalData(model=Override, reason=ACTORS),
    NoPersonalData(
        model=Restatement, reason="des totaux et l’empreinte des lignes, jamais une ligne"
    ),
    NoPersonalData(model=Erratum, reason=ACTORS),
)
