"""How a list leaves the site as a file: who may take it, having proved anew who they are.

Every list goes by here, also one that answers its own questions (the directory).
"""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from egide.design.tables.export import Rows, export
from egide.design.tables.query import Query
from egide.design.tables.table import Table
from egide.kernel import registry
from egide.kernel.access import Actor, require
from egide.kernel.errors import NotAllowed
from egide.kernel.pages import PUBLIC, Request, ask_again
from egide.kernel.registry import Confidentiality, PersonalData
from egide.kernel.registry.leaving import AGREED, Leaving

# What an address says besides the list itself.
NOT_OF_THE_LIST = frozenset({"page", AGREED})


def leave(
    request: Request, table: Table, query: Query, rows: Rows, wanted: str, *, on: Any = None
) -> HttpResponse:
    """Answer with the file of a list in the format ``wanted``, or with what stands before it.

    ``rows`` are narrowed and ordered already; ``on`` is what the right to export is held on.
    """
    require_export(request.actor, table, on=on)
    if not _names_people(table, rows):
        return export(request, table, query, rows, wanted)
    if not request.actor.is_fresh(at=timezone.now()):
        return ask_again(request)
    stamp = None
    for gate in registry.list_gates():
        answer = gate.weigh(request, _leaving(request, table, query, rows, wanted))
        if isinstance(answer, HttpResponse):
            return answer
        stamp = answer or stamp
    return export(request, table, query, rows, wanted, stamp=stamp)


def _leaving(request: Request, table: Table, query: Query, rows: Rows, wanted: str) -> Leaving:
    """Say what the file would hold, with the address of the list in one order of its words."""
    columns = [column for column in query.columns if column.export]
    # A name may stand several times: each column that was chosen is one.
    asked = sorted(one for one in request.GET.lists() if one[0] not in NOT_OF_THE_LIST)
    return Leaving(
        list_name=table.name,
        title=str(table.title or table.name),
        address=f"{request.path}?{urlencode(asked, doseq=True)}",
        form=wanted,
        columns=tuple(column.key for column in columns),
        labels=tuple(str(column.label) for column in columns),
        rows=rows.order_by().count(),
    )


def may_export(actor: Actor, table: Table, *, on: Any = None) -> bool:
    """Tell whether the actor is offered the files of a list."""
    right = table.export_right
    return right == PUBLIC or bool(right and actor.can(right, on))


def require_export(actor: Actor, table: Table, *, on: Any = None) -> None:
    """Raise ``NotAllowed`` unless the actor may take a list away."""
    if not table.export_right:
        raise NotAllowed(_("Cette liste ne s’exporte pas."))
    if table.export_right != PUBLIC:
        require(actor, table.export_right, on=on)


def _names_people(table: Table, rows: Rows) -> bool:
    """Tell whether taking the list away takes what is others': whoever does proves who they are.

    By the right that opens it, or by what its rows are: those of a figure may be all the members.
    What is public is everybody's already.
    """
    if table.export_right == PUBLIC:
        return False
    right = registry.permissions().get(table.export_right)
    personal = right is not None and right.confidentiality is not Confidentiality.NORMAL
    return personal or getattr(rows, "model", None) in _tables_of_people()


def _tables_of_people() -> set[Any]:
    return {one.model for one in registry.personal_data() if isinstance(one, PersonalData)}
