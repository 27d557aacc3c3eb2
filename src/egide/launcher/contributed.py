"""Commands that modules bring: listed from a note, so that help is instant."""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import subprocess
import sys

from egide.launcher import compiling, database, migrating, places
from egide.launcher.outcomes import Failure, WrongUse, say

NOTE = "commands.json"
# They read the sources and write into them, not beside whoever typed them; no society is asked.
IN_THE_CHECKOUT = {"docs"}


def known() -> dict[str, str]:
    """Return the names and help lines of the modules' commands, read again when stale."""
    mark = _mark()
    path = places.state() / NOTE
    try:
        noted = json.loads(path.read_text(encoding="utf-8"))
        if noted["mark"] == mark:
            return noted["commands"]
    except (OSError, ValueError, KeyError, TypeError):
        pass
    return _note(mark, _ask_the_registry())


def run(typed: list[str]) -> int:
    """Run a module's command: the database is there, the settings are loaded."""
    names = known()
    name = next((" ".join(typed[:n]) for n in (2, 1) if " ".join(typed[:n]) in names), "")
    if not name:
        family = sorted(known_name for known_name in names if known_name.split(" ")[0] == typed[0])
        if family:
            raise WrongUse(f"say which: {', '.join(family)}. `egide --help` lists all commands.")
        raise WrongUse(f"there is no command {typed[0]!r}; `egide --help` lists all commands.")
    rest = typed[len(name.split(" ")) :]
    if name in IN_THE_CHECKOUT or any(word in {"-h", "--help"} for word in rest):
        os.environ.update(_without_database())
        _set_up()
        return _run(name, rest)
    with database.server() as access:
        if not database.exists(access):
            raise Failure("There is no society here yet: run `./egide demo` or `./egide up` first.")
        migrating.migrate(access)
        os.environ |= database.environment(access) | {"EGIDE_DB_ROLE": "app"}
        if migrating.notes(access).get("society") == "reference":
            os.environ["EGIDE_DEMO"] = "1"
        _set_up()
        try:
            return _run(name, rest)
        finally:
            from django.db import connections  # noqa: PLC0415 - slow import

            connections.close_all()


def _set_up() -> None:
    import django  # noqa: PLC0415 - slow import

    # What a command prints in English must not depend on who ran the site before.
    compiling.compile_all()
    django.setup()


def _run(name: str, rest: list[str]) -> int:
    from egide.kernel import registry  # noqa: PLC0415 - needs the settings
    from egide.kernel.errors import Refused  # noqa: PLC0415 - needs the settings

    command = registry.commands()[name]
    parser = argparse.ArgumentParser(prog=f"egide {name}", description=command.help)
    command.configure(parser)
    options = parser.parse_args(rest)
    if name in IN_THE_CHECKOUT:
        os.chdir(places.checkout())
    try:
        return command.run(options)
    except Refused as refusal:
        raise Failure(str(refusal)) from None


def _without_database() -> dict[str, str]:
    """Return an environment whose database leads nowhere: enough to read the registry."""
    return os.environ | {
        "EGIDE_DB_APP": "postgresql://nobody@/nothing?host=%2Fnonexistent",
        "EGIDE_DB_ROLE": "app",
        "EGIDE_SECRET_KEY": "never used: no page is served by this process",
        "DJANGO_SETTINGS_MODULE": "egide.config.settings",
        "EGIDE_STATE": str(places.state()),
        "PYTHONPATH": str(places.PACKAGE.parent),
    }


def _ask_the_registry() -> dict[str, str]:
    """Read the registry in a process of its own: it may load settings that lead nowhere."""
    command = [sys.executable, "-m", "egide.launcher.inside", "commands"]
    done = subprocess.run(
        command, env=_without_database(), capture_output=True, text=True, check=False
    )
    if done.returncode:
        last = done.stderr.strip().splitlines()[-1:] or ["no reason given"]
        say(f"egide: the modules do not load, so their commands are unknown: {last[0]}")
        return {}
    return json.loads(done.stdout)


def _note(mark: str, names: dict[str, str]) -> dict[str, str]:
    if names:
        places.write_whole(places.state() / NOTE, json.dumps({"mark": mark, "commands": names}))
    return names


def _mark() -> str:
    """Return what changes when a module may bring other commands."""
    digest = hashlib.sha256()
    for pattern in ("*/module.py", "*/commands.py", "*/commands/*.py", "config/settings.py"):
        for path in sorted(places.PACKAGE.glob(pattern)):
            found = path.stat()
            digest.update(f"{path}|{found.st_mtime_ns}|{found.st_size}\n".encode())
    return digest.hexdigest()
