"""``./egide`` itself: it makes its environment once, survives a kill, and says what is missing."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from egide.launcher import outcomes, places

SCRIPT = places.PACKAGE.parent.parent / "egide"


@pytest.fixture
def checkout(tmp_path) -> Path:
    """A copy whose command only says that it ran, and needs no package: nothing is fetched."""
    root = tmp_path / "a copy"
    (root / "src" / "egide").mkdir(parents=True)
    (root / "src" / "egide" / "__main__.py").write_text(
        "import sys\nprint('ran', *sys.argv[1:])\nsys.exit(7)\n"
    )
    (root / "src" / "egide" / "__init__.py").touch()
    (root / "requirements.lock").touch()
    (root / "requirements-dev.lock").write_text("# tools\n")
    shutil.copy(SCRIPT, root / "egide")
    return root


@pytest.fixture(scope="module")
def environment_made_once(tmp_path_factory) -> Path:
    """An environment as the script makes it; making one takes seconds, copying it does not."""
    root = tmp_path_factory.mktemp("made")
    (root / "requirements.lock").touch()
    shutil.copy(SCRIPT, root / "egide")
    run(root, "demo")
    assert (root / ".venv" / "egide.stamp").exists()
    return root / ".venv"


@pytest.fixture
def installed(checkout, environment_made_once) -> Path:
    """A copy whose environment is there."""
    shutil.copytree(environment_made_once, checkout / ".venv", symlinks=True)
    return checkout


def run(root: Path, *words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": os.environ["PATH"], "EGIDE_PYTHON": sys.executable} | variables
    return subprocess.run(
        [root / "egide", *words],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        cwd="/",
    )


def programs(folder: Path, *, without: str) -> str:
    """Return a PATH with what the script needs, but for one program."""
    folder.mkdir()
    for name in (
        "cat",
        "cksum",
        "date",
        "dirname",
        "env",
        "flock",
        "mkdir",
        "mv",
        "readlink",
        "rm",
        "sleep",
        "tr",
    ):
        if name != without and (found := shutil.which(name)):
            (folder / name).symlink_to(found)
    return str(folder)


def test_it_makes_its_environment_once_and_hands_over_words_and_exit_code(checkout):
    first = run(checkout, "demo", "--size", "small")
    second = run(checkout, "demo")

    assert (first.returncode, first.stdout) == (7, "ran demo --size small\n")
    assert "Making the environment" in first.stderr
    assert (second.returncode, second.stdout, second.stderr) == (7, "ran demo\n", "")


def test_it_installs_again_when_the_list_of_packages_changed_or_tools_are_needed(installed):
    (installed / "requirements.lock").write_text("# changed\n")

    changed, tools, still = run(installed, "demo"), run(installed, "test"), run(installed, "demo")

    assert "packages of requirements.lock" in changed.stderr
    assert "Making the environment" not in changed.stderr
    assert "packages of requirements-dev.lock" in tools.stderr
    assert still.stderr == ""


def test_an_environment_that_was_killed_half_way_is_made_again(installed):
    (installed / ".venv" / "half-a-package").touch()
    (installed / ".venv" / "egide.stamp").unlink()
    (installed / ".venv.unfinished").touch()

    again = run(installed, "demo")

    assert (again.returncode, again.stdout) == (7, "ran demo\n")
    assert "Making the environment" in again.stderr
    assert not (installed / ".venv" / "half-a-package").exists()
    assert not (installed / ".venv.unfinished").exists()


def test_an_environment_whose_python_is_gone_is_made_again(installed):
    (installed / ".venv" / "bin" / "python").unlink()

    again = run(installed, "demo")

    assert (again.returncode, again.stdout) == (7, "ran demo\n")


@pytest.mark.parametrize("without", ["", "flock"])
def test_two_at_once_do_not_disturb_each_other(installed, tmp_path, without):
    (installed / "requirements.lock").write_text("# changed\n")
    path = programs(tmp_path / "programs", without=without)
    environment = {"PATH": path, "EGIDE_PYTHON": sys.executable}
    command = [installed / "egide", "demo"]
    both = [
        subprocess.Popen(
            command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        for _ in range(2)
    ]

    answers = [process.communicate() for process in both]

    assert [process.returncode for process in both] == [7, 7]
    assert [out for out, _ in answers] == ["ran demo\n"] * 2
    assert sum("Installing the packages" in err for _, err in answers) == 1
    assert not (installed / ".venv.lock.d").exists()


def test_the_lock_of_a_killed_installation_does_not_block(installed, tmp_path):
    (installed / "requirements.lock").write_text("# changed\n")
    path = programs(tmp_path / "programs", without="flock")
    ended = subprocess.Popen(["/bin/true"])
    ended.wait()
    (installed / ".venv.lock.d").mkdir()
    (installed / ".venv.lock.d" / "pid").write_text(str(ended.pid))

    done = run(installed, "demo", PATH=path)

    assert (done.returncode, done.stdout) == (7, "ran demo\n")


def test_a_python_that_exists_and_fails_is_passed_over(checkout, tmp_path):
    path = Path(programs(tmp_path / "programs", without=""))
    shim = path / "python3"
    shim.write_text("#!/bin/sh\nexit 127\n")
    shim.chmod(0o755)
    (path / "python3.11").symlink_to(sys.executable)

    done = run(checkout, "demo", PATH=str(path), EGIDE_PYTHON="")

    assert (done.returncode, done.stdout) == (7, "ran demo\n")


def test_a_python_that_cannot_make_an_environment_is_named_with_the_remedy(checkout, tmp_path):
    path = Path(programs(tmp_path / "programs", without=""))
    limited = path / "limited"
    limited.write_text('#!/bin/sh\ncase "$2" in *ensurepip*) exit 1 ;; esac\nexit 0\n')
    limited.chmod(0o755)
    source = (checkout / "egide").read_text().replace(" /usr/bin/python3; do", "; do")
    (checkout / "egide").write_text(source)

    done = run(checkout, "demo", PATH=str(path), EGIDE_PYTHON=str(limited))

    assert done.returncode == outcomes.MISSING
    assert "apt install python3-venv" in done.stderr


def test_a_machine_without_python_is_told_what_to_install(checkout, tmp_path):
    path = programs(tmp_path / "programs", without="")
    source = (checkout / "egide").read_text().replace(" /usr/bin/python3; do", "; do")
    (checkout / "egide").write_text(source)

    done = run(checkout, "demo", PATH=path, EGIDE_PYTHON="")

    assert done.returncode == outcomes.MISSING
    assert "Égide needs Python 3.11 or newer" in done.stderr


def test_half_a_copy_is_refused(checkout):
    (checkout / "requirements.lock").unlink()

    done = run(checkout, "demo")

    assert done.returncode == outcomes.MISSING
    assert "not a whole copy" in done.stderr


def test_it_runs_through_a_link(installed, tmp_path):
    (tmp_path / "link").symlink_to(installed / "egide")
    environment = {"PATH": os.environ["PATH"], "EGIDE_PYTHON": sys.executable}

    done = subprocess.run(
        [tmp_path / "link", "x"], env=environment, capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stdout) == (7, "ran x\n")
