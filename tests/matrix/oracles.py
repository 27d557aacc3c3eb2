"""What is looked at in an answer, and what was expected of it.

Four things: the status; hidden words in the body, the headers and what is taken away; the rows of
every table; the lines of the register, with the letters that left.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from django.apps import apps
from django.db import connection
from django.urls import reverse

from egide.accounts.models import ApiToken, Session, SignInLink
from egide.kernel.access import CLOCK, Actor
from egide.kernel.identity import acting
from egide.kernel.models import LimitCount
from egide.kernel.pages import PUBLIC, SIGNED_IN
from egide.kernel.routes import Route
from tests.matrix.asking import body, headers
from tests.matrix.canaries import FAR_DAYS, Canary
from tests.matrix.declaring import (
    ONE_S_OWN,
    PARAMETER,
    Side,
    deciding,
    is_chosen,
    is_of_the_whole,
    known_columns,
    reading,
)

STATUS, CANARY, ROWS, REGISTER = "status", "canary", "rows", "register"
SIGN_IN_ROWS = {Session, SignInLink, LimitCount, ApiToken}
NOTED = {"kernel_registerline", "kernel_registerhead", "kernel_letter"}
WORD = re.compile(r"zyx\d{3}[a-z]")


def is_refused(actor: Actor, route: Route, side: Side) -> bool:
    """Tell whether this reader must be refused this route about what is that side's."""
    right = route.right
    if right == PUBLIC:
        return False
    if actor.person_id is None:
        return True
    if right == SIGNED_IN:
        decided = deciding(route)
        return decided is not None and not _decides(actor, decided, side)
    if not actor.can_somewhere(right):
        return True
    if actor.can(right) or is_chosen(route):
        return False
    if is_of_the_whole(route):
        return True
    return bool(PARAMETER.search(route.path)) and not actor.can(right, side.scope.pk)


def _decides(actor: Actor, decided: tuple[str, ...], side: Side) -> bool:
    own = ONE_S_OWN in decided and side.person.pk == actor.person_id
    return own or any(actor.can(right, side.scope.pk) for right in decided if right != ONE_S_OWN)


def said_no(answer: Any) -> bool:
    """Tell whether the answer refuses: by a page, by another method, or at the door."""
    door = answer.status_code == 302 and urlsplit(answer["Location"]).path == reverse(
        "accounts:sign_in"
    )
    return door or answer.status_code in {401, 403, 404, 405}


def is_shut(actor: Actor, route: Route) -> bool:
    """Tell whether this reader may not open the page at all, whatever it is asked about."""
    right = route.right
    if right == PUBLIC:
        return False
    return actor.person_id is None or (right != SIGNED_IN and not actor.can_somewhere(right))


def shown(answer: Any, asked: str, words: dict[str, Canary]) -> list[Canary]:
    """Return the words that stand in an answer, and did not in what was asked."""
    text = body(answer) + headers(answer)
    found = set(WORD.findall(text)) & words.keys()
    if any(start in text for start in FAR_DAYS):
        found |= {word for word, canary in words.items() if canary.stands_in(text)}
    return [words[word] for word in sorted(found) if not words[word].stands_in(asked)]


def may_read(actor: Actor, canary: Canary, side: Side) -> bool:
    """Tell whether a word of that side is for this reader: every member's, or by a right."""
    if side.person.pk == actor.person_id:
        return True
    if actor.person_id is not None and canary.column in known_columns().get(canary.model, ()):
        return True
    return any(
        actor.can(right, side.scope.pk)
        for right in reading().get((canary.model, canary.column), ())
    )


def every_row() -> dict[str, tuple[int, int]]:
    """Return how many rows each table has, and what their contents sum to."""
    found = {}
    with acting(CLOCK), connection.cursor() as cursor:
        existing = set(connection.introspection.table_names(cursor))
        for model in apps.get_models():
            if model in SIGN_IN_ROWS or model._meta.db_table not in existing:
                continue
            table = connection.ops.quote_name(model._meta.db_table)
            cursor.execute(f"SELECT count(*), coalesce(sum(hashtext(t::text)), 0) FROM {table} t")  # noqa: S608
            found[model._meta.db_table] = tuple(cursor.fetchone())
    return found


def written() -> dict[str, int]:
    """Return how often each table was written in this transaction, undone or not: a quick look."""
    own = [model._meta.db_table for model in SIGN_IN_ROWS]
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT relname, n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_xact_user_tables
             WHERE n_tup_ins + n_tup_upd + n_tup_del > 0 AND relname <> ALL(%s)
            """,
            [own],
        )
        return dict(cursor.fetchall())


def more(after: dict[str, int], before: dict[str, int]) -> dict[str, int]:
    """Return by how much each table was written in between."""
    grown = {table: count - before.get(table, 0) for table, count in after.items()}
    return {table: count for table, count in grown.items() if count}


def changed(after: dict[str, tuple[int, int]], before: dict[str, tuple[int, int]]) -> list[str]:
    """Return the tables whose rows are no longer the same."""
    return sorted(table for table in after if after[table] != before.get(table))
