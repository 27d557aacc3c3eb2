"""A real browser, and the accessibility audit that every page must pass."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from egide.launcher import browsers
from tests.harness.databases import close_connections

# Nothing may leave the machine, and nothing may move while we look.
FLAGS = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-extensions",
    "--disable-gpu",
    "--disable-sync",
    "--metrics-recording-only",
    "--no-first-run",
    "--no-pings",
    "--force-prefers-reduced-motion",
]


@pytest.fixture(scope="session")
def browser(request, django_db_setup) -> Iterator[Any]:
    """Start Chromium once for this process."""
    if request.config.getoption("--without-browser"):
        pytest.skip("left out: --without-browser")
    program = browsers.find()
    if not program:
        pytest.fail(
            f"Chromium is missing. {browsers.HOW} Or say --without-browser to leave these "
            "tests out."
        )
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - slow import

    flags = [*FLAGS, "--no-sandbox"] if os.geteuid() == 0 else FLAGS
    # From now on Django keeps our connections with the loop. A forked child has no loop: it would
    # find those of before again, to a database that was cloned anew since.
    close_connections()
    # Playwright runs a loop in this thread; Django would take our queries for a mistake.
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        with sync_playwright() as playwright:
            started = playwright.chromium.launch(executable_path=program, args=flags)
            yield started
            started.close()


@pytest.fixture
def page(browser) -> Iterator[Any]:
    """Open one page in a context of its own; errors of its scripts fail the test."""
    context = browser.new_context(
        locale="fr-FR", timezone_id="Europe/Paris", viewport={"width": 1280, "height": 900}
    )
    context.set_default_timeout(60_000)
    opened = context.new_page()
    errors: list[str] = []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    opened.on(
        "console",
        lambda message: (
            errors.append(message.text) if "Content Security Policy" in message.text else None
        ),
    )
    yield opened
    context.close()
    assert errors == []


def follow(opened: Any, what: Any, *, by: str = "click") -> Any:
    """Click (or check) what leads to another page; return its answer once that page is there.

    A click alone returns when it likes: on a busy machine the next line still sees the old page.
    """
    with opened.expect_navigation() as navigation:
        getattr(opened.locator(what) if isinstance(what, str) else what, by)()
    return navigation.value


@pytest.fixture
def audit() -> Callable[[Any], None]:
    """Return the accessibility audit: it fails on any violation, naming the elements."""
    from axe_playwright_python.sync_playwright import Axe  # noqa: PLC0415 - slow import

    def check(opened: Any) -> None:
        violations = Axe().run(opened).response["violations"]
        found = [
            f"{violation['id']} ({violation['impact']}): {violation['help']}\n    "
            + "\n    ".join(str(node["html"])[:200] for node in violation["nodes"][:5])
            for violation in violations
        ]
        assert found == [], f"accessibility of {opened.url}:\n" + "\n".join(found)

    return check
