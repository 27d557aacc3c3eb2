"""What a new group needs (R-GRP-7)."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

LEAST_FOUNDERS = 10
# Mandates name the group with its kind before it, « GT » at the longest, in 120 characters.
LONGEST_NAME = 110


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
    obstacles = obstacles_to_name(request.name)
    if request.name_taken:
        obstacles.append(name_taken(request.name))
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


def obstacles_to_name(name: str) -> list[str]:
    """What forbids a name, in words: none at all, or one that no page could show."""
    if not name.strip():
        return [_("Le groupe n’a pas de nom.")]
    if len(name.strip()) > LONGEST_NAME:
        return [_("Le nom d’un groupe tient en %(most)s signes.") % {"most": LONGEST_NAME}]
    return []


def obstacles_to_area_name(area: str) -> list[str]:
    """What forbids the name of an area, in words."""
    if len(area.strip()) > LONGEST_NAME:
        return [_("Le territoire se dit en %(most)s signes.") % {"most": LONGEST_NAME}]
    return []


def name_taken(name: str) -> str:
    """Return the sentence for a name that a group of the type bears already (R-GRP-7)."""
    return _("Un groupe de ce type s’appelle déjà « %(name)s ».") % {"name": name.strip()}
