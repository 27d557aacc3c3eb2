"""The lists of the shell: the register of acts."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from egide.design.tables import Column, Empty, Filter, Table
from egide.kernel.models import RegisterLine


def _containing(lines: QuerySet[RegisterLine], text: str) -> QuerySet[RegisterLine]:
    return lines.filter(
        Q(action__icontains=text) | Q(subject__icontains=text) | Q(actor__icontains=text)
    )


def _since(lines: QuerySet[RegisterLine], day: date) -> QuerySet[RegisterLine]:
    return lines.filter(at__date__gte=day)


def _until(lines: QuerySet[RegisterLine], day: date) -> QuerySet[RegisterLine]:
    return lines.filter(at__date__lte=day)


def _who(line: Any) -> str:
    return line.actor_name or line.actor


def _facts(line: RegisterLine) -> str:
    return " · ".join(f"{name} {value}" for name, value in line.facts.items())


REGISTER = Table(
    name="registre",
    title=_("Registre des actes"),
    columns=(
        Column("number", _("N°"), kind="number", sort=True),
        Column("at", _("Instant"), kind="instant"),
        Column("actor", _("Qui"), value=_who, sort="actor"),
        Column("action", _("Acte"), sort=True),
        Column("subject", _("Objet"), sort=True),
        Column("facts", _("Faits"), value=_facts),
        Column("reason", _("Motif"), optional=True),
        Column("chain_hash", _("Chaînage"), optional=True),
    ),
    filters=(
        Filter(
            "acteur",
            _("Qui (person:12, clock…)"),
            lambda lines, text: lines.filter(actor=text),
            kind="text",
        ),
        Filter(
            "acte",
            _("Acte"),
            lambda lines, text: lines.filter(action__startswith=text),
            kind="text",
        ),
        Filter("depuis", _("Depuis le"), _since, kind="date"),
        Filter("jusque", _("Jusqu’au"), _until, kind="date"),
    ),
    search=_containing,
    search_label=_("Un acte, un objet ou quelqu’un"),
    default_sort="-number",
    page_size=50,
    empty=Empty(
        _("Le registre est vierge"),
        _(
            "Chaque acte y écrit une ligne, enchaînée à la précédente : personne ne peut la "
            "changer ni l’ôter."
        ),
        sign="scroll-text",
    ),
)
