"""Which column of ours each header of a file means; what is proposed, a person confirms."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import gettext as _

from egide.kernel.cells import clean_line, plain, shown, spoken
from egide.kernel.registry import ImportColumn, Importer, ImportSource

# Of the headers of a file, how many a program must know for the file to be its own.
SHARE_KNOWN, LEAST_KNOWN = 0.6, 3


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """A column key for each header (``""`` leaves it out), and the program it was known by."""

    mapping: list[str]
    source: str = ""
    remembered: bool = False

    @property
    def matched(self) -> int:
        """How many headers found their column."""
        return len([key for key in self.mapping if key])


def headers_of(row: Sequence[str]) -> list[str]:
    """Return the headers as a page shows them: a name where there is none, doubles told apart."""
    names: list[str] = []
    for place, cell in enumerate(row, start=1):
        name = shown(clean_line(cell), 60) or _("Colonne %(place)d") % {"place": place}
        same = sum(other == name or other.startswith(f"{name} (") for other in names)
        names.append(f"{name} ({same + 1})" if same else name)
    return names


def headers_hash(headers: Sequence[str]) -> str:
    """Return what files with the same headers share, whatever their case and accents."""
    return hashlib.sha256(json.dumps([plain(header) for header in headers]).encode()).hexdigest()


def propose(
    headers: Sequence[str], importer: Importer, remembered: Sequence[str] | None = None
) -> Proposal:
    """Return which column each header means: as last time, as its program writes, as it says."""
    if remembered is not None and len(remembered) == len(headers):
        known = importer.by_key
        return Proposal(mapping=[key if key in known else "" for key in remembered],
                        remembered=True)  # fmt: skip
    source = _source_of(headers, importer)
    words = _words(importer.kind, importer.columns)
    of_source = {plain(header): key for header, key in source.headers.items()} if source else {}
    mapping: list[str] = []
    for header in headers:
        word = plain(header.rpartition(" (")[0] if header.endswith(")") else header)
        whole = plain(header)
        key = of_source.get(whole, of_source.get(word))
        if key is None:
            key = words.get(whole) or words.get(word) or ""
        mapping.append(_free(key, mapping, importer.by_key))
    return Proposal(mapping=mapping, source=source.name if source else "")


def _source_of(headers: Sequence[str], importer: Importer) -> ImportSource | None:
    """Return the program whose export has these headers, if one knows most of them."""
    given = {plain(header) for header in headers}
    best: tuple[float, ImportSource] | None = None
    for source in importer.sources:
        known = given & {plain(header) for header in source.headers}
        share = len(known) / max(1, len(given))
        if len(known) >= LEAST_KNOWN and share >= SHARE_KNOWN and (not best or share > best[0]):
            best = (share, source)
    return best[1] if best else None


def _free(key: str, taken: Sequence[str], columns: Mapping[str, ImportColumn]) -> str:
    """Return the column, or its second where a header comes twice; nothing for a third."""
    if not key or key not in taken:
        return key
    second = f"{key}_2"
    return second if second in columns and second not in taken else ""


@lru_cache(maxsize=32)
def _words(kind: str, columns: tuple[ImportColumn, ...]) -> dict[str, str]:
    """Return the column that each word means: its label in each language, its key, its aliases."""
    found: dict[str, str] = {}
    for column in columns:
        for word in (*spoken(column.label), column.key, *column.aliases):
            found.setdefault(plain(word), column.key)
    return found


def obstacles_to_mapping(mapping: Sequence[str], importer: Importer) -> list[str]:
    """Return what a mapping lacks before the lines can be read; empty when it may."""
    used = [key for key in mapping if key]
    known = importer.by_key
    obstacles = [
        _("La colonne « %(label)s » est choisie deux fois.") % {"label": known[key].label}
        for key in dict.fromkeys(used)
        if key in known and used.count(key) > 1
    ]
    if any(key not in known for key in used):
        obstacles.append(_("Une des colonnes choisies n’existe pas."))
    if not used:
        obstacles.append(
            _("Aucun en-tête n’est reconnu : la première ligne doit nommer les colonnes.")
        )
    elif not any(set(group) <= set(used) for group in importer.needs):
        obstacles.append(
            _("Il manque : %(labels)s.")
            % {"labels": ", ".join(str(known[key].label) for key in importer.needs[0])}
        )
    return obstacles
