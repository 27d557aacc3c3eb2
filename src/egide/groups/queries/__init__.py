"""Questions on groups, over several tables."""

from egide.groups.queries.areas import (
    DefaultChange,
    default_changes,
    default_group_of,
    group_of_place,
    members_without_group,
    pinned_members,
)
from egide.groups.queries.circles import (
    people_of_groups_i_keep,
    people_of_my_groups,
    scopes_of_group,
    scopes_of_person,
)
from egide.groups.queries.desks import (
    GroupDesk,
    NetworkDesk,
    ReturnDraft,
    activities_of,
    group_desk,
    last_year_asked,
    network_desk,
    people_of,
    return_draft,
    returns_share_on_time,
    waiting_notices,
)
from egide.groups.queries.home import (
    cards_of_network,
    cards_of_officer,
    has_territorial_group,
    panel_of_person,
)
from egide.groups.queries.network import (
    NetworkCount,
    Place,
    RegionCount,
    groups_listed,
    groups_of_person,
    network_counts,
    places,
    regions,
)
from egide.groups.queries.officers import (
    groups_without_leader,
    leaders_of,
    lives_on,
    officers_of,
    past_officers_of,
)
from egide.groups.queries.people import people_shown
from egide.groups.queries.search import find_groups

__all__ = [
    "DefaultChange",
    "GroupDesk",
    "NetworkCount",
    "NetworkDesk",
    "Place",
    "RegionCount",
    "ReturnDraft",
    "activities_of",
    "cards_of_network",
    "cards_of_officer",
    "default_changes",
    "default_group_of",
    "find_groups",
    "group_desk",
    "group_of_place",
    "groups_listed",
    "groups_of_person",
    "groups_without_leader",
    "has_territorial_group",
    "last_year_asked",
    "leaders_of",
    "lives_on",
    "members_without_group",
    "network_counts",
    "network_desk",
    "officers_of",
    "panel_of_person",
    "past_officers_of",
    "people_of",
    "people_of_groups_i_keep",
    "people_of_my_groups",
    "people_shown",
    "pinned_members",
    "places",
    "regions",
    "return_draft",
    "returns_share_on_time",
    "scopes_of_group",
    "scopes_of_person",
    "waiting_notices",
]
