"""Ending mandates: at their term, before it, or because they never should have been."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, timedelta

from django.db.models import Q
from django.utils.translation import gettext as _

from egide.kernel import audit, events
from egide.kernel.access import CLOCK, Actor, require
from egide.kernel.errors import NotAllowed, Refused
from egide.kernel.identity import verb
from egide.kernel.periods import lasting_until
from egide.mandates.enums import EndReason
from egide.mandates.events import MandateEnded
from egide.mandates.models import Mandate
from egide.mandates.permissions import MANAGE_MANDATES
from egide.mandates.rules import obstacles_to_ending
from egide.members.enums import FORMER_STATUSES
from egide.members.events import PeopleErased, PersonDied, StandingChanged


class EndingRefused(Refused):
    """A mandate ends once, within its days; ``obstacles`` says what stands in the way."""

    def __init__(self, obstacles: Sequence[str]) -> None:
        self.obstacles = list(obstacles)
        super().__init__(" ".join(self.obstacles))


class OwnEnding(NotAllowed):
    """Nobody closes their own mandate (R-X-8)."""


@verb
def end_mandate(
    *, mandate: Mandate, reason: EndReason, on: date, by: Actor, note: str = ""
) -> Mandate:
    """End a mandate so that its rights stop at the end of ``on`` (clore un mandat, R-X-1).

    The ex officio seats that came with it end the same day (R-GOV-10).

    :raises OwnEnding: if the actor is the person who serves (R-X-8).
    :raises EndingRefused: with every obstacle of ``rules.obstacles_to_ending``.
    """
    require(by, MANAGE_MANDATES, on=mandate.scope_id)
    return close(mandate, on=on, reason=reason, by=by, note=note)


def close(mandate: Mandate, *, on: date, reason: EndReason, by: Actor, note: str = "") -> Mandate:
    """End a mandate and those that follow it, for a verb that has checked the right."""
    mandate = Mandate.objects.select_for_update(of=("self",)).get(pk=mandate.pk)
    _refuse_own(mandate, by=by)
    obstacles = obstacles_to_ending(mandate, on=on, reason=reason)
    if obstacles:
        raise EndingRefused(obstacles)

    _end(mandate, on=on, reason=reason, by=by, note=note)
    for dependent in _dependents(mandate):
        if dependent.starts_on > on:
            _cancel(dependent, by=by, why=_("la fonction suivie prend fin avant"))
        elif dependent.ends_on is None or dependent.ends_on > on or not dependent.end_reason:
            last = on if dependent.ends_on is None else min(on, dependent.ends_on)
            _end(dependent, on=last, reason=reason, by=by)
    return mandate


@verb
def cancel_mandate(*, mandate: Mandate, why: str, by: Actor) -> Mandate:
    """Say that a mandate was written by mistake (annuler): it counts on no day, and stays written.

    :raises EndingRefused: without a reason, or if it is cancelled already or follows another.
    """
    require(by, MANAGE_MANDATES, on=mandate.scope_id)
    mandate = Mandate.objects.select_for_update(of=("self",)).get(pk=mandate.pk)
    _refuse_own(mandate, by=by)
    obstacles = []
    if not why.strip():
        obstacles.append(_("Dites pourquoi ce mandat est annulé."))
    if mandate.end_reason == EndReason.CANCELLED:
        obstacles.append(_("Ce mandat est déjà annulé."))
    if mandate.follows_id is not None:
        obstacles.append(_("Ce mandat est de droit : annulez celui qu’il suit."))
    if obstacles:
        raise EndingRefused(obstacles)

    for dependent in _dependents(mandate):
        _cancel(dependent, by=by, why=why.strip())
    return _cancel(mandate, by=by, why=why.strip())


@verb
def cancel_mandates(*, ids: Collection[int], why: str, by: Actor) -> int:
    """Cancel many mandates that were written by mistake, with those that follow them (a file).

    They count on no day, and stay written; the register gets one line. Returns how many.

    :raises OwnEnding: if one of them is the actor's own (R-X-8).
    :raises EndingRefused: without a reason.
    """
    require(by, MANAGE_MANDATES)
    if not why.strip():
        raise EndingRefused([_("Dites pourquoi ces mandats sont annulés.")])
    those = Mandate.objects.real().select_for_update(of=("self",))
    held = list(those.filter(Q(pk__in=ids) | Q(follows__in=ids)).order_by("pk"))
    for mandate in held:
        _refuse_own(mandate, by=by)
    if not held:
        return 0
    Mandate.objects.filter(pk__in=[mandate.pk for mandate in held]).update(
        end_reason=EndReason.CANCELLED
    )

    audit.record_rows(
        by,
        "mandates.mandates_cancelled",
        Mandate,
        [mandate.pk for mandate in held],
        reason=why.strip(),
        mandates=len(held),
    )
    for mandate in held:
        events.publish(
            MandateEnded(mandate_id=mandate.pk, person_id=mandate.person_id, on=mandate.starts_on)
        )
    return len(held)


@verb
def end_terms(*, on: date, by: Actor) -> int:
    """Mark TERM on the mandates whose last day is before ``on``; run twice, it does nothing more.

    Their rights had stopped by themselves: only the state and the event are left to write.
    """
    require(by, MANAGE_MANDATES)
    over = Mandate.objects.select_for_update(of=("self",)).filter(
        ends_on__lt=on, end_reason=EndReason.RUNNING
    )
    ended = list(over.order_by("pk"))
    for mandate in ended:
        if mandate.ends_on is not None:
            _end(mandate, on=mandate.ends_on, reason=EndReason.TERM, by=by)
    return len(ended)


@verb
def end_mandates_of(
    *, person_id: int, on: date, reason: EndReason, by: Actor, for_members: bool = False
) -> int:
    """End all that a person still serves in, at the end of ``on``: they died, or were forgotten.

    ``for_members`` ends what only members serve in. What would have begun later never was; the ex
    officio seats end with the mandates that they follow. What had ended already keeps its own
    reason. Run twice, it does nothing more.
    """
    require(by, MANAGE_MANDATES)
    left = Mandate.objects.select_for_update(of=("self",)).filter(
        lasting_until(on + timedelta(days=1)),
        person_id=person_id,
        end_reason=EndReason.RUNNING,
        follows__isnull=True,
    )
    if for_members:
        left = left.for_members()
    mandates = list(left.order_by("pk"))
    for mandate in mandates:
        if mandate.starts_on <= on:
            close(mandate, on=on, reason=reason, by=by)
            continue
        why = _("la personne a cessé de servir avant le premier jour")
        for dependent in _dependents(mandate):
            _cancel(dependent, by=by, why=why)
        _cancel(mandate, by=by, why=why)
    return len(mandates)


def when_somebody_dies(event: PersonDied) -> None:
    """End every mandate on the day of death: the seat is vacant, the rights are gone."""
    end_mandates_of(
        person_id=event.person_id, on=event.died_on, reason=EndReason.DECEASED, by=CLOCK
    )


def when_people_are_erased(event: PeopleErased) -> None:
    """End what people who asked to be forgotten still served in: they left."""
    for person_id in event.person_ids:
        end_mandates_of(
            person_id=person_id,
            on=event.on - timedelta(days=1),
            reason=EndReason.RESIGNED,
            by=CLOCK,
        )


def when_a_standing_changes(event: StandingChanged) -> None:
    """End what only members serve in, on the last day of who resigned or was struck off.

    What asks for no membership goes on, and waits for the secretary
    (``queries.composition.held_by_former_members``).
    """
    if event.after in FORMER_STATUSES:
        end_mandates_of(
            person_id=event.person_id,
            on=event.on - timedelta(days=1),
            reason=EndReason.NOT_MEMBER,
            by=CLOCK,
            for_members=True,
        )


def _refuse_own(mandate: Mandate, *, by: Actor) -> None:
    if by.person_id is not None and mandate.person_id == by.person_id:
        raise OwnEnding(
            _("Nul n’ouvre ni ne clôt son propre mandat : demandez à un autre responsable (R-X-8).")
        )


def _dependents(mandate: Mandate) -> list[Mandate]:
    found = Mandate.objects.select_for_update(of=("self",)).filter(follows=mandate)
    return list(found.filter(~Q(end_reason=EndReason.CANCELLED)).order_by("pk"))


def _end(mandate: Mandate, *, on: date, reason: EndReason, by: Actor, note: str = "") -> None:
    before = audit.fingerprint(mandate)
    mandate.ends_on, mandate.end_reason = on, reason
    mandate.save(update_fields=["ends_on", "end_reason"])
    audit.record(
        by, "mandates.mandate_ended", mandate, before=before, reason=note, on=on, end_reason=reason
    )
    events.publish(MandateEnded(mandate_id=mandate.pk, person_id=mandate.person_id, on=on))


def _cancel(mandate: Mandate, *, by: Actor, why: str) -> Mandate:
    before = audit.fingerprint(mandate)
    mandate.end_reason = EndReason.CANCELLED
    mandate.save(update_fields=["end_reason"])
    audit.record(by, "mandates.mandate_cancelled", mandate, before=before, reason=why)
    events.publish(
        MandateEnded(mandate_id=mandate.pk, person_id=mandate.person_id, on=mandate.starts_on)
    )
    return mandate


def close_for_scope(mandate: Mandate, *, on: date, by: Actor) -> None:
    """End, or cancel when it has not begun, a mandate whose scope closes at the end of ``on``."""
    mandate = Mandate.objects.select_for_update(of=("self",)).get(pk=mandate.pk)
    if mandate.starts_on > on:
        _cancel(mandate, by=by, why=_("le périmètre ferme avant"))
    else:
        _end(mandate, on=on, reason=EndReason.CLOSED, by=by)
