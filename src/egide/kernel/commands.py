"""Commands about the whole: the register's verification, and what is printed from the registry."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from django.utils.translation import override

from egide.kernel import audit
from egide.kernel.printed import pages

PRINTED = Path("docs") / "printed"


def verify_register(options: argparse.Namespace) -> int:
    """Check the hash chain of the register and name the first broken link, if any."""
    verdict = audit.verify_chain()
    if options.json:
        answer = {"lines": verdict.lines, "intact": verdict.intact, "broken_at": verdict.broken_at}
        sys.stdout.write(json.dumps(answer) + "\n")
    elif verdict.intact:
        sys.stdout.write(f"The register is intact: {verdict.lines} lines.\n")
    else:
        sys.stdout.write(
            f"The register is broken at line {verdict.broken_at}: {verdict.problem}.\n"
        )
    return 0 if verdict.intact else 1


def configure_verify(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``register verify``."""
    parser.add_argument("--json", action="store_true", help="print the verdict as JSON")


def print_docs(options: argparse.Namespace) -> int:
    """Print the registry into docs/printed; with ``--check``, only say whether it is up to date."""
    stale = []
    with override("fr"):
        printed = pages(Path("."))
    for name, text in printed.items():
        place = PRINTED / name
        if place.exists() and place.read_text() == text:
            continue
        stale.append(str(place))
        if not options.check:
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text)
    if options.check and stale:
        sys.stdout.write("Not up to date, run ./egide docs: " + ", ".join(stale) + "\n")
        return 1
    sys.stdout.write(f"{len(printed)} pages under {PRINTED}, {len(stale)} changed.\n")
    return 0


def configure_docs(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``docs``."""
    parser.add_argument(
        "--check", action="store_true", help="change nothing; fail if a page is out of date"
    )
