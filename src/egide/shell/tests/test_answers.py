"""What stands on every answer, whatever the page, and what the worst days look like."""

from __future__ import annotations

import urllib.error
import urllib.request
from datetime import timedelta

import pytest
from django.core.exceptions import SuspiciousOperation
from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.test import Client, RequestFactory
from django.utils import timezone

from egide.accounts import services
from egide.kernel import jobs
from egide.kernel.callers import network_of
from egide.kernel.middleware import HEADERS
from egide.shell import queries
from tests.harness.site import serving

NAMES = (
    "Content-Security-Policy",
    "Permissions-Policy",
    "Cross-Origin-Opener-Policy",
    "Cross-Origin-Resource-Policy",
    "X-Content-Type-Options",
    "X-Frame-Options",
    "Referrer-Policy",
    "Cache-Control",
)


def failing(error: Exception):
    def view(*args: object, **kwargs: object):
        raise error

    return view


@pytest.mark.django_db
class TestHeaders:
    @pytest.mark.parametrize(
        ("method", "path", "status"),
        [
            ("get", "/", 200),
            ("get", "/nulle-part/", 404),
            ("post", "/recherche/", 405),
            ("put", "/", 405),
            ("delete", "/", 405),
            ("get", "/mon-espace/", 302),
            ("get", "/sante/", 200),
            ("get", "/robots.txt", 200),
            ("get", "/favicon.ico", 302),
            ("get", "/registre-des-actes/\x00", 404),
        ],
    )
    def test_stand_on_every_answer(self, client, method, path, status):
        answer = getattr(client, method)(path)

        assert answer.status_code == status
        assert [name for name in NAMES if name not in answer.headers] == []

    @pytest.mark.parametrize("path", ["/annuaire/%00/", "/annuaire/a%00b/nom/", "/%00"])
    def test_an_address_with_a_null_in_it_is_no_page(self, signed_in, path):
        answer = signed_in.get(path)

        assert answer.status_code == 404
        assert [name for name in NAMES if name not in answer.headers] == []

    @pytest.mark.parametrize(
        ("error", "status"),
        [
            (RuntimeError("a secret of ours"), 500),
            (OperationalError("server closed the connection"), 503),
            (InterfaceError("connection already closed"), 503),
            (SuspiciousOperation("a secret of ours"), 400),
        ],
    )
    def test_stand_on_the_worst_answers_which_tell_no_secret(
        self, client, monkeypatch, error, status
    ):
        client.raise_request_exception = False
        monkeypatch.setattr(queries, "home_of", failing(error))

        answer = client.get("/")

        assert answer.status_code == status
        assert [name for name in NAMES if name not in answer.headers] == []
        assert "secret of ours" not in answer.content.decode()
        assert "Traceback" not in answer.content.decode()

    def test_let_nothing_inline_nor_foreign_run(self):
        policy = HEADERS["Content-Security-Policy"]

        assert "unsafe" not in policy
        assert "http" not in policy
        assert policy.startswith("default-src 'none'")

    def test_personal_pages_are_kept_nowhere_and_public_ones_are_asked_again(
        self, client, signed_in
    ):
        assert signed_in.get("/mon-espace/")["Cache-Control"] == "no-store"
        assert client.get("/")["Cache-Control"] == "no-cache"


@pytest.mark.django_db
class TestTheDatabaseIsLost:
    def test_before_the_view_as_in_it(self, client, monkeypatch, camille):
        client.raise_request_exception = False
        client.cookies["sessionid"] = "x" * 32
        monkeypatch.setattr(
            "egide.accounts.services.sessions.SessionStore.load", failing(OperationalError("gone"))
        )

        answer = client.get("/mon-espace/")

        assert (answer.status_code, answer["Retry-After"]) == (503, "5")
        assert "Un instant, nous revenons" in answer.content.decode()

    def test_health_says_so(self, client, monkeypatch):
        monkeypatch.setattr(queries, "health", failing(DatabaseError("gone, password=hunter2")))

        answer = client.get("/sante/")

        assert answer.status_code == 503
        assert answer.json() == {
            "serves": False,
            "database": False,
            "migrations": False,
            "clock": False,
            "queue": False,
            "worker": False,
        }


@pytest.mark.django_db(transaction=True)
def test_a_site_whose_connections_are_cut_says_a_sentence_and_comes_back_by_itself(
    client, connect_as
):
    """The backends are ended by the server, as when PostgreSQL is restarted."""
    client.raise_request_exception = False
    admin = connect_as("admin")
    cut_mid_way = []

    def cut(actor, on):
        cut_mid_way.append(True)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            admin.execute("SELECT pg_terminate_backend(%s, 5000)", cursor.fetchone())
            cursor.execute("SELECT 1")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(queries, "home_of", cut)
        during = client.get("/")
    connection.close()
    after = client.get("/")

    assert cut_mid_way == [True]
    assert (during.status_code, during["Retry-After"]) == (503, "5")
    assert "Rien n’est perdu" in during.content.decode()
    assert after.status_code == 200


@pytest.mark.django_db(transaction=True)
def test_a_served_site_with_a_pool_comes_back_when_every_connection_was_cut(connect_as, tmp_path):
    admin = connect_as("admin")
    with serving(tmp_path, {"EGIDE_POOL": "4"}) as site:
        before = [status_of(site.at("/")) for _visit in range(4)]
        admin.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        after = [status_of(site.at("/")) for _visit in range(4)]

    assert (before, after) == ([200] * 4, [200] * 4)


def status_of(address: str) -> int:
    try:
        with urllib.request.urlopen(address, timeout=60) as answer:  # noqa: S310 -- our own site
            return answer.status
    except urllib.error.HTTPError as answer:
        answer.close()
        return answer.code


@pytest.mark.django_db
class TestHealth:
    def test_of_a_site_that_stands_but_has_no_worker(self, client):
        answer = client.get("/sante/")

        assert answer.json() == {
            "serves": True,
            "database": True,
            "migrations": True,
            "clock": True,
            "queue": True,
            "worker": False,
        }

    def test_a_migration_that_is_missing_is_a_site_that_does_not_serve(self, client, monkeypatch):
        monkeypatch.setattr(
            "egide.shell.queries.serving._expected_migrations",
            lambda: frozenset({("members", "9999_tomorrow")}),
        )

        answer = client.get("/sante/")

        assert (answer.status_code, answer.json()["migrations"]) == (503, False)

    def test_a_queue_is_late_after_five_minutes(self):
        jobs.defer("accounts.forget_ended")
        now = timezone.now()

        soon = queries.health(at=now + timedelta(minutes=4))
        late = queries.health(at=now + timedelta(minutes=6))

        assert (soon.queue, late.queue) == (True, False)


@pytest.mark.django_db
class TestAFormLeftOpen:
    """Two tabs: somebody signs in again in one, and sends the form of the other."""

    def send(self, client: Client, typed: dict, **headers: str):
        return client.post(
            "/parametres/shell.presentation_fr/",
            {"csrfmiddlewaretoken": "x" * 64, **typed},
            **headers,
        )

    @pytest.fixture
    def strict(self, signed_in) -> Client:
        signed_in.handler.enforce_csrf_checks = True
        signed_in.get("/connexion/")
        return signed_in

    def test_gives_back_what_was_typed_with_a_button(self, strict):
        answer = self.send(
            strict, {"value": "Un <texte>", "source": "moi"}, HTTP_ORIGIN="http://testserver"
        )

        page = answer.content.decode()
        assert answer.status_code == 403
        assert 'name="value" value="Un &lt;texte&gt;"' in page
        assert "Envoyer de nouveau" in page
        assert "x" * 64 not in page

    @pytest.mark.parametrize("origin", ["", "https://evil.example", "null"])
    def test_but_not_to_a_form_of_another_site(self, strict, origin):
        answer = self.send(
            strict, {"value": "Un texte"}, **({"HTTP_ORIGIN": origin} if origin else {})
        )

        assert (answer.status_code, "Un texte" in answer.content.decode()) == (403, False)

    @pytest.mark.parametrize("error", [RuntimeError("broken"), OperationalError("gone")])
    def test_so_does_a_failure_when_the_form_was_ours(self, client, monkeypatch, error):
        client.raise_request_exception = False
        monkeypatch.setattr(services, "ask_for_link", failing(error))

        pages = [
            client.post("/connexion/lien/", {"identifier": "camille@x"}, HTTP_ORIGIN=origin)
            for origin in ("http://testserver", "https://evil.example")
        ]

        given_back = 'name="identifier" value="camille@x"'
        assert [given_back in page.content.decode() for page in pages] == [True, False]
        assert "Réessayer" not in pages[1].content.decode()

    def test_but_never_a_password(self, strict):
        answer = strict.post(
            "/connexion/mot-de-passe/",
            {"password": "hunter2 hunter2"},
            HTTP_ORIGIN="http://testserver",
        )

        assert (answer.status_code, "hunter2" in answer.content.decode()) == (403, False)


class TestFromWhereARequestComes:
    @pytest.mark.parametrize(
        ("peer", "forwarded", "proxies", "found"),
        [
            ("203.0.113.7", "", [], "203.0.113.7"),
            ("203.0.113.7", "198.51.100.1", [], "203.0.113.7"),
            ("10.0.0.2", "198.51.100.1", ["10.0.0.0/8"], "198.51.100.1"),
            ("10.0.0.2", "6.6.6.6, 198.51.100.1", ["10.0.0.0/8"], "198.51.100.1"),
            ("10.0.0.2", "6.6.6.6, 198.51.100.1, 10.0.0.3", ["10.0.0.0/8"], "198.51.100.1"),
            ("203.0.113.7", "6.6.6.6", ["10.0.0.0/8"], "203.0.113.7"),
            ("10.0.0.2", "rubbish", ["10.0.0.0/8"], "10.0.0.2"),
            ("", "198.51.100.1", ["unix"], "198.51.100.1"),
            ("", "198.51.100.1", [], "unknown"),
            ("2001:db8:0:1:aaaa::1", "", [], "2001:db8:0:1::/64"),
            ("::ffff:203.0.113.7", "", [], "203.0.113.7"),
            ("10.0.0.2", "", ["10.0.0.0/8"], "10.0.0.2"),
        ],
    )
    def test_is_believed_only_from_a_declared_proxy(
        self, settings, peer, forwarded, proxies, found
    ):
        settings.TRUSTED_PROXIES = proxies
        request = RequestFactory().get("/", REMOTE_ADDR=peer, HTTP_X_FORWARDED_FOR=forwarded)

        assert network_of(request) == found


@pytest.mark.django_db
def test_robots_are_kept_from_personal_pages(client):
    text = client.get("/robots.txt").content.decode()

    assert "Disallow: /connexion/\n" in text
    assert "Disallow: /mon-espace/\n" in text


@pytest.mark.django_db
def test_password_managers_find_the_page(client):
    assert client.get("/.well-known/change-password")["Location"] == "/mon-compte/mot-de-passe/"
