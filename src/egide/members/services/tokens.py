"""The words by which people are found: kept with their names, in bulk or one by one."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection

from egide.members.rules.names import index_tokens, sound

AT_ONCE = 20_000


def token_ids(names: Sequence[tuple[str, ...]]) -> list[list[int]]:
    """Return, for each person's names, the ids of their words; new words enter the lexicon once.

    The words are held until the transaction ends, so that ``forget_words`` never takes one away
    from under somebody who is being entered.
    """
    words = [index_tokens(*of_one) for of_one in names]
    ids = _ids_of(sorted({word for of_one in words for word in of_one}))
    return [sorted(ids[word] for word in of_one) for of_one in words]


def _ids_of(words: list[str]) -> dict[str, int]:
    """Return the id of each word; the order given decides the ids of the new ones."""
    found: dict[str, int] = {}
    with connection.cursor() as cursor:
        for start in range(0, len(words), AT_ONCE):
            some = words[start : start + AT_ONCE]
            cursor.execute(
                "SELECT token, id FROM members_nametoken WHERE token = ANY(%s) FOR KEY SHARE",
                [some],
            )
            found |= dict(cursor.fetchall())
            new = [word for word in some if word not in found]
            if not new:
                continue
            cursor.execute(
                """
                INSERT INTO members_nametoken (token, sound)
                SELECT * FROM unnest(%s::text[], %s::text[])
                ON CONFLICT (token) DO UPDATE SET sound = excluded.sound
                RETURNING token, id
                """,
                [new, [sound(word) for word in new]],
            )
            found |= dict(cursor.fetchall())
    return found


def forget_words(ids: Sequence[int]) -> None:
    """Take out of the lexicon those of these words that nobody bears any more."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM members_nametoken WHERE id = ANY(%s) ORDER BY id"
            " FOR UPDATE SKIP LOCKED",
            [list(ids)],
        )
        held = [number for (number,) in cursor.fetchall()]
        # Only now, when nobody can take one of them: who bears it is asked of a new snapshot.
        cursor.execute(
            """
            DELETE FROM members_nametoken word
             WHERE word.id = ANY(%s)
               AND NOT EXISTS (SELECT FROM members_person WHERE name_tokens @> ARRAY[word.id])
            """,
            [held],
        )
