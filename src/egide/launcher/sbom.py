"""What the site is made of, for who must know whether a flaw is theirs (CycloneDX)."""

from __future__ import annotations

import argparse
import json
import re
import tomllib
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from typing import Any

from egide.launcher import places
from egide.launcher.outcomes import DONE

PINNED = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^\s;\\]+)")
HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


def run(options: argparse.Namespace) -> int:
    """Print the bill of materials of what runs, from the lock alone."""
    print(json.dumps(bill(places.checkout()), indent=1, ensure_ascii=False))  # noqa: T201 - result
    return DONE


def bill(checkout: Path) -> dict[str, Any]:
    """Return the bill of materials; the same lock gives the same bill."""
    project = tomllib.loads((checkout / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": "egide",
                "name": project["name"],
                "version": project["version"],
                "licenses": [{"license": {"id": project["license"]}}],
            }
        },
        "components": list(_components(checkout / "requirements.lock")),
    }


def _components(lock: Path) -> Iterator[dict[str, Any]]:
    """Yield the packages of a lock, each with the hashes that an installation accepts."""
    text = lock.read_text(encoding="utf-8").replace("\\\n", " ")
    for line in text.splitlines():
        pinned = PINNED.match(line.strip())
        if pinned is None:
            continue
        name, version = pinned["name"].lower(), pinned["version"]
        purl = f"pkg:pypi/{name}@{version}"
        yield {
            "type": "library",
            "bom-ref": purl,
            "name": name,
            "version": version,
            "purl": purl,
            "licenses": _licences(name),
            "hashes": [{"alg": "SHA-256", "content": found} for found in HASH.findall(line)],
        }


def _licences(name: str) -> list[dict[str, Any]]:
    try:
        told = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return []
    words = (told[word] for word in ("License-Expression", "License"))
    said = next(filter(None, words), "").strip()
    classed = [line for line in told.get_all("Classifier", []) if line.startswith("License ::")]
    name = said.partition("\n")[0] or (classed[0].rpartition(":: ")[2] if classed else "")
    return [{"license": {"name": name[:100]}}] if name else []
