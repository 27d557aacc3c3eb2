"""Centres and promotions enter the registry."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _

from egide.kernel import audit
from egide.kernel.access import Actor, require
from egide.kernel.bulk import copy_rows
from egide.kernel.errors import Refused
from egide.kernel.identity import verb
from egide.members.models import Centre, Promotion
from egide.members.permissions import MANAGE_REGISTRY
from egide.members.rules.promotions import (
    ImpossiblePromotion,
    PromotionName,
    UnreadablePromotion,
    obstacles_to_promotion,
)


class CentreAlreadyFounded(Refused):
    """Another centre has this code."""


class PromotionAlreadyOpen(Refused):
    """This centre already has a promotion of that year."""


@verb
def found_centre(
    *,
    code: str,
    name: str,
    first_entry_year: int,
    last_entry_year: int | None = None,
    nickname: str = "",
    by: Actor,
    on: date,
) -> Centre:
    """Write down a centre of the School and the years in which people entered it.

    :raises CentreAlreadyFounded: if the code is another centre's.
    """
    require(by, MANAGE_REGISTRY)
    if Centre.objects.filter(code__iexact=code).exists():
        raise CentreAlreadyFounded(
            _("Le code « %(code)s » est déjà celui d’un centre.") % {"code": code}
        )
    centre = Centre(
        code=code,
        name=name,
        nickname=nickname,
        first_entry_year=first_entry_year,
        last_entry_year=last_entry_year,
    )
    centre.full_clean()
    centre.save(force_insert=True)

    audit.record(by, "members.centre_founded", centre, code=code, on=on)
    return centre


@verb
def open_promotions(*, names: Sequence[PromotionName], by: Actor, on: date) -> int:
    """Open promotions, all or none, and return how many.

    :raises UnreadablePromotion: if a centre is unknown.
    :raises ImpossiblePromotion: if a centre had no entry in that year (R-REG-2).
    :raises PromotionAlreadyOpen: if one of them is open.
    """
    require(by, MANAGE_REGISTRY)
    centres = {centre.code: centre for centre in Centre.objects.select_for_update().order_by("pk")}
    known = set(Promotion.objects.values_list("centre__code", "entry_year"))
    rows = []
    for name in names:
        centre = centres.get(name.centre)
        if centre is None:
            raise UnreadablePromotion(
                _("« %(text)s » n’est pas un centre de l’École.") % {"text": name.centre[:10]}
            )
        for obstacle in obstacles_to_promotion(centre, name.entry_year, on=on):
            raise ImpossiblePromotion(obstacle)
        if (name.centre, name.entry_year) in known:
            raise PromotionAlreadyOpen(
                _("La promotion %(name)s est déjà ouverte.") % {"name": name}
            )
        known.add((name.centre, name.entry_year))
        rows.append((centre.pk, name.entry_year, str(name)))
    copy_rows(Promotion, ("centre_id", "entry_year", "label"), rows)

    labels = [str(name) for name in names]
    audit.record(by, "members.promotions_opened", "members.promotion", labels=labels, on=on)
    return len(rows)
