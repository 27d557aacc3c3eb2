"""The checks and the tests of the sources, as `./egide check` and `./egide test` run them."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

from egide.launcher import browsers, compiling, places
from egide.launcher.outcomes import DONE, FAILED, Missing, WrongUse, say

TEST_HELP = """usage: egide test [--without-browser] [arguments of pytest]

Runs all tests, those in a browser too, on a throw-away database (or on the server of DATABASE_URL).
  --without-browser   leave the browser tests out; without it a machine without Chromium fails
  anything else       goes to pytest: a path, -k WORDS, -x, -n 0…
exit codes: 0 all passed; 1 some failed; 2 wrong use; 3 something is missing on this machine.
"""
PYTEST_WRONG_USE = (4, 5)


def check(options: argparse.Namespace) -> int:
    """Run every check, all of them even when one fails."""
    refuse_without_sources()
    failed = [name for name, run in _checks() if not _passes(name, run)]
    if failed:
        say(f"✗ {len(failed)} failed: {', '.join(failed)}")
        return FAILED
    say("✓ all checks pass")
    return DONE


def refuse_without_sources() -> None:
    """Refuse what needs the sources to a package that was installed without them."""
    if places.checkout() == places.PACKAGE:
        raise Missing(
            "This is an installed package, not a copy of the sources: there is nothing to check."
        )


def _passes(name: str, run: Callable[[], bool]) -> bool:
    say(f"→ {name}")
    return run()


def _checks() -> list[tuple[str, Callable[[], bool]]]:
    python = [sys.executable, "-m"]
    checks = [
        ("style", lambda: _runs([*python, "ruff", "check", "."])),
        ("layout", lambda: _runs([*python, "ruff", "format", "--check", "--quiet", "."])),
        (
            "imports",
            lambda: _runs([str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]),
        ),
        ("start-up checks", lambda: _runs([*python, "django", "check", "--fail-level", "WARNING"])),
        (
            "migrations",
            lambda: _runs(
                [
                    sys.executable,
                    "-W",
                    "ignore::RuntimeWarning",
                    "-m",
                    "django",
                    "makemigrations",
                    "--check",
                    "--dry-run",
                ]
            ),
        ),
        ("catalogues", _catalogues_are_whole),
        ("printed pages", lambda: _runs([*python, "egide", "docs", "--check"])),
    ]
    configuration = tomllib.loads(
        (places.checkout() / "pyproject.toml").read_text(encoding="utf-8")
    )
    if "mypy" in configuration.get("tool", {}):
        checks.append(("types", lambda: _runs([*python, "mypy"])))
    return checks


def _catalogues_are_whole() -> bool:
    from egide.launcher import catalogues  # noqa: PLC0415 - slow import

    found = list(catalogues.problems())
    for problem in found:
        say(f"  {problem}")
    return not found


def _runs(command: list[str]) -> bool:
    environment = os.environ | {
        # No database is asked: an address that leads nowhere shows it.
        "EGIDE_DB_APP": "postgresql://nobody@/nothing?host=%2Fnonexistent",
        "EGIDE_DB_ROLE": "app",
        "EGIDE_SECRET_KEY": "only to check the sources",
        "DJANGO_SETTINGS_MODULE": "egide.config.settings",
        "PYTHONPATH": str(places.PACKAGE.parent),
    }
    done = subprocess.run(
        command, cwd=places.checkout(), env=environment, stdin=subprocess.DEVNULL, check=False
    )
    return done.returncode == 0


def test(arguments: list[str]) -> int:
    """Run pytest on all or on what the arguments say."""
    if arguments and arguments[0] in {"-h", "--help"}:
        sys.stdout.write(TEST_HELP)
        return DONE
    refuse_without_sources()
    without = "--without-browser" in arguments
    if without:
        say(
            "! The tests in a browser are LEFT OUT: nothing shows that pages work or "
            "are accessible."
        )
    else:
        _refuse_without_browser()
    compiling.compile_all()
    workers = (
        []
        if any(word == "-n" or word.startswith(("-n", "--numprocesses")) for word in arguments)
        else ["-n", "2"]
    )
    command = [sys.executable, "-m", "pytest", *workers, "--dist", "loadfile", *arguments]
    done = subprocess.run(command, cwd=places.checkout(), stdin=subprocess.DEVNULL, check=False)
    if without:
        say("! The tests in a browser were LEFT OUT (--without-browser).")
    if done.returncode in PYTEST_WRONG_USE:
        raise WrongUse("pytest did not understand, or found no test; see above.")
    return DONE if done.returncode == 0 else FAILED


def _refuse_without_browser() -> None:
    try:
        browsers.ensure()
    except Missing as missing:
        raise Missing(
            f"{missing} To run the tests that need no browser, say --without-browser."
        ) from None
