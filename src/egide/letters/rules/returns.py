"""What a returned letter says: that the address is dead, or only that today was not the day."""

from __future__ import annotations

import re

# After so many letters returned for good, nobody answers at an address (MSG-2).
MOST_RETURNS = 3
_ENHANCED = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
_BASIC = re.compile(r"^\s*(55[0134])\b")
# Class 5, and yet of the letter or of the day: a full box, a letter too long, a policy, a protocol.
_NOT_THE_ADDRESS = {("2", "2"), ("2", "3"), ("3", "1"), ("3", "4")}
_NOT_ITS_SUBJECT = {"4", "5", "6", "7"}


def is_hard(status: str) -> bool:
    """Tell whether an answer says that the address will never take a letter.

    The extended code decides when there is one (RFC 3463); a bare 550 is believed.
    """
    code = _ENHANCED.search(status)
    if code is None:
        return bool(_BASIC.match(status))
    kind, subject, detail = code.groups()
    return (
        kind == "5"
        and subject not in _NOT_ITS_SUBJECT
        and (subject, detail) not in _NOT_THE_ADDRESS
    )
