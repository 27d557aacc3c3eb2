"""What the successor of an officer receives, ticked one thing after the other (passation)."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from egide.groups.models import Group, Handover, HandoverItem
from egide.groups.rules import things_to_receive
from egide.groups.services.ground import GroupRefused, require_own
from egide.kernel import audit
from egide.kernel.access import Actor
from egide.kernel.identity import verb
from egide.mandates.enums import OfficeCode
from egide.mandates.models import Mandate


class HandoverRefused(GroupRefused):
    """The thing is not received so: by somebody else, too early, or twice."""


def open_handover(
    *, group: Group, outgoing: Mandate, incoming: Mandate, office: OfficeCode, on: date, by: Actor
) -> Handover:
    """Prepare the sheet of a hand-over, inside the verb that passes the office on."""
    handover = Handover.objects.create(
        group=group, outgoing=outgoing, incoming=incoming, opened_on=on
    )
    HandoverItem.objects.bulk_create(
        HandoverItem(handover=handover, thing=thing) for thing in things_to_receive(office)
    )

    audit.record(by, "groups.handover_opened", handover, group=group.pk)
    return handover


@verb
def receive_thing(*, item: HandoverItem, on: date, by: Actor) -> HandoverItem:
    """Say that one thing was received; the last one closes the hand-over.

    Only the successor says so: nobody certifies what they handed over themselves (R-X-8).

    :raises HandoverRefused: if somebody else says so, before the mandate begins, or twice.
    """
    handover = (
        Handover.objects.select_for_update(of=("self",))
        .select_related("group", "incoming")
        .get(pk=item.handover_id)
    )
    require_own(by, handover.group)
    item = HandoverItem.objects.select_for_update(of=("self",)).get(pk=item.pk)
    obstacles = []
    if by.person_id != handover.incoming.person_id:
        obstacles.append(_("C’est au successeur de dire ce qu’il a reçu."))
    if item.received_on is not None:
        obstacles.append(_("C’est déjà noté."))
    if obstacles:
        raise HandoverRefused(obstacles)

    item.received_on = on
    item.save(update_fields=["received_on"])
    if not handover.items.filter(received_on__isnull=True).exists():
        handover.closed_on = on
        handover.save(update_fields=["closed_on"])

    audit.record(
        by,
        "groups.handover_thing_received",
        handover,
        group=handover.group_id,
        kind=item.thing,
        on=on,
    )
    return item
