"""The routes of files that come in, for the access matrix."""

from __future__ import annotations

from egide.imports.models import Batch, Line
from egide.imports.permissions import TAKE_IN_FILES
from tests.matrix.declaring import Declared, Side, the


def batch(side: Side) -> Batch:
    return Batch.objects.create(
        kind="members",
        file_name="reprise.csv",
        sha256="0" * 64,
        size=1,
        headers=["Nom", "Surnom"],
        mapping=["usage_name", "nickname"],
        state="CHECKED",
        opened_by="command:tests",
    )


def line(side: Side) -> Line:
    return Line.objects.create(
        batch=side.row(Batch), number=1, cells=["Zyxcanari", "Zyx-surnom"], state="WRONG"
    )


MATRIX = Declared(
    rows={Batch: batch, Line: line},
    # A file that came in is read line by line; the people it meets, by who keeps the registry.
    reads={TAKE_IN_FILES: {}},
    things={
        "batch_id": the(Batch),
        "imports:line.number": lambda side: side.row(Line).number,
        "imports:decide.number": lambda side: side.row(Line).number,
    },
)
