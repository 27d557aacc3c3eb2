"""The routes of the report and of its figures, for the access matrix."""

from __future__ import annotations

from datetime import UTC, date, datetime

from egide.annual_report.models import Challenge, Edition, Override
from egide.annual_report.permissions import APPROVE_REPORT, EDIT_REPORT, PUBLISH_REPORT
from tests.matrix.declaring import ONE_S_OWN, Declared, Side, always, the

YEAR = 2020
KEY = "members.members"
MAKERS = (
    EDIT_REPORT,
    APPROVE_REPORT,
    PUBLISH_REPORT,
    "members.certify_figures",
    "mandates.certify_figures",
    "groups.certify_figures",
)


def override(side: Side) -> Override:
    return Override.objects.get_or_create(
        edition=Edition.objects.get(year=YEAR),
        key=KEY,
        year=YEAR,
        defaults={
            "amount": 1,
            "reason": "essai",
            "author": "person:1",
            "proposed_on": date(2021, 5, 1),
        },
    )[0]


def challenge(side: Side) -> Challenge:
    return Challenge.objects.create(
        edition=Edition.objects.get(year=YEAR),
        key=KEY,
        year=YEAR,
        amount=1,
        reason="zyx-doute",
        author=f"person:{side.person.pk}",
        person_id=side.person.pk,
        raised_at=datetime(2021, 5, 1, tzinfo=UTC),
    )


MATRIX = Declared(
    public=(
        "annual_report:editions",
        "annual_report:report",
        "annual_report:annexes",
        "annual_report:pdf",
        "annual_report:text",
        "annual_report:data_pack",
        "annual_report:page",
        "annual_report:figures",
        "annual_report:figure_latest",
        "annual_report:figure",
        "api:figures",
        "api:figure",
        "api:figure_rows",
        "api:reports",
        "api:data_pack",
    ),
    decided={
        # The edition of the matrix is a draft: nobody but its makers reads it.
        "annual_report:raise_challenge": MAKERS,
        "annual_report:challenge": (ONE_S_OWN, *MAKERS),
        "annual_report:withdraw_challenge": (ONE_S_OWN, *MAKERS),
        "annual_report:desk": MAKERS,
        "annual_report:certify": MAKERS,
    },
    rows={Override: override, Challenge: challenge},
    reads={right: {Challenge: ("author", "reason")} for right in MAKERS},
    things={
        "year": always(YEAR),
        "language": always("fr"),
        "key": always(KEY),
        "override_id": the(Override),
        "challenge_id": the(Challenge),
    },
)
