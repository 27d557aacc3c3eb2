"""What runs with the settings loaded, in a process of its own and under the role that it needs."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from urllib.parse import urljoin

import django
from django.core.management import call_command
from django.core.management.base import SystemCheckError

from egide.launcher.outcomes import DONE, FAILED, USAGE, say


def migrate() -> int:
    """Run the migrations (role: owner)."""
    call_command("migrate", verbosity=0, interactive=False)
    return DONE


def check() -> int:
    """Refuse to serve what declares something false (role: app)."""
    try:
        call_command("check", databases=["default"], verbosity=0)
    except SystemCheckError as errors:
        say(f"egide: the site may not start.\n{errors}")
        return FAILED
    return DONE


def collect_static() -> int:
    """Gather the static files that the web processes hand out."""
    call_command("collectstatic", verbosity=0, interactive=False)
    return DONE


def load(size: str) -> int:
    """Load the reference society into an empty database (role: worker)."""
    from egide.kernel import demo  # noqa: PLC0415 - needs the settings

    started = previous = time.monotonic()
    label = ""

    def progress(sentence: str) -> None:
        nonlocal previous, label
        now = time.monotonic()
        if label:
            say(f"    {label}: {now - previous:.1f} s")
        previous, label = now, sentence

    demo.load(size, progress)
    progress("")
    say(f"  society loaded: {time.monotonic() - started:.1f} s")
    return DONE


def sign_in(name: str, address: str) -> int:
    """Print a link that signs in as somebody of the reference society."""
    from egide.kernel import demo, registry  # noqa: PLC0415 - needs the settings
    from egide.kernel.errors import Refused  # noqa: PLC0415 - needs the settings

    try:
        link = demo.sign_in_link(name)
    except Refused as refusal:
        say(f"egide: {refusal}")
        return FAILED
    except LookupError:
        known = ", ".join(persona.name for persona in registry.personas())
        say(
            f"egide: nobody in the reference society goes by {name!r} here; there are: "
            f"{known or 'none'}."
        )
        return FAILED
    sys.stdout.write(f"{urljoin(address, link)}\n")
    return DONE


def commands() -> int:
    """Print the commands of the modules, for those who may not load the settings."""
    from egide.kernel import registry  # noqa: PLC0415 - needs the settings

    found = sorted(registry.commands().values(), key=lambda command: command.name)
    sys.stdout.write(json.dumps({command.name: str(command.help) for command in found}))
    return DONE


def worker() -> int:
    """Run jobs until told to stop (role: worker)."""
    from egide.kernel import jobs  # noqa: PLC0415 - needs the settings

    jobs.run_worker()
    return DONE


def examine() -> int:
    """Print what is found in a database that was put back (role: app)."""
    from egide.kernel import restoring  # noqa: PLC0415 - needs the settings
    from egide.kernel.access import command_actor  # noqa: PLC0415 - needs the settings

    sys.stdout.write(json.dumps(asdict(restoring.examine(by=command_actor("drill")))))
    return DONE


def note_restore(backup: str) -> int:
    """Write in the register that a backup was put back (role: app)."""
    from egide.kernel import restoring  # noqa: PLC0415 - needs the settings
    from egide.kernel.access import command_actor  # noqa: PLC0415 - needs the settings

    restoring.record_restore(backup=backup, by=command_actor("restore"))
    return DONE


def note_drill(backup: str, rows: str, problems: str) -> int:
    """Write in the register that a backup was tried (role: app)."""
    from egide.kernel import restoring  # noqa: PLC0415 - needs the settings
    from egide.kernel.access import command_actor  # noqa: PLC0415 - needs the settings

    by = command_actor("drill")
    restoring.record_drill(backup=backup, rows=int(rows), problems=int(problems), by=by)
    return DONE


def complete_journal() -> int:
    """Write in the journal what only the database knows of (role: app)."""
    from egide.kernel import journal  # noqa: PLC0415 - needs the settings
    from egide.kernel.access import command_actor  # noqa: PLC0415 - needs the settings

    journal.complete(by=command_actor("backup"))
    return DONE


def replay_journal(copy: str) -> int:
    """Do again what the journal, and its copy beside the backups, say (role: app)."""
    from egide.kernel import journal  # noqa: PLC0415 - needs the settings
    from egide.kernel.access import command_actor  # noqa: PLC0415 - needs the settings

    journal.merge(Path(copy))
    found = journal.replay(by=command_actor("restore"))
    say(f"  journal     {found.lines} lines, {found.done} done again")
    if found.unknown:
        say(f"egide: {found.unknown} lines of the journal are of a kind that nobody knows.")
        return FAILED
    return DONE


PARTS: dict[str, Callable[..., int]] = {
    "commands": commands,
    "check": check,
    "migrate": migrate,
    "collect_static": collect_static,
    "load": load,
    "sign_in": sign_in,
    "worker": worker,
    "examine": examine,
    "note_restore": note_restore,
    "note_drill": note_drill,
    "complete_journal": complete_journal,
    "replay_journal": replay_journal,
}


def main(words: list[str]) -> int:
    """Run one part."""
    if not words or words[0] not in PARTS:
        return USAGE
    django.setup()
    return PARTS[words[0]](*words[1:])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
