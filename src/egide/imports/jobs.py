"""Large files: read and entered by the worker, under the rights that their person has that day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from egide.imports.enums import BatchState
from egide.imports.models import Batch
from egide.imports.services import (
    check_kept_file,
    enter_batch,
    forget_lines,
    note_problem,
    room_to_write,
)
from egide.kernel.access import CLOCK, Actor, actor_of
from egide.kernel.errors import Refused


def check_file(*, on: date, batch_id: int, person_id: int) -> None:
    """Read and compare the lines of a batch whose columns are chosen; run twice, it goes on."""
    batch = Batch.objects.filter(pk=batch_id, state=BatchState.CHECKING).first()
    if batch is not None:
        by = actor_of(person_id, on=on)
        _try(batch, BatchState.RECEIVED, by, lambda: check_kept_file(batch=batch, by=by, on=on))


def enter_lines(*, on: date, batch_id: int, person_id: int) -> None:
    """Enter the ready lines of a batch; a kill on the way leaves nothing, and it runs again."""
    batch = Batch.objects.filter(pk=batch_id, state=BatchState.ENTERING).first()
    if batch is not None:
        by = actor_of(person_id, on=on)
        _try(batch, BatchState.CHECKED, by, lambda: enter_batch(batch=batch, by=by, on=on))


def _try(batch: Batch, back_to: BatchState, by: Actor, work: Callable[[], object]) -> None:
    """Do it; what stands in the way is said on the page of the batch, and nothing is lost."""
    try:
        with room_to_write():
            work()
    except Refused as refusal:
        note_problem(batch=batch, problem=str(refusal), state=back_to, by=by)


def forget_old(*, on: date) -> None:
    """Remove lines and files thirty days after they came."""
    forget_lines(by=CLOCK, on=on)
