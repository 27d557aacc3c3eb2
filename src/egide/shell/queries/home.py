"""What stands at home, and where the rights of the reader come from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from egide.kernel import registry
from egide.kernel.access import Actor
from egide.kernel.pages import PUBLIC, may_open
from egide.kernel.registry import HomeCard


@dataclass(frozen=True, kw_only=True)
class FilledSection:
    """A part of the home page that has something to say."""

    name: str
    label: str
    cards: tuple[HomeCard, ...]


def home_of(actor: Actor, *, on: date) -> tuple[list[HomeCard], list[FilledSection]]:
    """Return what needs this person now, and everything else that the modules show them at home.

    Nobody sees twice what is urgent: it stands in the first list only. A visitor gets what the
    modules show to everybody.
    """
    urgent: list[HomeCard] = []
    filled: list[FilledSection] = []
    for section in registry.home_sections():
        if not may_open(actor, section.permission):
            continue
        if actor.person_id is not None and section.permission == PUBLIC:
            continue
        cards = list(section.cards(actor, on))
        urgent += [card for card in cards if card.urgent]
        calm = tuple(card for card in cards if not card.urgent)
        if calm:
            filled.append(FilledSection(name=section.name, label=str(section.label), cards=calm))
    return urgent, filled
