"""The lists of people: those of a group, and those who are in none."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from egide.design.tables import Column, Empty, Filter, Table, label_of
from egide.groups import services
from egide.groups.enums import JoinKind
from egide.groups.permissions import MANAGE_OWN_GROUP
from egide.kernel.pages import Request
from egide.kernel.routes import address_of
from egide.members.enums import ContactKind, SchoolingRank
from egide.members.models import ContactPoint, Promotion
from egide.members.rules.countries import country_name
from egide.members.rules.names import tokens


def _person_address(membership) -> str:
    return address_of("members:profile", membership.person.readable_id)


def _telephone(membership) -> str:
    """The number as people write it, or nothing where it is not shown."""
    number = membership.phone
    return ContactPoint(kind=ContactKind.PHONE, value=number).readable if number else ""


def _record_export(request: Request, table: Table, rows: int) -> None:
    services.record_people_export(
        group=request.asked["groups.group"],
        columns=[column.key for column in table.columns],
        rows=rows,
        by=request.actor,
    )


PEOPLE = Table(
    name="personnes-du-groupe",
    title=_("Les personnes du groupe"),
    columns=(
        Column(
            "name",
            _("Nom"),
            value="person.full_name",
            sort=("person__sort_name", "pk"),
            link=_person_address,
        ),
        Column("promotion", _("Promotion"), value="promotion_label", sort=True),
        Column("city", _("Ville"), value="city"),
        Column("email", _("Courriel"), value="email"),
        Column("phone", _("Téléphone"), value=_telephone),
        Column("since", _("Depuis le"), value="starts_on", kind="date", sort=True),
        Column(
            "entry",
            _("Entrée"),
            value=label_of("kind", JoinKind),
            sort="kind",
            optional=True,
        ),
    ),
    filters=(
        Filter(
            "entree",
            _("Entrée"),
            apply=lambda people, kind: people.filter(kind=kind),
            choices=[("AUTOMATIC", _("par défaut")), ("CHOSEN", _("par choix"))],
        ),
        Filter(
            "depuis",
            _("Arrivés depuis le"),
            apply=lambda people, day: people.filter(starts_on__gte=day),
            kind="date",
        ),
    ),
    search=lambda people, text: people.filter(_name_holds(text)),
    search_label=_("Chercher une personne"),
    default_sort="name",
    page_size=50,
    empty=Empty(
        _("Personne pour l’instant"),
        _(
            "Les sociétaires dont l’adresse relève du groupe, ou qui le "
            "choisissent, apparaissent ici."
        ),
        sign="users-round",
    ),
    export_right=MANAGE_OWN_GROUP,
    on_export=_record_export,
)


def _name_holds(text: str) -> Q:
    """Narrow to people whose name holds each word typed; promotions are searched by label."""
    condition = Q()
    for word in tokens(text)[:6]:
        condition &= Q(person__sort_name__contains=word)
    promotion = Promotion.objects.filter(label__iexact=text.strip()).first()
    if promotion is None:
        return condition
    return condition | Q(
        person__in=promotion.schoolings.filter(rank=SchoolingRank.PRINCIPAL).values("person")
    )


WITHOUT_GROUP = Table(
    name="sans-groupe",
    title=_("Sans groupe territorial"),
    columns=(
        Column(
            "name",
            _("Nom"),
            value="full_name",
            sort=("sort_name", "pk"),
            link=lambda person: address_of("members:profile", person.readable_id),
        ),
        Column("city", _("Ville"), value="city", sort="city"),
        Column(
            "country",
            _("Pays"),
            value=lambda person: country_name(person.country) if person.country else "",
            sort="country",
        ),
    ),
    search=lambda people, text: people.filter(sort_name__icontains=text),
    search_label=_("Chercher une personne"),
    default_sort="name",
    page_size=50,
    empty=Empty(
        _("Chacun a son groupe"),
        _("Tous les sociétaires sont rattachés à un groupe territorial."),
        sign="circle-check",
    ),
)
