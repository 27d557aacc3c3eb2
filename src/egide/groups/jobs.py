"""What the clock does for groups: align, watch, ask for the yearly returns."""

from __future__ import annotations

from datetime import date

from egide.groups import services
from egide.kernel.access import CLOCK


def align(*, on: date) -> None:
    """Found the groups of new promotions, and put everybody where the rules say (R-GRP-1)."""
    services.open_promotion_groups(on=on, by=CLOCK)
    services.align_default_groups(on=on, by=CLOCK)


def watch(*, on: date) -> None:
    """Ask for the returns, suspend where two are missing, flag the rest (R-GRP-4, R-GRP-5)."""
    if on.month == 1:
        services.open_returns(year=on.year - 1, on=on, by=CLOCK)
    services.mark_missing_returns(on=on, by=CLOCK)
    services.suspend_for_missing_returns(on=on, by=CLOCK)
    services.watch_groups(on=on, by=CLOCK)
