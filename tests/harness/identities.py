"""An identity on a plain connection, signed as the site signs its own."""

from __future__ import annotations

import os
import time
from typing import Any

import psycopg

from egide.kernel import identity_keys

SIGN = "SELECT set_config('egide.actor', %s, true), set_config('egide.rights', %s, true), \
set_config('egide.proof', %s, true)"


def proof_for(
    connection: psycopg.Connection[Any], name: str, rights: str = "", *, seconds: int = 600
) -> str:
    """Return the signature of an identity on that connection, good for so long."""
    return identity_keys.proof(
        os.environ["EGIDE_SECRET_KEY"],
        actor=name,
        rights=rights,
        backend=connection.info.backend_pid,
        expires_at=int(time.time()) + seconds,
    )


def act_as(connection: psycopg.Connection[Any], name: str, rights: str = "") -> None:
    """Let the open transaction of a plain connection act as somebody."""
    connection.execute(SIGN, [name, rights, proof_for(connection, name, rights)])
