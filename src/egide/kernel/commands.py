"""Commands about the whole: the register's verification, and what is printed from the registry."""

from __future__ import annotations

import argparse
import json
import re
import sys
from dataclasses import asdict
from datetime import date
from pathlib import Path

from django.conf import settings
from django.utils.timezone import localdate
from django.utils.translation import override

from egide.kernel import audit, journal, keys, outbox, retention, rotation
from egide.kernel.access import command_actor
from egide.kernel.encryption import encrypted_columns, ring
from egide.kernel.identity import acting
from egide.kernel.keys import KeysUnusable
from egide.kernel.printed import pages

PRINTED = Path("docs") / "printed"


def verify_register(options: argparse.Namespace) -> int:
    """Check the hash chain of the register and name the first broken link, if any."""
    verdict = audit.verify_chain(audit.anchors() | dict(options.anchor))
    if options.json:
        answer = {"lines": verdict.lines, "intact": verdict.intact, "broken_at": verdict.broken_at}
        sys.stdout.write(json.dumps(answer) + "\n")
    elif verdict.intact:
        sys.stdout.write(f"The register is intact: {verdict.lines} lines.\n")
    else:
        sys.stdout.write(
            f"The register is broken at line {verdict.broken_at}: {verdict.problem}.\n"
        )
    return 0 if verdict.intact else 1


def configure_verify(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``register verify``."""
    parser.add_argument("--json", action="store_true", help="print the verdict as JSON")
    parser.add_argument(
        "--anchor",
        action="append",
        default=[],
        type=_anchor,
        metavar="LINE:HASH",
        help="what a logbook kept elsewhere says of a line; may be repeated",
    )


def _anchor(text: str) -> tuple[int, str]:
    number, _colon, said = text.partition(":")
    if not (number.isascii() and number.isdigit() and re.fullmatch("[0-9a-f]{64}", said)):
        raise argparse.ArgumentTypeError(f"{text!r} is not a line and its hash, as 12:9f86…")
    return int(number), said


def print_docs(options: argparse.Namespace) -> int:
    """Print the registry into docs/printed; with ``--check``, only say whether it is up to date."""
    stale = []
    with override("fr"):
        printed = pages(Path("."))
    for name, text in printed.items():
        place = PRINTED / name
        if place.exists() and place.read_text() == text:
            continue
        stale.append(str(place))
        if not options.check:
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text)
    if options.check and stale:
        sys.stdout.write("Not up to date, run ./egide docs: " + ", ".join(stale) + "\n")
        return 1
    sys.stdout.write(f"{len(printed)} pages under {PRINTED}, {len(stale)} changed.\n")
    return 0


def configure_docs(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``docs``."""
    parser.add_argument(
        "--check", action="store_true", help="change nothing; fail if a page is out of date"
    )


def rotate_keys(options: argparse.Namespace) -> int:
    """Draw a key, which writes at once, and seal under it all that is encrypted."""
    by, columns = command_actor("keys"), list(encrypted_columns())
    place = Path(settings.FIELD_KEYS)
    known = ring() if options.resume else keys.add(place, on=localdate(), algorithm=options.by)
    newest = known.newest.name
    rows = rotation.reseal(columns, by=by)
    left = sum(n for name, n in rotation.left_by_key(columns, by=by).items() if name != newest)
    rotation.record_rotation(key=newest, rows=rows, by=by)
    if options.json:
        sys.stdout.write(json.dumps({"key": newest, "rows": rows, "left": left}) + "\n")
    else:
        sys.stdout.write(f"{rows} values are now sealed under the key {newest}.\n")
    if left:
        sys.stderr.write(
            f"{left} values are still under older keys: somebody held their rows. Run "
            "`./egide keys rotate --resume`.\n"
        )
    return 1 if left else 0


def configure_rotate(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``keys rotate``."""
    parser.add_argument(
        "--resume",
        action="store_true",
        help="finish a rotation that was stopped, without drawing another key",
    )
    parser.add_argument(
        "--by",
        choices=keys.ALGORITHMS,
        default="",
        help="seal by another algorithm from now on; else by the same",
    )
    parser.add_argument("--json", action="store_true", help="print the result as JSON")


def replay_journal(options: argparse.Namespace) -> int:
    """Do again what the journal kept apart says; `restore` does it by itself."""
    found = journal.replay(by=command_actor("restore"))
    sys.stdout.write(f"{found.lines} lines, {found.done} acts done again.\n")
    if found.unknown:
        sys.stderr.write(f"{found.unknown} lines are of a kind that nobody knows.\n")
    return 1 if found.unknown else 0


def configure_retention(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``retention``."""
    parser.add_argument("--dry-run", action="store_true", help="remove nothing; say what would go")
    parser.add_argument("--on", type=_day, help="as of this day (today)")
    parser.add_argument("--json", action="store_true", help="print JSON")


def remove_due(options: argparse.Namespace) -> int:
    """Remove what is past its time, or say by table what would go."""
    by, on = command_actor("retention"), options.on or localdate()
    if options.dry_run:
        with acting(by):
            found = retention.due(on=on)
    else:
        found = retention.remove_due(on=on, by=by)
    lines = [
        {"table": one.table, "after": one.rule.after, "days": one.days, "rows": one.rows}
        for one in found
    ]
    if options.json:
        sys.stdout.write(json.dumps({"on": on.isoformat(), "tables": lines}) + "\n")
        return 0
    for line in lines:
        said = f"{line['table']:<40} {line['rows']:>9}  {line['days']} days after {line['after']}"
        sys.stdout.write(f"{said}\n")
    total = sum(one.rows for one in found)
    sys.stdout.write(f"{total} rows {'would go' if options.dry_run else 'went'} on {on}.\n")
    return 0


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a day; write YYYY-MM-DD") from None


def list_keys(options: argparse.Namespace) -> int:
    """Print the names of the keys, their days, and how many values each holds sealed."""
    held = rotation.left_by_key(encrypted_columns(), by=command_actor("keys"))
    known = ring()
    lines = [
        {
            "key": key.name,
            "made_on": key.made_on.isoformat(),
            "algorithm": key.algorithm,
            "values": held.get(key.name, 0),
            "writes": key == known.newest,
        }
        for key in known.keys
    ]
    missing = sorted(set(held) - {key.name for key in known.keys})
    if options.json:
        sys.stdout.write(json.dumps({"keys": lines, "missing": missing}) + "\n")
    else:
        for line in lines:
            mark = "  (writes)" if line["writes"] else ""
            told = f"{line['key']}  {line['made_on']}  {line['algorithm']:<17}"
            sys.stdout.write(f"{told}  {line['values']:>9}{mark}\n")
        for name in missing:
            sys.stdout.write(f"{name}  is not in the file; {held[name]} values need it.\n")
    return 1 if missing else 0


def configure_list_keys(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``keys list``."""
    parser.add_argument("--json", action="store_true", help="print the keys as JSON")


def forget_key(options: argparse.Namespace) -> int:
    """Take an old key out of the file, once nothing here needs it."""
    held = rotation.left_by_key(encrypted_columns(), by=command_actor("keys"))
    if held.get(options.key):
        sys.stderr.write(
            f"{held[options.key]} values are sealed under {options.key}: rotate first.\n"
        )
        return 1
    try:
        keys.forget(Path(settings.FIELD_KEYS), options.key)
    except KeysUnusable as problem:
        sys.stderr.write(f"{problem}\n")
        return 1
    sys.stdout.write(f"The key {options.key} is forgotten; older backups need its escrow.\n")
    return 0


def configure_forget_key(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``keys forget``."""
    parser.add_argument("key", help="the name that `egide keys list` shows")


def show_outbox(options: argparse.Namespace) -> int:
    """Print how many letters stand where, and why those that are held are."""
    counts = outbox.counts()
    if options.json:
        sys.stdout.write(json.dumps([asdict(line) for line in counts]) + "\n")
    else:
        for line in counts:
            why = f"  ({line.why})" if line.why else ""
            sys.stdout.write(f"{line.state:<8} {line.letters:>9}{why}\n")
    return 0


def configure_outbox(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``outbox show``."""
    parser.add_argument("--json", action="store_true", help="print the counts as JSON")


def release_outbox(options: argparse.Namespace) -> int:
    """Send the letters that a restore held, or drop them for good."""
    count = outbox.release(send=not options.drop, by=command_actor("outbox"))
    sys.stdout.write(f"{count} letters {'were dropped' if options.drop else 'are on their way'}.\n")
    return 0


def configure_release(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``outbox release``."""
    parser.add_argument(
        "--drop", action="store_true", help="they left before the restore: send none of them"
    )
