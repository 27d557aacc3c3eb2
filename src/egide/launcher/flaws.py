"""Known flaws of what runs: the lock compared with the open base of vulnerabilities (OSV).

Names and versions of packages leave, and nothing else; the site itself never asks.
"""

from __future__ import annotations

import argparse
import json
import sys
import urllib.error
import urllib.request
from typing import Any

from egide.launcher import places, sbom
from egide.launcher.outcomes import DONE, FAILED, Missing, say

PATIENCE_SECONDS = 60


def run(options: argparse.Namespace) -> int:
    """Print each known flaw of the lock; fail when there is one."""
    parts = [one["purl"] for one in sbom.bill(places.checkout())["components"]]
    found = _known(parts, options.base.rstrip("/"))
    for purl, names in found.items():
        sys.stdout.write(f"{purl.removeprefix('pkg:pypi/')}  {' '.join(names)}\n")
    say(f"{len(parts)} packages of the lock, {len(found)} with a known flaw.")
    return FAILED if found else DONE


def _known(parts: list[str], base: str) -> dict[str, list[str]]:
    """Return the names of the flaws of each package that has some.

    :raises Missing: if the base does not answer: « none » must never stand for « not asked ».
    """
    asked = {"queries": [{"package": {"purl": purl}} for purl in parts]}
    request = urllib.request.Request(  # noqa: S310 - https, or what the operator wrote
        f"{base}/v1/querybatch",
        data=json.dumps(asked).encode(),
        headers={"Content-Type": "application/json"},
    )
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE_SECONDS) as answer:  # noqa: S310
            told: dict[str, Any] = json.load(answer)
        results = [sorted(flaw["id"] for flaw in one.get("vulns", ())) for one in told["results"]]
        return {purl: names for purl, names in zip(parts, results, strict=True) if names}
    except urllib.error.URLError as problem:
        raise Missing(f"{base} does not answer ({problem.reason}): nothing was compared.") from None
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise Missing(f"{base} did not answer as expected: nothing was compared.") from None
