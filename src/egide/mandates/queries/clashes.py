"""Mandates of two records that cannot be those of one person."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from egide.mandates.models import Mandate


def two_mandates_at_once(kept: int, gone: int) -> list[str]:
    """Say in which body or office both records serve on one day: nobody does (R-GOV-10)."""
    mandates = Mandate.objects.real().order_by("pk")
    mine = list(mandates.filter(person=kept))
    said = []
    for theirs in mandates.filter(person=gone).select_related("body", "office", "seat"):
        for one in mine:
            same_place = theirs.body_id is not None and theirs.body_id == one.body_id
            place, other = (theirs.office_id, theirs.scope_id), (one.office_id, one.scope_id)
            same_office = theirs.office_id is not None and place == other
            if (same_place or same_office) and _overlap(theirs, one):
                label = theirs.body.label if same_place and theirs.body else str(theirs.office)
                said.append(
                    _("Les deux fiches servent les mêmes jours (%(where)s) : corrigez un mandat.")
                    % {"where": label}
                )
    return said


def _overlap(one: Mandate, other: Mandate) -> bool:
    return one.starts_on <= (other.ends_on or date.max) and other.starts_on <= (
        one.ends_on or date.max
    )
