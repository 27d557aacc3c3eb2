"""What a mandate would be, before it is given: what stands in the way, and what it brings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from egide.kernel import registry
from egide.mandates.models import OfficeRight, Seat
from egide.mandates.queries.ground import Ground
from egide.mandates.rules import MandateDraft, obstacles_to_mandate


@dataclass(frozen=True, kw_only=True)
class Preview:
    """The mandate as it would be written."""

    obstacles: tuple[str, ...]
    ends_on: date | None
    following: tuple[Seat, ...]
    rights: tuple[str, ...]


def preview(draft: MandateDraft) -> Preview:
    """Return what giving this mandate would meet and bring; nothing is written or locked."""
    ground = Ground([draft], lock=False)
    proposal = ground.proposal(draft)
    obstacles = obstacles_to_mandate(proposal, ground.near(proposal))
    granted = OfficeRight.objects.running_on(draft.starts_on).filter(office__in=proposal.gives)
    known = registry.permissions()
    return Preview(
        obstacles=tuple(obstacles),
        ends_on=proposal.ends_on,
        following=tuple(ground.following(proposal)),
        rights=tuple(
            dict.fromkeys(
                str(known[code].label)
                for code in granted.order_by("permission").values_list("permission", flat=True)
                if code in known
            )
        ),
    )
