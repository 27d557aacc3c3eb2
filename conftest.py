"""Fixtures of every test, beside a module or under ``tests``; they live in ``tests/harness``.

Here and not in a plugin: only a conftest may replace pytest-django's own ``django_db_setup``.
"""

from tests.harness.browser import audit, browser, page
from tests.harness.databases import connect_as, django_db_setup
from tests.harness.site import _site_process, live_site

__all__ = [
    "_site_process",
    "audit",
    "browser",
    "connect_as",
    "django_db_setup",
    "live_site",
    "page",
]
