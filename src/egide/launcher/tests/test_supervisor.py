"""The supervisor: what dies starts again, what we started never outlives us."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from egide.launcher.outcomes import DONE, FAILED
from egide.launcher.supervisor import Child, Supervisor

# Far more than it ever takes: a machine may be busy, a test must not mind.
PATIENCE_SECONDS = 120
SLEEPER = [sys.executable, "-c", "import time; time.sleep(600)"]


def _child(command: list[str]) -> Child:
    return Child("web", command, os.environ, pause=0.1)


def _is_alive(number: int) -> bool:
    try:
        return Path(f"/proc/{number}/stat").read_text().split()[2] != "Z"
    except OSError:
        return False


def _ends_within(number: int, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if not _is_alive(number):
            return True
        time.sleep(0.05)
    return False


def test_a_killed_child_starts_again_and_all_end_with_us():
    child = _child(SLEEPER)
    numbers: list[int] = []

    def is_ready() -> bool:
        assert child.process
        if child.process.pid not in numbers and child.alive():
            numbers.append(child.process.pid)
            if len(numbers) == 1:
                os.kill(child.process.pid, signal.SIGKILL)
        return len(numbers) == 2

    supervisor = Supervisor([child])
    code = supervisor.run(is_ready=is_ready, when_ready=supervisor.ask_to_stop)

    assert code == DONE
    assert len(numbers) == 2
    assert not any(_is_alive(number) for number in numbers)


def test_a_child_that_never_starts_is_given_up_with_a_failure(capsys):
    supervisor = Supervisor([_child([sys.executable, "-c", "raise SystemExit(7)"])])

    code = supervisor.run(is_ready=lambda: False, when_ready=lambda: None)

    assert code == FAILED
    assert "web ended (7)" in capsys.readouterr().err


def test_grandchildren_end_too(tmp_path):
    note = tmp_path / "number"
    script = (
        "import subprocess, sys, time\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
        f"open({str(note)!r}, 'w').write(str(child.pid))\ntime.sleep(600)\n"
    )
    supervisor = Supervisor([_child([sys.executable, "-c", script])])

    supervisor.run(
        is_ready=lambda: note.exists() and bool(note.read_text()), when_ready=supervisor.ask_to_stop
    )

    assert _ends_within(int(note.read_text()), PATIENCE_SECONDS)


def test_a_child_that_ignores_the_polite_signal_is_ended_at_the_second_request(
    tmp_path, monkeypatch
):
    deaf = tmp_path / "deaf"
    script = (
        "import pathlib, signal, time\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        f"pathlib.Path({str(deaf)!r}).touch()\ntime.sleep(600)"
    )
    child = _child([sys.executable, "-c", script])
    # One request alone would wait longer than this test may last.
    monkeypatch.setattr("egide.launcher.supervisor.GRACE_SECONDS", 3_600)
    supervisor = Supervisor([child])

    def ask_twice() -> None:
        supervisor.ask_to_stop()
        supervisor.ask_to_stop()

    supervisor.run(is_ready=deaf.exists, when_ready=ask_twice)

    assert child.process.returncode == -signal.SIGKILL


def test_the_children_of_a_killed_supervisor_end_on_linux():
    script = (
        "import os, sys\nfrom egide.launcher.supervisor import Child, Supervisor\n"
        "child = Child('web', [sys.executable, '-c', 'import time; time.sleep(600)'], os.environ)\n"
        "Supervisor([child]).run(is_ready=lambda: True, "
        "when_ready=lambda: print(child.process.pid, flush=True))\n"
    )
    supervisor = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE)
    with supervisor:
        number = int(supervisor.stdout.readline())
        assert _is_alive(number)
        supervisor.kill()

    assert _ends_within(number, PATIENCE_SECONDS)
