"""People for the tests of every module: rows written directly, quick and valid.

They do not prove the registry's verbs (its own tests do); they spare them to the others.
"""

from __future__ import annotations

from datetime import date
from itertools import count
from typing import Any

from egide.members.enums import ContactKind, MembershipStatus, RegistryStatus
from egide.members.models import (
    Centre,
    ContactPoint,
    Membership,
    NameToken,
    Person,
    PostalAddress,
    Promotion,
    Schooling,
)
from egide.members.rules.names import fold, index_tokens, sound

NAMES = {
    "Ai": "Aix-en-Provence",
    "An": "Angers",
    "Bo": "Bordeaux",
    "Ch": "Châlons",
    "Cl": "Cluny",
    "Ka": "Karlsruhe",
    "Li": "Lille",
    "Me": "Metz",
    "Pa": "Paris",
}
FIRST_ENTRY = {"Bo": 1963, "Me": 1997, "Ka": 2008}
_numbers = count(900_001)


def make_centre(code: str = "Bo", **overrides: Any) -> Centre:
    """Return the centre of this code, made the first time that it is asked for."""
    values = {
        "name": NAMES.get(code, code),
        "nickname": "KIN" if code == "Ai" else "",
        "first_entry_year": FIRST_ENTRY.get(code, 1900),
        **overrides,
    }
    return Centre.objects.get_or_create(code=code, defaults=values)[0]


def make_promotion(centre: str | Centre = "Bo", entry_year: int = 1998) -> Promotion:
    """Return the promotion of a centre and a year, made the first time that it is asked for."""
    found = make_centre(centre) if isinstance(centre, str) else centre
    return Promotion.objects.get_or_create(
        centre=found,
        entry_year=entry_year,
        defaults={"label": f"{found.code} {entry_year - 1800}"},
    )[0]


def make_person(
    *,
    promotion: Promotion | None = None,
    status: MembershipStatus | None = MembershipStatus.CURRENT,
    since: date = date(2016, 1, 1),
    email: str = "",
    phone: str = "",
    country: str = "",
    postcode: str = "",
    city: str = "",
    **overrides: Any,
) -> Person:
    """Return a new person, a member in good standing unless told otherwise.

    ``status=None`` makes somebody who is not a member. ``promotion`` is the principal one.
    ``country`` gives an address, ``email`` and ``phone`` verified contact points. All else goes
    to the columns of ``Person``.
    """
    number = next(_numbers)
    first_names = overrides.pop("first_names", "Camille")
    usage_name = overrides.pop("usage_name", "Torelisse")
    birth_name = overrides.pop("birth_name", usage_name)
    student = status == MembershipStatus.STUDENT
    values: dict[str, Any] = {
        "society_no": number,
        "readable_id": f"{fold(first_names)}.{fold(usage_name)}.{number}".replace(" ", "-"),
        "registry_status": RegistryStatus.STUDENT if student else RegistryStatus.GRADUATE,
        "sort_name": f"{fold(usage_name)} {fold(first_names)}",
        "listed": status is not None,
        "name_tokens": token_ids(first_names, usage_name, birth_name),
        **overrides,
    }
    person = Person.objects.create(
        first_names=first_names, usage_name=usage_name, birth_name=birth_name, **values
    )
    if promotion is not None:
        Schooling.objects.create(person=person, promotion=promotion)
    if status is not None:
        Membership.objects.create(person=person, status=status, starts_on=since)
    if email:
        _add_contact(person, ContactKind.EMAIL, email)
    if phone:
        _add_contact(person, ContactKind.PHONE, phone)
    if country:
        PostalAddress.objects.create(
            person=person, country=country, postcode=postcode, city=city, starts_on=since
        )
    return person


def token_ids(*names: str) -> list[int]:
    """Return the ids of the words of these names, adding the new ones to the lexicon."""
    return [
        NameToken.objects.get_or_create(token=token, defaults={"sound": sound(token)})[0].pk
        for token in index_tokens(*names)
    ]


def _add_contact(person: Person, kind: ContactKind, value: str) -> ContactPoint:
    return ContactPoint.objects.create(person=person, kind=kind, value=value, primary=True)
