"""The routes of extracts, for the access matrix."""

from __future__ import annotations

from datetime import UTC, datetime

from egide.exports.models import Extract
from egide.exports.permissions import AGREE_TO_EXTRACTS
from tests.matrix.declaring import Declared, Side, the


def extract(side: Side) -> Extract:
    return Extract.objects.create(
        asker=side.person,
        list_name="annuaire",
        title="Annuaire",
        address="/annuaire/?format=csv",
        form="csv",
        columns=["name"],
        labels=["Nom"],
        rows=300,
        purpose="zyx",
        asked_at=datetime(2021, 5, 1, 12, tzinfo=UTC),
    )


MATRIX = Declared(
    signed_in=("exports:ask", "exports:mine"),
    rows={Extract: extract},
    # Who decides of an extract reads what it is for, and what it would hold.
    reads={AGREE_TO_EXTRACTS: {Extract: ("address", "purpose", "reason")}},
    things={"extract_id": the(Extract)},
)
