"""Four roles, none stronger than it must be, on every PostgreSQL of this machine."""

from __future__ import annotations

import psycopg
import pytest

from egide.launcher import binaries, database, outcomes, places
from egide.launcher.addresses import Address
from egide.launcher.command_line import main
from egide.launcher.outcomes import Failure, Missing, WrongUse
from egide.launcher.provisioning import Access, role_prefix


def ask(address: Address, question: str):
    with psycopg.connect(address.url(), autocommit=True) as connection:
        return connection.execute(question).fetchall()


def make(address: Address, *statements: str) -> None:
    with psycopg.connect(address.url(), autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)


def opened() -> Access:
    with database.server() as access:
        database.ensure_database(access)
        return access


def database_url(server, monkeypatch, attributes: str) -> None:
    """Point DATABASE_URL at a role with these attributes, as an operator would."""
    admin = server.administrator()
    make(admin, f"CREATE ROLE operator LOGIN {attributes} PASSWORD 'secret'")
    address = admin.as_role("operator", "secret").at("society")
    monkeypatch.setenv("DATABASE_URL", address.url())


def test_none_of_the_roles_that_serve_is_a_superuser_or_passes_row_security(server):
    access = opened()

    rows = ask(
        access.app,
        "SELECT rolname, rolsuper, rolbypassrls, rolcreatedb, rolcreaterole FROM pg_roles "
        "WHERE starts_with(rolname, 'egide_') AND rolname <> 'egide_admin' ORDER BY rolname",
    )

    assert rows == [
        ("egide_app", False, False, False, False),
        ("egide_backup", False, True, False, False),
        ("egide_owner", False, False, False, False),
        ("egide_worker", False, False, False, False),
    ]


def test_what_the_owner_makes_the_app_may_fill_and_the_backup_may_read(server):
    access = opened()
    make(access.owner, "CREATE TABLE person (id int GENERATED ALWAYS AS IDENTITY, name text)")

    make(access.app, "INSERT INTO person (name) VALUES ('Jeanne')")

    assert ask(access.worker, "SELECT name FROM person") == [("Jeanne",)]
    assert ask(access.backup, "SELECT name FROM person") == [("Jeanne",)]
    for address in (access.app, access.worker, access.backup):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            make(address, "SET default_transaction_read_only = off", "DROP TABLE person")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        make(access.app, "CREATE TABLE mine (id int)")


def test_the_owner_may_create_the_extensions_that_the_tables_stand_on(server):
    access = opened()

    make(
        access.owner,
        *(f"CREATE EXTENSION {name}" for name in ("pg_trgm", "unaccent", "btree_gist")),
    )

    assert ask(access.app, "SELECT similarity('égide', 'égide'), lower('É')") == [(1.0, "é")]


def test_a_page_that_waits_is_stopped_by_the_database(server):
    access = opened()

    settings = [
        ask(access.app, f"SHOW {name}")[0][0]
        for name in ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout")
    ]

    assert settings == ["30s", "5s", "1min"]


def test_provisioning_twice_changes_nothing(server):
    first = opened()
    make(first.owner, "CREATE TABLE person (id int)")

    second = opened()

    assert second == first
    assert ask(second.app, "SELECT count(*) FROM person") == [(0,)]


def test_lost_passwords_are_drawn_again_on_a_server_that_lets_us_in(server, monkeypatch):
    database_url(server, monkeypatch, "SUPERUSER")
    before = opened()
    for path in places.state().glob("secrets-*.json"):
        if path.name != "secrets-site.json":
            path.unlink()

    after = opened()

    assert after.app.password != before.app.password
    assert ask(after.app, "SELECT current_user") == [("egide_app",)]


def test_passwords_are_drawn_anew_and_the_former_open_nothing(server, monkeypatch):
    database_url(server, monkeypatch, "CREATEROLE CREATEDB")
    before = opened()

    assert main(["db", "passwords"]) == outcomes.DONE

    after = opened()
    for role in ("owner", "app", "worker", "backup"):
        former, address = getattr(before, role), getattr(after, role)
        assert former.password != address.password
        assert ask(address, "SELECT current_user") == [(address.user,)]
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            ask(former, "SELECT 1")


def test_a_role_that_may_make_roles_and_databases_is_enough(server, monkeypatch, capsys):
    database_url(server, monkeypatch, "CREATEROLE CREATEDB")

    access = opened()

    assert ask(access.owner, "SELECT current_database(), current_user") == [
        ("society", "egide_owner")
    ]
    assert ask(
        access.app, "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = 'society'"
    ) == [("egide_owner",)]
    assert "ALTER ROLE egide_backup BYPASSRLS" in capsys.readouterr().err
    make(server.administrator(), "ALTER ROLE egide_backup BYPASSRLS")
    opened()
    assert capsys.readouterr().err == ""


def test_a_server_that_is_too_old_is_refused_before_anything_is_made(server, monkeypatch):
    database_url(server, monkeypatch, "SUPERUSER")
    monkeypatch.setattr(binaries, "OLDEST", 99)

    with pytest.raises(Missing, match="Égide needs 99 to 18"):
        opened()

    assert ask(server.administrator(), "SELECT FROM pg_roles WHERE rolname = 'egide_app'") == []


def test_an_ordinary_role_is_refused_and_told_what_to_do(server, monkeypatch):
    database_url(server, monkeypatch, "")

    with pytest.raises(Failure) as refusal:
        opened()

    assert "operator" in str(refusal.value)
    assert "set EGIDE_DB_APP and EGIDE_DB_OWNER" in str(refusal.value)
    assert ask(server.administrator(), "SELECT FROM pg_roles WHERE rolname = 'egide_app'") == []


def test_a_role_of_ours_that_somebody_made_too_strong_is_refused(server):
    opened()
    make(server.administrator(), "ALTER ROLE egide_app BYPASSRLS")

    with pytest.raises(Failure, match="egide_app exists and is too strong"):
        opened()


def test_a_database_that_already_holds_other_tables_is_left_alone(server, monkeypatch):
    database_url(server, monkeypatch, "SUPERUSER")
    admin = server.administrator()
    make(admin, "CREATE DATABASE society OWNER operator")
    make(admin.at("society"), "CREATE TABLE somebody_elses (id int)")

    with pytest.raises(Failure, match="already holds tables"):
        opened()


@pytest.mark.parametrize(
    "prefix", ["", "Égide", "a-b", "x" * 41, "1st", 'a"; DROP ROLE b; --', "a\n"]
)
def test_a_strange_prefix_is_refused(prefix, monkeypatch):
    monkeypatch.setenv("EGIDE_ROLE_PREFIX", prefix)

    with pytest.raises(WrongUse, match="EGIDE_ROLE_PREFIX is at most 40 small letters"):
        role_prefix()


def test_addresses_given_one_by_one_must_be_of_two_roles(home, monkeypatch):
    monkeypatch.setenv("EGIDE_DB_APP", "postgresql://site@db/society")
    monkeypatch.setenv("EGIDE_DB_OWNER", "postgresql://site@db/society")

    with pytest.raises(WrongUse, match="name the same role"), database.server():
        pass


def test_one_address_alone_is_refused(home, monkeypatch):
    monkeypatch.setenv("EGIDE_DB_APP", "postgresql://site@db/society")

    with pytest.raises(WrongUse, match="EGIDE_DB_OWNER is missing"), database.server():
        pass


@pytest.mark.parametrize("role", ["app", "worker"])
def test_a_process_that_serves_knows_the_address_of_its_own_role_only(role):
    whole = {
        "EGIDE_DB_OWNER": "postgresql://owner:o@db/society",
        "EGIDE_DB_APP": "postgresql://app:a@db/society",
        "EGIDE_DB_WORKER": "postgresql://worker:w@db/society",
        "EGIDE_DB_BACKUP": "postgresql://backup:b@db/society",
        "EGIDE_DB_ROLE": "owner",
        "EGIDE_STATE": "/var/lib/society",
    }

    confined = database.confined(whole, role)

    assert confined == {
        f"EGIDE_DB_{role.upper()}": whole[f"EGIDE_DB_{role.upper()}"],
        "EGIDE_DB_ROLE": role,
        "EGIDE_STATE": "/var/lib/society",
    }
