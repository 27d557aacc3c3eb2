"""What can be counted in the registry, on the last day of a period."""

from __future__ import annotations

from django.db.models import Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from egide.kernel.periods import Period
from egide.kernel.registry import Figure, FigureColumn
from egide.members.enums import SchoolingRank
from egide.members.models import Person, Promotion
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
    return (
        Person.objects.members_on(day)
        .alive_on(day)
        .annotate(
            promotion_label=principal_label(),
            # Of the one standing of that day, by which a person is among the members.
            standing=F("memberships__status"),
            standing_since=F("memberships__starts_on"),
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
    # Counted for the promotions of a page, and for none where only their number is asked.
    counted = (
        members(period)
        .filter(schoolings__promotion=OuterRef("pk"), schoolings__rank=SchoolingRank.PRINCIPAL)
        .order_by()
        .values("schoolings__promotion")
        .annotate(number=Count("pk"))
        .values("number")
    )
    people = Coalesce(Subquery(counted, output_field=IntegerField()), 0)
    return living_promotions(period.end).annotate(people=people).select_related("centre")


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
            FigureColumn(path="centre__name", label=_("Centre")),
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
