"""Addresses of databases are understood wholly or refused in a sentence."""

from __future__ import annotations

import pytest
from psycopg.conninfo import conninfo_to_dict

from egide.launcher.addresses import Address, parse
from egide.launcher.outcomes import WrongUse


@pytest.mark.parametrize(
    "text",
    [
        "postgresql://egide:secret@db.example:5433/society",
        "postgresql://egide:p%40ss%2Fword@/society?host=%2Frun%2Fpostgresql&port=5432",
        "postgresql://egide@[::1]:5432/society?sslmode=verify-full",
    ],
)
def test_an_address_that_is_read_and_written_again_is_the_same(text):
    assert parse(text, "DATABASE_URL").url() == text


def test_a_password_is_not_shown_to_people():
    address = parse("postgresql://egide:secret@db.example/society", "DATABASE_URL")

    assert address.plain() == "egide@db.example:5432/society"
    assert "secret" not in repr(address)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "must begin with postgresql://"),
        ("mysql://a:b@c/d", "must begin with postgresql://"),
        ("postgresql://a:b@c", "must name one database"),
        ("postgresql://a:b@c/", "must name one database"),
        ("postgresql://a:b@c/d/e", "must name one database"),
        ("postgresql://c/d", "must name a role"),
        ("postgresql://a:b@c:port/d", "is not an address"),
        ("postgresql://a:b@c:99999/d", "is not an address"),
        ("postgresql://a:b@c/d?port=0", "is not a port"),
        ("postgresql://a:b@c,e/d", "names several servers"),
        ("postgresql://a:b@c/d?sslmod=require", "is not known"),
        ("postgresql://a:b@c/d?sslmode", "cannot be read"),
        ("postgresql://a:b@c/d?sslmode=require&sslmode=disable", "gives an option twice"),
        ("postgresql://a:b#c@d/e", "holds a #"),
        (" postgresql://a:b@c/d", "spaces at its ends"),
        ("postgresql://a:b@c/d\n", "characters that cannot be printed"),
    ],
)
def test_a_strange_address_is_refused_in_a_sentence(text, reason):
    with pytest.raises(WrongUse) as refusal:
        parse(text, "DATABASE_URL")

    assert reason in str(refusal.value)
    assert str(refusal.value).startswith("DATABASE_URL")


def test_a_socket_in_a_folder_with_spaces_and_accents_is_read_back_by_the_client_library():
    folder = "/home/zoé/à côté + là/run"
    address = Address("egide_app", "p@ss word", folder, 5432, "egide")

    read = conninfo_to_dict(address.url())

    assert (read["host"], read["password"]) == (folder, "p@ss word")
    assert parse(address.url(), "DATABASE_URL") == address
