"""A sealed value opens in its own row, under a key that we hold, and nowhere else."""

import base64
import json
import stat
from datetime import date

import pytest
from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as st

from egide.kernel import keys
from egide.kernel.encryption import (
    KeyUnknown,
    SealBroken,
    Sealed,
    blind_index,
    decrypt,
    encrypt,
)
from egide.kernel.keys import KeysUnusable

PLACE = {"table": "accounts_factor", "column": "secret", "row": "12"}


@pytest.fixture
def own_keys(tmp_path):
    """A file of keys that the test may change."""
    place = tmp_path / "keys" / "fields.json"
    keys.make(place, on=date(2020, 1, 1))
    with override_settings(FIELD_KEYS=place):
        yield place


@pytest.mark.proves("G24")
class TestSealing:
    @given(st.text())
    def test_what_is_sealed_opens_again(self, value):
        assert decrypt(encrypt(value, **PLACE), **PLACE) == value

    def test_the_same_value_is_never_sealed_twice_alike(self):
        assert encrypt("JBSW Y3DP", **PLACE) != encrypt("JBSW Y3DP", **PLACE)

    def test_the_sealed_form_does_not_hold_the_value(self):
        sealed = encrypt("FR76 3000 6000 0112", **PLACE)

        packed = base64.urlsafe_b64decode(sealed.partition(".")[2])
        assert (b"3000" in packed, "3000" in sealed) == (False, False)

    @pytest.mark.parametrize(
        "elsewhere", [{"table": "accounts_other"}, {"column": "other"}, {"row": "13"}]
    )
    def test_it_does_not_open_in_another_place(self, elsewhere):
        sealed = encrypt("JBSW Y3DP", **PLACE)

        with pytest.raises(SealBroken, match="altérée, coupée ou déplacée"):
            decrypt(sealed, **PLACE | elsewhere)

    def test_no_place_reads_like_another(self):
        sealed = encrypt("x", table="a", column="b.c", row="1")

        with pytest.raises(SealBroken):
            decrypt(sealed, table="a.b", column="c", row="1")

    def test_every_byte_counts(self):
        name, _dot, body = encrypt("JBSW Y3DP", **PLACE).partition(".")
        packed = base64.urlsafe_b64decode(body)
        refused = 0
        for place in range(len(packed)):
            altered = packed[:place] + bytes([packed[place] ^ 1]) + packed[place + 1 :]
            with pytest.raises(SealBroken):
                decrypt(f"{name}.{base64.urlsafe_b64encode(altered).decode()}", **PLACE)
            refused += 1

        assert refused == 12 + len("JBSW Y3DP") + 16

    @pytest.mark.parametrize("cut", [0, 1, 10, 20, -4, -1])
    def test_a_cut_value_is_refused(self, cut):
        sealed = encrypt("JBSW Y3DP", **PLACE)

        with pytest.raises((SealBroken, KeyUnknown)):
            decrypt(sealed[:cut], **PLACE)

    @pytest.mark.parametrize("clear", ["", "JBSW Y3DP", "a.b", "é.é"])
    def test_a_value_in_clear_is_refused(self, clear):
        with pytest.raises(SealBroken):
            decrypt(clear, **PLACE)


@pytest.mark.proves("G24")
class TestKeys:
    def test_the_newest_writes_and_all_read(self, own_keys):
        old = encrypt("ancien", **PLACE)
        keys.add(own_keys, on=date(2020, 6, 1))
        new = encrypt("nouveau", **PLACE)

        names = [key.name for key in keys.read(own_keys).keys]
        assert [old.key_name, new.key_name] == names
        assert (decrypt(old, **PLACE), decrypt(new, **PLACE)) == ("ancien", "nouveau")

    def test_another_algorithm_is_another_key_and_both_read(self, own_keys):
        old = encrypt("ancien", **PLACE)
        keys.add(own_keys, on=date(2020, 6, 1), algorithm=keys.CHACHA)
        new = encrypt("nouveau", **PLACE)
        keys.add(own_keys, on=date(2020, 9, 1))

        assert [key.algorithm for key in keys.read(own_keys).keys] == [
            keys.AES,
            keys.CHACHA,
            keys.CHACHA,
        ]
        assert (decrypt(old, **PLACE), decrypt(new, **PLACE)) == ("ancien", "nouveau")

    def test_a_file_of_before_says_nothing_of_it_and_an_algorithm_to_come_is_named(self, own_keys):
        sealed, told = encrypt("ancien", **PLACE), json.loads(own_keys.read_text())
        del told["keys"][0]["algorithm"]
        own_keys.write_text(json.dumps(told))
        opened = decrypt(sealed, **PLACE)
        told["keys"][0]["algorithm"] = "AES-512"
        own_keys.write_text(json.dumps(told))

        assert opened == "ancien"
        with pytest.raises(KeysUnusable, match=r"seals by AES-512, which this version .* not know"):
            decrypt(sealed, **PLACE)

    def test_a_forgotten_key_opens_nothing_and_is_named(self, own_keys):
        old = encrypt("ancien", **PLACE)
        keys.add(own_keys, on=date(2020, 6, 1))
        keys.forget(own_keys, old.key_name)

        with pytest.raises(KeyUnknown, match=old.key_name):
            decrypt(old, **PLACE)

    def test_the_name_of_another_key_does_not_open(self, own_keys):
        body = encrypt("ancien", **PLACE).partition(".")[2]
        added = keys.add(own_keys, on=date(2020, 6, 1)).newest

        with pytest.raises(SealBroken):
            decrypt(f"{added.name}.{body}", **PLACE)

    def test_the_key_that_writes_is_not_forgotten(self, own_keys):
        with pytest.raises(KeysUnusable, match="rotate first"):
            keys.forget(own_keys, keys.read(own_keys).newest.name)

    def test_a_second_making_keeps_what_is_there(self, own_keys):
        before = own_keys.read_bytes()

        keys.make(own_keys, on=date(2021, 1, 1))

        assert own_keys.read_bytes() == before

    def test_nobody_else_may_read_the_file(self, own_keys):
        keys.add(own_keys, on=date(2020, 6, 1))

        assert stat.S_IMODE(own_keys.stat().st_mode) == 0o600
        assert stat.S_IMODE(own_keys.parent.stat().st_mode) == 0o700

    def test_a_missing_file_is_said(self, tmp_path):
        with (
            override_settings(FIELD_KEYS=tmp_path / "none.json"),
            pytest.raises(KeysUnusable, match="put the file back from its escrow"),
        ):
            encrypt("x", **PLACE)

    @pytest.mark.parametrize(
        "content",
        [
            "",
            "{",
            "[]",
            "{}",
            json.dumps({"keys": [], "index_secret": base64.b64encode(bytes(32)).decode()}),
            json.dumps({"keys": [], "index_secret": "court"}),
        ],
    )
    def test_a_damaged_file_is_said(self, own_keys, content):
        own_keys.write_text(content)

        with pytest.raises(KeysUnusable, match="put the file back"):
            encrypt("x", **PLACE)


@pytest.mark.proves("G24")
class TestBlindIndex:
    def test_equal_values_are_found_again_in_one_column_only(self, own_keys):
        place = {"table": "dues_debitmandate", "column": "iban"}
        first = blind_index("FR7630006000011234567890189", **place)
        keys.add(own_keys, on=date(2020, 6, 1))

        assert blind_index("FR7630006000011234567890189", **place) == first
        assert blind_index("FR7630006000011234567890180", **place) != first
        assert blind_index("FR7630006000011234567890189", **place | {"column": "bic"}) != first

    def test_another_society_has_other_indexes(self, own_keys, tmp_path):
        place = {"table": "dues_debitmandate", "column": "iban"}
        ours = blind_index("FR76", **place)
        theirs = tmp_path / "theirs" / "fields.json"
        keys.make(theirs, on=date(2020, 1, 1))

        with override_settings(FIELD_KEYS=theirs):
            assert blind_index("FR76", **place) != ours

    def test_a_sealed_value_says_its_key(self):
        assert Sealed("20200101-abcdef.AAAA").key_name == "20200101-abcdef"
