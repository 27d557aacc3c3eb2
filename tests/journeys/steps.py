"""What every journey does: come in by the door of the demo, go to a page, leave."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.harness.browser import follow
from tests.harness.site import LiveSite

Audit = Callable[[Any], None]


def come_in_as(name: str, site: LiveSite, page: Any, audit: Audit) -> None:
    """Sign in as somebody whom the sign-in page of the demo offers."""
    go("/connexion/", site, page, audit)
    answer = follow(page, f"main button[name='name'][value='{name}']")
    # What the page says tells more than a missing address does.
    assert (answer.status, page.url) == (200, site.at("/mon-espace/")), page.inner_text("main")
    audit(page)


def go(path: str, site: LiveSite, page: Any, audit: Audit) -> None:
    """Open a page that must answer, and audit it."""
    answer = page.goto(site.at(path))
    assert answer.status == 200, path
    audit(page)


def leave(page: Any, audit: Audit) -> None:
    """Sign out from the menu that bears one's name."""
    page.click("button[popovertarget='reader-menu']")
    follow(page, "#reader-menu button:has-text('Se déconnecter')")
    page.wait_for_url("**/deconnexion/faite/")
    audit(page)
