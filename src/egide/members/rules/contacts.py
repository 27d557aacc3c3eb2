"""What a usable e-mail address, telephone number or page is, and how it is stored."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from urllib.parse import urlsplit

import phonenumbers
from django.utils.translation import gettext as _
from email_validator import EmailNotValidError, validate_email

from egide.kernel.errors import Refused
from egide.members.enums import ContactKind
from egide.members.rules.promotions import shortened

LONGEST = 254
# Most addresses are as plain as this and need no library: an import has a million of them.
PLAIN_EMAIL = re.compile(
    r"[a-z0-9]+(?:[._+-][a-z0-9]+)*@(?:[a-z0-9]+(?:-[a-z0-9]+)*\.)+(?:com|fr|org|net|eu|de|uk|ch|be|edu)"
)
LONGEST_LOCAL_PART = 64
# So are most numbers: ten French digits, or the nine after +33.
PLAIN_PHONE = re.compile(r"(?:0|\+33)([1-9])[ .]?(\d\d)[ .]?(\d\d)[ .]?(\d\d)[ .]?(\d\d)", re.ASCII)


class UnusableContact(Refused):
    """Nobody could be reached by this."""


def clean_contact(kind: str, value: str, *, country: str = "FR") -> str:
    """Return the stored form of a contact point; ``country`` reads a number without prefix.

    :raises UnusableContact: if nobody could be reached by it.
    """
    value = value.strip()
    if not value or len(value) > LONGEST:
        raise UnusableContact(_("La coordonnée est vide ou trop longue."))
    return CLEANERS[ContactKind(kind)](value, country)


def _clean_email(value: str, country: str) -> str:
    if PLAIN_EMAIL.fullmatch(value) and value.index("@") <= LONGEST_LOCAL_PART:
        return value
    # Letters outside ASCII before the @ are refused: most mail servers still lose such letters.
    try:
        return validate_email(value, check_deliverability=False, allow_smtputf8=False).normalized
    except EmailNotValidError:
        raise UnusableContact(
            _("« %(value)s » n’est pas une adresse électronique utilisable.")
            % {"value": shortened(value)}
        ) from None


@lru_cache(maxsize=65_536)
def _clean_phone(value: str, country: str) -> str:
    plain = PLAIN_PHONE.fullmatch(value)
    if plain and (value[0] == "+" or country in {"", "FR"}):
        return "+33" + "".join(plain.groups())
    try:
        number = phonenumbers.parse(value, country or "FR")
    except phonenumbers.NumberParseException:
        number = None
    # Possible, not "valid": the numbering plan of a library is always a little late.
    if number is None or not phonenumbers.is_possible_number(number):
        raise UnusableContact(
            _(
                "« %(value)s » n’est pas un numéro de téléphone."
                " Avec l’indicatif : +33 6 39 98 00 00."
            )
            % {"value": shortened(value)}
        )
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _clean_web(value: str, country: str) -> str:
    address = value if "://" in value else f"https://{value}"
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        host = ""
    usable = (
        parts.scheme in {"http", "https"}
        and "." in host.strip(".")
        and not parts.username
        and not any(letter.isspace() or not letter.isprintable() for letter in address)
        if host
        else False
    )
    if not usable:
        raise UnusableContact(
            _("« %(value)s » n’est pas l’adresse d’un site.") % {"value": shortened(value)}
        )
    return address


CLEANERS: dict[ContactKind, Callable[[str, str], str]] = {
    ContactKind.EMAIL: _clean_email,
    ContactKind.PHONE: _clean_phone,
    ContactKind.WEB: _clean_web,
}
