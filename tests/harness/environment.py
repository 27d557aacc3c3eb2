"""The environment of the tests: known before any server runs, so that quick tests stay quick."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from datetime import date
from functools import cache

from egide.kernel import keys
from egide.launcher import addresses, places, provisioning
from egide.launcher.cluster import Cluster
from egide.launcher.provisioning import Access
from tests.harness import scratch

ROLE_PREFIX = "egide_test"


@dataclass(frozen=True)
class TestDatabase:
    """The database of one test process."""

    __test__ = False

    access: Access
    embedded: bool

    @property
    def name(self) -> str:
        return self.access.app.database

    @staticmethod
    @cache
    def of_this_process() -> TestDatabase:
        """Return where this process will find its database."""
        name = f"egide_test_{os.getpid()}"
        url = os.environ.get("DATABASE_URL", "")
        if not url:
            admin = Cluster("test").administrator()
            return TestDatabase(
                provisioning.plan(admin, name, ROLE_PREFIX, "secrets-test.json"), embedded=True
            )
        admin = addresses.parse(url, "DATABASE_URL")
        mark = hashlib.sha256(f"{admin.host}|{admin.port}".encode()).hexdigest()[:10]
        return TestDatabase(
            provisioning.plan(admin, name, ROLE_PREFIX, f"secrets-test-{mark}.json"), embedded=False
        )


def configure_environment(test_database: TestDatabase) -> None:
    """Set the variables that the settings read, for us and for the programs that tests start."""
    access = test_database.access
    assert access.admin
    state = scratch.of_this_process() / "state"
    state.mkdir(mode=0o700, exist_ok=True)
    field_keys = state / "keys" / "fields.json"
    keys.make(field_keys, on=date(2020, 1, 1))
    os.environ |= {
        **access.environment(),
        "EGIDE_DB_ADMIN": access.admin.url(),
        "EGIDE_DB_ROLE": "app",
        "EGIDE_ROLE_PREFIX": ROLE_PREFIX,
        "EGIDE_GALLERY": "1",
        "EGIDE_SECRET_KEY": "only-for-tests-and-never-for-a-society",
        "EGIDE_STATE": str(state),
        "EGIDE_FIELD_KEYS": str(field_keys),
        "DJANGO_SETTINGS_MODULE": os.environ.get("DJANGO_SETTINGS_MODULE")
        or "egide.config.settings",
        "PYTHONPATH": str(places.PACKAGE.parent),
    }
    for name in (
        "EGIDE_POOL",
        "EGIDE_DEMO",
        "EGIDE_TLS",
        "EGIDE_SMTP_HOST",
        "EGIDE_HOSTS",
        "EGIDE_ORIGINS",
    ):
        os.environ.pop(name, None)
