"""Serving: the whole site under one supervisor, and the reference society."""

from __future__ import annotations

import argparse
import hashlib
import socket
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable
from pathlib import Path

from egide.launcher import compiling, database, migrating, places, provisioning, society
from egide.launcher.cluster import Cluster, keep
from egide.launcher.outcomes import DONE, Failure, say, step
from egide.launcher.provisioning import Access
from egide.launcher.supervisor import Child, Supervisor

# One connection of the pool for each thread that may need one.
THREADS = 4
CHECK_DATABASE_EVERY_SECONDS = 2.0
SERVED = "served.address"


def up(options: argparse.Namespace) -> int:
    """Serve the site on its database, whatever society it holds."""
    _refuse_a_busy_port(options)
    with database.server() as access:
        database.ensure_database(access)
        migrating.migrate(access)
        return serve(access, options)


def migrate(options: argparse.Namespace) -> int:
    """Make the database if needed, and bring its tables up to date."""
    with database.server() as access:
        database.ensure_database(access)
        migrating.migrate(access, always=True)
    say("The tables are up to date.")
    return DONE


def demo(options: argparse.Namespace) -> int:
    """Load the reference society if it is not there, then serve it."""
    if options.name is not None:
        return _print_link(options)
    if not options.no_serve:
        _refuse_a_busy_port(options)
    with database.server() as access:
        society.ensure(access, size=options.size, fresh=options.fresh)
        if options.no_serve:
            return DONE
        return serve(access, options)


def _print_link(options: argparse.Namespace) -> int:
    with database.server() as access:
        if not database.exists(access) or not society.is_reference(access):
            raise Failure(
                "The reference society is not loaded here: run `./egide demo --no-serve` first."
            )
        migrating.migrate(access)
        address = _noted(SERVED)
        if not address:
            address = address_of(options)
            say(f"The demo is not served now: start it with `./egide demo`, at {address}.")
        migrating.inside(access, "sign_in", options.name, address, EGIDE_DEMO="1")
    return DONE


def serve(access: Access, options: argparse.Namespace) -> int:
    """Run web and worker until Ctrl-C; what dies starts again."""
    began = time.monotonic()
    is_demo = society.is_reference(access)
    environment = web_environment(access, is_demo=is_demo)
    worker = [sys.executable, "-m", "egide.launcher.inside", "worker"]
    whole = database.environment(access) | {"EGIDE_DEMO": environment["EGIDE_DEMO"]}
    patient = database.confined(whole, "worker") | {"EGIDE_POOL": "0"}
    children = [
        web(access, environment, options),
        # After the first page: people wait for pages, jobs wait for people.
        Child("worker", worker, patient, after_ready=True),
    ]
    supervisor = Supervisor(children, every_tick=_database_watch())
    address = address_of(options)
    say("→ Starting web and worker")
    try:
        return supervisor.run(
            is_ready=lambda: answers(address),
            when_ready=lambda: _say_where(address, is_demo, time.monotonic() - began),
        )
    finally:
        (places.state() / SERVED).unlink(missing_ok=True)


def web_environment(access: Access, *, is_demo: bool) -> dict[str, str]:
    """Return the environment of the processes that serve pages."""
    return database.confined(database.environment(access), "app") | {
        "EGIDE_DEMO": "1" if is_demo else "0",
        "EGIDE_POOL": str(THREADS),
    }


def web(access: Access, environment: dict[str, str], options: argparse.Namespace) -> Child:
    """Return the web server, once everything it hands out is ready and checked."""
    compiling.compile_all()
    _check_before_serving(access)
    _gather_static(access)
    settings = {
        "interface": "wsgi",
        "host": options.host,
        "port": options.port,
        "workers": options.workers,
        "blocking-threads": THREADS,
        "workers-kill-timeout": 10,
        "log-level": "warning",
    }
    command = [sys.executable, "-m", "granian", "--no-ws", "--respawn-failed-workers"]
    command += [f"--{name}={value}" for name, value in settings.items()]
    return Child("web", [*command, "egide.config.wsgi:application"], environment)


def _database_watch() -> Callable[[], None]:
    """Return what gives the embedded database its keeper back, should both have been killed."""
    cluster = Cluster("site") if database.is_embedded() else None
    next_look = 0.0

    def look() -> None:
        nonlocal next_look
        now = time.monotonic()
        if cluster and now > next_look:
            next_look = now + CHECK_DATABASE_EVERY_SECONDS
            keep(cluster)

    return look


def _say_where(address: str, is_demo: bool, seconds: float) -> None:
    places.write_whole(places.state() / SERVED, address)
    say(f"  the site answers after {seconds:.1f} s")
    say(f"\nÉgide is served at {address} — Ctrl-C stops everything.")
    if is_demo:
        say(
            "This is the reference society, made of invented people. The sign-in page "
            "offers some of them in one"
        )
        say("click: a member, a promotion delegate, the secretary, the treasurer…")
        say(f"  {address}connexion    or, in another terminal: ./egide demo --as NAME")


def answers(address: str) -> bool:
    """Tell whether a page answers at that address."""
    try:
        urllib.request.urlopen(address, timeout=5).close()  # noqa: S310 - our own address
    except urllib.error.HTTPError as answer:
        answer.close()
        return answer.code < 500
    except OSError:
        return False
    return True


def address_of(options: argparse.Namespace) -> str:
    """Return the address that a browser of this machine goes to."""
    host = options.host
    if host in {"0.0.0.0", "::"}:  # noqa: S104 - what the operator asked for
        host = "127.0.0.1"
    return f"http://[{host}]:{options.port}/" if ":" in host else f"http://{host}:{options.port}/"


def _refuse_a_busy_port(options: argparse.Namespace) -> None:
    family = socket.AF_INET6 if ":" in options.host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((options.host, options.port))
        except OSError as error:
            raise Failure(
                f"Cannot listen on {options.host} port {options.port} "
                f"({error.strerror}): choose another with --port."
            ) from None


def _check_before_serving(access: Access) -> None:
    """Run the start-up checks: the role each time, the sources when one of them changed."""
    provisioning.refuse_too_strong_a_role(access)
    lock = places.checkout() / "requirements.lock"
    mark = _mark_of([lock, *places.PACKAGE.glob("**/*.py")])
    if _noted("checked.mark") == mark:
        return
    with step("Checking that everything is declared"):
        migrating.inside(access, "check")
    places.write_whole(places.state() / "checked.mark", mark)


def _mark_of(files: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in sorted(path for path in files if path.is_file()):
        found = path.stat()
        digest.update(f"{path}|{found.st_mtime_ns}|{found.st_size}\n".encode())
    return digest.hexdigest()


def _noted(name: str) -> str:
    try:
        return (places.state() / name).read_text(encoding="ascii")
    except OSError:
        return ""


def _gather_static(access: Access) -> None:
    """Gather the static files when one of them changed."""
    folder = places.state() / "static"
    lock = places.checkout() / "requirements.lock"
    mark = _mark_of(
        [lock, *places.PACKAGE.glob("*/static/**/*"), *places.PACKAGE.glob("design/*.py")]
    )
    if folder.is_dir() and _noted("static.mark") == mark:
        return
    with step("Gathering static files"):
        folder.mkdir(exist_ok=True)
        migrating.inside(access, "collect_static")
        places.write_whole(places.state() / "static.mark", mark)
