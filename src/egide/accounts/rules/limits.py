"""How often one may try."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Limit:
    """At most ``most`` tries in ``seconds``, over all doors and all processes."""

    most: int
    seconds: int


PASSWORDS_PER_ACCOUNT = Limit(5, 300)
PASSWORDS_PER_NETWORK = Limit(60, 300)
# Of the whole site: beyond what people forget in five minutes, somebody is guessing.
WRONG_PASSWORDS = Limit(200, 300)
GUESSING_TOLD = Limit(1, 3_600)
LINKS_PER_IDENTIFIER = Limit(5, 900)
LINKS_PER_NETWORK = Limit(40, 900)
LETTERS_PER_ADDRESS = Limit(6, 3_600)
CODES_PER_BROWSER = Limit(5, 600)
SECOND_FACTORS_PER_ACCOUNT = Limit(5, 300)
# Six digits, of which one or two serve at any moment: fifty tries a day find one in fifty years.
SECOND_FACTORS_PER_DAY = Limit(50, 86_400)
RECOVERIES_PER_NETWORK = Limit(10, 3_600)
RECOVERIES_PER_ADDRESS = Limit(3, 86_400)
