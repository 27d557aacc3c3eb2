"""The verbs of the annual report."""

from egide.annual_report.services.approving import (
    approve_edition,
    send_back,
    submit_for_review,
)
from egide.annual_report.services.certifying import certify_figures
from egide.annual_report.services.challenging import (
    answer_challenge,
    challenge_figure,
    withdraw_challenge,
)
from egide.annual_report.services.computing import compute_edition, note_restatements
from egide.annual_report.services.overriding import (
    OverrideRefused,
    approve_override,
    propose_override,
    withdraw_override,
)
from egide.annual_report.services.publishing import (
    correct_edition,
    present_edition,
    publish_edition,
)
from egide.annual_report.services.writing import EditionExists, open_edition, write_text

__all__ = [
    "EditionExists",
    "OverrideRefused",
    "answer_challenge",
    "approve_edition",
    "approve_override",
    "certify_figures",
    "challenge_figure",
    "compute_edition",
    "correct_edition",
    "note_restatements",
    "open_edition",
    "present_edition",
    "propose_override",
    "publish_edition",
    "send_back",
    "submit_for_review",
    "withdraw_challenge",
    "withdraw_override",
    "write_text",
]
