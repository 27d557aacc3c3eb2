"""The register of acts as people read it: names instead of numbers, words instead of codes."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.timezone import make_aware
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from egide.design.typography import date_long, number
from egide.kernel import registry
from egide.kernel.access import Actor
from egide.kernel.audit import SEPARATOR
from egide.kernel.models import RegisterHead, RegisterLine
from egide.kernel.registry import Fact, Name
from egide.members.rules.names import fold

PERSON = "members.person"
A_DAY = timedelta(days=1)
# No line is older or younger; what people type in a field of days may be.
EARLIEST, LATEST = date(1800, 1, 1), date(2999, 12, 31)
NO_NUMBER = 2**63 - 1
Key = tuple[str, str]


@dataclass(frozen=True, kw_only=True)
class LineInWords:
    """One line of the register, as this reader may read it."""

    line: RegisterLine
    who: Name
    behalf: Name | None
    what: str
    kind: str
    subject: Name
    facts: tuple[tuple[str, tuple[Name, ...]], ...]


def in_words(lines: Collection[RegisterLine], *, actor: Actor, on: date) -> list[LineInWords]:
    """Say many lines in words, with as many questions as there are kinds of things."""
    wanted: defaultdict[str, set[str]] = defaultdict(set)
    for line in lines:
        for kind, key in _pointed_at(line):
            wanted[kind].add(key)
    known = {
        (kind, key): name
        for kind, keys in sorted(wanted.items())
        if kind in registry.namings()
        for key, name in registry.namings()[kind].find(actor, sorted(keys), on).items()
    }
    return [_said(line, known) for line in lines]


def actor_keys(text: str, *, actor: Actor, on: date) -> list[str]:
    """Return whom the register calls so: a name, « l’horloge », or what it writes itself."""
    wanted = fold(text)
    machines = [code for code, words in _machines().items() if wanted and wanted in fold(words)]
    people = [key.replace(f"{PERSON}:", "person:") for key in _sought((PERSON,), text, actor, on)]
    return [text, *machines, *people]


def subject_keys(text: str, *, actor: Actor, on: date) -> list[str]:
    """Return what the register calls the things that bear this name, or this very code."""
    return [text, *_sought(tuple(registry.namings()), text, actor, on)]


def acts_called(text: str) -> list[str]:
    """Return the codes of the acts whose words hold this text."""
    wanted = fold(text)
    return [
        act.code for act in registry.acts().values() if wanted and wanted in fold(str(act.label))
    ]


def about(lines: QuerySet[RegisterLine], keys: Iterable[str]) -> QuerySet[RegisterLine]:
    """Keep the lines whose object is one of these."""
    return lines.filter(subject__in=list(keys))


def of_kind(lines: QuerySet[RegisterLine], kind: str) -> QuerySet[RegisterLine]:
    """Keep the lines about one kind of things: one of them, or many at once."""
    return lines.filter(Q(subject=kind) | Q(subject__startswith=f"{kind}:"))


def since(lines: QuerySet[RegisterLine], day: date) -> QuerySet[RegisterLine]:
    """Keep the lines written on a day or later."""
    start = _midnight(day)
    return lines.filter(at__gte=start, number__gt=_number(at__lt=start - A_DAY, order="-"))


def until(lines: QuerySet[RegisterLine], day: date) -> QuerySet[RegisterLine]:
    """Keep the lines written on a day or before."""
    end = _midnight(day) + A_DAY
    return lines.filter(at__lt=end, number__lt=_number(at__gte=end + A_DAY, otherwise=NO_NUMBER))


def _midnight(day: date) -> datetime:
    return make_aware(datetime.combine(min(max(day, EARLIEST), LATEST), time.min))


def _number(*, order: str = "", otherwise: int = 0, **instant: datetime) -> Coalesce:
    """Return the number of the line nearest to an instant, beyond which nothing is looked for.

    Lines are numbered as they are dated, so a list in the order of numbers need not read those of
    other days. A day is left on the way, lest the clock of the server was once put back.
    """
    there = RegisterLine.objects.filter(**instant).order_by(f"{order}at", f"{order}number")
    return Coalesce(Subquery(there.values("number")[:1]), otherwise)


@dataclass(frozen=True, kw_only=True)
class ChainHead:
    """How many lines the register says it has, and the last one of those that it has."""

    lines: int
    last_at: datetime | None
    whole: bool


def chain_head() -> ChainHead:
    """Return whether the last line is the one that the head of the chain names."""
    head = RegisterHead.objects.get()
    last = RegisterLine.objects.order_by("-number").first()
    if last is None:
        return ChainHead(lines=head.last_number, last_at=None, whole=head.last_number == 0)
    return ChainHead(
        lines=head.last_number,
        last_at=last.at,
        whole=(last.number, last.chain_hash) == (head.last_number, head.last_hash),
    )


def follows(line: RegisterLine) -> bool:
    """Tell whether the hash of a line is the one that its content and the line before give."""
    before = RegisterLine.objects.filter(number=line.number - 1).order_by("number").first()
    if before is None and line.number > 1:
        return False
    content: Any = (
        RegisterLine.objects.filter(pk=line.pk)
        .extra(select={"content": "kernel_register_content(kernel_registerline.*)"})
        .values_list("content", flat=True)
        .get()
    )
    previous = before.chain_hash if before else ""
    found = hashlib.sha256((previous + SEPARATOR + content).encode()).hexdigest()
    return found == line.chain_hash


def _sought(kinds: Collection[str], text: str, actor: Actor, on: date) -> Iterator[str]:
    for kind in kinds:
        seek = registry.namings()[kind].seek
        if seek is not None:
            yield from (f"{kind}:{key}" for key in seek(actor, text, on))


def _machines() -> dict[str, str]:
    return {
        "clock": _("L’horloge"),
        "visitor": _("Un visiteur"),
        "command:demo": _("La commande « demo »"),
    }


def _actor_key(code: str) -> Key:
    kind, _colon, key = code.partition(":")
    return (PERSON, key) if kind == "person" else ("", code)


def _subject_key(code: str) -> Key:
    kind, _colon, key = code.partition(":")
    return kind, key


def _pointed_at(line: RegisterLine) -> Iterator[Key]:
    codes = [_actor_key(line.actor), _actor_key(line.on_behalf_of), _subject_key(line.subject)]
    yield from ((kind, key) for kind, key in codes if kind and _is_one(kind, key))
    for name, value in line.facts.items():
        fact = registry.fact_of(line.action, name)
        if fact is not None and fact.kind:
            for one in _each(value):
                yield fact.kind, str(one)


def _is_one(kind: str, key: str) -> bool:
    """Tell a record from many at once: « members.person:12 », « members.person:1-5 »."""
    return bool(key) and (key.isdigit() or not kind.count("."))


def _each(value: Any) -> list[Any]:
    found = value if isinstance(value, list) else [value]
    return [one for one in found if one not in (None, "")]


def _said(line: RegisterLine, known: dict[Key, Name]) -> LineInWords:
    act = registry.acts().get(line.action)
    kind, key = _subject_key(line.subject)
    naming = registry.namings().get(kind)
    return LineInWords(
        line=line,
        who=_who(line.actor, known),
        behalf=_who(line.on_behalf_of, known) if line.on_behalf_of else None,
        what=str(act.label) if act else line.action,
        kind=str(naming.label) if naming else kind,
        subject=known.get((kind, key)) or Name(_numbered(key)),
        facts=tuple(
            (_fact_label(line.action, name), _fact_values(line.action, name, value, known))
            for name, value in line.facts.items()
        ),
    )


def _who(code: str, known: dict[Key, Name]) -> Name:
    kind, key = _actor_key(code)
    if kind:
        return known.get((kind, key)) or Name(_("La personne n° %(number)s") % {"number": key})
    machine, _colon, name = code.partition(":")
    if machine == "command":
        return Name(_("La commande « %(name)s »") % {"name": name})
    return Name(_machines().get(code, code))


def _numbered(key: str) -> str:
    if not key:
        return ""
    first, _dash, last = key.partition("-")
    if last.isdigit():
        return _("n° %(first)s à %(last)s") % {"first": first, "last": last}
    return _("n° %(number)s") % {"number": key} if key.isdigit() else key


def _fact_label(action: str, name: str) -> str:
    fact = registry.fact_of(action, name)
    return str(fact.label) if fact else name


def _fact_values(action: str, name: str, value: Any, known: dict[Key, Name]) -> tuple[Name, ...]:
    fact = registry.fact_of(action, name)
    if isinstance(value, dict):
        return tuple(Name(f"{one} : {said}") for one, said in value.items())
    return tuple(_fact_value(fact, one, known) for one in _each(value))


def _fact_value(fact: Fact | None, value: Any, known: dict[Key, Name]) -> Name:
    if fact is not None and fact.kind:
        return known.get((fact.kind, str(value))) or Name(_numbered(str(value)))
    if fact is not None and fact.choices:
        return Name(str(dict(fact.choices).get(str(value), value)))
    language = (get_language() or "fr")[:2]
    if isinstance(value, bool):
        return Name(_("oui") if value else _("non"))
    if isinstance(value, int) and (fact is None or fact.name != "year"):
        return Name(number(value, language))
    day = _day(value)
    return Name(date_long(day, language) if day else str(value))


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) and len(value) == 10 else None
    except ValueError:
        return None
