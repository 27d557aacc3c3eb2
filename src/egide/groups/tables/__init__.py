"""The lists of groups, of their people, and of what they do."""

from egide.groups.tables.life import ACTIVITIES, NOTICES, RETURN_TONES, RETURNS
from egide.groups.tables.network import NETWORK
from egide.groups.tables.people import PEOPLE, WITHOUT_GROUP

__all__ = ["ACTIVITIES", "NETWORK", "NOTICES", "PEOPLE", "RETURNS", "RETURN_TONES", "WITHOUT_GROUP"]
