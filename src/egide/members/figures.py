"""What can be counted in the registry, on the last day of a period."""

from __future__ import annotations

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from egide.kernel.periods import Period, running_on
from egide.kernel.registry import Figure, FigureColumn
from egide.members.enums import SchoolingRank
from egide.members.models import Membership, Person, Promotion
from egide.members.permissions import CERTIFY_FIGURES, READ_FIGURES
from egide.members.queries.people import oldest_young_year
from egide.members.queries.promotions import living_promotions, principal_label

# No name: the number leads to the profile, which shows what its person shows.
PERSON_COLUMNS = (
    FigureColumn(path="society_no", label=_("Numéro de sociétaire")),
    FigureColumn(path="promotion_label", label=_("Promotion")),
    FigureColumn(path="standing", label=_("Qualité")),
    FigureColumn(path="standing_since", label=_("Depuis le")),
)


def members(period: Period) -> QuerySet[Person]:
    """Members alive on the last day (F-41): students, up to date, behind, honorary."""
    day = period.end
    standing = Membership.objects.filter(running_on(day), person=OuterRef("pk"))
    return (
        Person.objects.members_on(day)
        .alive_on(day)
        .annotate(
            promotion_label=principal_label(),
            standing=Subquery(standing.values("status")[:1]),
            standing_since=Subquery(standing.values("starts_on")[:1]),
        )
    )


def young_members(period: Period) -> QuerySet[Person]:
    """Members whose principal promotion is a young one on the last day (F-17, R-REG-5)."""
    return members(period).filter(
        Q(schoolings__rank=SchoolingRank.PRINCIPAL)
        & Q(schoolings__promotion__entry_year__gte=oldest_young_year(period.end))
    )


def promotions(period: Period) -> QuerySet[Promotion]:
    """Promotions with one living member at least on the last day (F-16)."""
    return living_promotions(period.end).annotate(
        centre_name=F("centre__name"),
        people=Count(
            "schoolings__person",
            filter=Q(
                schoolings__rank=SchoolingRank.PRINCIPAL,
                schoolings__person__in=members(period).order_by().values("pk"),
            ),
            distinct=True,
        ),
    )


FIGURES = (
    Figure(
        key="members.members",
        label=_("Sociétaires"),
        definition=_(
            "Personnes vivantes dont la qualité, au dernier jour de la période, est élève, à jour,"
            " en retard ou membre d’honneur."
        ),
        rows=members,
        columns=PERSON_COLUMNS,
        permission=READ_FIGURES,
        owner=_("Registre"),
        owner_right=CERTIFY_FIGURES,
    ),
    Figure(
        key="members.jp_members",
        label=_("Sociétaires des jeunes promotions"),
        definition=_(
            "Sociétaires au dernier jour de la période dont la promotion principale est entrée à"
            " l’École depuis neuf ans au plus (année civile moins année d’entrée)."
        ),
        rows=young_members,
        columns=PERSON_COLUMNS,
        permission=READ_FIGURES,
        owner=_("Registre"),
        owner_right=CERTIFY_FIGURES,
    ),
    Figure(
        key="members.promotions",
        label=_("Promotions"),
        definition=_(
            "Promotions (un centre, une année d’entrée) qui comptent au moins un sociétaire vivant"
            " au dernier jour de la période ; seule la promotion principale compte."
        ),
        rows=promotions,
        columns=(
            FigureColumn(path="label", label=_("Promotion")),
            FigureColumn(path="centre_name", label=_("Centre")),
            FigureColumn(path="entry_year", label=_("Entrée")),
            FigureColumn(path="people", label=_("Sociétaires")),
        ),
        row_url="members:promotion",
        row_key="slug",
        permission=READ_FIGURES,
        owner=_("Registre"),
        owner_right=CERTIFY_FIGURES,
    ),
)
