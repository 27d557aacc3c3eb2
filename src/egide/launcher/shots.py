"""Pictures for the documentation, taken from the reference society: a list in ``docs/shots.toml``.

Each ``[[shot]]`` has a ``name``, a ``path``, and if wanted ``as`` (one of the demo), ``width``,
``height``, ``theme`` (light, dark), ``language`` (fr, en), ``whole`` (the whole page: true, false).
"""

from __future__ import annotations

import argparse
import os
import socket
import subprocess
import sys
import time
import tomllib
from pathlib import Path
from typing import Any

from egide.launcher import browsers, database, migrating, places, site, society
from egide.launcher.outcomes import DONE, Failure, Missing, say

PATIENCE_SECONDS = 60


def run(options: argparse.Namespace) -> int:
    """Take the pictures, all or those that are named."""
    program = browsers.find()
    if not program:
        raise Missing(f"Chromium is missing. {browsers.HOW}")
    shots = _wanted(options.names)
    with database.server() as access:
        if not database.exists(access) or not society.is_reference(access):
            raise Failure(
                "The reference society is not loaded: run `./egide demo --no-serve` first."
            )
        migrating.migrate(access)
        environment = site.web_environment(access, is_demo=True)
        where = argparse.Namespace(host="127.0.0.1", port=_free_port(), workers=1)
        child = site.web(access, environment, where)
        child.start()
        try:
            _wait(site.address_of(where), child)
            _take(shots, program, site.address_of(where), environment)
        finally:
            child.stop()
    return DONE


def _wanted(names: list[str]) -> list[dict[str, Any]]:
    source = places.checkout() / "docs" / "shots.toml"
    if not source.exists():
        raise Failure(f"{source} is not there: it lists the pictures to take.")
    shots = tomllib.loads(source.read_text(encoding="utf-8"))["shot"]
    known = {shot["name"] for shot in shots}
    if unknown := sorted(set(names) - known):
        raise Failure(
            f"no picture is called {', '.join(unknown)}; there are: {', '.join(sorted(known))}."
        )
    return [shot for shot in shots if not names or shot["name"] in names]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait(address: str, child: site.Child) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not site.answers(address):
        if not child.alive() or time.monotonic() > deadline:
            raise Failure("The site does not answer; its last lines are above.")
        time.sleep(0.1)


def _take(
    shots: list[dict[str, Any]], program: str, address: str, environment: dict[str, str]
) -> None:
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - slow import, a tool of developers

    folder = places.checkout() / "docs" / "pictures"
    folder.mkdir(exist_ok=True)
    flags = ["--disable-gpu", "--disable-background-networking"]
    flags += ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=flags)
        for shot in shots:
            context = browser.new_context(
                viewport={"width": shot.get("width", 1280), "height": shot.get("height", 800)},
                color_scheme=shot.get("theme", "light"),
                locale={"en": "en-GB"}.get(shot.get("language", "fr"), "fr-FR"),
                timezone_id="Europe/Paris",
                reduced_motion="reduce",
            )
            page = context.new_page()
            if "as" in shot:
                page.goto(_link(shot["as"], address, environment))
                page.locator("main form button[type=submit]").first.click()
                page.wait_for_load_state()
            _photograph(page, shot, address, folder)
            context.close()
        browser.close()


def _photograph(page: Any, shot: dict[str, Any], address: str, folder: Path) -> None:
    answer = page.goto(address.rstrip("/") + shot["path"])
    if answer is None or answer.status >= 400:
        raise Failure(f"{shot['name']}: {shot['path']} answers {answer and answer.status}.")
    file = folder / f"{shot['name']}.png"
    page.screenshot(path=file, full_page=shot.get("whole", False))
    say(f"  {file.relative_to(places.checkout())}")


def _link(name: str, address: str, environment: dict[str, str]) -> str:
    command = [sys.executable, "-m", "egide.launcher.inside", "sign_in", name, address]
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        raise Failure(f"nobody called {name} could sign in; see above.")
    return done.stdout.strip()
