"""Staying in and going out: Django's sessions, kept in a table of ours."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache
from typing import Any

from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.base import CreateError, SessionBase, UpdateError
from django.db import IntegrityError, connection, transaction
from django.db.models import F, Model, Value
from django.db.models.functions import Least, Now
from django.utils.crypto import constant_time_compare
from django.utils.dateparse import parse_datetime

from egide.accounts.models import Account, ApiToken, Session, SignInLink
from egide.accounts.queries import digest
from egide.accounts.rules.entry import SESSION_IDLE, SESSION_WHOLE
from egide.accounts.services.devices import forget_devices
from egide.accounts.services.entries import require_own
from egide.kernel import audit
from egide.kernel.access import Actor, require_machine
from egide.kernel.identity import verb
from egide.kernel.statements import planned
from egide.members.models import Person

# Long enough to tell « used » or « expired » from « unknown » to whoever opens an old letter.
LINKS_KEPT = timedelta(days=1)


# Every page of a member asks this: written out, because building it through the ORM costs a
# millisecond each time. The order of the columns is the order of the fields.
COLUMNS: dict[type[Model], tuple[str, ...]] = {
    Session: (
        "id",
        "content",
        "account_id",
        "device",
        "method",
        "second_factor",
        "proved_at",
        "started_at",
        "seen_at",
    ),
    Account: ("id", "password", "last_login", "person_id", "is_active", "password_set_at"),
    Person: ("id", "society_no", "usage_name", "first_names", "life_status", "data_status"),
}
LOAD = """
    SELECT {columns} FROM {session} AS session
      LEFT JOIN {account} AS account ON account.id = session.account_id
      LEFT JOIN {person} AS person ON person.id = account.person_id
     WHERE session.key_hash = %s AND session.expires_at > statement_timestamp()
"""


@cache
def _load_sql() -> str:
    names = {str(model._meta.model_name): model._meta.db_table for model in COLUMNS}
    columns = ", ".join(
        f"{model._meta.model_name}.{column}" for model, kept in COLUMNS.items() for column in kept
    )
    return LOAD.format(columns=columns, **names)


def _session_of(key_hash: str) -> Session | None:
    """Return the open session of this key, with its account and its person, in one query."""
    with planned() as cursor:
        cursor.execute(_load_sql(), [key_hash])
        values = cursor.fetchone()
    if values is None:
        return None
    found: list[Any] = []
    for model, columns in COLUMNS.items():
        found.append(model.from_db(connection.alias, columns, values[: len(columns)]))
        values = values[len(columns) :]
    session, account, person = found
    if session.account_id is not None:
        account.person = person
        session.account = account
    return session


class SessionStore(SessionBase):
    """The session engine (``SESSION_ENGINE``), over a table of ours.

    The table keeps a hash of the cookie, so a copy of it opens nothing. The clock is the
    database's: all processes agree on when a session ends.
    """

    row: Session | None = None

    def load(self) -> dict[str, Any]:
        """Return the content of the session; ``row`` then holds who is signed in."""
        self.row = _session_of(digest(self.session_key or ""))
        if self.row is None:
            self._session_key = None
            return {}
        return self.decode(self.row.content)

    def exists(self, session_key: str) -> bool:
        """Tell whether a session has this key."""
        return Session.objects.filter(key_hash=digest(session_key)).exists()

    def create(self) -> None:
        """Begin a session under a new key."""
        while True:
            self._session_key = self._get_new_session_key()  # type: ignore[attr-defined]
            try:
                self.save(must_create=True)
            except CreateError:
                continue
            self.modified = True
            return

    def save(self, must_create: bool = False) -> None:
        """Write the session; it ends fourteen days from now, or sixty after it began."""
        if self.session_key is None:
            return self.create()
        content = self._get_session(no_load=must_create)  # type: ignore[attr-defined]
        columns = {
            "content": self.encode(content),
            "account_id": content.get(SESSION_KEY),
            "device": content.get("device", "")[:80],
            "method": content.get("method", "LINK" if SESSION_KEY in content else ""),
            "second_factor": content.get("second_factor", ""),
            "proved_at": parse_datetime(content.get("proved_at", "")),
            "seen_at": Now(),
        }
        key_hash = digest(self.session_key)
        if must_create:
            try:
                with transaction.atomic():
                    Session.objects.create(
                        key_hash=key_hash, expires_at=Now() + SESSION_IDLE, **columns
                    )
            except IntegrityError:
                raise CreateError from None
        else:
            ends = Least(Now() + Value(SESSION_IDLE), F("started_at") + Value(SESSION_WHOLE))
            if not Session.objects.filter(key_hash=key_hash).update(expires_at=ends, **columns):
                raise UpdateError
        return None

    def cycle_key(self) -> None:
        """Give the session a new key: it stays the same one, and ends when it would have."""
        known = self.session_key
        if known is None:
            return self.create()
        self._get_session()  # type: ignore[attr-defined]  # read while its key is the old one
        self._session_key = self._get_new_session_key()  # type: ignore[attr-defined]
        held = Session.objects.filter(key_hash=digest(known))
        held.update(key_hash=digest(self._session_key))
        self.modified = True
        return None

    def delete(self, session_key: str | None = None) -> None:
        """End the session of this key, or this one."""
        key = session_key or self.session_key
        if key is not None:
            Session.objects.filter(key_hash=digest(key)).delete()

    @classmethod
    def clear_expired(cls) -> None:
        """Forget the sessions that ended."""
        Session.objects.filter(expires_at__lte=Now()).delete()

    def proves(self, account: Account) -> bool:
        """Tell whether the session was begun with the password that the account still has."""
        known = self.get(HASH_SESSION_KEY, "")
        accepted = [account.get_session_auth_hash(), *account.get_session_auth_fallback_hash()]
        return any(constant_time_compare(known, hashed) for hashed in accepted)


@verb
def record_sign_out(*, account: Account, by: Actor) -> None:
    """Write in the register that the person goes out; the door itself then ends the session."""
    require_own(account, by)
    audit.record(by, "accounts.signed_out", account)


@verb
def forget_ended(*, at: datetime, by: Actor) -> int:
    """Remove the sessions, links, tokens and browsers that open nothing any more; count them."""
    require_machine(by)
    sessions, _kinds = Session.objects.filter(expires_at__lte=at).delete()
    links, _kinds = SignInLink.objects.filter(expires_at__lte=at - LINKS_KEPT).delete()
    tokens, _kinds = ApiToken.objects.filter(expires_at__lte=at).delete()
    return sessions + links + tokens + forget_devices(at=at)
