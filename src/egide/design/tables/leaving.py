"""How a list leaves the site as a file: who may take it, having proved anew who they are.

Every list goes by here, also one that answers its own questions (the directory).
"""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from egide.design.tables.export import Rows, export
from egide.design.tables.query import Query
from egide.design.tables.table import Table
from egide.kernel import registry
from egide.kernel.access import Actor, require
from egide.kernel.errors import NotAllowed
from egide.kernel.pages import PUBLIC, Request, ask_again
from egide.kernel.registry import Confidentiality


def leave(
    request: Request, table: Table, query: Query, rows: Rows, wanted: str, *, on: Any = None
) -> HttpResponse:
    """Answer with the file of a list in the format ``wanted``, or with what stands before it.

    ``rows`` are narrowed and ordered already; ``on`` is what the right to export is held on.
    """
    require_export(request.actor, table, on=on)
    if _names_people(table) and not request.actor.is_fresh(at=timezone.now()):
        return ask_again(request)
    return export(request, table, query, rows, wanted)


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


def _names_people(table: Table) -> bool:
    """Tell whether taking the list away takes what is others': whoever does proves who they are."""
    right = registry.permissions().get(table.export_right)
    return right is not None and right.confidentiality is not Confidentiality.NORMAL
