"""The whole matrix, for ``./egide matrix``: too long for every run of the tests.

It is cut in shards that run side by side; each leaves its notes in the folder that the command
names. ``tests/test_access_matrix.py`` is the part of it that every run has.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils.timezone import localdate

from egide.kernel.access import actor_of
from egide.launcher import database, provisioning
from tests.harness.databases import close_connections
from tests.harness.environment import TestDatabase
from tests.matrix import canaries, people, readers
from tests.matrix.asking import sending
from tests.matrix.declaring import address, all_routes
from tests.matrix.walking import Failure, Notes, Walk, routes_for

SHARDS = int(os.environ.get("EGIDE_MATRIX_SHARDS", "1"))


def noted(name: str, plain: dict) -> None:
    """Leave the notes of one shard where the command looks for them."""
    folder = Path(os.environ["EGIDE_MATRIX_NOTES"])
    (folder / f"{name}.json").write_text(json.dumps(plain), encoding="utf-8")


def progress(sentence: str) -> None:
    """Say where we are to whoever waits."""
    with (Path(os.environ["EGIDE_MATRIX_NOTES"]) / "progress").open("a") as told:
        told.write(f"{sentence}\n")


@pytest.fixture
def _in_society(_society):
    """Point Django at a copy of the society: shards would wait for each other's rows in one."""
    test_database = TestDatabase.of_this_process()
    name, usual = f"{test_database.name}_matrix", connection.settings_dict["NAME"]
    with database.administrator(test_database.access.admin) as administrator:
        provisioning.drop_database(administrator, name)
        copy = test_database.access.at(name)
        provisioning.create_database(copy, administrator, template=_society("small"))
        close_connections()
        connection.settings_dict["NAME"] = name
        yield
        close_connections()
        connection.settings_dict["NAME"] = usual
        provisioning.drop_database(administrator, name)


@pytest.fixture
def sides(small_society):
    """Somebody of the group where mandates are held, and a stranger; words in all their rows."""
    far = people.far()
    near_scope, elsewhere = people.beside_it(far.scope)
    near = people.near(near_scope)
    words = {}
    for side in (near, far):
        # What stands in an address is made first, so that it is planted and stays.
        for route in all_routes():
            address(route, side)
        words |= {canary.word: (canary, side) for canary in canaries.plant(side)}
    return near, far, elsewhere, words


def what_is_sent(far, routes) -> dict[str, dict[str, Any]]:
    """Return what somebody with every right would send to each of these routes."""
    with transaction.atomic():
        reader = readers.with_every_right(people.personas()["member"])
        found = {route.name: sending(reader, route, address(route, far)) for route in routes}
        transaction.set_rollback(True)
    return found


@pytest.mark.parametrize("shard", range(SHARDS))
def test_shard(sides, shard):
    near, far, elsewhere, words = sides
    sent = what_is_sent(far, all_routes())
    notes = Notes()
    rights_of_a_member = actor_of(people.personas()["member"], on=localdate()).permissions
    only = os.environ.get("EGIDE_MATRIX_ONLY", "")
    wanted = [part for part in readers.parts() if only in part.name]
    for part in wanted[shard::SHARDS]:
        with readers.playing(part, near, elsewhere) as (reader, own):
            if part.past_or_future and reader.actor.permissions != rights_of_a_member:
                notes.failures.append(
                    Failure("status", reader.name, "", "", "", "still holds its rights")
                )
            Walk(reader, (own, near, far), words, sent, notes).over(routes_for(part))
        progress(f"{reader.name}: {notes.by_role[reader.name]} requests")
    noted(f"matrix-{shard}", notes.plain())
