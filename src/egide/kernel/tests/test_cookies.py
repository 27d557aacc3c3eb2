"""Cookies whose names bind them: the browser refuses them to any other host."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

ASK = (
    "from django.conf import settings as s;"
    "print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.LANGUAGE_COOKIE_NAME,"
    " s.THEME_COOKIE_NAME, s.SIGN_IN_COOKIE_PREFIX or '-')"
)


@pytest.mark.parametrize(
    ("tls", "names"),
    [
        (
            "1",
            [
                "__Host-sessionid",
                "__Host-csrftoken",
                "__Host-django_language",
                "__Host-egide_theme",
                "__Secure-",
            ],
        ),
        ("0", ["sessionid", "csrftoken", "django_language", "egide_theme", "-"]),
    ],
)
def test_over_tls_the_names_of_cookies_bind_them_to_this_host(tls, names):
    asked = subprocess.run(
        [sys.executable, "-c", ASK],
        env=os.environ | {"EGIDE_TLS": tls},
        capture_output=True,
        text=True,
        check=True,
    )

    assert asked.stdout.split() == names
