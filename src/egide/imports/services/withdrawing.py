"""A batch is taken back: what nobody touched since goes, the rest stays and says why."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from egide.imports.enums import BatchState
from egide.imports.models import Batch, Entered
from egide.imports.queries.batches import importer_of
from egide.imports.services.receiving import hold_batch
from egide.kernel import audit, kills
from egide.kernel.access import Actor
from egide.kernel.errors import Refused
from egide.kernel.identity import verb


class NothingToWithdraw(Refused):
    """Everything of the batch was touched since, or is gone."""


@verb
def withdraw_batch(*, batch: Batch, by: Actor, on: date, reason: str = "") -> dict[int, str]:
    """Take back the records of a batch that nobody changed since; return those that stay, and why.

    :raises NothingToWithdraw: if nothing can go.
    """
    held = hold_batch(batch, BatchState.ENTERED, BatchState.WITHDRAWN, by=by)
    rows = Entered.objects.filter(batch=held)
    ids = list(rows.order_by("pk").values_list("record_id", flat=True))
    staying = importer_of(held.kind).withdraw(ids=ids, by=by, on=on, reason=reason)
    if len(staying) == len(ids):
        raise NothingToWithdraw(_("Rien de ce lot ne peut être repris : tout a servi depuis."))

    kills.point("imports.half_withdrawn")
    rows.exclude(record_id__in=list(staying)).delete()
    for why in set(staying.values()):
        those = [pk for pk, said in staying.items() if said == why]
        rows.filter(record_id__in=those).update(stays=why[:200])
    held.state, held.withdrawn_on = BatchState.WITHDRAWN, on
    held.save(update_fields=["state", "withdrawn_on"])

    audit.record(
        by,
        "imports.batch_withdrawn",
        held,
        reason=reason,
        kind=held.kind,
        withdrawn=len(ids) - len(staying),
        staying=len(staying),
        on=on,
    )
    return dict(staying)
