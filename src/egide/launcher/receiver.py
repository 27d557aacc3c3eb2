"""Receives what changes, as it changes: the log of the database, and the documents.

A process of its own beside the server that it receives from: the keeper of the embedded one starts
it, and a service of the system does so for a PostgreSQL of one's own (``egide backup --follow``).
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from types import FrameType

from egide.launcher import addresses, archive, backup_sets, backups, binaries, places
from egide.launcher.addresses import Address
from egide.launcher.archive import Archive
from egide.launcher.backup_sets import DOCUMENTS
from egide.launcher.children import die_with_parent
from egide.launcher.outcomes import DONE, Missing

POLL_SECONDS = 0.2
PAUSE_SECONDS = 2.0
DOCUMENTS_EVERY_SECONDS = 10.0
END_SECONDS = 5


class Receiver:
    """The loop that keeps ``pg_receivewal`` alive and the documents copied."""

    def __init__(self, server: Address) -> None:
        self.server = server
        self.stopping = False
        self.seen: dict[str, int] = {}
        self.next_look = 0.0

    def ask_to_stop(self, number: int, frame: FrameType | None) -> None:
        """Note that somebody asked us to stop."""
        self.stopping = True

    def run(self) -> int:
        """Receive until asked to stop."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self.ask_to_stop)
        while not self.stopping:
            if kept := archive.noted():
                self.receive(kept)
            self.pause(PAUSE_SECONDS)
        return DONE

    def receive(self, kept: Archive) -> None:
        """Receive into one place until the server goes, or another place is named."""
        process = subprocess.Popen(
            command(kept),
            env=os.environ | backups.variables(self.server),
            stdin=subprocess.DEVNULL,
            preexec_fn=die_with_parent(),
        )
        while process.poll() is None and not self.stopping and archive.noted() == kept:
            self.copy_documents(kept)
            time.sleep(POLL_SECONDS)
        process.terminate()
        try:
            process.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def copy_documents(self, kept: Archive) -> None:
        """Copy the documents of the folders in which something changed since we looked."""
        if time.monotonic() < self.next_look:
            return
        self.next_look = time.monotonic() + DOCUMENTS_EVERY_SECONDS
        target = kept.folder.parent.parent / DOCUMENTS
        for folder in (places.state() / DOCUMENTS).glob("??"):
            changed = folder.stat().st_mtime_ns
            if self.seen.get(folder.name) != changed:
                try:
                    backup_sets.save_documents(folder.glob("*"), target)
                except OSError as error:
                    sys.stderr.write(f"{target} cannot be written: {error.strerror}\n")
                    return
                self.seen[folder.name] = changed

    def pause(self, seconds: float) -> None:
        """Wait before another try."""
        end = time.monotonic() + seconds
        while time.monotonic() < end and not self.stopping:
            time.sleep(POLL_SECONDS)


def command(kept: Archive) -> list[str]:
    """Return the command that receives: each piece flushed as it comes, none written over."""
    try:
        program = binaries.find().program("pg_receivewal")
    except Missing:
        if not (program := shutil.which("pg_receivewal") or ""):
            raise
    options = ["--no-loop", "--synchronous", "--no-password", "--compress=gzip:1"]
    options += ["--status-interval=1"]
    return [program, f"--directory={kept.folder}", f"--slot={archive.slot()}", *options]


if __name__ == "__main__":
    sys.exit(Receiver(addresses.parse(os.environ.pop(archive.SERVER), archive.SERVER)).run())
