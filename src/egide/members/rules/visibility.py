"""Who reads which part of a profile (R-REG-6, R-REG-7): the one place where it is said.

The list, the profile, the card and the export all ask here; the search turns the same table into
SQL. A person chooses an audience for each part; a reader stands to that person in one or several
relations; a part is read when the audience is open to one of these relations.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import Enum

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from egide.members.enums import Audience, ProfileField


class Relation(Enum):
    """How a reader stands to a person, the nearest first."""

    ITSELF = "ITSELF"
    CLERK = "CLERK"
    OFFICER = "OFFICER"
    PROMOTION = "PROMOTION"
    GROUP = "GROUP"
    MEMBER = "MEMBER"
    ANYONE = "ANYONE"


# What officers need to reach their people (S01, permissions): all that is not kept to oneself.
CONTACT_FIELDS = frozenset(
    {
        ProfileField.EMAIL,
        ProfileField.PHONE,
        ProfileField.WEB,
        ProfileField.ADDRESS,
        ProfileField.CITY,
    }
)
# The words by which a person agrees to show a part of the profile. A text that is given is never
# edited: a new one is added under the next number, and a consent says by which it was given.
CONSENT_TEXTS = {
    1: gettext_lazy(
        "Rien de ceci n’est montré sans votre accord, hormis votre nom et votre promotion aux"
        " sociétaires. Ce qui n’est pas montré ne se trouve pas non plus par une recherche. Vous"
        " pouvez revenir sur chaque ligne à tout moment, ici même."
    ),
}
CONSENT_VERSION = max(CONSENT_TEXTS)
EVERY_AUDIENCE = frozenset(Audience)
_OPEN_TO = {
    Relation.ITSELF: EVERY_AUDIENCE,
    Relation.CLERK: EVERY_AUDIENCE,
    Relation.OFFICER: frozenset({Audience.OFFICERS}),
    Relation.PROMOTION: frozenset({Audience.PROMOTION}),
    Relation.GROUP: frozenset({Audience.GROUP}),
    Relation.MEMBER: frozenset({Audience.MEMBERS, Audience.PUBLIC}),
    Relation.ANYONE: frozenset({Audience.PUBLIC}),
}


def default_audience(field: ProfileField) -> Audience:
    """Return who reads a part for which nothing was chosen (R-REG-6): nothing is ever public."""
    return Audience.MEMBERS if field == ProfileField.NAME else Audience.NOBODY


def audience_of(field: ProfileField, choices: Mapping[str, str]) -> Audience:
    """Return the audience of a part, chosen or by default."""
    chosen = choices.get(field)
    return Audience(chosen) if chosen else default_audience(field)


def asks_consent(field: ProfileField, audience: Audience) -> bool:
    """Tell whether showing a part so rests on the person's agreement; a name is shown without."""
    return field != ProfileField.NAME and audience != Audience.NOBODY


def is_narrower(audience: Audience, than: Audience) -> bool:
    """Tell whether an audience holds fewer people than another."""
    ranks = list(Audience)
    return ranks.index(audience) < ranks.index(than)


def audiences_open_to(relation: Relation, field: ProfileField) -> frozenset[Audience]:
    """Return the audiences to which a reader in this relation belongs, for this part."""
    if relation == Relation.OFFICER and field in CONTACT_FIELDS:
        return EVERY_AUDIENCE - {Audience.NOBODY}
    return _OPEN_TO[relation]


def is_shown(field: ProfileField, audience: Audience, relations: Iterable[Relation]) -> bool:
    """Tell whether a reader in these relations reads the part (R-REG-7)."""
    return any(audience in audiences_open_to(relation, field) for relation in relations)


def reason_to_read(field: ProfileField, audience: Audience, relations: Iterable[Relation]) -> str:
    """Say why a reader reads the part, in words for that reader; empty when they do not."""
    held = set(relations)
    for relation in Relation:
        if relation in held and audience in audiences_open_to(relation, field):
            return _reasons()[relation]
    return ""


def _reasons() -> dict[Relation, str]:
    return {
        Relation.ITSELF: _("C’est votre fiche."),
        Relation.CLERK: _("Vous tenez le registre."),
        Relation.OFFICER: _("Confié aux responsables de ses groupes, dont vous êtes."),
        Relation.PROMOTION: _("Montré à sa promotion, qui est la vôtre."),
        Relation.GROUP: _("Montré aux membres de ses groupes, dont vous êtes."),
        Relation.MEMBER: _("Montré à tous les sociétaires."),
        Relation.ANYONE: _("Montré à tout le monde."),
    }
