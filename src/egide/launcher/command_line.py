"""What one may type after ``egide``: the launcher's own commands, then those of the modules."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from egide.launcher import outcomes
from egide.launcher.outcomes import Failure, say

DESCRIPTION = "Runs a whole alumni society, and writes its annual report from its own records."
EPILOGUE = """
exit codes: 0 done; 1 refused or failed; 2 wrong use; 3 something is missing on this machine;
130 stopped with Ctrl-C.  Progress goes to standard error, results to standard output.
docs/running.md says more.
"""
Run = Callable[[argparse.Namespace], int]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    typed = list(sys.argv[1:] if arguments is None else arguments)
    try:
        return _run(typed)
    except Failure as failure:
        say(f"egide: {failure}")
        return failure.code
    except KeyboardInterrupt:
        say("")
        return 130
    except BrokenPipeError:
        # The reader of our output went away (`| head`); that is no failure of ours.
        sys.stdout = None
        return outcomes.DONE


def _run(typed: list[str]) -> int:
    if typed and not typed[0].startswith("-") and typed[0] not in OWN:
        from egide.launcher import contributed  # noqa: PLC0415 - slow import

        return contributed.run(typed)
    if typed and typed[0] in PASS_THROUGH:
        return PASS_THROUGH[typed[0]](typed[1:])
    options = _parser().parse_args(typed)
    if "run" not in options:
        _parser().print_help()
        return outcomes.USAGE
    return options.run(options)


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="egide",
        description=DESCRIPTION,
        epilog=EPILOGUE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(
        title="commands", metavar="COMMAND", parser_class=argparse.ArgumentParser
    )
    for name, (help_line, configure, run) in OWN.items():
        command = commands.add_parser(name, help=help_line, description=help_line)
        configure(command)
        command.set_defaults(run=run)
    return parser


class _Parser(argparse.ArgumentParser):
    """Adds the commands of the modules to the help, and only looks for them then."""

    def format_help(self) -> str:
        return super().format_help() + _contributed_lines()


def _contributed_lines() -> str:
    from egide.launcher import contributed  # noqa: PLC0415 - slow import

    lines = [f"  {name:<20} {help_line}" for name, help_line in contributed.known().items()]
    return "\ncommands of the modules:\n" + "\n".join(lines) + "\n" if lines else ""


def _nothing(parser: argparse.ArgumentParser) -> None:
    pass


def _serving_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", type=_port, default=8000, help="port of the site (8000)")
    parser.add_argument(
        "--host", default="127.0.0.1", help="address to listen on (127.0.0.1: this machine only)"
    )
    parser.add_argument("--workers", type=_few, default=2, help="web processes (2)")


def _demo_options(parser: argparse.ArgumentParser) -> None:
    _serving_options(parser)
    parser.add_argument(
        "--size",
        choices=("full", "small"),
        help="full (34 000 people) or small; full the first time",
    )
    parser.add_argument("--no-serve", action="store_true", help="load, and stop there")
    parser.add_argument(
        "--fresh", action="store_true", help="load again even if the society is already there"
    )
    parser.add_argument(
        "--as",
        dest="name",
        metavar="NAME",
        help="print a link that signs in as that person, and stop",
    )


def _data_options(parser: argparse.ArgumentParser) -> None:
    kinds = parser.add_subparsers(title="what", metavar="WHAT", required=True, dest="what")
    dump = kinds.add_parser("dump", help="write the whole database into a file")
    dump.add_argument("file", help="the file to write (pg_dump's custom format)")
    restore = kinds.add_parser("restore", help="put a dump back, in place of what is there")
    restore.add_argument("file", help="a file that `egide db dump` wrote")
    restore.add_argument(
        "--replace", action="store_true", help="agree to lose what the database holds now"
    )
    psql = kinds.add_parser("psql", help="open a prompt on the database")
    psql.add_argument(
        "--role",
        choices=("app", "owner", "worker", "backup"),
        default="app",
        help="as which role (app)",
    )
    psql.add_argument("rest", nargs="*", metavar="ARGUMENT", help="more for psql, after --")
    kinds.add_parser("passwords", help="draw the passwords of the four roles anew")
    kinds.add_parser("stop", help="stop the embedded database, unless a command uses it")


def _backup_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", help="the folder of the backups; made if needed")
    parser.add_argument(
        "--verify",
        action="store_true",
        help="make none: read every byte of those that are there, and say what is damaged",
    )
    parser.add_argument(
        "--follow",
        action="store_true",
        help="make none: receive what changes as it does, for a PostgreSQL of one's own",
    )


def _restore_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", help="the folder of the backups")
    parser.add_argument(
        "--at",
        type=_instant,
        metavar="TIME",
        help="that second (2026-11-23T18:00:00+01:00), or the last one that is kept; where no log "
        "is kept, the last backup made by then",
    )
    _dump_option(parser)
    parser.add_argument(
        "--replace", action="store_true", help="agree to lose what the database holds now"
    )


def _drill_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "folder", nargs="?", help="try the last backup of this folder; else one made for it"
    )
    _dump_option(parser)
    parser.add_argument("--json", action="store_true", help="print the report as JSON")


def _dump_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--dump",
        action="store_true",
        help="from the dump of that backup, which every version of PostgreSQL reads",
    )


def _instant(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"{text!r} is not an instant such as 2026-11-23T18:00:00+01:00"
        ) from None
    # Without a zone, the clock on the wall of this machine.
    return found.astimezone(UTC)


def _bench_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", nargs="?", help="which one; none lists them")
    parser.add_argument("rest", nargs=argparse.REMAINDER, help="options of that benchmark")


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 0 < int(text) < 65_536:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port")
    return int(text)


def _few(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 0 < int(text) <= 64:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 1 to 64")
    return int(text)


def _demo(options: argparse.Namespace) -> int:
    from egide.launcher import site  # noqa: PLC0415 - slow import

    return site.demo(options)


def _up(options: argparse.Namespace) -> int:
    from egide.launcher import site  # noqa: PLC0415 - slow import

    return site.up(options)


def _migrate(options: argparse.Namespace) -> int:
    from egide.launcher import site  # noqa: PLC0415 - slow import

    return site.migrate(options)


def _data(options: argparse.Namespace) -> int:
    from egide.launcher import backups  # noqa: PLC0415 - slow import

    return backups.run(options)


def _backup(options: argparse.Namespace) -> int:
    from egide.launcher import saving  # noqa: PLC0415 - slow import

    return saving.backup(options)


def _put_back(options: argparse.Namespace) -> int:
    from egide.launcher import saving  # noqa: PLC0415 - slow import

    return saving.restore(options)


def _drill(options: argparse.Namespace) -> int:
    from egide.launcher import saving  # noqa: PLC0415 - slow import

    return saving.drill(options)


def _test(rest: list[str]) -> int:
    from egide.launcher import checking  # noqa: PLC0415 - slow import

    return checking.test(rest)


def _check(options: argparse.Namespace) -> int:
    from egide.launcher import checking  # noqa: PLC0415 - slow import

    return checking.check(options)


def _prepare(options: argparse.Namespace) -> int:
    from egide.launcher import compiling  # noqa: PLC0415 - slow import

    return compiling.prepare()


def _matrix(options: argparse.Namespace) -> int:
    from egide.launcher import matrix  # noqa: PLC0415 - slow import

    return matrix.run(options)


def _matrix_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print the counts and what is wrong")
    parser.add_argument(
        "--mutants", action="store_true", help="disable each rule of access: who notices?"
    )
    parser.add_argument(
        "--hostile", action="store_true", help="write hostile values wherever one may write"
    )
    parser.add_argument(
        "--write", action="store_true", help="keep the result in docs/printed/matrix.md"
    )
    parser.add_argument("--only", default="", metavar="WORD", help="roles or rules with this word")
    parser.add_argument("--processes", type=_few, default=2, help="how many side by side (2)")


def _messages(options: argparse.Namespace) -> int:
    from egide.launcher import catalogues  # noqa: PLC0415 - slow import

    return catalogues.update()


def _bench(options: argparse.Namespace) -> int:
    from egide.launcher import benchmarks  # noqa: PLC0415 - slow import

    return benchmarks.run(options)


def _shots(options: argparse.Namespace) -> int:
    from egide.launcher import shots  # noqa: PLC0415 - slow import

    return shots.run(options)


def _secret(options: argparse.Namespace) -> int:
    from egide.launcher import secret_keys  # noqa: PLC0415 - slow import

    return secret_keys.run(options)


def _secret_options(parser: argparse.ArgumentParser) -> None:
    kinds = parser.add_subparsers(title="what", metavar="WHAT", required=True, dest="what")
    kinds.add_parser("rotate", help="draw a new one; the former one still opens sessions")
    kinds.add_parser("forget", help="let the former ones open nothing any more")


def _sbom(options: argparse.Namespace) -> int:
    from egide.launcher import sbom  # noqa: PLC0415 - slow import

    return sbom.run(options)


def _flaws(options: argparse.Namespace) -> int:
    from egide.launcher import flaws  # noqa: PLC0415 - slow import

    return flaws.run(options)


def _flaws_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--base",
        default="https://api.osv.dev",
        metavar="ADDRESS",
        help="the base of vulnerabilities to ask, in the form of OSV (https://api.osv.dev)",
    )


def _shots_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help="pictures of docs/shots.toml (all)"
    )


def _only_names(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "rest", nargs=argparse.REMAINDER, metavar="ARGUMENT", help="arguments of pytest"
    )


OWN: dict[str, tuple[str, Callable[[argparse.ArgumentParser], None], Run]] = {
    "demo": ("the reference society: set up, load, serve", _demo_options, _demo),
    "up": (
        "the whole site: database, migrations, web, worker; Ctrl-C stops all",
        _serving_options,
        _up,
    ),
    "prepare": ("install and compile, for an account that may not write here", _nothing, _prepare),
    "migrate": ("bring the tables up to date", _nothing, _migrate),
    "db": ("dump, restore, or open the database", _data_options, _data),
    "backup": ("save the database and the documents, or verify backups", _backup_options, _backup),
    "restore": ("put a backup back, with its documents", _restore_options, _put_back),
    "drill": ("put a backup back aside, and compare it with the society", _drill_options, _drill),
    "secret": ("the secret key of the site, drawn anew", _secret_options, _secret),
    "sbom": ("the bill of materials of what runs (CycloneDX)", _nothing, _sbom),
    "flaws": ("known flaws of the packages that run, by an open base", _flaws_options, _flaws),
    "test": ("all tests, those in a browser too", _only_names, lambda options: _test(options.rest)),
    "check": ("style, types, layers, migrations, catalogues, start-up checks", _nothing, _check),
    "matrix": ("every route asked by every role: who may what", _matrix_options, _matrix),
    "messages": (
        "bring the English catalogues up to date with the French source",
        _nothing,
        _messages,
    ),
    "shots": ("take the pictures of the documentation", _shots_options, _shots),
    "bench": ("one benchmark of bench/", _bench_options, _bench),
}
# Their options belong to another program, `--help` too when something stands before it.
PASS_THROUGH: dict[str, Callable[[list[str]], int]] = {"test": _test}
