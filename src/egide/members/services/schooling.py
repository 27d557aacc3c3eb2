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
from egide.members.rules.people import clean_words
from egide.members.rules.promotions import obstacles_to_schooling
from egide.members.services.profiles import count_save, hold_profile

LONGEST_DIPLOMA = 80


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
def correct_schooling(
    *,
    schooling: Schooling,
    cursus: Cursus,
    left_on: date | None,
    diploma_kind: str,
    diploma_on: date | None,
    by: Actor,
    on: date,
) -> Schooling:
    """Correct what is known of somebody at the School: the course, the day they left, the diploma.

    :raises SchoolingRefused: if a day is impossible, or the diploma is too long to write.
    """
    require(by, MANAGE_REGISTRY)
    held = hold_profile(schooling.person, version=None, by=by)
    row = Schooling.objects.select_for_update(of=("self",)).get(pk=schooling.pk)
    obstacles = obstacles_to_schooling(
        row.promotion.entry_year, left_on=left_on, diploma_on=diploma_on, on=on
    )
    if len(clean_words(diploma_kind)) > LONGEST_DIPLOMA:
        obstacles.append(_("Le nom du diplôme est trop long."))
    if obstacles:
        raise SchoolingRefused(" ".join(obstacles))
    before = audit.fingerprint(row)
    row.cursus, row.left_on, row.diploma_on = cursus, left_on, diploma_on
    row.diploma_kind = clean_words(diploma_kind)
    row.save(update_fields=["cursus", "left_on", "diploma_kind", "diploma_on"])
    count_save(held)

    audit.record(by, "members.schooling_corrected", held, before=before, schooling=row.pk, on=on)
    return row


@verb
def withdraw_secondary_promotion(*, schooling: Schooling, reason: str, by: Actor, on: date) -> None:
    """Remove a second promotion that was written by mistake; the principal one never goes alone.

    :raises SchoolingRefused: if it is the principal promotion.
    """
    require(by, MANAGE_REGISTRY)
    held = hold_profile(schooling.person, version=None, by=by)
    row = Schooling.objects.select_for_update(of=("self",)).get(pk=schooling.pk)
    if row.rank == SchoolingRank.PRINCIPAL:
        raise SchoolingRefused(
            _("La promotion principale ne se retire pas : donnez-en une autre d’abord.")
        )
    label = row.promotion.label
    row.delete()
    count_save(held)

    audit.record(
        by, "members.secondary_promotion_withdrawn", held, reason=reason, promotion=label, on=on
    )


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
