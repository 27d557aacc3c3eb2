"""Who somebody is, said so that an import recognises them after they were forgotten (R-REG-8)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from egide.members.rules.names import fold


@dataclass(frozen=True, kw_only=True)
class Identity:
    """What a file, or the registry, says of who somebody is; ``names`` are the names borne.

    ``promotion`` is its label (« Bo 198 »).
    """

    first_names: str
    names: tuple[str, ...]
    promotion: str = ""
    born_on: date | None = None
    emails: tuple[str, ...] = ()


def sayings_of(identity: Identity) -> Iterator[str]:
    """Yield each way of saying who somebody is that is enough to recognise them.

    A name alone is not: it goes with a promotion, a birth date or an address. An address alone is
    not either: the two halves of a couple may share one.
    """
    first = fold(identity.first_names).split(" ")[0]
    for name in dict.fromkeys(fold(name) for name in identity.names if name):
        if identity.promotion:
            yield f"promotion {identity.promotion.casefold()} {first} {name}"
        if identity.born_on:
            yield f"born {identity.born_on.isoformat()} {first} {name}"
    for email in identity.emails:
        yield f"email {email.strip().casefold()} {first}"
