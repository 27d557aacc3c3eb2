"""The secretary writes to several groups, sees who gets it and why, sends it; a reader leaves."""

from __future__ import annotations

import email
import os
import subprocess
import sys
from email import policy
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.harness.browser import follow
from tests.harness.environment import TestDatabase
from tests.harness.site import LiveSite
from tests.journeys.steps import come_in_as, go, leave

DELIVER = """
import django
django.setup()
from django.utils.timezone import localdate
from egide.kernel.outbox import delivery
while delivery.deliver(on=localdate()):
    pass
"""
SUBJECT = "Rendez-vous de jeudi"
WORDS = "Chers camarades, cher {{ prenom }},\n\nrendez-vous jeudi : https://society.example/jeudi"


@pytest.mark.proves("MSG-1", "MSG-2")
def test_a_letter_goes_to_several_groups_and_is_refused_by_who_wants(demo_site, page, audit):
    come_in_as("secretary", demo_site, page, audit)
    go("/lettres/", demo_site, page, audit)
    follow(page, page.get_by_role("link", name="Écrire une lettre"))
    audit(page)
    page.get_by_role("radio", name="Nouvelles").check()
    page.get_by_label("Objet", exact=True).fill(SUBJECT)
    page.get_by_label("Texte", exact=True).fill(WORDS)
    follow(page, page.get_by_role("button", name="Garder le brouillon"))
    audit(page)
    assert "Personne encore" in page.inner_text("#publics")

    choose(page, audit, "Nulle part")
    assert "Aucun public de ce nom" in page.inner_text("#publics")
    assert page.input_value("#id_audience") == "Nulle part"

    for name in ("Lyon", "Bordeaux"):
        choose(page, audit, name)
    publics = page.inner_text("#publics")
    assert publics.count("Vous recevez cette lettre comme membre de") == 2
    draft = page.url
    follow(page, page.get_by_role("link", name="Aperçu", exact=True))
    assert "rendez-vous jeudi" in page.inner_text("body")
    page.goto(draft)
    shown = page.inner_text("#envoyer")
    page.click("#envoyer button:has-text('Envoyer à')")
    follow(page, "#confirm [data-confirm-yes]")
    audit(page)
    assert "Lettres réglées" in page.inner_text("#envoi")

    letters = delivered(demo_site)
    # The page reads itself again in place, and says when it is done.
    page.evaluate("document.activeElement.blur()")
    page.wait_for_selector("main header:has-text('partie')")
    audit(page)
    assert len({letter["To"] for letter in letters}) == len(letters) > 1
    assert f"{len(letters)}" in shown
    leave(page, audit)

    a_reader_leaves(demo_site, page, audit, letters[0])


def choose(page, audit, name: str) -> None:
    """Add a public by its name, as somebody who knows it types it."""
    page.fill("#id_audience", name)
    page.keyboard.press("Escape")
    follow(page, page.locator("#publics").get_by_role("button", name="Ajouter", exact=True))
    audit(page)


def delivered(site: LiveSite) -> list[EmailMessage]:
    """Let what waits leave, as the worker does, and read what a mail program would."""
    access = TestDatabase.of_this_process().access
    access = access.at(f"{access.app.database}_demo")
    folder = site.log.parent
    subprocess.run(
        [sys.executable, "-c", DELIVER],
        env=os.environ
        | access.environment()
        | {"EGIDE_STATE": str(folder), "EGIDE_DEMO": "1", "EGIDE_DB_ROLE": "worker"},
        check=True,
    )
    letters = [read(path) for path in sorted((folder / "mail").glob("*.eml"))]
    return [letter for letter in letters if letter["Subject"] == SUBJECT]


def read(path: Path) -> EmailMessage:
    letter = email.message_from_bytes(path.read_bytes(), policy=policy.default)
    assert isinstance(letter, EmailMessage)
    return letter


def a_reader_leaves(site: LiveSite, page, audit, letter: EmailMessage) -> None:
    """Follow the foot of a letter: looking changes nothing, one button does."""
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    there = urlsplit(letter["List-Unsubscribe"].strip("<>")).path
    for _look in range(2):
        go(there, site, page, audit)
        assert "Ouvrir cette page n’a rien changé" in page.inner_text("main")
    follow(page, page.get_by_role("button", name="Ne plus recevoir ces lettres-là"))
    audit(page)
    assert "Vous ne recevrez plus ces lettres" in page.inner_text("main")
