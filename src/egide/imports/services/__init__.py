"""The verbs of files that come in: the only code that writes batches and lines."""

from egide.imports.services.checking import check_batch, compare_lines, read_lines
from egide.imports.services.entering import enter_batch
from egide.imports.services.receiving import (
    BatchMoved,
    discard_batch,
    match_columns,
    receive_file,
)
from egide.imports.services.withdrawing import NothingToWithdraw, withdraw_batch

__all__ = [
    "BatchMoved",
    "NothingToWithdraw",
    "check_batch",
    "compare_lines",
    "discard_batch",
    "enter_batch",
    "match_columns",
    "read_lines",
    "receive_file",
    "withdraw_batch",
]
