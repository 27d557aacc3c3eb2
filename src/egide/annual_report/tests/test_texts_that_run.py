"""What is written in a text of the report stays words, in the workshop and on the page."""

from contextlib import suppress

import pytest

from egide.annual_report.rules.linter import TextRefused
from egide.annual_report.rules.parser.source import TextNotUnderstood
from egide.annual_report.tests.conftest import EDITOR, rewrite
from tests.matrix.writing import runs

pytestmark = pytest.mark.django_db


@pytest.mark.proves("R-REP-1")
@pytest.mark.parametrize(
    "written",
    [
        "<script>zyxq()</script>",
        "<img src=x onerror=zyxq()>",
        "[lien](javascript:zyxq())",
        '![x](x" onerror="zyxq())',
        "{{ zyxq }} {% include 'x' %}",
        "<svg/onload=zyxq()>",
        "&lt;script&gt;zyxq()&lt;/script&gt;",
    ],
)
def test_a_text_carries_words_and_nothing_that_runs(edition, signed_in, written):
    """In the workshop and on the page; a text that is not of the language is refused in words."""
    with suppress(TextNotUnderstood, TextRefused):
        rewrite(edition, f"# T {{#t}}\n\nNous disons {written} ici.")
    sent = {"body": f"# T {{#t}}\n\n{written}", "base_number": "2"}
    pages = [
        signed_in(EDITOR).get("/rapport/2020/"),
        signed_in(EDITOR).get("/rapport/2020/atelier/texte/fr/"),
        signed_in(EDITOR).post("/rapport/2020/atelier/texte/fr/", sent, follow=True),
    ]

    assert [runs(page.content.decode()) for page in pages] == [""] * 3
