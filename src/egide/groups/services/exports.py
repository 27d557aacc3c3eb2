"""Taking lists of people out of the site: what was taken, by whom, how many (R-X-9)."""

from __future__ import annotations

from collections.abc import Sequence

from egide.groups.models import Group
from egide.groups.permissions import MANAGE_OWN_GROUP
from egide.kernel import audit
from egide.kernel.access import Actor, require
from egide.kernel.identity import verb


@verb
def record_people_export(*, group: Group, columns: Sequence[str], rows: int, by: Actor) -> None:
    """Write in the register that an officer took out the list of the group's people (R-X-9)."""
    require(by, MANAGE_OWN_GROUP, on=group)
    audit.record(by, "groups.people_exported", group, columns=list(columns), rows=rows)
