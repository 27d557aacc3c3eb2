"""Questions about promotions."""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _

from egide.members.enums import (
    Audience,
    DataStatus,
    LifeStatus,
    MembershipStatus,
    ProfileField,
    SchoolingRank,
)
from egide.members.models import (
    Centre,
    Membership,
    Person,
    Promotion,
    Schooling,
    VisibilityChoice,
)
from egide.members.rules.promotions import (
    ImpossiblePromotion,
    PromotionName,
    parse_promotion,
)


def find_promotion(text: str, *, on: date) -> Promotion:
    """Return the promotion that a text names (R-REG-1, R-REG-2).

    :raises UnreadablePromotion, AmbiguousPromotion: as ``parse_promotion``.
    :raises ImpossiblePromotion: if the centre had no entry in that year, or nobody opened it.
    """
    name = parse_promotion(
        text,
        centres=Centre.objects.order_by("code", "pk"),
        has_living_members=has_living_members,
        on=on,
    )
    found = Promotion.objects.filter(centre__code=name.centre, entry_year=name.entry_year)
    promotion = found.select_related("centre").first()
    if promotion is None:
        raise ImpossiblePromotion(
            _("La promotion %(name)s n’est pas au registre.") % {"name": name}
        )
    return promotion


def has_living_members(name: PromotionName) -> bool:
    """Tell whether somebody of this promotion is alive."""
    people = Schooling.objects.filter(
        promotion__centre__code=name.centre,
        promotion__entry_year=name.entry_year,
        rank=SchoolingRank.PRINCIPAL,
    )
    return people.exclude(person__life_status=LifeStatus.DECEASED).exists()


def remembered_people() -> QuerySet[Person]:
    """Return the dead of whom members may read: they were members, and nobody asked to hide them.

    What they chose while alive still holds: whoever left the directory is not remembered in it,
    and relatives may ask that nothing more be shown (R-REG-9).
    """
    members = Membership.objects.filter(status=MembershipStatus.DECEASED)
    hidden = VisibilityChoice.objects.filter(field=ProfileField.NAME, audience=Audience.NOBODY)
    return Person.objects.filter(
        ~Exists(hidden.filter(person=OuterRef("pk"))),
        life_status=LifeStatus.DECEASED,
        data_status=DataStatus.ACTIVE,
        pk__in=members.values("person"),
    )


def remembered_of(promotion: Promotion) -> QuerySet[Person]:
    """Return the dead of one promotion, by name."""
    entered = Schooling.objects.filter(promotion=promotion)
    people = remembered_people().filter(pk__in=entered.values("person"))
    return people.order_by("sort_name", "pk")


def principal_label(person: str = "pk") -> Subquery:
    """Return, as a column, the promotion in which a person counts and votes (R-REG-4).

    ``person`` is the path from a row to the person.
    """
    principal = Schooling.objects.filter(person=OuterRef(person), rank=SchoolingRank.PRINCIPAL)
    return Subquery(principal.values("promotion__label")[:1])


def names_of_centres() -> list[str]:
    """Return the names of the centres, which no password is made of alone."""
    named = Centre.objects.order_by("pk").values_list("name", "nickname")
    return [word for pair in named for word in pair if word]


def living_promotions(day: date) -> QuerySet[Promotion]:
    """Return the promotions with one living member at least on ``day`` (F-16).

    A second promotion brings nobody to life: people count in the principal one (R-REG-4).
    """
    members = Schooling.objects.filter(
        rank=SchoolingRank.PRINCIPAL,
        person__in=Person.objects.members_on(day).alive_on(day).order_by().values("pk"),
    )
    return Promotion.objects.filter(pk__in=members.values("promotion"))
