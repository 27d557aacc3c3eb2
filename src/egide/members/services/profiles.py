"""A person keeps their own profile; two people saving one profile are told (R-X-7)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import F
from django.utils.translation import gettext as _

from egide.kernel import audit
from egide.kernel.access import Actor, require
from egide.kernel.errors import Refused, Stale
from egide.kernel.identity import verb
from egide.members.enums import DataStatus, LetterLanguage, Sex
from egide.members.models import Person
from egide.members.permissions import MANAGE_REGISTRY
from egide.members.rules.people import clean_words, obstacles_to_country, obstacles_to_life

LONGEST_NOTE = 80
MOST_LANGUAGES = 12


class ProfileChangedMeanwhile(Stale):
    """Somebody saved the profile since it was read; ``version`` is the one to read again."""

    def __init__(self, version: int) -> None:
        self.version = version
        super().__init__(
            _(
                "La fiche a changé pendant que vous écriviez. Rien n’a été écrasé et votre"
                " saisie est gardée : relisez, puis enregistrez de nouveau."
            )
        )


class ProfileClosed(Refused):
    """The data of this person are anonymised: nothing is added to them."""


class ProfileRefused(Refused):
    """Something in the profile is not possible; the sentences say what."""


@dataclass(frozen=True, kw_only=True)
class PersonalDetails:
    """What a person says of themselves beside their name."""

    nickname: str = ""
    family_numbers: str = ""
    sex: str = Sex.UNSAID
    born_on: date | None = None
    nationality: str = ""
    languages: tuple[str, ...] = ()
    letter_language: str = LetterLanguage.UNSAID


def hold_profile(person: Person, *, version: int | None, by: Actor) -> Person:
    """Lock the profile for its own person or the clerk, if nobody saved it since ``version``.

    Every verb on a part of the profile begins here; ``version=None`` is for what is no page
    (an import, a letter that came back).

    :raises NotAllowed: if the actor is neither the person nor the clerk.
    :raises ProfileChangedMeanwhile: if the profile was saved since it was read.
    :raises ProfileClosed: if the person's data are anonymised.
    """
    if by.person_id is None or by.person_id != person.pk:
        require(by, MANAGE_REGISTRY)
    held = Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    if version is not None and held.version != version:
        raise ProfileChangedMeanwhile(held.version)
    if held.data_status == DataStatus.ANONYMISED:
        raise ProfileClosed(_("Les données de cette personne sont effacées."))
    return held


def hold_profiles(people: Collection[int], *, by: Actor) -> None:
    """Lock many profiles at once, in the order of their keys, for the clerk: a file.

    :raises ProfileClosed: if one is not there, or its data are anonymised.
    """
    require(by, MANAGE_REGISTRY)
    held = Person.objects.select_for_update(of=("self",)).filter(pk__in=people).order_by("pk")
    statuses = dict(held.values_list("pk", "data_status"))
    if set(people) - statuses.keys():
        raise ProfileClosed(_("Une des personnes n’est pas au registre."))
    if DataStatus.ANONYMISED in statuses.values():
        raise ProfileClosed(_("Les données d’une des personnes sont effacées."))


def count_save(person: Person) -> None:
    """Count one more save of the profile that this transaction holds."""
    person.version += 1
    person.save(update_fields=["version"])


def count_saves(people: Collection[int]) -> None:
    """Count one more save of each of these profiles, which this transaction holds."""
    Person.objects.filter(pk__in=people).update(version=F("version") + 1)


@verb
def save_profile(
    *, person: Person, version: int, details: PersonalDetails, by: Actor, on: date
) -> Person:
    """Save what a person says of themselves; what it said before stays in their history.

    :raises ProfileChangedMeanwhile: if the profile was saved since it was read.
    :raises ProfileRefused: if something is impossible.
    """
    held = hold_profile(person, version=version, by=by)
    before = audit.fingerprint(held)
    obstacles = _obstacles_to_details(details, died_on=held.died_on, on=on)
    if obstacles:
        raise ProfileRefused(" ".join(obstacles))

    changed = [name for name, value in _columns_of(details).items() if _changes(held, name, value)]
    count_save(held)
    held.save(update_fields=list(_columns_of(details)))

    audit.record(by, "members.profile_saved", held, before=before, fields=changed, on=on)
    return held


def _columns_of(details: PersonalDetails) -> Mapping[str, object]:
    return {
        "nickname": clean_words(details.nickname),
        "family_numbers": clean_words(details.family_numbers),
        "sex": details.sex,
        "born_on": details.born_on,
        "nationality": details.nationality,
        "languages": list(dict.fromkeys(details.languages)),
        "letter_language": details.letter_language,
    }


def _changes(held: Person, name: str, value: object) -> bool:
    changes = getattr(held, name) != value
    setattr(held, name, value)
    return changes


def _obstacles_to_details(details: PersonalDetails, *, died_on: date | None, on: date) -> list[str]:
    obstacles = obstacles_to_life(details.born_on, died_on, on=on)
    if details.sex not in Sex.values:
        obstacles.append(_("Choisissez une civilité de la liste, ou aucune."))
    if details.letter_language not in LetterLanguage.values:
        obstacles.append(_("La Société écrit en français ou en anglais."))
    for text in (details.nickname, details.family_numbers):
        if len(clean_words(text)) > LONGEST_NOTE or not clean_words(text).isprintable():
            obstacles.append(
                _("Surnom et numéros tiennent en %(most)d caractères.") % {"most": LONGEST_NOTE}
            )
    if details.nationality:
        obstacles += obstacles_to_country(details.nationality)
    short = all(
        code.isascii() and code.isalpha() and 2 <= len(code) <= 3 for code in details.languages
    )
    if not short or len(details.languages) > MOST_LANGUAGES:
        obstacles.append(_("Choisissez les langues dans la liste, douze au plus."))
    return obstacles
