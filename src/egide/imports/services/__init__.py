"""The verbs of files that come in: the only code that writes batches and lines."""

from egide.imports.services.checking import check_batch, check_kept_file, compare_lines, read_lines
from egide.imports.services.deciding import (
    NotACandidate,
    ask_entering,
    correct_line,
    decide_line,
    forget_lines,
    note_problem,
)
from egide.imports.services.entering import enter_batch
from egide.imports.services.receiving import (
    BatchMoved,
    discard_batch,
    match_columns,
    receive_file,
)
from egide.imports.services.room import NoRoomLeft, room_to_write
from egide.imports.services.withdrawing import NothingToWithdraw, withdraw_batch

__all__ = [
    "BatchMoved",
    "NoRoomLeft",
    "NotACandidate",
    "NothingToWithdraw",
    "ask_entering",
    "check_batch",
    "check_kept_file",
    "compare_lines",
    "correct_line",
    "decide_line",
    "discard_batch",
    "enter_batch",
    "forget_lines",
    "match_columns",
    "note_problem",
    "read_lines",
    "receive_file",
    "room_to_write",
    "withdraw_batch",
]
