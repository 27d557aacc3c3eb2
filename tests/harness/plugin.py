"""Loaded first of all (``-p tests.harness.plugin``): before Django reads its settings.

So tests always run as the ``app`` role on a database of their own, whichever way pytest started.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from egide.launcher import compiling
from tests.harness.environment import TestDatabase, configure_environment

configure_environment(TestDatabase.of_this_process())


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let a machine without a browser run the rest, saying so."""
    parser.addoption(
        "--without-browser",
        action="store_true",
        help="leave the browser tests out, and say so; else they fail when Chromium is missing",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Declare our marker, and compile the catalogues: a fresh checkout has none."""
    compiling.compile_all()
    config.addinivalue_line(
        "markers", "proves(*ids): the rules and criteria of the specification that the test shows"
    )


@pytest.fixture(autouse=True, scope="session")
def _static_files_under_their_own_names() -> Iterator[None]:
    """Spare tests of this process the collected files of a server; ``live_site`` has them."""
    from django.conf import settings  # noqa: PLC0415 - slow import, and only once settings are ready
    from django.test import override_settings  # noqa: PLC0415

    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    with override_settings(STORAGES={**settings.STORAGES, "staticfiles": plain}):
        yield


@pytest.fixture(autouse=True)
def _by_both_proofs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let ``force_login`` stand for somebody who gave both proofs, so that mandates open at once.

    Whoever tests the door itself comes in by the door.
    """
    from django.test import Client  # noqa: PLC0415 - only once settings are ready

    enter = Client.force_login

    def enter_by_both_proofs(client: Client, user: object, backend: str | None = None) -> None:
        enter(client, user, backend)
        session = client.session
        session["second_factor"] = "APP"
        session.save()

    monkeypatch.setattr(Client, "force_login", enter_by_both_proofs)


@pytest.fixture(autouse=True)
def _in_french() -> None:
    """Start every test in French: a page read in English leaves its language behind."""
    from django.conf import settings  # noqa: PLC0415 - only once settings are ready
    from django.utils import translation  # noqa: PLC0415

    translation.activate(settings.LANGUAGE_CODE)
