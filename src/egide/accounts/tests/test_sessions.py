"""Staying in, going out, and who is out at the next request."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from egide.accounts import services
from egide.accounts.models import Account, Session, SignInLink
from egide.accounts.queries import digest
from egide.accounts.services.sessions import COLUMNS, SessionStore
from egide.kernel.access import CLOCK
from egide.kernel.models import RegisterLine
from egide.members.enums import DataStatus, LifeStatus
from egide.members.tests.factories import make_person

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture
def account(camille) -> Account:
    return Account.objects.create(person=camille)


def signed_in(account: Account) -> Client:
    client = Client()
    client.force_login(account)
    return client


def who(client: Client) -> int | None:
    return getattr(client.get("/mon-compte/").wsgi_request.user, "person_id", None)


@pytest.mark.django_db
class TestOutAtTheNextRequest:
    @pytest.mark.parametrize(
        "change",
        [
            {"life_status": LifeStatus.DECEASED, "listed": False},
            {"data_status": DataStatus.ANONYMISED, "listed": False},
        ],
    )
    @pytest.mark.proves("R-REG-9")
    def test_whoever_dies_or_is_anonymised(self, account, change):
        client = signed_in(account)
        before = who(client)
        type(account.person).objects.update(**change)

        assert (before, who(client)) == (account.person_id, None)
        assert not Session.objects.exists()

    def test_whose_account_is_closed(self, account):
        client = signed_in(account)
        Account.objects.update(is_active=False)

        assert who(client) is None

    def test_whose_session_is_ended_from_another_device(self, account):
        here, elsewhere = signed_in(account), signed_in(account)
        other = Session.objects.order_by("pk").last()

        here.post(f"/mon-compte/appareils/{other.pk}/fin/")

        assert (who(here), who(elsewhere)) == (account.person_id, None)
        assert RegisterLine.objects.get(action="accounts.session_ended").facts == {
            "session": other.pk
        }

    def test_all_the_others_at_once(self, account):
        here, one, two = (signed_in(account) for _device in range(3))

        here.post("/mon-compte/appareils/autres/fin/")

        assert [who(client) for client in (here, one, two)] == [account.person_id, None, None]
        assert RegisterLine.objects.get(action="accounts.other_sessions_ended").facts == {
            "count": 2
        }

    def test_fourteen_days_after_the_last_visit_and_sixty_after_the_first(self, account):
        client = signed_in(account)
        row = Session.objects.get()
        idle = row.expires_at - row.seen_at

        Session.objects.update(
            started_at=timezone.now() - timedelta(days=59),
            seen_at=timezone.now() - timedelta(hours=2),
        )
        client.get("/mon-compte/")
        row.refresh_from_db()
        whole = row.expires_at - row.started_at
        Session.objects.update(expires_at=timezone.now())

        assert (idle, whole) == (timedelta(days=14), timedelta(days=60))
        assert who(client) is None

    @pytest.mark.proves("R-REG-9")
    def test_presumed_dead_is_not_dead(self, account):
        client = signed_in(account)
        type(account.person).objects.update(life_status=LifeStatus.PRESUMED_DEAD)

        assert who(client) == account.person_id


@pytest.mark.django_db
class TestOthersSessions:
    def test_are_not_mine_to_end(self, account):
        signed_in(Account.objects.create(person=make_person()))
        theirs = Session.objects.get()
        here = signed_in(account)

        here.post(f"/mon-compte/appareils/{theirs.pk}/fin/")

        assert Session.objects.filter(pk=theirs.pk).exists()
        assert not RegisterLine.objects.filter(action="accounts.session_ended").exists()

    def test_do_not_show_on_my_page(self, account):
        signed_in(Account.objects.create(person=make_person()))
        here = signed_in(account)

        assert here.get("/mon-compte/").content.decode().count("Connecté le") == 1


@pytest.mark.django_db
class TestGoingOut:
    @pytest.mark.proves("R-X-3")
    def test_ends_the_session_writes_a_line_and_clears_the_browser(self, account):
        client = signed_in(account)
        key = client.cookies["sessionid"].value

        answer = client.post("/deconnexion/")

        assert answer["Clear-Site-Data"] == '"cache", "storage"'
        assert "no-store" in answer["Cache-Control"]
        assert not Session.objects.exists()
        line = RegisterLine.objects.get(action="accounts.signed_out")
        assert line.actor == f"person:{account.person_id}"
        client.cookies["sessionid"] = key
        assert who(client) is None

    def test_is_never_done_by_a_link(self, account):
        client = signed_in(account)

        assert client.get("/deconnexion/").status_code == 405
        assert who(client) == account.person_id

    def test_personal_pages_are_kept_by_nobody(self, account):
        answer = signed_in(account).get("/mon-compte/")

        assert answer["Cache-Control"] == "no-store"


@pytest.mark.django_db
class TestWhatTheTableHolds:
    def test_not_the_cookie(self, account):
        client = signed_in(account)

        kept = " ".join(str(value) for row in Session.objects.values_list() for value in row)
        assert client.cookies["sessionid"].value not in kept

    def test_words_for_the_device(self, camille, settings):
        settings.DEMO = True
        account = Account.objects.create(person=camille)
        client = Client(headers={"User-Agent": FIREFOX})
        SignInLink.objects.create(
            person=camille,
            token_hash=digest("token"),
            asked_at=timezone.now(),
            expires_at=timezone.now() + timedelta(minutes=1),
        )

        client.post("/connexion/lien/token/")

        row = Session.objects.get()
        assert (row.account_id, row.device, row.method) == (account.pk, "Firefox · Linux", "DEMO")


@pytest.mark.django_db
class TestWhatARequestCosts:
    def test_a_visitor_costs_no_session_and_no_account(self, client):
        with CaptureQueriesContext(connection) as asked:
            client.get("/connexion/")

        assert [query["sql"] for query in asked if "accounts_" in query["sql"]] == []
        assert "sessionid" not in client.cookies

    def test_somebody_signed_in_costs_one_query(self, account):
        client = signed_in(account)

        with CaptureQueriesContext(connection) as asked:
            client.get("/mon-compte/mot-de-passe/")

        about_me = [query["sql"] for query in asked if "accounts_" in query["sql"]]
        assert len(about_me) == 1

    def test_a_second_visit_within_the_hour_writes_nothing(self, account):
        client = signed_in(account)
        client.get("/mon-compte/")

        with CaptureQueriesContext(connection) as asked:
            client.get("/mon-compte/")

        assert [
            query["sql"] for query in asked if query["sql"].startswith(("UPDATE", "INSERT"))
        ] == []


@pytest.mark.django_db
def test_the_clock_forgets_what_has_ended(account):
    signed_in(account)
    now = timezone.now()
    for age in (timedelta(hours=1), timedelta(days=1), timedelta(days=2)):
        SignInLink.objects.create(asked_at=now - age, expires_at=now - age)
    Session.objects.update(expires_at=now)

    services.forget_ended(at=now, by=CLOCK)

    assert not Session.objects.exists()
    assert [link.expires_at for link in SignInLink.objects.all()] == [now - timedelta(hours=1)]


@pytest.mark.django_db
@pytest.mark.parametrize("cookie", ["x", "y" * 32, "é" * 20, "' OR 1=1 --", "\x00"])
def test_an_invented_cookie_is_a_visitor(client, cookie):
    client.cookies["sessionid"] = cookie

    assert client.get("/connexion/").status_code == 200
    assert who(client) is None


@pytest.mark.django_db
def test_what_one_query_brings_is_what_the_tables_hold(account):
    client = signed_in(account)
    store = SessionStore(client.cookies["sessionid"].value)
    store.load()

    stored = Session.objects.select_related("account__person").get()
    for read, kept in (
        (store.row, stored),
        (store.row.account, stored.account),
        (store.row.account.person, stored.account.person),
    ):
        columns = COLUMNS[type(kept)]
        assert [getattr(read, name) for name in columns] == [
            getattr(kept, name) for name in columns
        ]
