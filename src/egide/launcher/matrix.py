"""The access matrix, as ``./egide matrix`` runs it: the tests' own database, cut in shards.

The parts are in ``tests/matrix`` and leave their notes in a folder; here they are started side by
side, waited for, added up and printed.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from egide.launcher import checking, compiling, places
from egide.launcher.outcomes import DONE, FAILED, Failure, WrongUse, say

PAGE = "matrix.md"
COUNTS = ("by_role", "by_route", "by_oracle")
# What each way of running is called, and the file of tests that it runs.
KINDS = {"access": "whole.py", "mutants": "mutants.py", "hostile": "hostile.py"}
FAILURES_SHOWN = 200


def run(options: argparse.Namespace) -> int:
    """Run one kind of matrix and print what it found; fail when anything is wrong."""
    checking.refuse_without_sources()
    if options.mutants and options.hostile:
        raise WrongUse("say --mutants or --hostile, not both: each takes its own time.")
    kind = "mutants" if options.mutants else "hostile" if options.hostile else "access"
    compiling.compile_all()
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="egide-matrix-") as folder:
        code = _asked(kind, options, Path(folder))
        found = _added_up(Path(folder))
    if code and not found["failures"]:
        raise Failure("the matrix could not be asked to its end; the tests' own words are above.")
    found = {"kind": kind, "seconds": round(time.monotonic() - started), **found}
    if options.write:
        _write(found)
    if options.json:
        sys.stdout.write(json.dumps(found, ensure_ascii=False, indent=1) + "\n")
    else:
        sys.stdout.write("\n".join(_lines(found)) + "\n")
    return FAILED if found["failures"] else DONE


def _asked(kind: str, options: argparse.Namespace, folder: Path) -> int:
    """Run the shards, telling how far they are; return the exit code of the tests."""
    shards = options.processes
    command = [sys.executable, "-m", "pytest", "-q", "-n", str(shards), "--dist", "load"]
    command += ["--timeout", "3600", "-p", "no:randomly", "--show-capture", "no", "--tb", "short"]
    if kind == "mutants":
        command += ["-p", "tests.matrix.switched"]
    environment = os.environ | {
        "EGIDE_MATRIX_NOTES": str(folder),
        "EGIDE_MATRIX_SHARDS": str(shards),
        "EGIDE_MATRIX_ONLY": options.only,
    }
    asked = subprocess.Popen(
        [*command, str(Path("tests", "matrix", KINDS[kind]))],
        cwd=places.checkout(),
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=sys.stderr,
    )
    told = 0
    try:
        while asked.poll() is None:
            time.sleep(1)
            told = _tell(folder, told)
    finally:
        asked.terminate()
        asked.wait()
    _tell(folder, told)
    return asked.returncode


def _tell(folder: Path, told: int) -> int:
    try:
        lines = (folder / "progress").read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return told
    for line in lines[told:]:
        say(f"  {line}")
    return len(lines)


def _added_up(folder: Path) -> dict[str, Any]:
    """Return the notes of all shards as one."""
    counts: dict[str, Counter[str]] = {name: Counter() for name in COUNTS}
    failures: list[dict[str, str]] = []
    requests = 0
    more: dict[str, Any] = {}
    for path in sorted(folder.glob("*.json")):
        notes = json.loads(path.read_text(encoding="utf-8"))
        requests += notes.pop("requests")
        failures += notes.pop("failures")
        for name in COUNTS:
            counts[name].update(notes.pop(name, {}))
        for name, value in notes.items():
            more[name] = more[name] + value if name in more else value
    tables = {name: dict(sorted(count.items())) for name, count in counts.items() if count}
    return {"requests": requests, **tables, **more, "failures": failures}


def _lines(found: dict[str, Any]) -> list[str]:
    """Return what was found, for whoever reads it at a terminal."""
    lines = [
        f"{found['kind']}: {found['requests']} requests in {found['seconds']} s, "
        f"{len(found.get('by_route', {}))} routes, {len(found.get('by_role', {}))} roles"
    ]
    lines += [f"  {name}: {count} looked at" for name, count in found.get("by_oracle", {}).items()]
    for name in ("rules", "noticed", "values", "parameters"):
        if name in found:
            lines.append(f"  {name}: {found[name]}")
    lines += [" · ".join(("✗", *one.values())) for one in found["failures"][:FAILURES_SHOWN]]
    left = len(found["failures"]) - FAILURES_SHOWN
    if left > 0:
        lines.append(f"  and {left} more; --json gives them all")
    return lines


def _write(found: dict[str, Any]) -> None:
    """Keep the result as the last one of its kind in ``docs/printed``."""
    page = places.checkout() / "docs" / "printed" / PAGE
    former = page.read_text(encoding="utf-8") if page.exists() else ""
    kept = {
        part.partition("\n")[0]: part.rstrip() for part in former.split("\n## ")[1:] if part.strip()
    }
    on = datetime.now(UTC).date().isoformat()
    lines = [found["kind"], "", f"Run on {on}.", ""]
    lines += [f"- {line.strip()}" for line in _lines(found)]
    kept[found["kind"]] = "\n".join(lines)
    title = "# The access matrix\n\nThe last result of `./egide matrix --write`, a nightly's.\n"
    page.write_text(
        title + "".join(f"\n## {kept[name]}\n" for name in sorted(kept)), encoding="utf-8"
    )
