"""Looks after one embedded server: starts it, again when it dies, stops it when nobody uses it.

A process of its own, so that commands may come and go, or be killed, without the server noticing
and without the server being left behind.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from types import FrameType

from egide.launcher import binaries, places
from egide.launcher.children import die_with_parent
from egide.launcher.cluster import Cluster, as_database_user
from egide.launcher.outcomes import say

POLL_SECONDS = 0.2
FIRST_PAUSE_SECONDS = 0.2
LONGEST_PAUSE_SECONDS = 5.0
# Orphans of a killed server hold its memory for about three seconds: many tries, then we give up.
TRIES = 12
STEADY_SECONDS = 30
LARGEST_LOG = 10_000_000


class Keeper:
    """The loop that keeps one server alive as long as somebody uses it."""

    def __init__(self, cluster: Cluster) -> None:
        self.cluster = cluster
        self.server: subprocess.Popen[bytes] | None = None
        self.stopping = False
        self.users = os.open(cluster.users_lock, os.O_RDWR | os.O_CREAT, 0o600)
        self.unused = False

    def ask_to_stop(self, number: int, frame: FrameType | None) -> None:
        """Note that somebody asked us to stop."""
        self.stopping = True

    def run(self) -> int:
        """Keep the server until it is not used any more; return the exit code."""
        signal.signal(signal.SIGTERM, self.ask_to_stop)
        signal.signal(signal.SIGINT, self.ask_to_stop)
        stop_stray_server(self.cluster)
        pause, tries = FIRST_PAUSE_SECONDS, 0
        while not self.stopping:
            started = time.monotonic()
            self.server = self.start()
            self.wait()
            if self.stopping:
                break
            if time.monotonic() - started > STEADY_SECONDS:
                pause, tries = FIRST_PAUSE_SECONDS, 0
            tries += 1
            say(f"the server ended with {self.server.returncode}; try {tries}")
            if tries >= TRIES:
                return 1
            time.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE_SECONDS)
        self.stop()
        return 0

    def start(self) -> subprocess.Popen[bytes]:
        """Start the server as our child."""
        if self.cluster.log.exists() and self.cluster.log.stat().st_size > LARGEST_LOG:
            self.cluster.log.replace(self.cluster.log.with_suffix(".old.log"))
        with self.cluster.log.open("ab") as log:
            return subprocess.Popen(
                self.cluster.command(),
                stdout=log,
                stderr=log,
                preexec_fn=die_with_parent(signal.SIGINT),
                **as_database_user(),
            )

    def wait(self) -> None:
        """Wait until the server ends by itself, or is to be stopped."""
        while self.server and self.server.poll() is None and not self.stopping:
            time.sleep(POLL_SECONDS)
            if places.try_lock(self.users):
                # Nobody: every user ended, or was killed. Kept locked, so that newcomers wait.
                self.stopping = self.unused = True

    def stop(self) -> None:
        """Stop the server; committed work is on the disk, open transactions are rolled back."""
        if not self.server or self.server.poll() is not None:
            return
        for how, patience in ((signal.SIGINT, 20), (signal.SIGQUIT, 5), (signal.SIGKILL, 5)):
            self.server.send_signal(how)
            try:
                self.server.wait(patience)
            except subprocess.TimeoutExpired:
                continue
            return


def stop_stray_server(cluster: Cluster) -> None:
    """Stop a server whose keeper was killed, so that it gets one again."""
    if not (cluster.data / "postmaster.pid").exists():
        return
    subprocess.run(
        [
            binaries.find().program("pg_ctl"),
            "stop",
            "-D",
            str(cluster.data),
            "-m",
            "fast",
            "-t",
            "20",
        ],
        check=False,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        **as_database_user(),
    )


def main(name: str) -> int:
    """Become the keeper of a server, unless it has one."""
    if os.fork():
        # The command that called us must not have to wait for us, nor be our parent.
        os._exit(0)
    cluster = Cluster(name)
    lock = os.open(cluster.keeper_lock, os.O_RDWR | os.O_CREAT, 0o600)
    if not places.try_lock(lock):
        return 0
    os.ftruncate(lock, 0)
    os.write(lock, str(os.getpid()).encode("ascii"))
    return Keeper(cluster).run()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
