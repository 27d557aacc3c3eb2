"""Printing another value than the computed one: a reason, two people, and a line in the annex."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from egide.annual_report.models import Edition, Override
from egide.annual_report.permissions import APPROVE_REPORT, EDIT_REPORT
from egide.annual_report.queries.measuring import units
from egide.annual_report.queries.readings import label_of
from egide.annual_report.services.moving import check_not_frozen, check_open, locked
from egide.kernel import audit
from egide.kernel.access import Actor, require
from egide.kernel.errors import Refused
from egide.kernel.identity import verb


class OverrideRefused(Refused):
    """This override cannot be: no reason, no such figure, or approved by its own author."""


@verb
def propose_override(
    *,
    edition: Edition,
    key: str,
    year: int,
    value: Decimal | date,
    reason: str,
    on: date,
    by: Actor,
) -> Override:
    """Propose to print another value than the computed one (R-REP-1).

    :raises OverrideRefused: without a reason, on a figure that does not exist, or twice.
    """
    require(by, EDIT_REPORT)
    edition = locked(edition)
    check_open(edition)
    _check_proposal(edition, key, year, reason)

    override = Override(
        edition=edition,
        key=key,
        year=year,
        reason=reason.strip(),
        author=by.name,
        proposed_on=on,
        **({"day": value} if isinstance(value, date) else {"amount": value}),
    )
    override.full_clean()
    override.save()

    audit.record(
        by,
        "annual_report.override_proposed",
        edition,
        reason=override.reason,
        key=key,
        year=year,
        value=str(value),
        on=on,
    )
    return override


def _check_proposal(edition: Edition, key: str, year: int, reason: str) -> None:
    if not reason.strip():
        raise OverrideRefused(_("Une dérogation a besoin d’un motif : il sera imprimé en annexe."))
    if key not in units():
        raise OverrideRefused(_("Le chiffre « %(key)s » n’existe pas.") % {"key": key})
    if edition.overrides.filter(key=key, year=year).exists():
        raise OverrideRefused(
            _("« %(key)s » %(year)d a déjà sa dérogation ; retirez-la d’abord.")
            % {"key": label_of(key), "year": year}
        )


@verb
def approve_override(*, override: Override, on: date, by: Actor) -> Override:
    """Agree, as a second person, to an override.

    :raises OverrideRefused: if the author approves their own.
    """
    require(by, APPROVE_REPORT)
    edition = locked(override.edition)
    check_not_frozen(edition)
    override = Override.objects.select_for_update(of=("self",)).get(pk=override.pk)
    if override.is_approved:
        raise OverrideRefused(_("Cette dérogation est déjà approuvée."))
    if override.author == by.name:
        raise OverrideRefused(_("Une dérogation s’approuve par une autre personne que son auteur."))

    override.approver, override.approved_on = by.name, on
    override.full_clean()
    override.save(update_fields=["approver", "approved_on"])

    audit.record(
        by, "annual_report.override_approved", edition, key=override.key, year=override.year, on=on
    )
    return override


@verb
def withdraw_override(*, override: Override, on: date, by: Actor) -> None:
    """Take an override back while the edition is open; the register keeps that it was proposed."""
    require(by, EDIT_REPORT)
    edition = locked(override.edition)
    check_open(edition)

    key, year = override.key, override.year
    edition.overrides.filter(pk=override.pk).delete()

    audit.record(by, "annual_report.override_withdrawn", edition, key=key, year=year, on=on)
