"""The lists of the shell: the register of acts."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from markupsafe import Markup, escape

from egide.design.tables import Column, Empty, Filter, Table
from egide.kernel import registry
from egide.kernel.access import Actor
from egide.kernel.models import RegisterLine
from egide.kernel.registry import Name
from egide.kernel.routes import address_of
from egide.shell import queries

Lines = QuerySet[RegisterLine]


def register_table(actor: Actor, *, on: date) -> Table:
    """Return the list of the register for one reader: what it names is what they may know."""

    def containing(lines: Lines, text: str) -> Lines:
        return lines.filter(
            Q(action__in=queries.acts_called(text))
            | Q(actor__in=queries.actor_keys(text, actor=actor, on=on))
            | Q(subject__in=queries.subject_keys(text, actor=actor, on=on))
        )

    def by(lines: Lines, text: str) -> Lines:
        return lines.filter(actor__in=queries.actor_keys(text, actor=actor, on=on))

    def about(lines: Lines, text: str) -> Lines:
        return queries.about(lines, queries.subject_keys(text, actor=actor, on=on))

    def prepare(lines: list[Any]) -> None:
        for line, said in zip(lines, queries.in_words(lines, actor=actor, on=on), strict=True):
            line.said = said

    return Table(
        name="registre",
        title=_("Registre des actes"),
        columns=COLUMNS,
        filters=(
            Filter("acte", _("Acte"), lambda lines, code: lines.filter(action=code), _acts),
            Filter("qui", _("Qui"), by, kind="text"),
            Filter("nature", _("Nature de l’objet"), queries.of_kind, _kinds),
            Filter("objet", _("Objet, par son nom"), about, kind="text"),
            Filter("depuis", _("Depuis le"), queries.since, kind="date"),
            Filter("jusque", _("Jusqu’au"), queries.until, kind="date"),
        ),
        search=containing,
        search_label=_("Un acte, une personne ou un groupe"),
        default_sort="-number",
        page_size=50,
        prepare=prepare,
        empty=EMPTY,
    )


def linked(name: Name) -> str | Markup:
    """Return a name, with the link to its page where the reader may open it."""
    if not name.url:
        return name.title
    return Markup('<a href="{}">{}</a>').format(name.url, name.title)


def _acts() -> list[tuple[str, str]]:
    return sorted(
        ((act.code, str(act.label)) for act in registry.acts().values()), key=lambda pair: pair[1]
    )


def _kinds() -> list[tuple[str, str]]:
    return sorted(
        ((naming.kind, str(naming.label)) for naming in registry.namings().values()),
        key=lambda pair: pair[1],
    )


def _subject(line: Any) -> str | Markup:
    said: queries.LineInWords = line.said
    if not said.subject.title:
        return said.kind
    return Markup('<span class="muted">{}</span> {}').format(said.kind, linked(said.subject))


def _facts(line: Any) -> str:
    said: queries.LineInWords = line.said
    return " · ".join(
        f"{label} {', '.join(value.title for value in values)}" for label, values in said.facts
    )


def _detail(line: RegisterLine) -> str:
    return address_of("shell:register_line", line.number)


COLUMNS = (
    Column("number", _("N°"), kind="number", sort=True, link=_detail),
    Column("at", _("Instant"), kind="instant"),
    Column("actor", _("Qui"), cell=lambda line: linked(line.said.who), sort="actor"),
    # Found by the filter: to put them in the order of their codes would read every line.
    Column("action", _("Acte"), cell=lambda line: escape(line.said.what)),
    Column("subject", _("Objet"), cell=_subject, sort=True),
    Column("facts", _("Faits"), cell=_facts, optional=True),
    Column("reason", _("Motif"), optional=True),
    Column("chain_hash", _("Chaînage"), optional=True),
)
EMPTY = Empty(
    _("Le registre est vierge"),
    _(
        "Chaque acte y écrit une ligne, enchaînée à la précédente : personne ne peut la "
        "changer ni l’ôter."
    ),
    sign="scroll-text",
)
