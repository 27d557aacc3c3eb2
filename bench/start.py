"""From a bare clone to a page that answers: the first time, society included, then the next.

Options: ``--size small`` for the small society (goals are those of the full one).
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

from harness import Measure, finish, options

NEEDS_NO_DATABASE = True
ROOT = Path(__file__).resolve().parent.parent
PATIENCE_SECONDS = 600


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def answers(address: str) -> bool:
    try:
        urllib.request.urlopen(address, timeout=5).close()
    except urllib.error.HTTPError as answer:
        answer.close()
        return answer.code < 500
    except OSError:
        return False
    return True


def seconds_to_a_page(clone: Path, environment: dict[str, str], size: list[str]) -> float:
    """Start the demo of a clone, wait for a page, stop it."""
    port = free_port()
    began = time.monotonic()
    demo = subprocess.Popen(
        ["./egide", "demo", "--port", str(port), *size],
        cwd=clone,
        env=environment,
        stdin=subprocess.DEVNULL,
    )
    try:
        while not answers(f"http://127.0.0.1:{port}/"):
            if demo.poll() is not None or time.monotonic() - began > PATIENCE_SECONDS:
                raise SystemExit("the demo did not start; see above")
            time.sleep(0.05)
        return time.monotonic() - began
    finally:
        demo.send_signal(signal.SIGINT)
        demo.wait(60)


def main() -> None:
    parser = options(__file__, __doc__)
    parser.add_argument("--size", choices=("full", "small"), default="full")
    size = ["--size", parser.parse_args().size]
    folder = Path(tempfile.mkdtemp(prefix="egide-start-"))
    # The account of the database must reach the state when we are root.
    folder.chmod(0o755)
    left_out = ("PYTHONPATH", "DATABASE_URL", "EGIDE_DB_APP", "EGIDE_DB_OWNER")
    environment = {name: value for name, value in os.environ.items() if name not in left_out}
    environment["EGIDE_HOME"] = str(folder / "state")
    try:
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(folder / "clone")], check=True)
        first = seconds_to_a_page(folder / "clone", environment, size)
        again = [seconds_to_a_page(folder / "clone", environment, []) for _ in range(3)]
    finally:
        shutil.rmtree(folder)
    finish(
        f"Start, {size[1]} society",
        [
            Measure("first time, from a bare clone", first, "s", at_most=120),
            Measure("next times, median of 3", sorted(again)[1], "s", at_most=4),
        ],
    )


if __name__ == "__main__":
    main()
