"""Who is a member, in what standing, from which day (qualité de sociétaire)."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Q
from django.utils.translation import gettext as _

from egide.kernel import audit, events
from egide.kernel.access import Actor, require
from egide.kernel.errors import Refused
from egide.kernel.identity import verb
from egide.kernel.periods import running_on
from egide.members.enums import (
    MEMBER_STATUSES,
    DataStatus,
    LifeStatus,
    MembershipStatus,
    ProfileField,
    RegistryStatus,
)
from egide.members.events import StandingChanged
from egide.members.models import Membership, Person, VisibilityChoice
from egide.members.permissions import MANAGE_REGISTRY
from egide.members.rules.people import is_listed, obstacles_to_standing
from egide.members.rules.visibility import default_audience


class StandingRefused(Refused):
    """The person cannot pass from their standing to this one, or not on this day."""


@verb
def change_standing(
    *, person: Person, status: MembershipStatus, on: date, by: Actor, reason: str = ""
) -> Membership:
    """Give a person a standing from ``on``; the one before ends the day before.

    It is how somebody adheres, is up to date, falls behind, resigns or is struck off. The state
    at the registry follows: whoever adheres as a student is one, whoever ceases to be a student
    member is a graduate.

    :raises StandingRefused: if the passage does not exist (R-X-7), the person has died, or a
        later standing is already written.
    """
    require(by, MANAGE_REGISTRY)
    held = Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    rows = Membership.objects.select_for_update().filter(person=held)
    running = rows.filter(running_on(on)).first()
    before = latest_status(held, on=on)
    _refuse_impossible(held, before, status, rows.filter(starts_on__gt=on).exists())

    if running is not None and running.starts_on == on:
        running.status = status
        running.save(update_fields=["status"])
    else:
        if running is not None:
            running.ends_on = on - timedelta(days=1)
            running.save(update_fields=["ends_on"])
        running = Membership.objects.create(person=held, status=status, starts_on=on)
    _follow_at_the_registry(held, status)
    keep_listing(held, on=on)

    audit.record(
        by,
        "members.standing_changed",
        held,
        reason=reason,
        before_status=before,
        status=status,
        on=on,
    )
    events.publish(StandingChanged(person_id=held.pk, before=before or "", after=status, on=on))
    return running


def latest_status(person: Person, *, on: date) -> str | None:
    """Return the last standing begun by ``on``: whoever resigned is no newcomer."""
    begun = Membership.objects.filter(person=person, starts_on__lte=on).order_by("-starts_on", "pk")
    return begun.values_list("status", flat=True).first()


def _refuse_impossible(person: Person, before: str | None, status: str, later: bool) -> None:
    if person.life_status == LifeStatus.DECEASED or person.data_status == DataStatus.ANONYMISED:
        raise StandingRefused(
            _("Cette personne n’est plus parmi nous, ou ses données sont effacées.")
        )
    for obstacle in obstacles_to_standing(before, status):
        raise StandingRefused(obstacle)
    if later:
        raise StandingRefused(_("Une qualité est déjà écrite pour un jour suivant."))


def _follow_at_the_registry(person: Person, status: str) -> None:
    if status == MembershipStatus.STUDENT:
        person.registry_status = RegistryStatus.STUDENT
    elif status in MEMBER_STATUSES and status != MembershipStatus.HONORARY:
        person.registry_status = RegistryStatus.GRADUATE
    person.save(update_fields=["registry_status"])


def keep_listing(person: Person, *, on: date) -> None:
    """Write whether members find the person in the directory, as it is on ``on``."""
    standing = Membership.objects.filter(running_on(on), person=person, status__in=MEMBER_STATUSES)
    chosen = VisibilityChoice.objects.filter(person=person, field=ProfileField.NAME)
    person.listed = is_listed(
        life_status=person.life_status,
        data_status=person.data_status,
        is_member=standing.exists(),
        name_audience=chosen.values_list("audience", flat=True).first()
        or default_audience(ProfileField.NAME),
    )
    person.save(update_fields=["listed"])


@verb
def refresh_listing(*, by: Actor, on: date) -> int:
    """Bring the directory to the day ``on``, for standings that begin or end by themselves.

    Runs every night and writes only what changed; return how many people came or went.
    """
    require(by, MANAGE_REGISTRY)
    shown = Person.objects.members_on(on).filter(data_status=DataStatus.ACTIVE).living()
    hidden = VisibilityChoice.objects.filter(field=ProfileField.NAME).exclude(
        audience__in=("MEMBERS", "PUBLIC")
    )
    wanted = Q(pk__in=shown.values("pk")) & ~Q(pk__in=hidden.values("person"))
    gone = Person.objects.filter(listed=True).exclude(wanted).update(listed=False)
    come = Person.objects.filter(wanted, listed=False).update(listed=True)
    if gone or come:
        audit.record(by, "members.listing_refreshed", "members.person", gone=gone, come=come, on=on)
    return gone + come
