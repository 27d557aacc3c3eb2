"""Bringing a database's tables up to date, only when something changed, and notes about it."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from datetime import UTC, datetime
from typing import Any

import psycopg
from psycopg import sql

from egide.kernel import identity_keys, keys
from egide.kernel.keys import KeyRing, KeysUnusable
from egide.launcher import database, places
from egide.launcher.outcomes import Failure, step
from egide.launcher.provisioning import Access


def fingerprint() -> str:
    """Return what changes whenever the tables, as migrations make them, may change."""
    root = places.PACKAGE
    files = [
        *root.glob("*/migrations/**/*.py"),
        *root.glob("config/settings*.py"),
        root / "launcher" / "provisioning.py",
        root.parent.parent / "requirements.lock",
    ]
    digest = hashlib.sha256()
    for path in sorted(path for path in files if path.exists()):
        digest.update(
            path.relative_to(root.parent).as_posix().encode() if root in path.parents else b"lock"
        )
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def migrate(access: Access, *, always: bool = False) -> None:
    """Run the migrations as the owner, unless this database has had them all."""
    mark = fingerprint()
    noted = notes(access)
    _ensure_field_keys(access, noted)
    if noted.get("migrations") != mark or always:
        with step("Bringing the tables up to date"):
            inside(access, "migrate", role="owner")
        note(access, migrations=mark)
    install_identity_keys(access)


def install_identity_keys(access: Access) -> None:
    """Let the database verify who acts: after the first migration, a restore, a new secret key."""
    known = database.environment(access)
    former = known["EGIDE_SECRET_KEY_FALLBACKS"].split(",")
    with psycopg.connect(access.owner.url(), connect_timeout=10) as connection:
        keys = [known["EGIDE_SECRET_KEY"], *(key for key in former if key)]
        identity_keys.install(connection, *keys)


def _ensure_field_keys(access: Access, noted: dict[str, Any]) -> None:
    """Make the keys of encrypted columns once; a society that had some must find them again.

    :raises Failure: if the database was sealed with keys that are not on this machine.
    """
    wanted = noted.get("field_key")
    ring = field_keys_of(wanted)
    if wanted and ring.find(wanted) is None:
        raise Failure(
            f"The database was sealed with the field key {wanted}, which is not in "
            f"{places.field_keys()}: put back the file of that society, or set EGIDE_FIELD_KEYS."
        )
    if wanted != ring.newest.name:
        note(access, field_key=ring.newest.name)


def field_keys_of(wanted: str | None) -> KeyRing:
    """Return the keys of this machine; made only for a society that had none.

    :raises Failure: if they are missing or damaged.
    """
    place = places.field_keys()
    try:
        return keys.read(place) if wanted else keys.make(place, on=datetime.now(UTC).date())
    except KeysUnusable as problem:
        raise Failure(str(problem)) from None


def inside(access: Access, *words: str, role: str = "app", **variables: str) -> None:
    """Run a part that needs the settings and a role, in a process of its own.

    :raises Failure: if it failed; it has already said why.
    """
    environment = database.environment(access) | variables | {"EGIDE_DB_ROLE": role}
    command = [sys.executable, "-m", "egide.launcher.inside", *words]
    done = subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, check=False)
    if done.returncode < 0:
        raise Failure(
            f"`{words[0]}` was killed (signal {-done.returncode}); run the command again."
        )
    if done.returncode:
        raise Failure(f"`{words[0]}` did not succeed; see above.")


def notes(access: Access) -> dict[str, Any]:
    """Return what we noted on the database: which society, which migrations."""
    with psycopg.connect(access.owner.url(), connect_timeout=10) as connection:
        row = connection.execute(
            "SELECT obj_description('public'::regnamespace, 'pg_namespace')"
        ).fetchone()
    try:
        found = json.loads((row and row[0]) or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def note(access: Access, **more: str) -> None:
    """Note something on the database, where a rename and a dump take it along."""
    text = json.dumps(notes(access) | more, sort_keys=True)
    with psycopg.connect(access.owner.url(), autocommit=True, connect_timeout=10) as connection:
        connection.execute(sql.SQL("COMMENT ON SCHEMA public IS {}").format(sql.Literal(text)))
