"""What a group may announce and write down."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils.translation import gettext as _

from egide.groups.enums import GroupState

# Further away, a day is a slip of the keyboard: 2206 for 2026.
FURTHEST = timedelta(days=3 * 365)


def obstacles_to_activity(
    state: GroupState,
    *,
    created_on: date | None,
    title: str,
    held_on: date,
    attendance: int | None,
    on: date,
) -> list[str]:
    """What forbids writing down an activity, in words; empty when it may be."""
    obstacles = []
    if not title.strip():
        obstacles.append(_("Donnez un titre à l’activité."))
    if state not in (GroupState.ACTIVE, GroupState.DORMANT):
        obstacles.append(_("Le groupe n’est ni actif ni en sommeil."))
    if created_on is not None and held_on < created_on:
        obstacles.append(_("Le groupe n’existait pas encore ce jour-là."))
    if held_on > on + FURTHEST:
        obstacles.append(_("Une activité s’annonce trois ans à l’avance au plus."))
    if attendance is not None and held_on > on:
        obstacles.append(_("On ne compte pas les présents d’une activité à venir."))
    return obstacles
