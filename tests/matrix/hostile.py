"""All hostile values in all places, for ``./egide matrix --hostile``.

``tests/test_hostile_values.py`` is the part of it that every run of the tests has.
"""

from __future__ import annotations

import os

import pytest

from tests.matrix import people, readers, values
from tests.matrix.declaring import all_routes
from tests.matrix.walking import Notes
from tests.matrix.whole import SHARDS, _in_society, noted, progress  # noqa: F401 - a fixture
from tests.matrix.writing import Writing, taken_by


@pytest.mark.parametrize("shard", range(SHARDS))
def test_shard(small_society, shard):
    only = os.environ.get("EGIDE_MATRIX_ONLY", "")
    far = people.far()
    reader = readers.with_every_right(people.personas()["member"])
    notes, places = Notes(), 0
    wanted = [route for route in all_routes() if only in route.name]
    for route in wanted[shard::SHARDS]:
        taken = taken_by(reader, route, far)
        places += taken.places
        Writing(reader, notes).over(taken, values.ALL)
        progress(f"{route.name}: {notes.by_route[route.name]} requests")
    plain = notes.plain() | {"requests": notes.by_route.total(), "places": places}
    noted(f"hostile-{shard}", plain)
