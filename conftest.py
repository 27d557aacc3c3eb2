"""Fixtures of every test, beside a module or under ``tests``; they live in ``tests/harness``.

Here and not in a plugin: only a conftest may replace pytest-django's own ``django_db_setup``.
"""

from tests.harness.browser import audit, browser, page
from tests.harness.databases import as_worker, connect_as, django_db_setup
from tests.harness.mail import mail_server
from tests.harness.site import _site_process, live_site
from tests.harness.society import (
    _in_society,
    _society,
    _society_of_this_process,
    demo_site,
    full_society,
    small_society,
    two_societies,
)

__all__ = [
    "_in_society",
    "_site_process",
    "_society",
    "_society_of_this_process",
    "as_worker",
    "audit",
    "browser",
    "connect_as",
    "demo_site",
    "django_db_setup",
    "full_society",
    "live_site",
    "mail_server",
    "page",
    "small_society",
    "two_societies",
]
