"""The files that mandates take in: who served, where, from when to when."""

from __future__ import annotations

from itertools import product

from django.utils.translation import gettext_lazy as _

from egide.kernel.cells import SINCE, UNTIL
from egide.kernel.registry import ImportColumn, Importer
from egide.mandates.permissions import MANAGE_MANDATES
from egide.mandates.queries.importing import reader
from egide.mandates.services.importing import (
    enter_mandates,
    obstacles_to_importing,
    withdraw_mandates,
)
from egide.members.queries.importing import PERSON_COLUMNS, PERSON_NEEDS

COLUMNS = (
    *PERSON_COLUMNS,
    ImportColumn(
        key="office",
        label=_("Fonction"),
        aliases=("mandat", "role", "responsabilite", "office", "position"),
        hint=_("Son code ou son nom : trésorier, délégué, GROUP_TREASURER."),
    ),
    ImportColumn(
        key="body",
        label=_("Organe"),
        aliases=("instance", "body", "committee", "board"),
        hint=_("Avec le numéro du siège, au lieu de la fonction."),
    ),
    ImportColumn(
        key="seat",
        label=_("Numéro de siège"),
        aliases=("siege", "n° de siege", "seat", "seat no", "seat number"),
    ),
    ImportColumn(
        key="scope",
        label=_("Périmètre"),
        aliases=("groupe", "promotion deleguee", "campus", "residence", "region", "scope", "group"),
        hint=_("Le groupe, la promotion, le campus ou la région où la fonction s’exerce."),
    ),
    ImportColumn(
        key="scope_kind",
        label=_("Nature du périmètre"),
        aliases=("type de groupe", "nature", "kind of scope", "scope kind", "group type"),
        hint=_("Quand deux périmètres ont le même nom."),
    ),
    ImportColumn(
        key="designation",
        label=_("Mode de désignation"),
        aliases=("designation", "how chosen"),
        hint=_("Seulement s’il n’est pas celui du siège : cooptation, intérim."),
    ),
    ImportColumn(
        key="elected_on",
        label=_("Élu le"),
        aliases=("elue le", "date d election", "elected on", "election date"),
    ),
    ImportColumn(
        key="starts_on",
        label=_("Premier jour"),
        aliases=(*SINCE, "prise de fonction", "starts on"),
        hint=_("Sans lui, le jour de l’élection."),
    ),
    ImportColumn(
        key="term_ends_on",
        label=_("Échéance prévue"),
        aliases=("echeance", "fin prevue", "fin de mandat", "foreseen end", "term", "term ends on"),
        hint=_("Sans elle, celle du siège ou de la fonction."),
    ),
    ImportColumn(
        key="ended_on",
        label=_("Dernier jour"),
        aliases=(*UNTIL, "fin effective", "ended on"),
        hint=_("D’un mandat clos, avec son motif."),
    ),
    ImportColumn(
        key="end_reason",
        label=_("Motif de fin"),
        aliases=("motif", "raison", "reason", "end reason"),
        hint=_("Échéance, démission, révocation, décès, changement de titulaire."),
    ),
)  # fmt: skip

IMPORTERS = (
    Importer(
        kind="mandates",
        label=_("Mandats"),
        permission=MANAGE_MANDATES,
        columns=COLUMNS,
        needs=tuple(
            (*who, *what, day)
            for who, what, day in product(
                PERSON_NEEDS, (("office",), ("body", "seat")), ("starts_on", "elected_on")
            )
        ),
        reader=reader,
        obstacles=obstacles_to_importing,
        enter=enter_mandates,
        withdraw=withdraw_mandates,
        order=30,
    ),
)
