"""Facts about groups that the modules above may want to know."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, kw_only=True)
class GroupProposed:
    """Members ask for a new group."""

    group_id: int
    on: date


@dataclass(frozen=True, kw_only=True)
class GroupCreated:
    """A proposed group became a group of the network."""

    group_id: int
    on: date


@dataclass(frozen=True, kw_only=True)
class GroupRenamed:
    """A group has another name."""

    group_id: int
    on: date


@dataclass(frozen=True, kw_only=True)
class GroupFellAsleep:
    """A group without activity or officer was put to sleep."""

    group_id: int
    on: date


@dataclass(frozen=True, kw_only=True)
class GroupWokeUp:
    """A dormant group lives again."""

    group_id: int
    on: date


@dataclass(frozen=True, kw_only=True)
class GroupClosed:
    """A group is no more; ``heir_id`` is the group into which it was merged, if any."""

    group_id: int
    on: date
    heir_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class GroupJoined:
    """Somebody is in a group from ``on``."""

    group_id: int
    person_id: int
    on: date


@dataclass(frozen=True, kw_only=True)
class GroupLeft:
    """``on`` is the last day of somebody in a group."""

    group_id: int
    person_id: int
    on: date


@dataclass(frozen=True, kw_only=True)
class DefaultGroupChanged:
    """Somebody moved, and is now in the group of the new address (AC-GRP-4).

    ``presidents`` are the ids of the people who are to be told, of both groups.
    """

    person_id: int
    left_id: int | None
    joined_id: int | None
    presidents: tuple[int, ...]
    on: date


@dataclass(frozen=True, kw_only=True)
class EgideSigned:
    """A group lives under the society's name from ``on``."""

    group_id: int
    agreement_id: int
    on: date


@dataclass(frozen=True, kw_only=True)
class EgideSuspended:
    """An égide agreement is suspended from ``on``; the group may not spend."""

    group_id: int
    agreement_id: int
    on: date


@dataclass(frozen=True, kw_only=True)
class EgideResumed:
    """A suspended agreement holds again from ``on``."""

    group_id: int
    agreement_id: int
    on: date


@dataclass(frozen=True, kw_only=True)
class EgideEnded:
    """``on`` is the last day of an égide agreement; what is left comes back to the society."""

    group_id: int
    agreement_id: int
    on: date


@dataclass(frozen=True, kw_only=True)
class ActivityRecorded:
    """A group did something together."""

    group_id: int
    activity_id: int
    on: date


@dataclass(frozen=True, kw_only=True)
class ActivityAnswered:
    """A member says whether they come to what a group announced."""

    activity_id: int
    person_id: int
    coming: bool
    on: date


@dataclass(frozen=True, kw_only=True)
class AttendanceCounted:
    """An officer said how many people came to an activity."""

    group_id: int
    activity_id: int
    attendance: int
    on: date


@dataclass(frozen=True, kw_only=True)
class ReturnSubmitted:
    """A group gave its yearly return."""

    group_id: int
    year: int
    on: date


@dataclass(frozen=True, kw_only=True)
class ReturnAccepted:
    """The yearly return of a group was found right."""

    group_id: int
    year: int
    on: date


@dataclass(frozen=True, kw_only=True)
class NoticeRaised:
    """Something new waits on a group's desk; ``kind`` is a ``NoticeKind``."""

    group_id: int
    kind: str
    on: date
