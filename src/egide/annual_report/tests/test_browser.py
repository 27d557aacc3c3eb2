"""The pages in a real browser: readable by all, and usable without a mouse."""

import pytest

from egide.annual_report.services import compute_edition, open_edition
from egide.annual_report.services.printing import print_edition
from egide.annual_report.tests.conftest import EDITOR, NOW, TODAY, carry

pytestmark = pytest.mark.django_db(transaction=True)
PATHS = (
    "/rapport/",
    "/rapport/2020/",
    "/rapport/2020/?langue=en",
    "/rapport/2020/annexes/",
    "/chiffres/",
    "/chiffres/members.members/2020/",
    "/chiffres/dues.payers/2020/",
)


@pytest.mark.parametrize("width", [360, 1280])
def test_every_public_page_passes_the_audit(live_site, page, audit, edition, width):
    carry(edition, to="PUBLISHED")
    page.set_viewport_size({"width": width, "height": 800})

    for path in PATHS:
        assert page.goto(live_site.at(path)).status == 200, path
        audit(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path


def test_the_page_that_needs_no_site_passes_the_audit_too(page, audit, figures, tmp_path):
    edition = open_edition(year=2020, on=TODAY, by=EDITOR)
    compute_edition(edition=edition, at=NOW, on=TODAY, by=EDITOR)
    print_edition(year=2020, language="fr", folder=tmp_path / "rapport", by=EDITOR)

    page.goto((tmp_path / "rapport/index.html").as_uri())

    assert page.evaluate("document.fonts.ready.then(fonts => fonts.size)") > 0
    audit(page)
