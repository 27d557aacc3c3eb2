"""What the registry's tables hold about people, and how it is forgotten (R-REG-8)."""

from egide.members.privacy.durations import DURATIONS
from egide.members.privacy.living import LIVING
from egide.members.privacy.remembered import REMEMBERED

PERSONAL_DATA = (*LIVING, *REMEMBERED)

__all__ = ["DURATIONS", "PERSONAL_DATA"]
