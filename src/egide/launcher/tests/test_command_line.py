"""Exit codes that a script can trust, and clear sentences instead of traces."""

from __future__ import annotations

import socket
import subprocess
import sys
from importlib import import_module
from importlib.util import cache_from_source
from pathlib import Path

import pytest
from django.db import connection

from egide.launcher import benchmarks, browsers, migrating, outcomes, places, society
from egide.launcher.command_line import OWN, main
from tests.harness.environment import TestDatabase


def egide(*words: str, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "egide", *words]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def test_help_lists_every_command_and_succeeds(home, environment):
    done = egide("--help", environment=environment)

    assert done.returncode == outcomes.DONE
    for name in (*OWN, "register verify"):
        assert f"  {name} " in done.stdout


@pytest.mark.parametrize("name", sorted(OWN))
def test_every_command_has_help(name, capsys):
    with pytest.raises(SystemExit) as end:
        main([name, "--help"]) if name != "test" else sys.exit(main([name, "--help"]))

    assert end.value.code == outcomes.DONE
    assert "usage: egide" in capsys.readouterr().out


@pytest.mark.parametrize("name", sorted(benchmarks.found()))
def test_every_benchmark_has_help_and_measures_nothing_then(name, home, environment):
    done = egide("bench", name, "--help", environment=environment)

    assert (done.returncode, done.stderr) == (outcomes.DONE, "")
    assert done.stdout.startswith(f"usage: egide bench {name} ")
    assert list(home.iterdir()) == []


def test_a_small_society_is_never_measured_as_the_full_one(small_society, monkeypatch):
    monkeypatch.syspath_prepend(str(places.checkout() / "bench"))
    bench = import_module("_society")
    access = TestDatabase.of_this_process().access.at(connection.settings_dict["NAME"])
    migrating.note(access, society=society.REFERENCE, size="small")

    with pytest.raises(SystemExit, match=r"holds the small society \(\d{3} people\)"):
        bench.refuse_another_size(access)


def test_preparing_compiles_all_and_makes_no_state(home, environment):
    done = egide("prepare", environment=environment)

    compiled = cache_from_source(str(places.PACKAGE / "kernel" / "registry" / "contributions.py"))
    assert done.returncode == outcomes.DONE, done.stderr
    assert Path(compiled).exists()
    assert list(home.iterdir()) == []


def test_an_unknown_command_is_wrong_use(home, environment):
    done = egide("figurs", environment=environment)

    assert done.returncode == outcomes.USAGE
    assert done.stdout == ""
    assert (
        done.stderr == "egide: there is no command 'figurs'; `egide --help` lists all commands.\n"
    )


def test_half_a_command_is_wrong_use_and_names_the_whole(home, environment):
    done = egide("register", environment=environment)

    assert done.returncode == outcomes.USAGE
    assert "register verify" in done.stderr


def test_a_command_without_a_society_says_how_to_get_one(home, environment):
    done = egide("register", "verify", environment=environment)

    assert done.returncode == outcomes.FAILED
    assert "run `./egide demo`" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_strange_database_url_is_wrong_use(home, environment):
    done = egide("migrate", environment=environment | {"DATABASE_URL": "sqlite:///x"})

    assert done.returncode == outcomes.USAGE
    assert done.stderr.startswith("egide: DATABASE_URL must begin with postgresql://")


def test_a_server_that_does_not_answer_is_missing(home, environment):
    address = f"postgresql://egide:secret@/egide?host={home}"

    done = egide("migrate", environment=environment | {"DATABASE_URL": address})

    assert done.returncode == outcomes.MISSING
    assert "does not let us in" in done.stderr
    assert "secret" not in done.stderr


def test_programs_that_are_not_there_are_missing(home, environment):
    done = egide("migrate", environment=environment | {"EGIDE_PG_BIN": str(home)})

    assert done.returncode == outcomes.MISSING
    assert "holds no PostgreSQL" in done.stderr


def test_a_machine_without_chromium_is_told_what_to_install(home, environment):
    # Where Playwright looks for what it downloads: a port at which nobody answers.
    nowhere = {"PLAYWRIGHT_DOWNLOAD_HOST": "http://127.0.0.1:9"}
    without = environment | nowhere | {"PATH": str(home), "HOME": str(home)}

    done = egide("test", "--co", environment=without)

    said = done.stderr.splitlines()[-1]
    assert done.returncode == outcomes.MISSING
    assert said.startswith("egide: Chromium is missing, and could not be downloaded; see above.")
    assert "As root on Debian: apt-get install chromium" in said
    assert "--without-browser" in done.stderr


def test_a_chromium_that_is_not_there_is_named(home, environment):
    done = egide("test", "--co", environment=environment | {"EGIDE_CHROMIUM": "/nowhere/chrome"})

    assert done.returncode == outcomes.MISSING
    assert "EGIDE_CHROMIUM=/nowhere/chrome is not a program" in done.stderr


def test_the_browser_that_playwright_downloaded_is_found(home, monkeypatch):
    program = home / ".cache/ms-playwright/chromium-1234/chrome-linux64/chrome"
    program.parent.mkdir(parents=True)
    program.touch(mode=0o755)
    for name in ("EGIDE_CHROMIUM", "PLAYWRIGHT_BROWSERS_PATH"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PATH", str(home))
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setattr(browsers, "ELSEWHERE", ())

    assert browsers.find() == str(program)


def test_a_busy_port_is_refused_before_anything_is_started(home, environment):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])

        done = egide("up", "--port", port, environment=environment)

    assert done.returncode == outcomes.FAILED
    assert "choose another with --port" in done.stderr
    assert not (home / "site").exists()


@pytest.mark.parametrize("port", ["0", "65536", "http", "-1", "８０００"])
def test_a_strange_port_is_wrong_use(port, capsys):
    with pytest.raises(SystemExit) as end:
        main(["up", f"--port={port}"])

    assert end.value.code == outcomes.USAGE


def test_a_relative_state_folder_is_refused(home, environment):
    done = egide("migrate", environment=environment | {"EGIDE_HOME": "here"})

    assert done.returncode == outcomes.USAGE
    assert "EGIDE_HOME must be a whole path" in done.stderr
