"""Where Égide keeps what it writes: state, secrets, the embedded database, its socket."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import pwd
import secrets
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from egide.launcher.outcomes import Missing, WrongUse

PACKAGE = Path(__file__).resolve().parent.parent
# The kernel refuses longer names of sockets; some systems stop at 104 bytes, NUL included.
LONGEST_SOCKET = 100
SOCKET_FILE = ".s.PGSQL.5432"


@dataclass(frozen=True)
class OtherUser:
    """The account that runs the database when we are root: PostgreSQL refuses root."""

    name: str
    uid: int
    gid: int

    def may_read(self, path: Path) -> bool:
        """Tell whether this account can reach ``path`` and read it."""
        return all(self._allowed(parent, 1) for parent in path.parents) and self._allowed(path, 5)

    def _allowed(self, path: Path, bits: int) -> bool:
        try:
            found = path.stat()
        except OSError:
            return False
        shift = 6 if found.st_uid == self.uid else 3 if found.st_gid == self.gid else 0
        return (stat.S_IMODE(found.st_mode) >> shift) & bits == bits


@cache
def other_user() -> OtherUser | None:
    """Return the account for the database when we are root, nothing otherwise."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return OtherUser(entry.pw_name, entry.pw_uid, entry.pw_gid)
    raise Missing(
        "Running as root needs an account for the database: neither postgres nor nobody exists."
    )


def checkout() -> Path:
    """Return the folder of the sources, or of the installed package when there are none."""
    root = PACKAGE.parent.parent
    return root if (root / "pyproject.toml").exists() else PACKAGE


@cache
def state() -> Path:
    """Return the folder of everything that is written, made if needed."""
    chosen = os.environ.get("EGIDE_HOME", "")
    if chosen:
        folder = Path(chosen)
        if not folder.is_absolute():
            raise WrongUse(f"EGIDE_HOME must be a whole path, not {chosen!r}.")
    elif os.geteuid() == 0:
        folder = _system_folder(checkout())
    elif checkout() == PACKAGE:
        folder = Path.home() / ".local" / "state" / "egide"
    else:
        folder = checkout() / "var"
    try:
        folder.mkdir(mode=0o755, parents=True, exist_ok=True)
    except OSError as error:
        raise Missing(
            f"The state folder {folder} cannot be made ({error.strerror}); set EGIDE_HOME."
        ) from None
    return folder


def database_folder(cluster: str) -> Path:
    """Return the folder of an embedded server (``site`` or ``test``), made if needed."""
    base = state()
    user = other_user()
    if user and not user.may_read(base):
        # EGIDE_HOME under a closed home: the database's own account could never get there.
        base = _system_folder(base)
    folder = base / cluster
    folder.mkdir(mode=0o755, parents=True, exist_ok=True)
    return folder


def socket_folder(cluster: str) -> Path:
    """Return a folder for the server's socket whose path is short enough, closed to others."""
    folder = database_folder(cluster) / "run"
    if len(os.fsencode(folder / SOCKET_FILE)) > LONGEST_SOCKET:
        runtime = Path(os.environ.get("XDG_RUNTIME_DIR") or "/tmp")  # noqa: S108 - made 0700 and checked below
        folder = runtime / f"egide-{os.geteuid()}-{_short(database_folder(cluster))}"
    folder.mkdir(mode=0o700, exist_ok=True)
    owner = other_user()
    expected = owner.uid if owner else os.geteuid()
    found = folder.lstat()
    if owner and found.st_uid == 0:
        os.chown(folder, owner.uid, owner.gid)
    elif not stat.S_ISDIR(found.st_mode) or found.st_uid != expected:
        raise Missing(f"{folder} belongs to somebody else; remove it or set XDG_RUNTIME_DIR.")
    folder.chmod(0o700)
    return folder


def _system_folder(of: Path) -> Path:
    return Path("/var/lib/egide") / _short(of)


def _short(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:10]


def field_keys() -> Path:
    """Return the file of the keys that open encrypted columns: ours, or where the operator says.

    :raises WrongUse: if EGIDE_FIELD_KEYS is not a whole path.
    """
    chosen = os.environ.get("EGIDE_FIELD_KEYS", "")
    if not chosen:
        return state() / "keys" / "fields.json"
    if not Path(chosen).is_absolute():
        raise WrongUse(f"EGIDE_FIELD_KEYS must be a whole path, not {chosen!r}.")
    return Path(chosen)


def journal() -> Path:
    """Return the file of what a restore must do again: ours, or where the operator says."""
    return Path(os.environ.get("EGIDE_JOURNAL") or state() / "journal.jsonl")


@contextmanager
def locked(path: Path, *, shared: bool = False) -> Iterator[int]:
    """Hold a lock file; a killed holder lets go by itself."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH if shared else fcntl.LOCK_EX)
        yield descriptor
    finally:
        os.close(descriptor)


def try_lock(descriptor: int) -> bool:
    """Take the lock of an open file if nobody else holds it."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def is_held(path: Path) -> bool:
    """Tell whether somebody holds the lock file for themselves alone; we never stand in the way."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    else:
        return False
    finally:
        os.close(descriptor)


def secret(file: str, name: str, *, anew: bool = False) -> str:
    """Return a secret of the state folder, drawn the first time and readable by us alone.

    ``anew`` draws it again and forgets what it was.
    """
    with _secrets_of(file) as kept:
        if anew or name not in kept:
            kept[name] = secrets.token_urlsafe(32)
        return str(kept[name])


def former_secrets(file: str, name: str) -> list[str]:
    """Return what a secret was before, the last one first; none once they are forgotten."""
    with _secrets_of(file) as kept:
        return [str(one) for one in kept.get(f"former_{name}", ())]


def draw_secret(file: str, name: str) -> None:
    """Draw a secret anew; what it was is kept beside it, until ``forget_former_secrets``."""
    with _secrets_of(file) as kept:
        former = [kept[name]] if name in kept else []
        kept[f"former_{name}"] = [*former, *kept.get(f"former_{name}", ())]
        kept[name] = secrets.token_urlsafe(32)


def forget_former_secrets(file: str, name: str) -> int:
    """Forget what a secret was before; say how many there were."""
    with _secrets_of(file) as kept:
        return len(kept.pop(f"former_{name}", ()))


@contextmanager
def _secrets_of(file: str) -> Iterator[dict[str, Any]]:
    """Yield the secrets of a file of the state folder, and write them back when they changed."""
    path = state() / file
    with locked(state() / f"{file}.lock"):
        try:
            kept = json.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            kept = {}
        except ValueError:
            raise Missing(
                f"{path} is damaged; put back a copy, or remove it if the data may be lost."
            ) from None
        before = json.dumps(kept)
        yield kept
        if json.dumps(kept) != before:
            write_whole(path, json.dumps(kept, indent=1))


def write_whole(path: Path, text: str) -> None:
    """Write a private file so that it is there whole or not at all."""
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
