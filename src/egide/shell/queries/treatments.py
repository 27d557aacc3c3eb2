"""The register of processing, as the modules declare it (registre des traitements)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from egide.kernel import forgetting, registry, retention
from egide.kernel.registry import Keep, Lasting, PersonalData, Words


@dataclass(frozen=True)
class Treatment:
    """One table about people: what for, on what ground, and what becomes of it."""

    entry: PersonalData
    facts: tuple[tuple[str, str], ...]


def treatments(*, on: date) -> list[tuple[Words, list[Treatment]]]:
    """Return what each module holds about people, modules with nothing left out."""
    found = []
    for module in registry.modules():
        entries = [entry for entry in module.personal_data if isinstance(entry, PersonalData)]
        if entries:
            said = [Treatment(entry, tuple(_facts(entry, on=on))) for entry in entries]
            found.append((module.label, said))
    return found


def _facts(entry: PersonalData, *, on: date) -> Iterator[tuple[str, str]]:
    yield _("Table"), entry.model._meta.label
    yield _("Base légale"), str(entry.legal_basis)
    yield _("Conservation"), str(entry.retention)
    yield _("L’horloge"), _clock(entry, on=on)
    yield _("Un effacement"), _erasure(entry)
    columns = (
        (_("Ce qui reste ensuite"), entry.stays),
        (_("Colonnes personnelles"), entry.personal),
        (_("Colonnes secrètes"), entry.secret),
        (_("Nommées dans la copie, jamais montrées"), entry.withheld),
    )
    for term, names in columns:
        if names:
            yield term, ", ".join(names)


def _clock(entry: PersonalData, *, on: date) -> str:
    if entry.keep is Lasting.FOR_EVER:
        return _("ne retire rien : la société garde ces lignes")
    if not isinstance(entry.keep, tuple):
        return _("ne retire rien avant un effacement")
    return " ; ".join(_rule(entry, rule, on=on) for rule in entry.keep)


def _rule(entry: PersonalData, rule: Keep, *, on: date) -> str:
    days = retention.days_of(rule, on=on)
    words = ngettext(
        "retire la ligne %(days)d jour après « %(day)s »",
        "retire la ligne %(days)d jours après « %(day)s »",
        days,
    )
    return words % {"days": days, "day": str(retention.field_of(entry, rule).verbose_name)}


def _erasure(entry: PersonalData) -> str:
    if entry.erase is forgetting.remove:
        return _("retire les lignes")
    if entry.erase is forgetting.keep:
        return _("laisse les lignes, qui ne nomment plus personne")
    return _("vide les lignes de ce qui parle de la personne")
