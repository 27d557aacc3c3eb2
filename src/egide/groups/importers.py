"""The files that groups take in: what exists already, where, since when, under which form."""

from __future__ import annotations

from dataclasses import replace

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from egide.groups.models import GroupMembership, GroupNotice, Unplaced
from egide.groups.permissions import MANAGE_GROUPS, SIGN_AGREEMENT
from egide.groups.queries.importing import agreement_reader, reader
from egide.groups.services.importing import (
    BY_RULE,
    OF_A_MOVE,
    enter_groups,
    obstacles_to_importing,
    take_back_from_groups,
    withdraw_groups,
)
from egide.groups.services.importing_agreements import (
    enter_agreements,
    obstacles_to_importing_agreements,
    withdraw_agreements,
)
from egide.kernel.cells import SINCE, UNTIL
from egide.kernel.registry import Followers, ImportColumn, Importer
from egide.members.models import Person
from egide.members.queries.importing import PERSON_COLUMN

COLUMNS = (
    ImportColumn(
        key="kind",
        label=_("Type de groupe"),
        aliases=("type", "nature", "kind", "group type"),
        hint=_("Territorial, étranger, promotion, professionnel, groupe d’amitié…"),
    ),
    ImportColumn(
        key="name",
        label=_("Nom du groupe"),
        aliases=("nom", "groupe", "intitule", "name", "group", "group name"),
    ),
    ImportColumn(
        key="parent",
        label=_("Rattaché à"),
        aliases=("groupe parent", "depend de", "parent", "parent group", "part of"),
        hint=_("Un groupe qui existe, ou une ligne plus haut."),
    ),
    replace(
        PERSON_COLUMN["promotion"],
        hint=_("D’un groupe de promotion : Bo 174, BO174, bo 1974."),
    ),
    ImportColumn(
        key="areas",
        label=_("Territoires desservis"),
        aliases=("departements", "departement", "pays", "codes postaux", "areas", "departments",
                 "countries", "country"),
        hint=_("Départements, plages de codes postaux ou pays : « 33, 40 », « Belgique »."),
    ),
    ImportColumn(
        key="area",
        label=_("Territoire en clair"),
        aliases=("territoire", "zone", "ressort", "area"),
    ),
    ImportColumn(
        key="region",
        label=_("Région du monde"),
        aliases=("region", "world region"),
        hint=_("D’un groupe de l’étranger ; sans elle, celle de ses pays."),
    ),
    ImportColumn(
        key="created_on",
        label=_("Fondé le"),
        aliases=("date de creation", "cree le", "creation", "fondation", "depuis", "founded on",
                 "founded", "created on", "since"),
    ),
    ImportColumn(
        key="closed_on",
        label=_("Dernier jour du groupe"),
        aliases=("clos le", "dissous le", "date de cloture", "closed on", "closed"),
    ),
    ImportColumn(
        key="association",
        label=_("Association propre"),
        aliases=("association", "nom de l association", "nom declare", "own association",
                 "registered name"),
        hint=_("Son nom déclaré, si le groupe est une association distincte."),
    ),
    ImportColumn(
        key="association_since",
        label=_("Association depuis"),
        aliases=("date de declaration", "declaree le", "association since", "registered on"),
        hint=_("Sans elle, depuis la fondation."),
    ),
    ImportColumn(
        key="presentation",
        label=_("Présentation"),
        aliases=("description", "objet", "presentation"),
    ),
)  # fmt: skip

AGREEMENT_COLUMNS = (
    ImportColumn(
        key="group",
        label=_("Groupe"),
        aliases=("nom du groupe", "name", "group", "group name"),
    ),
    ImportColumn(
        key="charter_version",
        label=_("Version de la charte"),
        aliases=("charte", "charter", "charter version"),
    ),
    ImportColumn(
        key="starts_on",
        label=_("Signée le"),
        aliases=(*SINCE, "signature", "date de signature", "effet", "signed on"),
    ),
    ImportColumn(
        key="ends_on",
        label=_("Dernier jour de la convention"),
        aliases=(*UNTIL, "terminee le", "ended on"),
        hint=_("Rien, si elle court encore."),
    ),
    ImportColumn(
        key="end_reason",
        label=_("Motif de fin"),
        aliases=("motif", "raison", "reason", "end reason"),
    ),
    ImportColumn(
        key="for_group",
        label=_("Signataire du groupe"),
        aliases=("pour le groupe", "signed for the group", "group signatory"),
        hint=_("Son numéro de sociétaire."),
    ),
    ImportColumn(
        key="for_society",
        label=_("Signataire de la Société"),
        aliases=("pour la societe", "signed for the society", "society signatory"),
        hint=_("Son numéro de sociétaire."),
    ),
)

IMPORTERS = (
    Importer(
        kind="groups",
        label=_("Groupes"),
        permission=MANAGE_GROUPS,
        columns=COLUMNS,
        needs=(("kind", "name", "created_on"), ("kind", "promotion", "created_on")),
        reader=reader,
        obstacles=obstacles_to_importing,
        enter=enter_groups,
        withdraw=withdraw_groups,
        order=20,
    ),
    Importer(
        kind="agreements",
        label=_("Conventions d’égide"),
        permission=SIGN_AGREEMENT,
        columns=AGREEMENT_COLUMNS,
        needs=(("group", "charter_version", "starts_on", "for_group", "for_society"),),
        reader=agreement_reader,
        obstacles=obstacles_to_importing_agreements,
        enter=enter_agreements,
        withdraw=withdraw_agreements,
        order=25,
    ),
)

FOLLOWERS = tuple(
    Followers(
        model=model, of=Person, subject="person_id", only=only, take_back=take_back_from_groups
    )
    for model, only in ((GroupMembership, BY_RULE), (GroupNotice, OF_A_MOVE), (Unplaced, Q()))
)
