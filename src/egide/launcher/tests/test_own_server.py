"""A PostgreSQL of one's own, from nothing to a drill: the whole path that production takes."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from psycopg import sql

from egide.launcher import archive, database, outcomes, places
from egide.launcher.addresses import Address
from egide.launcher.cluster import Cluster, running
from egide.launcher.tests.test_command_line import egide
from egide.launcher.tests.test_recovering import second_gone, wait_until

pytestmark = pytest.mark.proves("G14", "G24")
# As the site writes: a document in the state folder, a value sealed before the database sees it.
WRITE = """
import sys
import django
django.setup()
from django.utils import timezone
from egide.identity_provider.models import SigningKey
from egide.kernel import documents
from egide.kernel.access import command_actor
from egide.kernel.identity import acting
word, by = sys.argv[1], command_actor("essai")
with acting(by):
    documents.keep(content=word.encode(), kind="essai", name=word, media_type="", by=by)
    SigningKey.objects.filter(ended_at=None).update(ended_at=timezone.now())
    SigningKey.objects.create(kid=word, private=f"clé {word}", made_at=timezone.now())
"""
READ = """
import django
django.setup()
from egide.identity_provider.models import SigningKey
from egide.kernel import documents
from egide.kernel.models import Document
print([(key.kid, key.private) for key in SigningKey.objects.order_by("pk")])
print([documents.content_of(document).decode() for document in Document.objects.order_by("pk")])
"""


@pytest.fixture
def superuser(home, monkeypatch) -> Iterator[Address]:
    """A server that is not the site's, and the role that its administrator gives to Égide."""
    with running(Cluster("outside")) as superuser:
        with database.administrator(superuser) as connection:
            connection.execute("CREATE ROLE keeper LOGIN CREATEROLE CREATEDB PASSWORD 'kept'")
        own = Address("keeper", "kept", superuser.host, superuser.port, "society")
        monkeypatch.setenv("DATABASE_URL", own.url())
        # The key of this site is in its state folder.
        monkeypatch.delenv("EGIDE_SECRET_KEY")
        yield superuser


@pytest.fixture
def environment(superuser, environment) -> dict[str, str]:
    own = Address("keeper", "kept", superuser.host, superuser.port, "society")
    return environment | {"DATABASE_URL": own.url()}


def site(words: str, *arguments: str) -> str:
    """Run something on the site, as its processes run."""
    with database.server() as access:
        given = database.environment(access) | {"EGIDE_DB_ROLE": "app"}
    command = [sys.executable, "-c", words, *arguments]
    done = subprocess.run(command, env=given, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@contextmanager
def following(folder: Path, environment: dict[str, str]) -> Iterator[None]:
    """Receive the log meanwhile, as the service of the system does."""
    command = [sys.executable, "-m", "egide", "backup", str(folder), "--follow"]
    with subprocess.Popen(command, env=environment) as follower:
        try:
            wait_until(lambda: any((folder / archive.WAL).glob("*/*")))
            yield
        finally:
            follower.terminate()


def done(*words: str, environment: dict[str, str]) -> str:
    """Run a command that must succeed, and return what it printed."""
    found = egide(*words, environment=environment)
    assert found.returncode == outcomes.DONE, found.stderr
    return found.stdout


def test_it_is_followed_put_back_to_a_second_and_drilled(superuser, environment, tmp_path):
    folder = tmp_path / "backups"
    done("migrate", environment=environment)

    refused = egide("backup", str(folder), "--follow", environment=environment)
    assert refused.returncode == outcomes.FAILED
    asked = ["ALTER ROLE keeper REPLICATION", "GRANT EXECUTE ON FUNCTION pg_switch_wal() TO keeper"]
    assert refused.stderr.endswith(f"in the database postgres: {'; '.join(asked)};\n")
    assert archive.noted() is None

    with database.administrator(superuser) as server:
        for step in (*asked, "ALTER ROLE egide_backup BYPASSRLS"):
            server.execute(sql.SQL(step))
    with following(folder, environment):
        done("backup", str(folder), environment=environment)
        site(WRITE, "kept")
        then = second_gone()
        site(WRITE, "too late")
        second_gone()
        done("backup", str(folder), environment=environment)
        for document in (places.state() / "documents").glob("??/*"):
            document.unlink()

        at = ["--at", then.isoformat(), "--replace"]
        done("restore", str(folder), *at, environment=environment)

        assert site(READ) == "[('kept', 'clé kept')]\n['kept']\n"
        report = json.loads(done("drill", str(folder), "--json", environment=environment))

    assert report["problems"] == []
    assert report["way"].startswith("from the base of")
    assert report["opened_columns"] == ["identity_provider_signingkey.private"]
    assert (report["documents"], len(report["opened_document"])) == (2, 64)
