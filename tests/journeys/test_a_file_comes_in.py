"""A newcomer moves a society in: from an old file to the registry, each page audited."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.harness.browser import follow
from tests.journeys.steps import come_in_as, go

SUBMIT = "main form.form button.button-primary"
LINES = (
    "Nom;Prénom;Promo;E-mail;Tél;Bureau",
    "NAVUBIRAN;Zélie;Bo 198;zelie.navubiran@example.org;06 39 98 00 01;Forges du Midi",
    "Oxtaril;Basile;Zz 12;basile@example.org;;",
    "Navubiran;Zelie;BO198;;;",
)


def overflow(page: Any) -> int:
    return page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )


@pytest.mark.proves("IMP-1", "IMP-2")
def test_the_clerk_brings_a_file_corrects_decides_enters_and_takes_back(
    demo_site, page, audit, tmp_path: Path
):
    file = tmp_path / "ancien.csv"
    file.write_bytes("\r\n".join(LINES).encode("cp1252"))
    come_in_as("registry-clerk", demo_site, page, audit)
    go("/reprises/", demo_site, page, audit)
    follow(page, "main a:has-text('Déposer un fichier')")
    audit(page)

    page.set_input_files("#id_file", str(file))
    follow(page, SUBMIT)
    audit(page)
    assert "Choisir les colonnes" in page.inner_text("h1")
    # A header that nobody knows: the clerk says what it means, once.
    assert page.input_value("#id_column-5") == ""
    page.select_option("#id_column-5", "company")
    follow(page, SUBMIT)
    audit(page)
    assert "Entrer 1 ligne" in page.inner_text("main")

    follow(page, "main a:has-text('Ligne 3')")
    audit(page)
    page.set_viewport_size({"width": 360, "height": 740})
    assert overflow(page) <= 0
    page.fill("#id_promotion", "Bo 198")
    follow(page, SUBMIT)
    assert overflow(page) <= 0
    page.set_viewport_size({"width": 1280, "height": 800})

    follow(page, "main a:has-text('Ligne 4')")
    audit(page)
    side_by_side = page.inner_text("main .table-frame table")
    assert "NAVUBIRAN" in side_by_side.upper()
    assert "pareil" in side_by_side
    page.set_viewport_size({"width": 360, "height": 740})
    assert overflow(page) <= 0
    page.set_viewport_size({"width": 1280, "height": 800})
    follow(page, "main button:has-text('Laisser de côté')")
    follow(page, "main button:has-text('Entrer 2 lignes')")
    audit(page)
    assert "2 lignes sont entrées" in page.inner_text("body")

    page.once("dialog", lambda dialog: dialog.accept())
    page.click("main button:has-text('Reprendre le lot')")
    page.wait_for_load_state()
    audit(page)

    go("/reprises/", demo_site, page, audit)
    follow(page, "main a:has-text('Déposer un fichier')")
    page.set_input_files("#id_file", str(file))
    follow(page, SUBMIT)
    assert page.input_value("#id_column-5") == "company"
    audit(page)
