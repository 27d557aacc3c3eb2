"""A society's keys are made once; a database that was sealed asks for its own keys again."""

from datetime import date

import pytest

from egide.kernel import keys
from egide.launcher import migrating, places
from egide.launcher.outcomes import Failure, WrongUse

pytestmark = pytest.mark.proves("G24")


@pytest.fixture
def noted(home, monkeypatch):
    """What is noted on a database that no server holds."""
    found = {}
    monkeypatch.setattr(migrating, "note", lambda access, **more: found.update(more))
    return found


def test_a_new_society_gets_a_key_and_its_database_remembers_it(noted):
    migrating._ensure_field_keys(None, {})

    assert noted == {"field_key": keys.read(places.field_keys()).newest.name}


def test_after_a_rotation_the_database_asks_for_the_new_key(noted):
    migrating._ensure_field_keys(None, {})
    added = keys.add(places.field_keys(), on=date(2020, 6, 1)).newest.name

    migrating._ensure_field_keys(None, dict(noted))

    assert noted == {"field_key": added}


def test_a_lost_file_of_keys_is_never_made_again_in_silence(noted):
    with pytest.raises(Failure, match="put the file back from its escrow"):
        migrating._ensure_field_keys(None, {"field_key": "20200101-abcdef"})

    assert (places.field_keys().exists(), noted) == (False, {})


def test_the_keys_of_another_society_are_refused(noted):
    migrating._ensure_field_keys(None, {})

    with pytest.raises(Failure, match="sealed with the field key 20200101-abcdef"):
        migrating._ensure_field_keys(None, {"field_key": "20200101-abcdef"})


def test_the_place_of_the_keys_is_a_whole_path(home, monkeypatch):
    monkeypatch.setenv("EGIDE_FIELD_KEYS", "keys.json")

    with pytest.raises(WrongUse, match="whole path"):
        places.field_keys()
