"""The source of a text and where one is in it."""

from __future__ import annotations

from bisect import bisect_right
from functools import cached_property

from django.utils.translation import gettext as _

from egide.annual_report.rules.syntax import Position
from egide.kernel.errors import Refused


class TextNotUnderstood(Refused):
    """The text of the report holds something that its reader cannot read."""

    def __init__(self, message: str, position: Position) -> None:
        self.position = position
        self.problem = message
        super().__init__(
            _("Ligne %(line)d, colonne %(column)d : %(problem)s.")
            % {"line": position.line, "column": position.column, "problem": message}
        )


class Source:
    """A text that answers "which line is this character on?"."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def _line_starts(self) -> list[int]:
        return [0, *(at + 1 for at, character in enumerate(self.text) if character == "\n")]

    def position(self, offset: int) -> Position:
        """Return the line and the column of a character."""
        line = bisect_right(self._line_starts, offset)
        return Position(line, offset - self._line_starts[line - 1] + 1)

    def mistake(self, message: str, offset: int) -> TextNotUnderstood:
        """Return the refusal to raise for what stands at ``offset``."""
        return TextNotUnderstood(message, self.position(offset))
