"""What each person shows, and to whom (R-REG-6)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.utils.translation import gettext as _

from egide.kernel import audit
from egide.kernel.access import Actor
from egide.kernel.errors import Refused
from egide.kernel.identity import verb
from egide.members.enums import Audience, ProfileField
from egide.members.models import Person, VisibilityChoice
from egide.members.services.profiles import count_save, hold_profile
from egide.members.services.standings import keep_listing

# A name is shown to the members or to nobody: a list cannot hold half a person.
AUDIENCES_OF_A_NAME = frozenset({Audience.NOBODY, Audience.MEMBERS})


class AudienceRefused(Refused):
    """This part of the profile cannot be shown to that audience."""


@verb
def choose_audience(
    *,
    person: Person,
    choices: Mapping[ProfileField, Audience],
    by: Actor,
    on: date,
    version: int | None = None,
) -> Person:
    """Write to whom a person shows parts of their profile; parts not named keep their readers.

    Whoever shows their name to nobody leaves the directory the same instant (objection, R-REG-6).

    :raises AudienceRefused: if a part or an audience does not exist, or does not fit.
    """
    held = hold_profile(person, version=version, by=by)
    wanted = {_field(field): _audience(audience) for field, audience in choices.items()}
    if wanted.get(ProfileField.NAME, Audience.MEMBERS) not in AUDIENCES_OF_A_NAME:
        raise AudienceRefused(_("Le nom se montre à tous les sociétaires, ou à personne."))

    VisibilityChoice.objects.bulk_create(
        [VisibilityChoice(person=held, field=f, audience=a) for f, a in wanted.items()],
        update_conflicts=True,
        unique_fields=["person", "field"],
        update_fields=["audience"],
    )
    count_save(held)
    keep_listing(held, on=on)

    facts = {str(field): str(audience) for field, audience in wanted.items()}
    audit.record(by, "members.audience_chosen", held, choices=facts, on=on)
    return held


def _field(field: str) -> ProfileField:
    if field not in ProfileField.values:
        raise AudienceRefused(_("Cette partie de la fiche n’existe pas."))
    return ProfileField(field)


def _audience(audience: str) -> Audience:
    if audience not in Audience.values:
        raise AudienceRefused(_("Choisissez dans la liste qui peut lire cette partie."))
    return Audience(audience)
