"""Addresses of databases: read from the environment, refused in a sentence when strange."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from egide.launcher.outcomes import WrongUse

SHAPE = "postgresql://role:password@host:port/database"
KNOWN_OPTIONS = {
    "host",
    "port",
    "sslmode",
    "sslrootcert",
    "sslcert",
    "sslkey",
    "connect_timeout",
    "application_name",
    "channel_binding",
}


@dataclass(frozen=True)
class Address:
    """Where a database is, and as which role one goes there."""

    user: str
    password: str = field(repr=False)
    host: str
    port: int
    database: str
    options: tuple[tuple[str, str], ...] = ()

    def url(self) -> str:
        """Return the address in one line, as programs read it."""
        login = quote(self.user, safe="")
        if self.password:
            login += ":" + quote(self.password, safe="")
        query = dict(self.options)
        if self.host.startswith("/") or not self.host:
            place = ""
            query |= {"host": self.host, "port": str(self.port)} if self.host else {}
        else:
            place = f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"
        # PostgreSQL reads a + as a +, not as a space: our folder may bear one in its name.
        tail = f"?{urlencode(query, quote_via=quote)}" if query else ""
        return f"postgresql://{login}@{place}/{quote(self.database, safe='')}{tail}"

    def plain(self) -> str:
        """Return the address without its password, for people."""
        return f"{self.user}@{self.host or 'localhost'}:{self.port}/{self.database}"

    def at(self, database: str) -> Address:
        """Return the address of another database of the same server, as the same role."""
        return replace(self, database=database)

    def as_role(self, user: str, password: str) -> Address:
        """Return the same database as seen by another role."""
        return replace(self, user=user, password=password)


def parse(text: str, variable: str) -> Address:
    """Read the address held by an environment variable.

    :raises WrongUse: if it is not an address that we understand wholly.
    """
    if not text.isprintable() or text != text.strip():
        raise WrongUse(f"{variable} holds spaces at its ends or characters that cannot be printed.")
    if "#" in text:
        raise WrongUse(f"{variable} holds a #: write %23 if it belongs to the password.")
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError as error:
        raise WrongUse(f"{variable} is not an address ({error}); it reads {SHAPE}.") from None
    if parts.scheme not in {"postgres", "postgresql"}:
        raise WrongUse(f"{variable} must begin with postgresql://; it reads {SHAPE}.")
    query = _options(parts.query, variable)
    host = query.pop("host", "") or unquote(parts.hostname or "")
    port_text = query.pop("port", "") or str(port or 5432)
    database = unquote(parts.path.removeprefix("/"))
    if not database or "/" in database:
        raise WrongUse(f"{variable} must name one database after the last slash; it reads {SHAPE}.")
    if not parts.username:
        raise WrongUse(f"{variable} must name a role before the @; it reads {SHAPE}.")
    if "," in host or "," in parts.netloc:
        raise WrongUse(
            f"{variable} names several servers; Égide talks to one, or to a proxy before them."
        )
    if not port_text.isascii() or not port_text.isdigit() or not 0 < int(port_text) < 65_536:
        raise WrongUse(f"{variable}: {port_text!r} is not a port.")
    return Address(
        user=unquote(parts.username),
        password=unquote(parts.password or ""),
        host=host,
        port=int(port_text),
        database=database,
        options=tuple(sorted(query.items())),
    )


def _options(query: str, variable: str) -> dict[str, str]:
    try:
        pairs = parse_qsl(query, keep_blank_values=True, strict_parsing=bool(query))
    except ValueError as error:
        raise WrongUse(f"{variable}: what follows the ? cannot be read ({error}).") from None
    options = dict(pairs)
    if len(options) != len(pairs):
        raise WrongUse(f"{variable} gives an option twice.")
    for name in options:
        if name not in KNOWN_OPTIONS:
            raise WrongUse(
                f"{variable}: the option {name!r} is not known; known are "
                f"{', '.join(sorted(KNOWN_OPTIONS))}."
            )
    return options
