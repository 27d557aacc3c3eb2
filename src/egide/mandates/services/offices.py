"""The offices, the rights that they carry from a day to another, and which exclude each other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from django.db.models import F
from django.utils.translation import gettext as _

from egide.kernel import audit, registry
from egide.kernel.access import Actor, require
from egide.kernel.errors import NotAllowed, Refused
from egide.kernel.identity import verb
from egide.kernel.periods import lasting_until
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

    :raises RightRefused: with every obstacle of ``obstacles_to_office``.
    """
    require(by, MANAGE_STATUTES)
    wanted = sorted(set(rights))
    kinds = list(scope_kinds)
    _refuse(obstacles_to_office(code=code, name=name, rights=wanted, secrecy=secrecy, on=kinds))

    office = Office.objects.create(
        code=code,
        name=name.strip(),
        feminine=feminine.strip(),
        scope_kinds=kinds,
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


def obstacles_to_office(
    *, code: str, name: str, rights: Iterable[str], secrecy: str, on: Sequence[str]
) -> list[str]:
    """What forbids this new office; shown before, and used to refuse (R-X-2)."""
    obstacles = []
    if not name.strip():
        obstacles.append(_("Une fonction a un nom."))
    if Office.objects.filter(code=code).exists():
        obstacles.append(_("Le code « %(code)s » est déjà pris.") % {"code": code})
    return [*obstacles, *_obstacles_to_rights(rights, secrecy=secrecy, on=on)]


@verb
def amend_office(
    *,
    office: Office,
    name: str,
    feminine: str,
    term_years: int | None,
    conditions: Iterable[Condition],
    source: str,
    by: Actor,
    on: date,
) -> Office:
    """Write what a resolution changed in an office: its name, its term, its conditions.

    The mandates that run keep their term; who no longer meets a condition keeps the mandate.

    :raises RightRefused: without a name or a source.
    """
    require(by, MANAGE_STATUTES)
    office = Office.objects.select_for_update(of=("self",)).get(pk=office.pk)
    if not name.strip() or not source.strip():
        raise RightRefused(_("Une fonction a un nom, et une source qui l’établit."))

    before = audit.fingerprint(office)
    office.name, office.feminine, office.term_years = name.strip(), feminine.strip(), term_years
    office.conditions, office.source = list(conditions), source.strip()
    office.save(update_fields=["name", "feminine", "term_years", "conditions", "source"])

    audit.record(by, "mandates.office_amended", office, before=before, reason=office.source, on=on)
    return office


@verb
def set_office_rights(
    *, office: Office, rights: Iterable[str], on: date, by: Actor, reason: str
) -> Office:
    """Say which rights an office carries from ``on`` on; whoever holds it then has these (R-X-1).

    What it carried before stays written for the days before; what was planned for later is
    replaced.

    :raises RightRefused: with every obstacle of ``obstacles_to_setting_rights``.
    :raises OwnRights: if the actor holds the office and would gain a right, or keep one that was
        to end (R-X-8).
    """
    require(by, MANAGE_STATUTES)
    office = Office.objects.select_for_update(of=("self",)).get(pk=office.pk)
    wanted = set(rights)
    _refuse(obstacles_to_setting_rights(office, rights=wanted, reason=reason))
    running = dict(office.rights.running_on(on).values_list("permission", "ends_on"))
    held = set(running)
    # A right that was to end and that this keeps is more than the office had, too.
    if wanted - {permission for permission, ends_on in running.items() if ends_on is None}:
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


def obstacles_to_setting_rights(office: Office, *, rights: Iterable[str], reason: str) -> list[str]:
    """What forbids that ``office`` carries these rights; shown before, and used to refuse."""
    obstacles = []
    if not reason.strip():
        obstacles.append(_("Dites pourquoi les droits de cette fonction changent."))
    held_on = office.scope_kinds
    return [*obstacles, *_obstacles_to_rights(rights, secrecy=office.secrecy, on=held_on)]


def _take(office: Office, wanted: set[str], *, on: date, decision: str) -> None:
    """End on the eve of ``on`` what is not wanted, and forget what was planned after that day."""
    planned = office.rights.ever().filter(starts_on__gt=on)
    planned.update(ends_on=F("starts_on") - timedelta(days=1), taken_by=decision)
    running = office.rights.running_on(on)
    # A right whose end was planned, and that is wanted still, has no end any more.
    running.filter(permission__in=wanted).update(ends_on=None, taken_by="")
    running.exclude(permission__in=wanted).update(ends_on=on - timedelta(days=1), taken_by=decision)


def _refuse_own(office: Office, *, on: date, by: Actor) -> None:
    """Refuse to add rights to an office that the actor holds, or will hold, from ``on`` on."""
    if by.person_id is None:
        return
    held = Mandate.objects.real().filter(lasting_until(on), person_id=by.person_id)
    if held.giving(office.code).exists():
        raise OwnRights(
            _(
                "Vous exercez cette fonction : nul n’ajoute à ses propres droits. "
                "Demandez à un autre responsable (R-X-8)."
            )
        )


def _obstacles_to_rights(codes: Iterable[str], *, secrecy: str, on: Sequence[str]) -> list[str]:
    known = registry.permissions()
    obstacles = []
    for code in sorted(codes):
        if code not in known:
            obstacles.append(_("Aucun module ne déclare le droit « %(code)s ».") % {"code": code})
        elif RANK[known[code].confidentiality] > RANK[Confidentiality(secrecy)]:
            obstacles.append(
                _(
                    "Cette fonction ne peut porter le droit « %(right)s » : "
                    "ses données lui sont fermées (R-X-2)."
                )
                % {"right": known[code].label}
            )
        elif on and known[code].whole:
            obstacles.append(
                _(
                    "Cette fonction s’exerce sur un groupe : elle ne peut porter le droit "
                    "« %(right)s », qui porte sur toute la Société."
                )
                % {"right": known[code].label}
            )
    return obstacles


@verb
def declare_incompatible(
    *, first: Office, second: Office, source: str, by: Actor, starts_on: date = BEGINNING
) -> Incompatibility:
    """Say that nobody may hold two offices at a time from ``starts_on`` on (incompatibilité).

    Who holds both that day keeps them to their term: what is refused is a new mandate.

    :raises RightRefused: with every obstacle of ``obstacles_to_declaring_incompatible``.
    """
    require(by, MANAGE_STATUTES)
    low, high = sorted((first, second), key=lambda office: office.pk)
    # One of the two rows is held, so that two declarations of one pair come one after the other.
    Office.objects.select_for_update(of=("self",), no_key=True).get(pk=low.pk)
    _refuse(obstacles_to_declaring_incompatible(first, second, source=source, on=starts_on))

    pair = Incompatibility.objects.create(
        first=low, second=high, source=source.strip(), starts_on=starts_on
    )

    audit.record(
        by,
        "mandates.offices_declared_incompatible",
        pair,
        first=low.code,
        second=high.code,
        starts_on=starts_on,
    )
    return pair


def obstacles_to_declaring_incompatible(
    first: Office, second: Office, *, source: str, on: date
) -> list[str]:
    """What forbids to say that two offices exclude each other; shown before, used to refuse."""
    obstacles = []
    if first.pk == second.pk or not source.strip():
        obstacles.append(_("Une incompatibilité porte sur deux fonctions, et a une source."))
    low, high = sorted((first.pk, second.pk))
    said = Incompatibility.objects.filter(first=low, second=high)
    if said.filter(lasting_until(on)).exists():
        obstacles.append(_("Cette incompatibilité est déjà dite."))
    return obstacles


@verb
def lift_incompatibility(
    *, pair: Incompatibility, on: date, source: str, by: Actor
) -> Incompatibility:
    """Say that two offices exclude each other no more after ``on`` (lever une incompatibilité).

    :raises RightRefused: if it is lifted already, had not begun, or without a decision.
    """
    require(by, MANAGE_STATUTES)
    pair = Incompatibility.objects.select_for_update(of=("self",)).get(pk=pair.pk)
    _refuse(obstacles_to_lifting(pair, on=on, source=source))

    before = audit.fingerprint(pair)
    pair.ends_on, pair.lifted_by = on, source.strip()
    pair.save(update_fields=["ends_on", "lifted_by"])

    audit.record(
        by, "mandates.incompatibility_lifted", pair, before=before, reason=pair.lifted_by, on=on
    )
    return pair


def obstacles_to_lifting(pair: Incompatibility, *, on: date, source: str) -> list[str]:
    """What forbids that two offices go together after a day; shown before, used to refuse."""
    obstacles = []
    if not source.strip():
        obstacles.append(_("Indiquez la décision qui lève cette incompatibilité."))
    if pair.ends_on is not None:
        obstacles.append(_("Cette incompatibilité est déjà levée."))
    if on < pair.starts_on:
        obstacles.append(_("Cette incompatibilité ne vaut pas encore ce jour-là."))
    return obstacles


def _refuse(obstacles: Iterable[str]) -> None:
    sentences = list(obstacles)
    if sentences:
        raise RightRefused(" ".join(sentences))
