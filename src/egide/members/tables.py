"""The lists of the registry."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from egide.design.tables import Column, Empty, Filter, Table, label_of
from egide.kernel.pages import Request
from egide.kernel.routes import address_of
from egide.members import services
from egide.members.enums import AuditStatus, PositionStatus, SchoolingRank
from egide.members.models import Centre, Person
from egide.members.permissions import EXPORT_DIRECTORY
from egide.members.queries.lines import PAGE_SIZE, DirectoryLine
from egide.members.rules.names import tokens


def _by_the_search(rows: Any, value: Any) -> Any:
    """Filters and text of the directory are answered by ``queries.directory``, all at once."""
    return rows


def _centres() -> list[tuple[str, str]]:
    return list(Centre.objects.order_by("name", "pk").values_list("code", "name"))


def _profile(line: DirectoryLine) -> str:
    return address_of("members:profile", line.readable_id)


def _note_export(request: Request, table: Table, rows: int) -> None:
    columns = tuple(column.key for column in table.columns)
    services.record_export(people=rows, columns=columns, by=request.actor, on=localdate())


def _profile_of(row: Person) -> str:
    return address_of("members:profile", row.readable_id)


def _named(text: str, path: str = "") -> Q:
    """Narrow to people whose name holds each word typed, whatever its accents."""
    condition = Q()
    for word in tokens(text)[:6]:
        condition &= Q(**{f"{path}sort_name__contains": word})
    return condition


def _who(link: Callable[[Any], str], path: str = "") -> tuple[Column, Column]:
    """Return the columns that every list of people begins with; ``path`` leads to the person."""
    name = Column(
        "name",
        _("Nom"),
        value=f"{path.replace('__', '.')}full_name",
        sort=(f"{path}sort_name", "pk"),
        link=link,
    )
    return name, Column("promotion", _("Promotion"), sort=True)


DUPLICATES = Table(
    name="doublons-probables",
    title=_("Doublons probables"),
    columns=(
        Column(
            "one",
            _("Une fiche"),
            value="person.full_name",
            sort=("person__sort_name", "pk"),
            link=lambda pair: reverse(
                "members:pair", args=[pair.person.readable_id, pair.other.readable_id]
            ),
        ),
        Column("promotion", _("Promotion"), value="person_promotion", sort="person_promotion"),
        Column("other", _("L’autre"), value="other.full_name", sort=("other__sort_name", "pk")),
        Column("its", _("Sa promotion"), value="other_promotion", sort="other_promotion"),
        Column("score", _("Ressemblance"), kind="number", sort=True),
        Column("found", _("Trouvé le"), value="found_on", kind="date", sort="found_on"),
    ),
    search=lambda pairs, text: pairs.filter(_named(text, "person__") | _named(text, "other__")),
    search_label=_("Chercher une personne"),
    default_sort="-score",
    empty=Empty(
        _("Aucun doublon n’attend"),
        _("Chaque nuit, les fiches qui se ressemblent sont rapprochées ; vous décidez."),
        "users",
    ),
)
DEATHS_TOLD = Table(
    name="deces-a-confirmer",
    title=_("Décès à confirmer"),
    columns=(
        *_who(lambda row: address_of("members:death", row.readable_id)),
        Column("sources", _("Sources"), kind="number", sort=True),
        Column("told", _("Signalé le"), value="first_told_on", kind="date", sort=True),
    ),
    filters=(
        Filter(
            "depuis",
            _("Signalés depuis le"),
            apply=lambda people, day: people.filter(first_told_on__gte=day),
            kind="date",
        ),
    ),
    search=lambda people, text: people.filter(_named(text)),
    search_label=_("Chercher une personne"),
    default_sort="told",
    empty=Empty(
        _("Aucun signalement n’attend"),
        _("Quand un proche, un délégué ou un avis annonce un décès, il se lit ici."),
        "mail-open",
    ),
    export_right=EXPORT_DIRECTORY,
    on_export=_note_export,
)
DEAD_LETTERS = Table(
    name="courriels-sans-reponse",
    title=_("Courriels qui ne répondent plus"),
    columns=(
        *_who(lambda row: _profile_of(row.person), "person__"),
        Column("value", _("Courriel"), sort=True),
        Column(
            "verified", _("Vérifié le"), value="verified_at", kind="instant", sort="verified_at"
        ),
        Column("source", _("Origine"), sort=True, optional=True),
    ),
    filters=(
        Filter(
            "centre",
            _("Centre"),
            apply=lambda points, code: points.filter(
                person__schoolings__rank=SchoolingRank.PRINCIPAL,
                person__schoolings__promotion__centre__code=code,
            ),
            choices=_centres,
        ),
    ),
    search=lambda points, text: points.filter(
        _named(text, "person__") | Q(value__icontains=text.strip())
    ),
    search_label=_("Chercher une personne ou une adresse"),
    default_sort="name",
    empty=Empty(
        _("Tous les courriels répondent"),
        _("Une adresse d’où les lettres reviennent se lit ici, jusqu’à ce qu’on la corrige."),
        "mail",
    ),
    export_right=EXPORT_DIRECTORY,
    on_export=_note_export,
)
DOUBTFUL = Table(
    name="fiches-a-surveiller",
    title=_("Fiches à surveiller"),
    columns=(
        *_who(_profile_of),
        Column(
            "status",
            _("Fiabilité"),
            value=label_of("audit_status", AuditStatus),
            sort="audit_status",
        ),
        Column("note", _("Note de contrôle"), value="audit_note"),
    ),
    filters=(
        Filter(
            "fiabilite",
            _("Fiabilité"),
            apply=lambda people, status: people.filter(audit_status=status),
            choices=[choice for choice in AuditStatus.choices if choice[0] != AuditStatus.SAFE],
        ),
    ),
    search=lambda people, text: people.filter(_named(text) | Q(audit_note__icontains=text.strip())),
    search_label=_("Chercher une personne ou une note"),
    default_sort="name",
    empty=Empty(
        _("Aucune fiche douteuse"),
        _(
            "Un doublon probable ou une source incertaine se lit ici, "
            "jusqu’à ce qu’on l’éclaircisse."
        ),
        "circle-check",
    ),
    export_right=EXPORT_DIRECTORY,
    on_export=_note_export,
)
DIRECTORY = Table(
    name="annuaire",
    title=_("Annuaire"),
    columns=(
        Column("name", _("Nom"), sort="name", link=_profile),
        Column("promotions", _("Promotion"), sort="promotions"),
        Column("work", _("Situation")),
        Column("city", _("Ville")),
        Column("country", _("Pays"), value="country_name", optional=True),
        Column("nickname", _("Surnom"), optional=True),
        Column("birth", _("Nom de naissance"), value="birth_name_apart", optional=True),
    ),
    filters=(
        Filter("centre", _("Centre"), _by_the_search, kind="text"),
        Filter("depuis", _("Entrée à partir de"), _by_the_search, kind="number"),
        Filter("jusque", _("jusqu’en"), _by_the_search, kind="number"),
        Filter("ville", _("Ville"), _by_the_search, kind="text"),
        Filter("pays", _("Pays"), _by_the_search, kind="text"),
        Filter("entreprise", _("Entreprise"), _by_the_search, kind="text"),
        Filter("secteur", _("Secteur"), _by_the_search, kind="text"),
        Filter("situation", _("Situation"), _by_the_search, choices=PositionStatus.choices),
    ),
    search=_by_the_search,
    search_orders=True,
    page_size=PAGE_SIZE,
    empty=Empty(
        _("L’annuaire est vide"),
        _("Les sociétaires y paraîtront dès leur inscription au registre."),
        "users",
    ),
    export_right=EXPORT_DIRECTORY,
    on_export=_note_export,
)
