"""How groups and what they do are named to whoever reads the register of acts."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from egide.groups.models import (
    AreaRule,
    EgideAgreement,
    Group,
    GroupActivity,
    GroupMembership,
    GroupNotice,
    GroupReturn,
    OwnAssociation,
)
from egide.groups.queries.search import folded_name_holds
from egide.kernel.access import Actor
from egide.kernel.registry import Name, Naming
from egide.kernel.routes import address_of

MOST = 20


def groups(actor: Actor, keys: Collection[str], on: date) -> dict[str, Name]:
    """Name the groups that the actor may know; one that is only asked for has no page yet."""
    found = Group.objects.visible_to(actor).filter(pk__in=keys).order_by("pk")
    return {
        str(group.pk): Name(
            group.name, address_of("groups:group", group.pk) if group.created_on else ""
        )
        for group in found
    }


def by_group(model: type[Model], words: Callable[[Any], str]) -> Callable[..., dict[str, Name]]:
    """Return what names the records of ``model`` by the group that they are about."""

    def find(actor: Actor, keys: Collection[str], on: date) -> dict[str, Name]:
        rows: Any = model._default_manager
        found = (
            rows.filter(pk__in=keys, group__in=Group.objects.visible_to(actor))
            .select_related("group")
            .order_by("pk")
        )
        return {
            str(row.pk): Name(
                f"{words(row)}, {row.group.name}" if words(row) else row.group.name,
                address_of("groups:group", row.group_id) if row.group.created_on else "",
            )
            for row in found
        }

    return find


def nothing(row: Any) -> str:
    """Say no more than the group."""
    return ""


def groups_called(actor: Actor, text: str, on: date) -> list[str]:
    """Find groups by their name."""
    found = Group.objects.visible_to(actor).filter(folded_name_holds(text)).order_by("name", "pk")
    return [str(pk) for pk in found.values_list("pk", flat=True)[:MOST]]


NAMINGS = (
    Naming(kind="groups.group", label=_("Groupe"), find=groups, seek=groups_called),
    Naming(
        kind="groups.groupactivity",
        label=_("Activité"),
        find=by_group(GroupActivity, lambda activity: activity.title),
    ),
    Naming(
        kind="groups.groupmembership",
        label=_("Appartenance"),
        find=by_group(GroupMembership, nothing),
    ),
    Naming(
        kind="groups.groupreturn",
        label=_("Compte rendu annuel"),
        find=by_group(GroupReturn, lambda report: str(report.year)),
    ),
    Naming(
        kind="groups.egideagreement",
        label=_("Convention d’égide"),
        find=by_group(EgideAgreement, nothing),
    ),
    Naming(
        kind="groups.ownassociation",
        label=_("Association propre"),
        find=by_group(OwnAssociation, lambda association: association.registered_name),
    ),
    Naming(
        kind="groups.arearule",
        label=_("Territoire"),
        find=by_group(AreaRule, lambda rule: rule.country),
    ),
    Naming(
        kind="groups.groupnotice",
        label=_("Avis"),
        find=by_group(GroupNotice, lambda notice: notice.get_kind_display()),
    ),
)
