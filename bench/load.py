"""Loading the reference society: seconds and memory, in a database of its own that is removed."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

from harness import Measure, finish, options

NEEDS_NO_DATABASE = True
ROOT = Path(__file__).resolve().parent.parent
GOAL_SECONDS = {"full": 60, "small": 8}


def seconds_in_steps(text: str) -> float:
    """Read how long the load itself took, without packages and tables."""
    for line in text.splitlines():
        if line.strip().startswith("society loaded: "):
            return float(line.split(": ")[1].removesuffix(" s"))
    raise SystemExit("the load did not say how long it took")


def main() -> None:
    parser = options(__file__, __doc__)
    parser.add_argument("--size", choices=("full", "small"), default="full")
    size = parser.parse_args().size
    folder = Path(tempfile.mkdtemp(prefix="egide-load-"))
    folder.chmod(0o755)
    try:
        began = time.monotonic()
        done = subprocess.run(
            ["./egide", "demo", "--no-serve", "--size", size],
            cwd=ROOT,
            env=os.environ | {"EGIDE_HOME": str(folder)},
            stdin=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
        whole = time.monotonic() - began
    finally:
        shutil.rmtree(folder)
    print(done.stderr)
    if done.returncode:
        raise SystemExit(done.returncode)
    # The largest of the processes that we waited for: the one that loads.
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    finish(
        f"Load, {size} society",
        [
            Measure("loading", seconds_in_steps(done.stderr), "s", at_most=GOAL_SECONDS[size]),
            Measure("with the database made and its tables", whole, "s"),
            Measure("memory of the largest process", peak, "MiB", at_most=1024),
        ],
    )


if __name__ == "__main__":
    main()
