"""What readers of the directory leave in the register: too many profiles in a day, exports."""

from __future__ import annotations

from datetime import date

from egide.kernel import audit, limits, parameters
from egide.kernel.access import Actor, require
from egide.kernel.identity import verb
from egide.members.permissions import EXPORT_DIRECTORY

PROFILES_PER_DAY = "members.profiles_per_day"
DAY_IN_SECONDS = 24 * 3600


@verb
def open_profile(*, by: Actor, on: date) -> bool:
    """Count one profile opened by ``by``; return whether it is within the day's number (R-REG-10).

    The register is told once a day of a reader who goes beyond: the data protection officer reads
    it there. The directory is to meet people, not to copy it.
    """
    most = parameters.value(PROFILES_PER_DAY, on=on)
    if limits.take(f"{PROFILES_PER_DAY}:{by.name}", most=most, seconds=DAY_IN_SECONDS):
        return True
    if limits.take(f"{PROFILES_PER_DAY}:{by.name}:told", most=1, seconds=DAY_IN_SECONDS):
        audit.record(by, "members.profile_limit_reached", "members.person", most=most, on=on)
    return False


@verb
def record_export(*, people: int, columns: tuple[str, ...], by: Actor, on: date) -> None:
    """Write down that a list of people left the site: how many, which columns (R-X-9)."""
    require(by, EXPORT_DIRECTORY)
    audit.record(
        by, "members.directory_exported", "members.person", people=people, columns=columns, on=on
    )
