"""The list of all groups."""

from __future__ import annotations

from django.db.models import Case, F, When
from django.utils.translation import gettext_lazy as _
from markupsafe import Markup

from egide.design.tables import Column, Empty, Filter, Table, label_of
from egide.groups.enums import Family, GroupKind, GroupState, LegalForm, WorldRegion
from egide.groups.queries.search import Folded, folded_name_holds
from egide.kernel.pages import PUBLIC
from egide.kernel.routes import address_of

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
    state = GroupState(group.state)
    return Markup('<span class="badge badge-{}">{}</span>').format(TONES[state], state.label)


NETWORK = Table(
    name="groupes",
    title=_("Groupes"),
    columns=(
        Column(
            "name",
            _("Groupe"),
            value="name",
            sort=BY_NAME,
            link=lambda group: address_of("groups:group", group.pk),
        ),
        Column(
            "kind",
            _("Type"),
            value=label_of("kind", GroupKind),
            sort=(KIND_RANK, BY_NAME),
        ),
        Column("area", _("Territoire"), value="area", sort=True, optional=True),
        Column(
            "form", _("Forme juridique"), value=label_of("legal_form", LegalForm), sort="legal_form"
        ),
        Column("people", _("Sociétaires"), value="people", kind="number", sort=True),
        Column(
            "state",
            _("État"),
            value=label_of("state", GroupState),
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
