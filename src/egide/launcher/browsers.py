"""Finding Chromium on this machine: for the tests in a browser, and for the documentation."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
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
    "As root on Debian: apt-get install chromium. Elsewhere install Chromium or Google Chrome; "
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
    """Return the browser; where there is none, it is installed: by Debian when we are root, else
    by Playwright, in the home folder of whoever asks.

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
    say("→ Downloading Chromium (playwright install chromium)…")
    if not _downloads():
        raise Missing(f"Chromium is missing, and could not be downloaded; see above. {HOW}")
    found = find()
    if not found or not _starts(found):
        raise Missing(
            "Chromium was downloaded and does not start, because libraries of the system are "
            "missing: as root, `.venv/bin/python -m playwright install-deps chromium`."
        )
    return found


def _downloads() -> bool:
    command = [sys.executable, "-m", "playwright", "install", "chromium"]
    return subprocess.run(command, stdin=subprocess.DEVNULL, stdout=2, check=False).returncode == 0


def _starts(program: str) -> bool:
    command = [program, "--version"]
    return subprocess.run(command, stdout=subprocess.DEVNULL, check=False).returncode == 0


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
