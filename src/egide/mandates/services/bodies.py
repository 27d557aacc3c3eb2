"""The bodies of the statutes as data: created, amended, dissolved."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _

from egide.kernel import audit
from egide.kernel.access import Actor, require
from egide.kernel.errors import Refused
from egide.kernel.identity import verb
from egide.kernel.periods import lasting_until, running_on
from egide.mandates.enums import BodyKind
from egide.mandates.models import Body, Mandate, Office, Seat
from egide.mandates.permissions import MANAGE_STATUTES
from egide.mandates.rules import SeatDraft
from egide.mandates.services.seats import add_seats, close_seat


class BodyRefused(Refused):
    """The statutes do not allow this body, this change, or its dissolution."""


@verb
def create_body(
    *,
    code: str,
    kind: BodyKind,
    name: str,
    starts_on: date,
    by: Actor,
    statutory: bool = False,
    seats_at_most: int | None = None,
    gives: Office | None = None,
    source: str = "",
    seats: Sequence[SeatDraft] = (),
) -> Body:
    """Create a body (organe) from a day on, with its first seats; the statutes have one of each
    kind (R-GOV-1).

    :raises BodyRefused: with every obstacle of ``obstacles_to_creating_body``.
    :raises SeatRefused: when the seats cannot be added; then the body is not created either.
    """
    require(by, MANAGE_STATUTES)
    _refuse(
        obstacles_to_creating_body(
            code=code, kind=kind, name=name, statutory=statutory, on=starts_on
        )
    )
    body = Body.objects.create(
        code=code,
        kind=kind,
        name=name.strip(),
        statutory=statutory,
        seats_at_most=seats_at_most,
        gives=gives,
        starts_on=starts_on,
        source=source,
    )

    audit.record(by, "mandates.body_created", body, code=code, kind=kind, starts_on=starts_on)
    if seats:
        add_seats(body=body, drafts=seats, starts_on=starts_on, source=source, by=by)
    return body


def obstacles_to_creating_body(
    *, code: str, kind: str, name: str, statutory: bool, on: date
) -> list[str]:
    """What forbids this body from a day on; shown before, and used to refuse (R-GOV-1)."""
    obstacles = []
    if not name.strip():
        obstacles.append(_("Un organe a un nom."))
    if Body.objects.filter(code=code).exists():
        obstacles.append(_("Le code « %(code)s » est déjà pris.") % {"code": code})
    if Body.objects.filter(running_on(on), name=name.strip()).exists():
        obstacles.append(_("Un organe porte déjà le nom « %(name)s ».") % {"name": name.strip()})
    if statutory and kind == BodyKind.COMMISSION:
        obstacles.append(_("Une commission n’est pas un organe des statuts."))
    elif statutory and Body.objects.filter(lasting_until(on), kind=kind, statutory=True).exists():
        obstacles.append(_("Les statuts n’ont qu’un organe de cette nature à la fois."))
    return obstacles


@verb
def amend_body(
    *,
    body: Body,
    name: str,
    seats_at_most: int | None,
    gives: Office | None,
    source: str,
    by: Actor,
    on: date,
) -> Body:
    """Write what a resolution changed in a body: its name, its ceiling, the office it gives.

    What the seats say is changed seat by seat (``amend_seat``), from a day on.

    :raises BodyRefused: with every obstacle of ``obstacles_to_amending_body``.
    """
    require(by, MANAGE_STATUTES)
    body = Body.objects.select_for_update(of=("self",)).get(pk=body.pk)
    _refuse(
        obstacles_to_amending_body(
            body, name=name, seats_at_most=seats_at_most, gives=gives, source=source, on=on
        )
    )
    before = audit.fingerprint(body)
    body.name, body.seats_at_most, body.gives = name.strip(), seats_at_most, gives
    body.source = source.strip()
    body.save(update_fields=["name", "seats_at_most", "gives", "source"])

    audit.record(by, "mandates.body_amended", body, before=before, reason=body.source, on=on)
    return body


def obstacles_to_amending_body(
    body: Body,
    *,
    name: str,
    seats_at_most: int | None,
    gives: Office | None,
    source: str,
    on: date,
) -> list[str]:
    """What forbids these changes of a body; shown before, and used to refuse."""
    obstacles = []
    if not name.strip():
        obstacles.append(_("Un organe a un nom."))
    if not source.strip():
        obstacles.append(_("Indiquez la résolution qui en décide."))
    twins = Body.objects.filter(lasting_until(on), name=name.strip()).exclude(pk=body.pk)
    if twins.exists():
        obstacles.append(_("Un organe porte déjà le nom « %(name)s ».") % {"name": name.strip()})
    seats = Seat.objects.filter(lasting_until(on), body=body).values("number").distinct().count()
    if seats_at_most is not None and seats_at_most < seats:
        obstacles.append(
            _("Cet organe a déjà %(seats)d sièges : supprimez-en d’abord.") % {"seats": seats}
        )
    given = gives.pk if gives else None
    if given != body.gives_id and Mandate.objects.real().filter(body=body).exists():
        obstacles.append(
            _(
                "Des mandats ont été ouverts dans cet organe : changer la fonction qu’il donne "
                "changerait le passé. Changez plutôt les droits de cette fonction."
            )
        )
    return obstacles


@verb
def dissolve_body(
    *, body: Body, on: date, by: Actor, source: str, with_seats: bool = False
) -> Body:
    """End a body on its last day; its seats have been retired by then, or are now (dissoudre).

    :raises BodyRefused: with every obstacle of ``obstacles_to_dissolving``.
    """
    require(by, MANAGE_STATUTES)
    body = Body.objects.select_for_update(of=("self",)).get(pk=body.pk)
    seats = list(
        Seat.objects.select_for_update(of=("self",))
        .filter(body=body)
        .exclude(ends_on__lte=on)
        .order_by("pk")
    )
    _refuse(obstacles_to_dissolving(body, on=on, source=source, with_seats=with_seats))

    for seat in seats:
        close_seat(seat, on=on, source=source.strip(), by=by)
    before = audit.fingerprint(body)
    body.ends_on = on
    body.save(update_fields=["ends_on"])

    audit.record(by, "mandates.body_dissolved", body, before=before, reason=source.strip(), on=on)
    return body


def obstacles_to_dissolving(
    body: Body, *, on: date, source: str, with_seats: bool = False
) -> list[str]:
    """What forbids that ``body`` ends on a day; shown before, and used to refuse."""
    obstacles = []
    if not source.strip():
        obstacles.append(_("Indiquez la résolution qui en décide."))
    if body.ends_on is not None:
        obstacles.append(_("Cet organe a déjà une fin."))
    if on < body.starts_on:
        obstacles.append(_("Cet organe n’existe pas encore ce jour-là."))
    remaining = Seat.objects.filter(body=body).exclude(ends_on__lte=on)
    if remaining.exists() and not with_seats:
        obstacles.append(_("Supprimez d’abord les sièges de cet organe."))
    if remaining.filter(starts_on__gt=on).exists():
        obstacles.append(_("Un siège de cet organe commence après ce jour."))
    running = Mandate.objects.real().filter(body=body).exclude(ends_on__lte=on)
    if with_seats and running.exists():
        obstacles.append(
            _("Des mandats courent après ce jour dans cet organe : mettez-y d’abord fin.")
        )
    return obstacles


def _refuse(obstacles: Sequence[str]) -> None:
    if obstacles:
        raise BodyRefused(" ".join(obstacles))
