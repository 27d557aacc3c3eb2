"""The lists of groups and of their people."""

from __future__ import annotations

from django.db.models import Case, F, Q, When
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from markupsafe import Markup

from egide.design.tables import Column, Empty, Filter, Table
from egide.groups import services
from egide.groups.enums import Family, GroupKind, GroupState, LegalForm, WorldRegion
from egide.groups.permissions import MANAGE_OWN_GROUP
from egide.groups.queries.search import Folded, folded_name_holds
from egide.kernel.pages import PUBLIC, Request

TONES = {
    GroupState.ACTIVE: "good",
    GroupState.DORMANT: "warn",
    GroupState.PROPOSED: "info",
    GroupState.CLOSED: "neutral",
}
# A visitor looks for what is a group of today; proposals are for the desk.
SHOWN_STATES = (GroupState.ACTIVE, GroupState.DORMANT, GroupState.CLOSED)
# Where people live comes first, then the promotions, then what they choose.
KIND_RANK = Case(*(When(kind=kind.value, then=rank) for rank, kind in enumerate(GroupKind)))
# Without accents nor capitals, as a dictionary sorts.
BY_NAME = Folded(F("name"))


def state_badge(group) -> Markup:
    """Draw the state of a group; an active one needs no word."""
    if group.state == GroupState.ACTIVE:
        return Markup("")
    tone = TONES[GroupState(group.state)]
    return Markup('<span class="badge badge-{}">{}</span>').format(tone, group.get_state_display())


def _legal_form(group) -> str:
    return str(LegalForm(group.legal_form).label)


NETWORK = Table(
    name="groupes",
    title=_("Groupes"),
    columns=(
        Column(
            "name",
            _("Groupe"),
            value="name",
            sort=BY_NAME,
            link=lambda group: reverse("groups:group", args=[group.pk]),
        ),
        Column(
            "kind",
            _("Type"),
            value=lambda group: group.get_kind_display(),
            sort=(KIND_RANK, BY_NAME),
        ),
        Column("area", _("Territoire"), value="area", sort=True, optional=True),
        Column("form", _("Forme juridique"), value=_legal_form, sort="legal_form"),
        Column("people", _("Sociétaires"), value="people", kind="number", sort=True),
        Column(
            "state",
            _("État"),
            value=lambda group: group.get_state_display(),
            cell=state_badge,
            sort="state",
        ),
        Column("created", _("Créé le"), value="created_on", kind="date", sort=True, optional=True),
    ),
    filters=(
        Filter(
            "famille",
            _("Famille"),
            apply=lambda groups, family: groups.filter(family=family),
            choices=Family.choices,
        ),
        Filter(
            "type",
            _("Type"),
            apply=lambda groups, kind: groups.filter(kind=kind),
            choices=GroupKind.choices,
        ),
        Filter(
            "region",
            _("Région du monde"),
            apply=lambda groups, region: groups.filter(region=region),
            choices=WorldRegion.choices,
        ),
        Filter(
            "forme",
            _("Forme juridique"),
            apply=lambda groups, form: groups.filter(legal_form=form),
            choices=LegalForm.choices,
        ),
        Filter(
            "etat",
            _("État"),
            apply=lambda groups, state: groups.filter(state=state),
            choices=[(state.value, state.label) for state in SHOWN_STATES],
        ),
    ),
    search=lambda groups, text: groups.filter(folded_name_holds(text)),
    search_label=_("Chercher un groupe"),
    default_sort="kind",
    page_size=25,
    empty=Empty(
        _("Aucun groupe"),
        _("Les groupes apparaissent ici dès leur création."),
        sign="users-round",
    ),
    export_right=PUBLIC,
)


def _person_address(membership) -> str:
    return reverse("members:profile", args=[membership.person.readable_id])


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
        Column("phone", _("Téléphone"), value="phone"),
        Column("since", _("Depuis le"), value="starts_on", kind="date", sort=True),
        Column(
            "entry",
            _("Entrée"),
            value=lambda membership: membership.get_kind_display(),
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
    for word in text.split()[:6]:
        condition &= (
            Q(person__sort_name__icontains=word)
            | Q(person__usage_name__icontains=word)
            | Q(promotion_label__iexact=text)
        )
    return condition
