"""What becomes of the registry's rows when two records are one: nothing is twice, nothing is lost.

Each function is the ``join`` of a line of the map of personal data; the others are those of
``kernel.uniting``. What is left with the record that goes comes back if the two are parted.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models.functions import Now

from egide.kernel.uniting import Joining, move, take_out
from egide.members.enums import Audience, ContactKind, SchoolingRank
from egide.members.models import (
    Consent,
    ContactPoint,
    LikelyPair,
    PostalAddress,
    VisibilityChoice,
)
from egide.members.rules.uniting import ADDRESS, PROMOTION, STANDING
from egide.members.rules.visibility import default_audience

LAST_DAY = date.max


def join_schoolings(case: Joining) -> None:
    """Keep one line a promotion; a second principal promotion becomes a secondary one (R-REG-4)."""
    theirs_win = PROMOTION in case.believed
    winning, losing = (case.theirs, case.mine) if theirs_win else (case.mine, case.theirs)
    take_out(losing.filter(promotion__in=list(winning.values_list("promotion", flat=True))))
    if winning.filter(rank=SchoolingRank.PRINCIPAL).exists():
        losing.filter(rank=SchoolingRank.PRINCIPAL).update(rank=SchoolingRank.SECONDARY)
    move(case)


def join_standings(case: Joining) -> None:
    """Keep one standing a day: where both records say one, that of the record believed."""
    theirs_win = STANDING in case.believed
    winning, losing = (case.theirs, case.mine) if theirs_win else (case.mine, case.theirs)
    days = list(winning.values_list("starts_on", "ends_on"))
    clashing = [
        key
        for key, starts_on, ends_on in losing.values_list("pk", "starts_on", "ends_on")
        if any(
            starts_on <= (last or LAST_DAY) and first <= (ends_on or LAST_DAY)
            for first, last in days
        )
    ]
    take_out(losing.filter(pk__in=clashing))
    move(case)


def join_contacts(case: Joining) -> None:
    """Keep each value once, and one principal of each kind: that of the record believed."""
    rows = list(ContactPoint.objects.filter(person__in=(case.kept, case.gone)).order_by("pk"))
    mine = {_same(row): row for row in rows if row.person_id == case.kept}
    twice = [row.pk for row in rows if row.person_id == case.gone and _same(row) in mine]
    staying = [row for row in rows if row.pk not in twice]
    chosen = {_principal(rows, kind, case) for kind in ContactKind}
    right = [row.pk for row in staying if _same(row) in chosen]
    take_out(case.theirs.filter(pk__in=twice))
    everything: Any = ContactPoint.objects.filter(pk__in=[row.pk for row in staying])
    everything.filter(primary=True).exclude(pk__in=right).update(primary=False)
    move(case)
    everything.filter(pk__in=right, primary=False).update(primary=True)


def _same(row: ContactPoint) -> tuple[str, str]:
    return row.kind, row.value.casefold()


def _principal(rows: list[ContactPoint], kind: str, case: Joining) -> tuple[str, str] | None:
    first = case.gone if kind in case.believed else case.kept
    principal = [row for row in rows if row.kind == kind and row.primary]
    principal.sort(key=lambda row: row.person_id != first)
    return _same(principal[0]) if principal else None


def join_addresses(case: Joining) -> None:
    """Keep one address of today; the other was left that day, unless it is the same."""
    running = PostalAddress.objects.filter(ends_on__isnull=True)
    mine, theirs = (
        running.filter(person=case.kept).first(),
        running.filter(person=case.gone).first(),
    )
    if mine and theirs:
        losing = mine if ADDRESS in case.believed else theirs
        same = ("lines", "postcode", "city", "country")
        alike = all(getattr(mine, name) == getattr(theirs, name) for name in same)
        if alike or losing.starts_on > case.on:
            take_out(PostalAddress.objects.filter(pk=losing.pk))
        else:
            PostalAddress.objects.filter(pk=losing.pk).update(ends_on=case.on)
    move(case)


def join_choices(case: Joining) -> None:
    """Keep the narrower of two choices on a part: uniting shows nothing to more (R-REG-6)."""
    ranks = {audience: rank for rank, audience in enumerate(Audience)}
    mine = dict(case.mine.values_list("field", "audience"))
    for key, field, audience in case.theirs.order_by("pk").values_list("pk", "field", "audience"):
        said = mine.get(field) or default_audience(field)
        if ranks[Audience(audience)] < ranks[Audience(said)]:
            take_out(case.mine.filter(field=field))
        else:
            take_out(case.theirs.filter(pk=key))
    move(case)


def join_consents(case: Joining) -> None:
    """Let a consent run that says what is shown now; each that says more is withdrawn."""
    shown = dict(
        VisibilityChoice.objects.filter(person__in=(case.kept, case.gone)).values_list(
            "field", "audience"
        )
    )
    running = Consent.objects.filter(
        person__in=(case.kept, case.gone), withdrawn_at__isnull=True
    ).order_by("pk")
    said: set[str] = set()
    for consent in running:
        if consent.purpose in said or shown.get(consent.purpose) != consent.audience:
            Consent.objects.filter(pk=consent.pk).update(withdrawn_at=Now())
        else:
            said.add(consent.purpose)
    move(case)


def join_roll(case: Joining) -> None:
    """Keep one line of the roll."""
    if case.mine.exists():
        take_out(case.theirs)
    move(case)


def join_pairs(case: Joining) -> None:
    """Forget what waited; who was said to be somebody else than one is somebody else than both."""
    column = case.column
    opposite = "other_id" if column == "person_id" else "person_id"
    for pair in case.theirs.order_by("pk"):
        stranger = getattr(pair, opposite)
        both = (case.kept, stranger)
        known = LikelyPair.objects.filter(person__in=both, other__in=both).exists()
        here = LikelyPair.objects.filter(pk=pair.pk)
        if pair.apart_on is None or stranger == case.kept or known:
            take_out(here)
        else:
            here.update(**{column: case.kept})
