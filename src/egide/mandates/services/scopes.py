"""Opening and closing what mandates are on."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from egide.kernel import audit
from egide.kernel.access import Actor, require
from egide.kernel.bulk import copy_rows, next_ids
from egide.kernel.errors import Refused
from egide.kernel.identity import verb
from egide.kernel.periods import lasting_until
from egide.mandates.enums import ScopeKind
from egide.mandates.models import Mandate, Scope
from egide.mandates.permissions import MANAGE_SCOPES
from egide.mandates.services.endings import close_for_scope


class ScopeRefused(Refused):
    """The scope cannot be opened, renamed or closed so."""


@dataclass(frozen=True, kw_only=True)
class ScopeDraft:
    """A scope to open with others."""

    kind: ScopeKind
    label: str
    code: str = ""
    parent_id: int | None = None


@verb
def open_scope(
    *, kind: ScopeKind, label: str, by: Actor, parent: Scope | None = None, code: str = ""
) -> Scope:
    """Open what mandates may be on (périmètre): the module above owns it, one to one.

    Rights held on ``parent`` reach it.

    :raises ScopeRefused: without a label, under a closed parent, or with a code already taken.
    """
    require(by, MANAGE_SCOPES, on=parent.pk if parent else None)
    if not label.strip():
        raise ScopeRefused(_("Un périmètre a un libellé."))
    if parent is not None and parent.closed_on is not None:
        raise ScopeRefused(_("« %(scope)s » est fermé.") % {"scope": parent.label})
    if code and Scope.objects.filter(code=code).exists():
        raise ScopeRefused(_("Le code « %(code)s » est déjà pris.") % {"code": code})

    scope = Scope.objects.create(kind=kind, label=label.strip(), code=code, parent=parent)

    audit.record(by, "mandates.scope_opened", scope, kind=kind, parent=scope.parent_id)
    return scope


@verb
def open_scopes(*, drafts: Sequence[ScopeDraft], by: Actor) -> list[int]:
    """Open many scopes at once, for an import; returns their ids in the order of ``drafts``."""
    for parent_id in {draft.parent_id for draft in drafts}:
        require(by, MANAGE_SCOPES, on=parent_id)
    if not all(draft.label.strip() for draft in drafts):
        raise ScopeRefused(_("Un périmètre a un libellé."))
    if Scope.objects.filter(
        pk__in={draft.parent_id for draft in drafts}, closed_on__isnull=False
    ).exists():
        raise ScopeRefused(_("Un des périmètres d’accueil est fermé."))

    ids = list(next_ids(Scope, len(drafts)))
    copy_rows(
        Scope,
        ("id", "kind", "code", "label", "parent_id"),
        (
            (pk, draft.kind, draft.code, draft.label.strip(), draft.parent_id)
            for pk, draft in zip(ids, drafts, strict=True)
        ),
    )

    audit.record_rows(by, "mandates.scopes_opened", Scope, ids, scopes=len(ids))
    return ids


@verb
def withdraw_scopes(*, ids: Collection[int], by: Actor) -> int:
    """Remove scopes that were opened by mistake and on which nothing ever was (a file taken back).

    Anything that was closes instead: the database refuses to remove what a mandate names.
    """
    for scope_id in ids:
        require(by, MANAGE_SCOPES, on=scope_id)
    removed = Scope.objects.filter(pk__in=ids)._raw_delete("default")

    if removed:
        audit.record_rows(by, "mandates.scopes_withdrawn", Scope, sorted(ids), scopes=removed)
    return removed


@verb
def rename_scope(*, scope: Scope, label: str, by: Actor) -> Scope:
    """Give a scope the new name of what it stands for."""
    require(by, MANAGE_SCOPES, on=scope.pk)
    scope = Scope.objects.select_for_update(of=("self",)).get(pk=scope.pk)
    if not label.strip():
        raise ScopeRefused(_("Un périmètre a un libellé."))

    before = audit.fingerprint(scope)
    scope.label = label.strip()
    scope.save(update_fields=["label"])

    audit.record(by, "mandates.scope_renamed", scope, before=before)
    return scope


@verb
def close_scope(*, scope: Scope, on: date, by: Actor) -> Scope:
    """Close a scope at the end of ``on``: its mandates end that day, those to come never start.

    :raises ScopeRefused: if it is closed already, or if a scope below it is open.
    """
    require(by, MANAGE_SCOPES, on=scope.pk)
    scope = Scope.objects.select_for_update(of=("self",)).get(pk=scope.pk)
    if scope.closed_on is not None:
        raise ScopeRefused(_("« %(scope)s » est déjà fermé.") % {"scope": scope.label})
    below = Scope.objects.open_on(on).filter(parent=scope).exclude(closed_on=on)
    if below.exists():
        raise ScopeRefused(
            _("Fermez d’abord ce qui dépend de « %(scope)s ».") % {"scope": scope.label}
        )

    before = audit.fingerprint(scope)
    scope.closed_on = on
    scope.save(update_fields=["closed_on"])
    later = Mandate.objects.filter(lasting_until(on + timedelta(days=1)), scope=scope)
    for mandate in later.real().order_by("pk"):
        close_for_scope(mandate, on=on, by=by)

    audit.record(by, "mandates.scope_closed", scope, before=before, on=on)
    return scope
