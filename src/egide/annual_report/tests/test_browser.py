"""The pages in a real browser: readable by all, and usable without a mouse."""

import pytest

from egide.annual_report.tests.conftest import carry

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
        page.goto(live_site.at(path))
        audit(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
