"""Looks after one embedded server: starts it, again when it dies, stops it when nobody uses it.

A process of its own, so that commands may come and go, or be killed, without the server noticing
and without the server being left behind.
"""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from types import FrameType

from egide.launcher import archive, binaries, places
from egide.launcher.children import die_with_parent
from egide.launcher.cluster import ANOTHER_KEEPER, Cluster, as_database_user
from egide.launcher.outcomes import DONE, FAILED, say

POLL_SECONDS = 0.2
FIRST_PAUSE_SECONDS = 0.2
LONGEST_PAUSE_SECONDS = 5.0
# Orphans of a killed server hold its memory for about three seconds: many tries, then we give up.
TRIES = 12
STEADY_SECONDS = 30
LARGEST_LOG = 10_000_000
RECEIVER_SECONDS = 10
LOOKERS_SECONDS = 2
# What `pg_ctl status` answers when nothing runs on the data.
NO_SERVER = 3


class Keeper:
    """The loop that keeps one server alive as long as somebody uses it."""

    def __init__(self, cluster: Cluster, ready: int) -> None:
        self.cluster = cluster
        self.ready = ready
        self.server: subprocess.Popen[bytes] | None = None
        self.stopping = False
        self.users = os.open(cluster.users_lock, os.O_RDWR | os.O_CREAT, 0o600)
        self.unused = False
        self.receiver: subprocess.Popen[bytes] | None = None
        self.next_receiver = 0.0

    def ask_to_stop(self, number: int, frame: FrameType | None) -> None:
        """Note that somebody asked us to stop."""
        self.stopping = True

    def run(self) -> int:
        """Keep the server until it is not used any more; return the exit code."""
        signal.signal(signal.SIGTERM, self.ask_to_stop)
        signal.signal(signal.SIGINT, self.ask_to_stop)
        if not stop_stray_server(self.cluster):
            say("a server that is not ours runs on these data and does not stop")
            return FAILED
        fcntl.flock(self.ready, fcntl.LOCK_EX)
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
                return FAILED
            time.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE_SECONDS)
        self.stop()
        return DONE

    def start(self) -> subprocess.Popen[bytes]:
        """Start the server as our child."""
        shorten(self.cluster.log)
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
            self.look_after_receiver()
            if places.try_lock(self.users):
                # Nobody: every user ended, or was killed. Kept locked, so that newcomers wait.
                self.stopping = self.unused = True

    def look_after_receiver(self) -> None:
        """Let what changes be received, once a backup has said where."""
        died = self.receiver is None or self.receiver.poll() is not None
        if not died or time.monotonic() < self.next_receiver:
            return
        if self.cluster.name == "site" and archive.noted():
            self.next_receiver = time.monotonic() + LONGEST_PAUSE_SECONDS
            shorten(archive.log())
            self.receiver = archive.start_receiver(self.cluster.administrator())

    def stop(self) -> None:
        """Stop the server, which hands its last changes over first, then their receiver."""
        self.stop_server()
        if self.receiver:
            self.receiver.terminate()
            with suppress(subprocess.TimeoutExpired):
                self.receiver.wait(RECEIVER_SECONDS)

    def stop_server(self) -> None:
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


def shorten(log: Path) -> None:
    """Begin a log anew when it has grown long; the former one stays beside it."""
    if log.exists() and log.stat().st_size > LARGEST_LOG:
        log.replace(log.with_suffix(".old.log"))


def stop_stray_server(cluster: Cluster) -> bool:
    """Stop a server whose keeper was killed; tell whether none is left."""
    if not (cluster.data / "postmaster.pid").exists():
        return True
    for how in ("fast", "immediate"):
        _pg_ctl(cluster, "stop", "-m", how, "-t", "20")
        if _pg_ctl(cluster, "status") == NO_SERVER:
            return True
    return False


def _pg_ctl(cluster: Cluster, *words: str) -> int:
    return subprocess.run(
        [binaries.find().program("pg_ctl"), *words, "-D", str(cluster.data)],
        check=False,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        **as_database_user(),
    ).returncode


def _take(lock: int) -> bool:
    """Take the lock of the one keeper; whoever only looks at it holds it for an instant."""
    deadline = time.monotonic() + LOOKERS_SECONDS
    while not places.try_lock(lock):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True


def main(name: str) -> int:
    """Become the keeper of a server, unless it has one."""
    listening, telling = os.pipe()
    if os.fork():
        # The command that called us must not have to wait for us, nor be our parent; but it
        # must know whether there is a keeper.
        os.close(telling)
        os._exit({b"kept": DONE, b"other": ANOTHER_KEEPER}.get(os.read(listening, 9), FAILED))
    cluster = Cluster(name)
    # In this order: as we end, the kernel lets go of the first one first.
    ready = os.open(cluster.ready_lock, os.O_RDWR | os.O_CREAT, 0o600)
    lock = os.open(cluster.keeper_lock, os.O_RDWR | os.O_CREAT, 0o600)
    if not _take(lock):
        os.write(telling, b"other")
        return DONE
    os.ftruncate(lock, 0)
    os.write(lock, str(os.getpid()).encode("ascii"))
    os.write(telling, b"kept")
    os.close(telling)
    return Keeper(cluster, ready).run()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
