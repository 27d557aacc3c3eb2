"""The lexicon: the words of names that stand nearest to a typed word.

First half of the search: a few hundred thousand distinct words at most, each found through four
small indexes, whatever the number of people. ``queries.directory`` then finds who bears them.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from egide.kernel.statements import planned
from egide.members.rules.directory import Reading, Word

NEAREST = 15
BEGINNING_ALIKE = 60
# Two slips in a word of nine letters leave about a quarter of its trigrams.
LIKENESS = 0.25

# How near each way of meeting is; likeness by trigrams runs from ALIKE to ALIKE + MORE_ALIKE.
EXACT, SHORT_FORM, BEGINNING, ONE_SLIP, SAME_SOUND = 1.0, 0.95, 0.9, 0.8, 0.7
ALIKE, MORE_ALIKE = 0.5, 0.45

# Nicknames are written anyhow: the whole line must be like the whole nickname.
CALLED = 0.45
MOST_CALLED = 200
MOST_WORDS_OF_A_NICKNAME = 3

# The threshold is set by the statement itself, for this transaction: what looks for words depends
# on the row that sets it, so it is set first.
NEAR_TOKENS = """
WITH threshold AS MATERIALIZED (
    SELECT set_config('pg_trgm.similarity_threshold', %(likeness)s, true) IS NOT NULL AS set
)
SELECT typed.n, found.id, max(found.score)
  FROM threshold,
       unnest(%(numbers)s::int[], %(words)s::text[], %(afters)s::text[], %(sounds)s::text[])
       AS typed(n, word, after, sound),
       LATERAL (
           (SELECT id, %(alike)s + %(more_alike)s * similarity(token, typed.word) AS score
              FROM members_nametoken
             WHERE threshold.set AND token %% typed.word AND length(typed.word) > 2
             ORDER BY score DESC, id
             LIMIT %(nearest)s)
           UNION ALL
           (SELECT id, CASE WHEN token = typed.word THEN %(exact)s ELSE %(beginning)s END
              FROM members_nametoken
             WHERE token ~>=~ typed.word AND token ~<~ typed.after
             ORDER BY length(token), token
             LIMIT %(beginning_alike)s)
           UNION ALL
           (SELECT id, %(same_sound)s
              FROM members_nametoken
             WHERE sound = typed.sound
             ORDER BY similarity(token, typed.word) DESC, id
             LIMIT %(nearest)s)
       ) AS found
 GROUP BY typed.n, found.id
"""
NICKNAMED = """
UNION ALL
(SELECT -1, p.id, similarity(lower(p.nickname), %(line)s)
   FROM threshold, members_person p
  WHERE threshold.set AND p.nickname <> '' AND lower(p.nickname) %% %(line)s
    AND similarity(lower(p.nickname), %(line)s) >= %(called)s
  ORDER BY 3 DESC, p.id
  LIMIT %(most_called)s)
"""
SPELT_TOKENS = """
UNION ALL
SELECT spelt.n, id, spelt.score
  FROM unnest(%(spelt_numbers)s::int[], %(spelt_words)s::text[], %(spelt_scores)s::float8[])
       AS spelt(n, words, score)
  JOIN members_nametoken ON token = ANY(string_to_array(spelt.words, ' '))
"""


@dataclass
class NearTokens:
    """The words of the lexicon near to one typed word, with their likeness from 0 to 1."""

    word: Word
    scores: dict[int, float] = field(default_factory=lambda: defaultdict(float))

    @property
    def best(self) -> float:
        return max(self.scores.values(), default=0.0)

    def at_least(self, score: float) -> list[int]:
        """Return the words at least that near."""
        return sorted(token for token, found in self.scores.items() if found >= score)


def near_tokens(reading: Reading) -> tuple[list[NearTokens], list[int]]:
    """Return the words of the lexicon near to each typed word, in one statement.

    With them come the people whose nickname is like the whole line, whether they show it or not:
    the caller takes those who show it to its reader, and nobody else (R-REG-7).
    """
    found = [NearTokens(word) for word in reading.words]
    line = " ".join(word.text for word in reading.words)
    values = _values(found, line)
    query = NEAR_TOKENS
    query += SPELT_TOKENS if values["spelt_words"] else ""
    query += NICKNAMED if len(line) > 2 and len(found) <= MOST_WORDS_OF_A_NICKNAME else ""
    nicknamed: list[int] = []
    with planned() as cursor:
        cursor.execute(query, values)
        for n, pk, score in cursor.fetchall():
            if n < 0:
                nicknamed.append(pk)
            else:
                found[n].scores[pk] = max(found[n].scores[pk], score)
    return found, nicknamed


def _values(found: list[NearTokens], line: str) -> dict[str, Any]:
    spelt = [
        # Hundreds of words: one text is quicker to send than a list of them.
        (n, " ".join(texts), score)
        for n, near in enumerate(found)
        for texts, score in ((near.word.long_forms, SHORT_FORM), (near.word.neighbours, ONE_SLIP))
        if texts
    ]
    return {
        "numbers": list(range(len(found))),
        "words": [near.word.text for near in found],
        "afters": [near.word.after for near in found],
        "sounds": [near.word.sound for near in found],
        "spelt_numbers": [n for n, _, _ in spelt],
        "spelt_words": [words for _, words, _ in spelt],
        "spelt_scores": [score for _, _, score in spelt],
        "nearest": NEAREST,
        "beginning_alike": BEGINNING_ALIKE,
        "likeness": str(LIKENESS),
        "line": line,
        "called": CALLED,
        "most_called": MOST_CALLED,
        "exact": EXACT,
        "beginning": BEGINNING,
        "same_sound": SAME_SOUND,
        "alike": ALIKE,
        "more_alike": MORE_ALIKE,
    }
