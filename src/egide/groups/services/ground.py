"""What several verbs of groups share: locks, moves from state to state, words for a day."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

from django.db import IntegrityError
from django.db.models import F
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from egide.design.typography import date_long
from egide.groups.enums import GroupState
from egide.groups.models import Group, GroupStage
from egide.groups.permissions import MANAGE_GROUPS, MANAGE_OWN_GROUP
from egide.groups.rules import GROUP_MOVES, obstacle_to_move
from egide.kernel.access import Actor, require
from egide.kernel.errors import Refused, Stale
from egide.kernel.periods import running_on
from egide.members.models import Person

ONE_DAY = timedelta(days=1)


class ForbiddenMove(Refused):
    """The state of a group, an agreement or a return does not allow this; the message says what
    does."""


class GroupRefused(Refused):
    """The society's rules forbid this for the group; ``obstacles`` says why, one sentence each."""

    def __init__(self, obstacles: list[str]) -> None:
        self.obstacles = list(obstacles)
        super().__init__(" ".join(self.obstacles))


def refuse_if(obstacles: list[str]) -> None:
    """Raise ``GroupRefused`` when something stands in the way."""
    if obstacles:
        raise GroupRefused(obstacles)


@contextmanager
def unless_taken(refusal: Refused) -> Iterator[None]:
    """Say ``refusal`` when somebody wrote the same thing in the meantime, which nobody saw yet."""
    try:
        yield
    except IntegrityError as conflict:
        raise refusal from conflict


def locked(group: Group, *, version: int | None = None) -> Group:
    """Return the group as it is now, locked until the end of the verb.

    ``version`` is what the person had read: somebody else's change is never overwritten.
    """
    fresh = Group.objects.select_for_update(of=("self",)).get(pk=group.pk)
    if version is not None and fresh.version != version:
        raise Stale(
            _(
                "Quelqu’un a modifié ce groupe pendant que vous écriviez. "
                "Relisez la page : votre saisie est gardée."
            )
        )
    return fresh


def move_group(group: Group, target: GroupState, *, on: date) -> None:
    """Put a locked group in another state from ``on``, and write it in its history.

    :raises ForbiddenMove: naming the allowed states, or when ``on`` is before the present state.
    """
    obstacle = obstacle_to_move(GROUP_MOVES, GroupState(group.state), target)
    if obstacle:
        raise ForbiddenMove(obstacle)
    present = group.stages.order_by("-starts_on", "pk").first()
    if present is not None and on < present.starts_on:
        raise ForbiddenMove(
            _("Le groupe est dans son état actuel depuis le %(day)s : il n’en change pas avant.")
            % {"day": in_words(present.starts_on)}
        )
    if present is not None and present.starts_on == on:
        present.delete()
    elif present is not None:
        present.ends_on = on - ONE_DAY
        present.save(update_fields=["ends_on"])
    GroupStage.objects.create(group=group, state=target, starts_on=on)
    group.state = target


def save_group(group: Group, *columns: str) -> None:
    """Save some columns of a locked group; whoever read it before is told when they save."""
    group.version = F("version") + 1
    group.save(update_fields=[*columns, "version"])
    group.refresh_from_db(fields=["version"])


def require_self_or(right: str, *, person_id: int, by: Actor) -> None:
    """Let people act for themselves; anybody else needs the right on the whole society."""
    if by.person_id is None or by.person_id != person_id:
        require(by, right)


def require_desk(by: Actor) -> None:
    """Require the right of the people who look after the whole network (pôle Communauté)."""
    require(by, MANAGE_GROUPS)


def require_own(by: Actor, group: Group) -> None:
    """Require the right of the group's officers, or that of the desk of the network."""
    if not by.can(MANAGE_GROUPS):
        require(by, MANAGE_OWN_GROUP, on=group)


def standing_of(person: Person, *, on: date) -> str | None:
    """Return the standing of a person in the society on a day, if any."""
    return person.memberships.filter(running_on(on)).values_list("status", flat=True).first()


def in_words(day: date) -> str:
    """Write a day in full, in the reader's language."""
    return date_long(day, (get_language() or "fr")[:2])
