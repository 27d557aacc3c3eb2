"""How long a group may be without officer or activity, what it reports, and how it ends."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from egide.groups.enums import GroupKind, GroupState, LegalForm, ReturnState

SLEEP_AFTER_MONTHS = 18
PRESIDENT_AFTER_MONTHS = 6
RETURNS_BEFORE_SUSPENSION = 2


def months_before(day: date, months: int) -> date:
    """Return the same day of an earlier month, or the last day of that month if it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, min(day.day, last))
        except ValueError:
            continue
    raise AssertionError("every month has a 28th")


@dataclass(frozen=True, kw_only=True)
class GroupLife:
    """The last signs of life of a group: each is a day, or ``None`` when there never was one."""

    created_on: date
    last_activity_on: date | None
    last_officer_on: date | None
    last_president_on: date | None


def is_asleep(life: GroupLife, *, on: date) -> bool:
    """Whether 18 months have passed without activity, or without any officer.

    A young group counts from its creation, so that it is not asleep before it began.
    """
    limit = months_before(on, SLEEP_AFTER_MONTHS)
    return any(
        (last or life.created_on) < limit for last in (life.last_activity_on, life.last_officer_on)
    )


def stands_without_president(life: GroupLife, *, on: date) -> bool:
    """Whether a group has had no president for six months (R-GRP-4)."""
    return (life.last_president_on or life.created_on) < months_before(on, PRESIDENT_AFTER_MONTHS)


def obstacles_to_sleep(life: GroupLife, *, on: date) -> list[str]:
    """What forbids putting a group to sleep, in words; empty when 18 months have passed."""
    if is_asleep(life, on=on):
        return []
    return [_("Le groupe a eu une activité et un responsable depuis moins de dix-huit mois.")]


def obstacles_to_closing(legal_form: LegalForm, *, heirs_needed: int) -> list[str]:
    """What forbids closing a group, in words.

    R-GRP-6: the égide ends first, so that what is left comes back to the society; and the people
    whose default group it is must have another one. The society has no right on the assets of an
    own association, which is no obstacle.
    """
    obstacles = []
    if legal_form == LegalForm.EGIDE:
        obstacles.append(_("La convention d’égide doit d’abord prendre fin."))
    if heirs_needed:
        obstacles.append(
            _(
                "Le groupe dessert encore un territoire : confiez ses règles "
                "de rattachement à un autre groupe."
            )
        )
    return obstacles


def what_becomes_of(legal_form: LegalForm) -> list[str]:
    """What becomes of a group's assets and papers once it is closed, in words (R-GRP-6)."""
    assets = {
        LegalForm.EGIDE: _(
            "Ce qui reste en caisse revient à la Société ; les dons affectés gardent leur objet."
        ),
        LegalForm.OWN_ASSOCIATION: _(
            "L’association garde ses biens : la Société n’a aucun droit sur eux, et l’usage du "
            "nom prend fin."
        ),
        LegalForm.INFORMAL: _("Le groupe n’a pas de biens à lui : rien n’est à reverser."),
    }
    return [
        assets[legal_form],
        _("Ses conventions, ses comptes rendus et ses activités restent écrits et consultables."),
        _("Chacun retrouve le groupe de son adresse ; les mandats finissent le dernier jour."),
    ]


def owes_return(kind: GroupKind, state: GroupState, legal_form: LegalForm) -> bool:
    """Whether a group reports its year (R-GRP-5): every active one, and promotions under égide.

    A promotion without legal form holds no till and is not asked for anything.
    """
    if state != GroupState.ACTIVE:
        return False
    return kind != GroupKind.PROMOTION or legal_form == LegalForm.EGIDE


def return_due_on(year: int) -> date:
    """Return the day by which the return of a year is due: 31 January (R-GRP-5)."""
    return date(year + 1, 1, 31)


def suspends_after(states: list[ReturnState]) -> bool:
    """Whether the last returns, newest first, suspend payments: two missing in a row (R-GRP-5)."""
    last = states[:RETURNS_BEFORE_SUSPENSION]
    return len(last) == RETURNS_BEFORE_SUSPENSION and set(last) == {ReturnState.MISSING}
