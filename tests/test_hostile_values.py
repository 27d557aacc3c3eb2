"""Hostile values in every place where a route takes words: some here, all by a command.

``./egide matrix --hostile`` writes all of ``tests/matrix/values.py``; here, one of each family.
"""

from __future__ import annotations

from urllib.parse import quote

import pytest

from tests.matrix import people, readers, values
from tests.matrix.declaring import all_routes
from tests.matrix.walking import Notes
from tests.matrix.writing import Writing, path_with, raw, runs, taken_by

pytestmark = pytest.mark.proves("G7")


def test_there_are_four_hundred_values_and_no_two_are_the_same():
    assert len(values.ALL) >= 400
    assert len(set(values.ALL)) == len(values.ALL)
    assert set(values.FEW) - set(values.ALL) <= set(values.FEW)


@pytest.mark.parametrize("half", [0, 1])
def test_no_route_breaks_runs_a_script_or_asks_nonsense_of_the_database(small_society, half):
    far = people.far()
    reader = readers.with_every_right(people.personas()["member"])
    notes, places = Notes(), 0
    for route in all_routes()[half::2]:
        taken = taken_by(reader, route, far)
        places += taken.places
        Writing(reader, notes).over(taken, values.FEW)

    assert notes.failures == []
    assert places > 100
    assert {"query", "path", "form", "choice"} <= set(notes.by_oracle)


def test_a_page_that_lets_a_value_run_is_seen():
    assert runs("<p>&lt;script&gt;zyxq()&lt;/script&gt;</p>") == ""
    assert runs('<a href="/?q=javascript:zyxq()">x</a><p title="zyxq">') == ""
    for page in (
        "<script>zyxq()</script>",
        "<img src=x onerror=zyxq()>",
        '<a href=" javascript:zyxq()">x</a>',
        "<zyxq>",
        "<p zyxq=1>",
    ):
        assert runs(page), page


def test_a_value_takes_the_place_of_one_part_of_an_address(small_society):
    far = people.far()
    reader = readers.with_every_right(people.personas()["member"])
    route = next(route for route in all_routes() if route.name == "members:edit_contact")
    taken = taken_by(reader, route, far)

    first, second = path_with(taken, 0, raw("\ud800")), path_with(taken, 1, "9")

    assert first.startswith("/annuaire/%ED%A0%80/coordonnees/")
    assert second == taken.there.rsplit("/", 2)[0] + "/9/"


def test_a_real_browser_runs_nothing_of_what_is_written_in_an_address(demo_site, page):
    ran: list[str] = []
    page.on("dialog", lambda dialog: (ran.append(dialog.message), dialog.dismiss()))
    page.on(
        "console",
        lambda said: ran.append(said.text) if "Content Security Policy" in said.text else None,
    )
    page.add_init_script("window.zyxq = () => alert('zyxq')")
    sample = [value for value in values.MARKUP if "on" in value or "script" in value][::3]
    for place in ("/recherche/?q=", "/groupes/?q=", "/connexion/?next=", "/chiffres/?q="):
        for value in sample:
            page.goto(demo_site.at(place + quote(value, safe="")))

    assert ran == []
