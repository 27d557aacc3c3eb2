"""What changes letters; the only code of this module that writes."""

from egide.letters.services.drafting import (
    MailingRefused,
    add_audience,
    amend_mailing,
    draft_mailing,
    drop_draft,
    remove_audience,
)
from egide.letters.services.layouts import (
    LayoutRefused,
    make_layout,
    publish_version,
    try_version,
    withdraw_layout,
    write_version,
)
from egide.letters.services.leaving import (
    LeavingRefused,
    accept_letters,
    leave_by_letter,
    refuse_letters,
)
from egide.letters.services.relaying import (
    RelayRefused,
    forget_relayed,
    judge_abuse,
    report_abuse,
    write_to_member,
)
from egide.letters.services.returns import forget_returns, note_return
from egide.letters.services.sending import (
    begin_mailing,
    pause_mailing,
    resume_mailing,
    settle_doubts,
    try_mailing,
)

__all__ = [
    "LayoutRefused",
    "LeavingRefused",
    "MailingRefused",
    "RelayRefused",
    "accept_letters",
    "add_audience",
    "amend_mailing",
    "begin_mailing",
    "draft_mailing",
    "drop_draft",
    "forget_relayed",
    "forget_returns",
    "judge_abuse",
    "leave_by_letter",
    "make_layout",
    "note_return",
    "pause_mailing",
    "publish_version",
    "refuse_letters",
    "remove_audience",
    "report_abuse",
    "resume_mailing",
    "settle_doubts",
    "try_mailing",
    "try_version",
    "withdraw_layout",
    "write_to_member",
    "write_version",
]
