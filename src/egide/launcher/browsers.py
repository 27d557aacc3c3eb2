"""Finding Chromium on this machine: for the tests in a browser, and for the documentation."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from egide.launcher.outcomes import Missing, say

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ELSEWHERE = ("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",)
# Where Playwright puts the browsers that it downloads, by system.
DOWNLOADED = (".cache/ms-playwright", "Library/Caches/ms-playwright")
PROGRAMS = (
    "chromium-*/chrome-linux*/chrome",
    "chromium-*/chrome-mac*/*.app/Contents/MacOS/*",
)
HOW = (
    "As root on Debian: apt-get install chromium. Elsewhere install Chromium or Google Chrome, "
    "or run `.venv/bin/python -m playwright install chromium`, which needs the network; "
    "EGIDE_CHROMIUM may name the program."
)


def find() -> str:
    """Return the browser to run: EGIDE_CHROMIUM, else the system's, else Playwright's, else ''."""
    if chosen := os.environ.get("EGIDE_CHROMIUM", ""):
        return shutil.which(chosen) or ""
    candidates = (*NAMES, *ELSEWHERE, *_downloaded())
    return next((path for name in candidates if (path := shutil.which(name))), "")


def _downloaded() -> list[str]:
    chosen = os.environ.get("PLAYWRIGHT_BROWSERS_PATH", "")
    home = Path(os.environ.get("HOME") or "/nonexistent")
    folders = [Path(chosen)] if chosen else [home / folder for folder in DOWNLOADED]
    found = [path for folder in folders for program in PROGRAMS for path in folder.glob(program)]
    return sorted(map(str, found), reverse=True)


def ensure() -> str:
    """Return the browser, installed first when we are root on a Debian system.

    :raises Missing: if it is not there and could not be installed.
    """
    chosen = os.environ.get("EGIDE_CHROMIUM", "")
    if found := find():
        return found
    if chosen:
        raise Missing(f"EGIDE_CHROMIUM={chosen} is not a program that can be run.")
    if os.geteuid() == 0 and shutil.which("apt-get"):
        say("→ Installing Chromium (apt-get install chromium)…")
        if _installs() and (found := find()):
            return found
        raise Missing(f"Chromium is missing, and apt-get could not install it; see above. {HOW}")
    raise Missing(f"Chromium is missing. {HOW}")


def _installs() -> bool:
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    install = ["apt-get", "install", "-qq", "-y", "--no-install-recommends", "chromium"]
    codes = [
        subprocess.run(
            command,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            check=False,
        ).returncode
        for command in (["apt-get", "update", "-qq"], install)
    ]
    return codes[-1] == 0
