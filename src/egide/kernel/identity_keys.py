"""How a process of the site proves to PostgreSQL who acts: a signature that SQL alone cannot make.

The key comes from the site's secret key. The database holds it as the two padded keys of an HMAC,
in a table that only the owner of the tables reads; the roles that serve can ask whether a signature
is right, never for the key. Nothing here needs the settings.
"""

from __future__ import annotations

import hashlib
import hmac
from functools import lru_cache

import psycopg

BLOCK = 64
SEPARATOR = "\x1f"
TABLE = """
CREATE TABLE IF NOT EXISTS kernel_identitykey (inner_pad bytea NOT NULL, outer_pad bytea NOT NULL)
"""
# What the owner makes is given to the other roles by default; this is taken back from all of them.
CLOSE = """
DO $$
DECLARE
    holder regrole;
BEGIN
    FOR holder IN
        SELECT DISTINCT grantee::regrole FROM pg_class, aclexplode(relacl)
         WHERE oid = 'kernel_identitykey'::regclass AND grantee NOT IN (0, relowner)
    LOOP
        EXECUTE format('REVOKE ALL ON kernel_identitykey FROM %s', holder);
    END LOOP;
    REVOKE ALL ON kernel_identitykey FROM PUBLIC;
END $$
"""


def proof(secret_key: str, *, actor: str, rights: str, backend: int, expires_at: int) -> str:
    """Return the signature of one identity, good on one connection until an instant (an epoch)."""
    if SEPARATOR in actor or SEPARATOR in rights:
        raise ValueError("an identity is written in plain words")
    said = SEPARATOR.join((str(backend), str(expires_at), actor, rights))
    return f"{expires_at}.{hmac.digest(_key(secret_key), said.encode(), hashlib.sha256).hex()}"


def install(connection: psycopg.Connection, *secret_keys: str) -> None:
    """Give the database the keys that verify, as the owner; nothing changes where it has them.

    The key of today and the former ones: while it changes, processes of both are at work.
    """
    wanted = [_pads(_key(secret_key)) for secret_key in dict.fromkeys(secret_keys)]
    with connection.transaction():
        found = connection.execute("SELECT to_regclass('kernel_identitykey')").fetchone()
        if found == (None,):
            connection.execute(TABLE)
            connection.execute(CLOSE)
        rows = connection.execute("SELECT inner_pad, outer_pad FROM kernel_identitykey").fetchall()
        if sorted(rows) != sorted(wanted):
            connection.execute("DELETE FROM kernel_identitykey")
            with connection.cursor() as cursor:
                cursor.executemany("INSERT INTO kernel_identitykey VALUES (%s, %s)", wanted)


def _pads(key: bytes) -> tuple[bytes, bytes]:
    whole = key.ljust(BLOCK, b"\0")
    return bytes(byte ^ 0x36 for byte in whole), bytes(byte ^ 0x5C for byte in whole)


@lru_cache(maxsize=4)
def _key(secret_key: str) -> bytes:
    return hmac.digest(secret_key.encode(), b"egide: identity of a transaction", hashlib.sha256)
