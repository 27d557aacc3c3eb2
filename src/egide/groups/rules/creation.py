"""What a new group needs (R-GRP-7)."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

LEAST_FOUNDERS = 10


@dataclass(frozen=True, kw_only=True)
class CreationFile:
    """What is known of a group that members ask for (demande de création)."""

    name: str
    name_taken: bool
    founders: int
    founders_up_to_date: int
    sponsor_may_sponsor: bool


def least_founders() -> int:
    """Return how many members up to date must ask for a group (R-GRP-7)."""
    return LEAST_FOUNDERS


def obstacles_to_creation(request: CreationFile) -> list[str]:
    """What still forbids the creation, in words; empty when it may go ahead.

    R-GRP-7: at least ten members up to date with their dues, a sponsor who is a regional delegate
    (DRI) or sits on the board, and a name that no group of the type bears.
    """
    obstacles = []
    if not request.name.strip():
        obstacles.append(_("Le groupe n’a pas de nom."))
    if request.name_taken:
        obstacles.append(
            _("Un groupe de ce type s’appelle déjà « %(name)s ».") % {"name": request.name.strip()}
        )
    missing = LEAST_FOUNDERS - request.founders_up_to_date
    if missing > 0:
        obstacles.append(
            ngettext(
                "Il faut dix membres fondateurs à jour de cotisation : il en manque %(missing)s.",
                "Il faut dix membres fondateurs à jour de cotisation : il en manque %(missing)s.",
                missing,
            )
            % {"missing": missing}
        )
    if not request.sponsor_may_sponsor:
        obstacles.append(
            _(
                "Le parrain doit être délégué régional international ou "
                "siéger au conseil d’administration."
            )
        )
    return obstacles
