"""The kinds of value that operations take and give."""

from __future__ import annotations

from typing import Annotated

from ninja import Schema
from pydantic import ConfigDict, Field, StringConstraints

LARGEST_KEY = 2**63 - 1

Key = Annotated[int, Field(ge=1, le=LARGEST_KEY)]
Year = Annotated[int, Field(ge=1800, le=2200)]
# Neither a control character nor one that turns the writing: no keyboard types it.
Text = Annotated[
    str, StringConstraints(max_length=200, pattern=r"^[^\x00-\x1f\x7f-\x9f\u2028-\u202e]*$")
]
# What stands in an address: a number in letters, a code, a readable id.
Name = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$")]


class Answer(Schema):
    """What an operation gives: the fields written down, and no other of the record behind."""

    model_config = ConfigDict(from_attributes=True)


class Asked(Schema):
    """What an operation takes: a field that is not written down is refused, not ignored."""

    model_config = ConfigDict(extra="forbid")
