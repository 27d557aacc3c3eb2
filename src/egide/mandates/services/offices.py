"""The offices, the rights that they carry from a day to another, and which exclude each other."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import F, Q
from django.utils.translation import gettext as _

from egide.kernel import audit, registry
from egide.kernel.access import Actor, require
from egide.kernel.errors import NotAllowed, Refused
from egide.kernel.identity import verb
from egide.kernel.registry import Confidentiality
from egide.mandates.enums import Condition, ScopeKind, Secrecy
from egide.mandates.models import Incompatibility, Mandate, Office, OfficeRight
from egide.mandates.models.office import BEGINNING
from egide.mandates.permissions import MANAGE_STATUTES

RANK = {Confidentiality.NORMAL: 0, Confidentiality.PERSONAL: 1, Confidentiality.SECRET: 2}


class RightRefused(Refused):
    """The office may not carry this right."""


class OwnRights(NotAllowed):
    """Nobody adds to the rights of an office that they hold (R-X-8)."""


@verb
def define_office(
    *,
    code: str,
    name: str,
    by: Actor,
    feminine: str = "",
    scope_kinds: Iterable[ScopeKind] = (),
    single: bool = False,
    term_years: int | None = None,
    conditions: Iterable[Condition] = (),
    secrecy: Secrecy = Secrecy.SECRET,
    rights: Iterable[str] = (),
    source: str = "",
    rights_from: date = BEGINNING,
) -> Office:
    """Define an office (fonction) and the rights that it carries from ``rights_from`` on, as data.

    :raises RightRefused: if the code is taken, or a right is unknown or above its secrecy (R-X-2).
    """
    require(by, MANAGE_STATUTES)
    if Office.objects.filter(code=code).exists():
        raise RightRefused(_("Le code « %(code)s » est déjà pris.") % {"code": code})
    wanted = sorted(set(rights))
    _refuse_rights(wanted, secrecy=secrecy)

    office = Office.objects.create(
        code=code,
        name=name,
        feminine=feminine,
        scope_kinds=list(scope_kinds),
        single=single,
        term_years=term_years,
        conditions=list(conditions),
        secrecy=secrecy,
        source=source,
    )
    OfficeRight.objects.bulk_create(
        OfficeRight(office=office, permission=code, starts_on=rights_from, given_by=source)
        for code in wanted
    )

    audit.record(by, "mandates.office_defined", office, code=code, rights=wanted)
    return office


@verb
def set_office_rights(
    *, office: Office, rights: Iterable[str], on: date, by: Actor, reason: str
) -> Office:
    """Say which rights an office carries from ``on`` on; whoever holds it then has these (R-X-1).

    What it carried before stays written for the days before; what was planned for later is
    replaced.

    :raises RightRefused: if a right is unknown, above the office's secrecy, or without a reason.
    :raises OwnRights: if the actor holds the office and would gain a right (R-X-8).
    """
    require(by, MANAGE_STATUTES)
    office = Office.objects.select_for_update(of=("self",)).get(pk=office.pk)
    wanted = set(rights)
    if not reason.strip():
        raise RightRefused(_("Dites pourquoi les droits de cette fonction changent."))
    _refuse_rights(wanted, secrecy=office.secrecy)
    held = set(office.rights.running_on(on).values_list("permission", flat=True))
    if wanted - held:
        _refuse_own(office, on=on, by=by)

    _take(office, wanted, on=on, decision=reason.strip())
    OfficeRight.objects.bulk_create(
        OfficeRight(office=office, permission=code, starts_on=on, given_by=reason.strip())
        for code in sorted(wanted - held)
    )

    audit.record(
        by,
        "mandates.office_rights_set",
        office,
        reason=reason.strip(),
        on=on,
        added=sorted(wanted - held),
        removed=sorted(held - wanted),
    )
    return office


def _take(office: Office, wanted: set[str], *, on: date, decision: str) -> None:
    """End on the eve of ``on`` what is not wanted, and forget what was planned after that day."""
    planned = office.rights.ever().filter(starts_on__gt=on)
    planned.update(ends_on=F("starts_on") - timedelta(days=1), taken_by=decision)
    running = office.rights.running_on(on)
    # A right whose end was planned, and that is wanted still, has no end any more.
    running.filter(permission__in=wanted).update(ends_on=None, taken_by="")
    running.exclude(permission__in=wanted).update(ends_on=on - timedelta(days=1), taken_by=decision)


def _refuse_own(office: Office, *, on: date, by: Actor) -> None:
    if by.person_id is None:
        return
    held = Mandate.objects.real().filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=on), person_id=by.person_id
    )
    if held.giving(office.code).exists():
        raise OwnRights(
            _(
                "Vous exercez cette fonction : nul n’ajoute à ses propres droits. "
                "Demandez à un autre responsable (R-X-8)."
            )
        )


def _refuse_rights(codes: Iterable[str], *, secrecy: str) -> None:
    known = registry.permissions()
    for code in sorted(codes):
        if code not in known:
            raise RightRefused(_("Aucun module ne déclare le droit « %(code)s ».") % {"code": code})
        if RANK[known[code].confidentiality] > RANK[Confidentiality(secrecy)]:
            raise RightRefused(
                _(
                    "Cette fonction ne peut porter le droit « %(right)s » : "
                    "ses données lui sont fermées (R-X-2)."
                )
                % {"right": known[code].label}
            )


@verb
def declare_incompatible(
    *, first: Office, second: Office, source: str, by: Actor
) -> Incompatibility:
    """Say that one person may not hold two offices at a time (incompatibilité).

    :raises RightRefused: if they are one and the same, declared already, or without a source.
    """
    require(by, MANAGE_STATUTES)
    if first.pk == second.pk or not source.strip():
        raise RightRefused(_("Une incompatibilité porte sur deux fonctions, et a une source."))
    low, high = sorted((first, second), key=lambda office: office.pk)
    if Incompatibility.objects.filter(first=low, second=high).exists():
        raise RightRefused(_("Cette incompatibilité est déjà dite."))

    pair = Incompatibility.objects.create(first=low, second=high, source=source.strip())

    audit.record(
        by, "mandates.offices_declared_incompatible", pair, first=low.code, second=high.code
    )
    return pair
