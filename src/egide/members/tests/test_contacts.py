"""Telephone numbers are stored in one form, however they were typed (S00 imports)."""

from __future__ import annotations

import random

import phonenumbers
import pytest

from egide.members.enums import ContactKind
from egide.members.rules.contacts import UnusableContact, clean_contact


@pytest.mark.proves("IMP-2")
@pytest.mark.parametrize(
    ("written", "country", "stored"),
    [
        ("06 39 98 00 01", "FR", "+33639980001"),
        ("0639980001", "", "+33639980001"),
        ("06.39.98.00.01", "FR", "+33639980001"),
        ("06-39-98-00-01", "FR", "+33639980001"),
        ("+33 6 39 98 00 01", "CA", "+33639980001"),
        ("+33 (0)6 39 98 00 01", "FR", "+33639980001"),
        ("0033639980001", "FR", "+33639980001"),
        ("030 2639 1001", "DE", "+493026391001"),
    ],
)
def test_a_number_is_stored_with_its_prefix(written, country, stored):
    assert clean_contact(ContactKind.PHONE, written, country=country) == stored


def test_the_quick_way_says_what_the_library_says():
    chances = random.Random(4)
    for _turn in range(300):
        pairs = [chances.choice(("", " ", ".")) + f"{chances.randrange(100):02d}" for _ in range(4)]
        written = chances.choice(("0", "+33")) + chances.choice("123456789") + "".join(pairs)

        number = phonenumbers.parse(written, "FR")
        expected = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
        assert clean_contact(ContactKind.PHONE, written) == expected


@pytest.mark.parametrize(
    "written", ["06 39 98", "téléphone", "00 00", "06 39 98 00 01 02 03 04 05"]
)
def test_what_is_no_number_is_refused(written):
    with pytest.raises(UnusableContact):
        clean_contact(ContactKind.PHONE, written)
