"""Promotions of a person: the principal one counts and votes, a second one never (R-REG-4)."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from egide.kernel import audit, events
from egide.kernel.access import Actor, require
from egide.kernel.errors import Refused
from egide.kernel.identity import verb
from egide.members.enums import Cursus, SchoolingRank
from egide.members.events import PrincipalPromotionChanged
from egide.members.models import Person, Promotion, Schooling
from egide.members.permissions import MANAGE_REGISTRY
from egide.members.services.profiles import count_save, hold_profile


class SchoolingRefused(Refused):
    """The person is already in this promotion, or has no principal one yet."""


@verb
def add_secondary_promotion(
    *,
    person: Person,
    promotion: Promotion,
    by: Actor,
    on: date,
    cursus: Cursus = Cursus.ENGINEER,
) -> Schooling:
    """Write a second promotion: a year repeated, another campus, a doctorate (R-REG-4).

    :raises SchoolingRefused: if the person is in it, or has no principal promotion.
    """
    require(by, MANAGE_REGISTRY)
    held = hold_profile(person, version=None, by=by)
    known = list(Schooling.objects.filter(person=held).order_by("pk"))
    if any(schooling.promotion_id == promotion.pk for schooling in known):
        raise SchoolingRefused(
            _("Cette personne est déjà de la promotion %(name)s.") % {"name": promotion}
        )
    if not any(schooling.rank == SchoolingRank.PRINCIPAL for schooling in known):
        raise SchoolingRefused(_("Donnez d’abord une promotion principale."))
    schooling = Schooling.objects.create(
        person=held, promotion=promotion, rank=SchoolingRank.SECONDARY, cursus=cursus
    )
    count_save(held)

    audit.record(
        by,
        "members.secondary_promotion_added",
        held,
        promotion=promotion.label,
        cursus=cursus,
        on=on,
    )
    return schooling


@verb
def change_principal_promotion(
    *, person: Person, promotion: Promotion, reason: str, by: Actor, on: date
) -> Schooling:
    """Make a promotion the principal one; the one that was becomes secondary (R-REG-4).

    Somebody without any receives their first. The readable id does not follow (R-REG-3).

    :raises SchoolingRefused: if it is the principal one already.
    """
    require(by, MANAGE_REGISTRY)
    held = hold_profile(person, version=None, by=by)
    known = Schooling.objects.select_for_update(of=("self",)).filter(person=held)
    wanted = known.filter(promotion=promotion).first()
    if wanted is not None and wanted.rank == SchoolingRank.PRINCIPAL:
        raise SchoolingRefused(
            _("%(name)s est déjà la promotion principale.") % {"name": promotion}
        )

    before = list(
        known.filter(rank=SchoolingRank.PRINCIPAL).values_list("promotion__label", flat=True)
    )
    known.filter(rank=SchoolingRank.PRINCIPAL).update(rank=SchoolingRank.SECONDARY)
    if wanted is None:
        wanted = Schooling(person=held, promotion=promotion)
    wanted.rank = SchoolingRank.PRINCIPAL
    wanted.save()
    count_save(held)

    audit.record(
        by,
        "members.principal_promotion_changed",
        held,
        reason=reason,
        promotion=promotion.label,
        instead_of=before,
        on=on,
    )
    events.publish(PrincipalPromotionChanged(person_id=held.pk, promotion_id=promotion.pk, on=on))
    return wanted
