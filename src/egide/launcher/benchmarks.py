"""Benchmarks: files of ``bench/``, one command each, on the database of the site."""

from __future__ import annotations

import argparse
import ast
import subprocess
import sys
from pathlib import Path

from egide.launcher import database, migrating, places
from egide.launcher.outcomes import DONE, FAILED, Failure, WrongUse


def run(options: argparse.Namespace) -> int:
    """Run one benchmark, or list them."""
    known = found()
    if options.name is None:
        for name, path in known.items():
            sys.stdout.write(f"{name:<16} {_first_line(path)}\n")
        return DONE
    if options.name not in known:
        raise WrongUse(
            f"there is no benchmark {options.name!r}; there are: {', '.join(known) or 'none'}."
        )
    source = known[options.name]
    command = [sys.executable, str(source), *options.rest]
    asks_help = {"-h", "--help"} & set(options.rest)
    if asks_help or "NEEDS_NO_DATABASE = True" in source.read_text(encoding="utf-8"):
        return _result(subprocess.run(command, check=False).returncode)
    with database.server() as access:
        if not database.exists(access):
            raise Failure("There is no society to measure: run `./egide demo --no-serve` first.")
        migrating.migrate(access)
        environment = database.environment(access) | {"EGIDE_DB_ROLE": "app", "EGIDE_DEMO": "1"}
        return _result(subprocess.run(command, env=environment, check=False).returncode)


def _result(code: int) -> int:
    return code if code >= 0 else FAILED


def found() -> dict[str, Path]:
    """Return the benchmarks by name."""
    folder = places.checkout() / "bench"
    return {path.stem: path for path in sorted(folder.glob("[!_]*.py")) if path.stem != "harness"}


def _first_line(path: Path) -> str:
    documentation = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    return documentation.partition("\n")[0]
