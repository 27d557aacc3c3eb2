"""Keeps the processes of the site alive together, and ends them together."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from types import FrameType

from egide.launcher.children import die_with_parent
from egide.launcher.outcomes import DONE, FAILED, say

POLL_SECONDS = 0.1
FIRST_PAUSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 30.0
STEADY_SECONDS = 60.0
GRACE_SECONDS = 15.0
# A child that ends this often before the site ever answered will not do better.
TRIES_BEFORE_READY = 3


@dataclass
class Child:
    """One process of the site, and how its restarts went."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    after_ready: bool = False
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    next_start: float = 0.0
    pause: float = FIRST_PAUSE_SECONDS
    deaths: int = 0

    def start(self) -> None:
        """Start the process in a group of its own, so that its own children end with it."""
        self.started = time.monotonic()
        self.process = subprocess.Popen(
            self.command,
            env=dict(self.environment),
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=die_with_parent(),
        )

    def signal_group(self, number: int) -> None:
        """Send a signal to the process and to all it started, even if it is dead itself."""
        if self.process:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, number)

    def alive(self) -> bool:
        """Tell whether the process runs."""
        return self.process is not None and self.process.poll() is None

    def stop(self, patience: float = GRACE_SECONDS) -> None:
        """End the process politely, then by force."""
        if not self.process:
            return
        self.process.terminate()
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(patience)
        self.signal_group(signal.SIGKILL)
        self.process.wait()


class Supervisor:
    """Starts children, starts again those that die, stops all when asked to or when told to."""

    def __init__(
        self, children: Sequence[Child], *, every_tick: Callable[[], None] = lambda: None
    ) -> None:
        self.children = list(children)
        self.every_tick = every_tick
        self.requests_to_stop = 0
        self.ready = False

    def ask_to_stop(self, number: int = 0, frame: FrameType | None = None) -> None:
        """Note that somebody asked us to stop; a second time, without grace."""
        self.requests_to_stop += 1

    def run(self, *, is_ready: Callable[[], bool], when_ready: Callable[[], None]) -> int:
        """Run until asked to stop; return the exit code."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self.ask_to_stop)
        try:
            while not self.requests_to_stop:
                if not self._tick():
                    return FAILED
                if not self.ready and is_ready():
                    self.ready = True
                    when_ready()
                time.sleep(POLL_SECONDS)
            return DONE
        finally:
            self.stop()

    def _tick(self) -> bool:
        self.every_tick()
        now = time.monotonic()
        for child in self.children:
            if child.after_ready and not self.ready:
                continue
            if child.process and not child.alive() and not child.next_start:
                self._note_death(child, now)
                if not self.ready and child.deaths >= TRIES_BEFORE_READY:
                    say(f"egide: {child.name} does not start; its last lines are above.")
                    return False
            if not child.alive() and child.next_start <= now:
                child.next_start = 0.0
                child.start()
        return True

    def _note_death(self, child: Child, now: float) -> None:
        assert child.process
        # What it started must not hold its port or its locks.
        child.signal_group(signal.SIGKILL)
        if now - child.started > STEADY_SECONDS:
            child.pause, child.deaths = FIRST_PAUSE_SECONDS, 0
        child.deaths += 1
        child.next_start = now + child.pause
        say(
            f"  {child.name} ended ({child.process.returncode}); it starts again in "
            f"{child.pause:.1f} s"
        )
        child.pause = min(child.pause * 2, LONGEST_PAUSE_SECONDS)

    def stop(self) -> None:
        """End every child, politely first; return when none is left."""
        for child in self.children:
            if child.alive():
                assert child.process
                child.process.terminate()
        deadline = time.monotonic() + GRACE_SECONDS
        while any(child.alive() for child in self.children):
            if time.monotonic() > deadline or self.requests_to_stop > 1:
                break
            time.sleep(0.02)
        for child in self.children:
            child.signal_group(signal.SIGKILL)
            if child.process:
                child.process.wait()
