"""Who of a file may be there already, or twice in the file: blocking in SQL, then a score.

A key shared is worth a comparison (``rules.matching``). Keys and cards lie in tables of the
transaction, so that a file of a million lines costs no more memory than one of a thousand.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from itertools import islice
from typing import Any

from django.db import connection

from egide.kernel.registry import Alike
from egide.members.enums import ContactKind, DataStatus
from egide.members.rules.contacts import UnusableContact, clean_contact
from egide.members.rules.matching import Card, blocking_keys, halves, likeness
from egide.members.rules.people import NewPerson

AT_ONCE = 5_000
# A key that more records share than this says nothing; other keys find those whom it hides.
MOST_OF_A_KEY = 60
# With more lines than this, reading everybody is quicker than looking for their namesakes.
FEW_LINES = 500

TABLES = """
DROP TABLE IF EXISTS pg_temp.alike_card, pg_temp.alike_key;
CREATE TEMPORARY TABLE alike_card (record bigint, line bigint, card text) ON COMMIT DROP;
CREATE TEMPORARY TABLE alike_key (key text, record bigint, line bigint) ON COMMIT DROP;
"""
PAIRS = """
WITH narrow AS MATERIALIZED (
    SELECT key FROM alike_key GROUP BY key HAVING count(*) BETWEEN 2 AND %(most)s
), pairs AS MATERIALIZED (
    SELECT DISTINCT mine.line, other.record, other.line AS earlier
      FROM alike_key mine JOIN narrow USING (key) JOIN alike_key other USING (key)
     WHERE mine.line IS NOT NULL AND (other.record IS NOT NULL OR other.line < mine.line)
)
SELECT pairs.line, pairs.record, pairs.earlier, mine.card, other.card
  FROM pairs
  JOIN alike_card mine ON mine.line = pairs.line
  JOIN alike_card other ON other.record = pairs.record
UNION ALL
SELECT pairs.line, pairs.record, pairs.earlier, mine.card, other.card
  FROM pairs
  JOIN alike_card mine ON mine.line = pairs.line
  JOIN alike_card other ON other.line = pairs.earlier
"""
PAIRS_OF_RECORDS = """
WITH narrow AS MATERIALIZED (
    SELECT key FROM alike_key GROUP BY key HAVING count(*) BETWEEN 2 AND %(most)s
), pairs AS MATERIALIZED (
    SELECT DISTINCT mine.record, other.record AS earlier
      FROM alike_key mine JOIN narrow USING (key) JOIN alike_key other USING (key)
     WHERE other.record < mine.record
       AND (%(among)s::bigint[] IS NULL
            OR mine.record = ANY (%(among)s) OR other.record = ANY (%(among)s))
)
SELECT pairs.record, pairs.earlier, mine.card, other.card
  FROM pairs
  JOIN alike_card mine ON mine.record = pairs.record
  JOIN alike_card other ON other.record = pairs.earlier
"""
PEOPLE = """
SELECT person.id, person.first_names, person.usage_name, person.birth_name, person.born_on,
       person.society_no,
       ARRAY (SELECT label FROM members_schooling schooling
                JOIN members_promotion promotion ON promotion.id = schooling.promotion_id
               WHERE schooling.person_id = person.id ORDER BY schooling.id),
       ARRAY (SELECT kind || ':' || value FROM members_contactpoint point
               WHERE point.person_id = person.id AND kind IN ('EMAIL', 'PHONE') ORDER BY id),
       coalesce((SELECT postcode FROM members_postaladdress address
                  WHERE address.person_id = person.id AND ends_on IS NULL), '')
  FROM members_person person
 WHERE person.id > %(after)s AND person.data_status <> %(anonymised)s {narrowed}
 ORDER BY person.id LIMIT %(at_once)s
"""
THESE = "AND person.id = ANY (%(these)s)"
NAMESAKES = """
   AND (person.name_tokens && ARRAY (SELECT id FROM members_nametoken WHERE sound = ANY (%(heard)s))
     OR person.society_no = ANY (%(numbers)s)
     OR EXISTS (SELECT FROM members_contactpoint point WHERE point.person_id = person.id
                   AND (point.kind = 'EMAIL' AND lower(point.value) = ANY (%(emails)s)
                     OR point.kind = 'PHONE' AND point.value = ANY (%(phones)s))))
"""


def alike(lines: Iterable[tuple[int, NewPerson]], on: date) -> Iterator[Alike]:
    """Yield the pairs of records that a human should look at: a line and somebody, or two lines.

    Runs in the caller's transaction; at its end nothing is left.
    """
    _empty()
    few: list[Card] | None = []
    source = iter(lines)
    while some := [(line, card_of(entry)) for line, entry in islice(source, AT_ONCE)]:
        _lay(some, record=False)
        few = few + [card for _line, card in some] if few is not None else None
        if few is not None and len(few) > FEW_LINES:
            few = None
    for people in _people(few):
        _lay(people, record=True)
    _count()
    yield from _scored()


def likely_pairs(among: Collection[int] | None = None) -> Iterator[tuple[tuple[int, int], int]]:
    """Yield the pairs of people of the registry who look like one, with their score.

    ``among`` asks only for pairs in which one of these people is. Runs in the caller's transaction.
    """
    _empty()
    few = None if among is None else list(cards_of(among).values())
    for people in _people(few if few is None or len(few) <= FEW_LINES else None):
        _lay(people, record=True)
    _count()
    asked = {"most": MOST_OF_A_KEY, "among": None if among is None else list(among)}
    with connection.chunked_cursor() as cursor:
        cursor.execute(PAIRS_OF_RECORDS, asked)
        while rows := cursor.fetchmany(AT_ONCE):
            for record, earlier, mine, other in rows:
                found = likeness(_unpacked(mine), _unpacked(other))
                if found.likely:
                    yield (record, earlier), found.score


def cards_of(ids: Collection[int]) -> dict[int, Card]:
    """Return what is compared of these people."""
    question = PEOPLE.replace("{narrowed}", THESE)
    with connection.cursor() as cursor:
        asked: dict[str, Any] = {
            "anonymised": DataStatus.ANONYMISED.value,
            "after": 0,
            "at_once": len(ids),
            "these": list(ids),
        }
        cursor.execute(question, asked)
        return {row[0]: _card_of_row(row) for row in cursor.fetchall()}


def _empty() -> None:
    with connection.cursor() as cursor:
        cursor.execute(TABLES)


def _count() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE alike_key; ANALYZE alike_card")


def card_of(entry: NewPerson) -> Card:
    """Return what is compared of somebody who would enter."""
    country = entry.address.country if entry.address else "FR"
    return Card(
        first_names=entry.first_names,
        usage_name=entry.usage_name,
        birth_name=entry.birth_name,
        born_on=entry.born_on,
        promotions=tuple(str(schooling.promotion) for schooling in entry.schoolings),
        emails=tuple(_stored(entry, ContactKind.EMAIL, country)),
        phones=tuple(_stored(entry, ContactKind.PHONE, country)),
        postcode=entry.address.postcode if entry.address else "",
        number=entry.society_no,
    )


def _stored(entry: NewPerson, kind: str, country: str) -> Iterator[str]:
    for contact in entry.contacts:
        if contact.kind == kind:
            try:
                value = clean_contact(kind, contact.value, country=country)
            except UnusableContact:
                continue
            yield value.casefold()


def _people(few: Sequence[Card] | None) -> Iterator[list[tuple[int, Card]]]:
    """Yield the people of the registry by the thousand: all, or those worth a comparison."""
    asked: dict[str, Any] = {"anonymised": DataStatus.ANONYMISED.value, "at_once": AT_ONCE}
    if few is not None:
        asked |= {
            "heard": sorted({half for card in few for half in halves(card)} - {""}),
            "emails": [email for card in few for email in card.emails],
            "phones": [phone for card in few for phone in card.phones],
            "numbers": [card.number for card in few if card.number is not None],
        }
    question = PEOPLE.replace("{narrowed}", "" if few is None else NAMESAKES)
    after = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(question, {**asked, "after": after})
            rows = cursor.fetchall()
        if not rows:
            return
        yield [(row[0], _card_of_row(row)) for row in rows]
        after = rows[-1][0]


def _card_of_row(row: tuple[Any, ...]) -> Card:
    _id, first_names, usage_name, birth_name, born_on, number, promotions, contacts, postcode = row
    emails = tuple(one[6:].casefold() for one in contacts if one.startswith("EMAIL:"))
    phones = tuple(one[6:] for one in contacts if one.startswith("PHONE:"))
    return Card(
        first_names=first_names,
        usage_name=usage_name,
        birth_name="" if birth_name == usage_name else birth_name,
        born_on=born_on,
        promotions=tuple(promotions),
        emails=emails,
        phones=phones,
        postcode=postcode,
        number=number,
    )


def _lay(cards: Sequence[tuple[int, Card]], *, record: bool) -> None:
    """Copy cards and their keys beside those that wait."""
    with connection.cursor() as cursor:
        with cursor.cursor.copy("COPY alike_card FROM STDIN") as copy:
            for ref, card in cards:
                copy.write_row((*_ref(ref, record), _packed(card)))
        with cursor.cursor.copy("COPY alike_key FROM STDIN") as copy:
            for ref, card in cards:
                place = _ref(ref, record)
                for key in blocking_keys(card):
                    copy.write_row((key, *place))


def _ref(ref: int, record: bool) -> tuple[int | None, int | None]:
    return (ref, None) if record else (None, ref)


def _packed(card: Card) -> str:
    born_on = card.born_on.isoformat() if card.born_on else None
    return json.dumps(
        [
            card.first_names,
            card.usage_name,
            card.birth_name,
            born_on,
            card.promotions,
            card.emails,
            card.phones,
            card.postcode,
            card.number,
        ],
        ensure_ascii=False,
    )


def _unpacked(text: str) -> Card:
    first, last, birth, born_on, promotions, emails, phones, postcode, number = json.loads(text)
    return Card(
        first_names=first,
        usage_name=last,
        birth_name=birth,
        born_on=date.fromisoformat(born_on) if born_on else None,
        promotions=tuple(promotions),
        emails=tuple(emails),
        phones=tuple(phones),
        postcode=postcode,
        number=number,
    )


def _scored() -> Iterator[Alike]:
    with connection.chunked_cursor() as cursor:
        cursor.execute(PAIRS, {"most": MOST_OF_A_KEY})
        while rows := cursor.fetchmany(AT_ONCE):
            for line, record, earlier, mine, other in rows:
                found = likeness(_unpacked(mine), _unpacked(other))
                if found.likely:
                    yield Alike(
                        line=line,
                        record_id=record,
                        earlier=earlier,
                        score=found.score,
                        reasons=found.reasons,
                    )
