"""The second factor: added, asked, used once, removed; and what a mandate opens without it."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.hashers import make_password
from django.core import mail
from django.db import connection
from django.test import Client
from django.utils import timezone

from egide.accounts import services
from egide.accounts.enums import SignInMethod
from egide.accounts.models import (
    Account,
    AuthenticatorApp,
    KnownDevice,
    RecoveryCode,
)
from egide.accounts.rules import codes
from egide.accounts.services import FactorRefused, TooManyTries, WrongCode
from egide.accounts.tests.factors import (
    GOOD,
    NOW,
    SECRET,
    app_behind_the_wall,
    as_oneself,
    come_in,
    current_code,
    who,
    with_app,
)
from egide.kernel.access import CLOCK, VISITOR, StaleProof
from egide.kernel.errors import NotAllowed
from egide.kernel.identity import acting
from egide.kernel.models import RegisterLine


@pytest.fixture
def account(camille) -> Account:
    return Account.objects.create(person=camille, password=make_password(GOOD))


class TestCodes:
    # RFC 6238, appendix B, the last six digits of its eight.
    @pytest.mark.parametrize(
        ("seconds", "code"),
        [
            (59, "287082"),
            (1111111109, "081804"),
            (1111111111, "050471"),
            (1234567890, "005924"),
            (2000000000, "279037"),
            (20000000000, "353130"),
        ],
    )
    def test_are_those_of_the_standard(self, seconds, code):
        at = datetime.fromtimestamp(seconds, tz=UTC)

        assert codes.code_of(SECRET, codes.step_of(at)) == code

    @pytest.mark.parametrize(
        ("seconds", "found"),
        [(-1, False), (0, True), (29, True), (34, True), (35, False), (60, False)],
    )
    def test_live_their_half_minute_and_the_time_to_arrive(self, seconds, found):
        step, at = codes.step_of(NOW), NOW + timedelta(seconds=seconds)

        taken = codes.step_of_code(SECRET, codes.code_of(SECRET, step), at=at, after=0)

        assert taken == (step if found else None)

    def test_none_serves_twice_nor_one_before_the_last(self):
        step = codes.step_of(NOW)

        assert codes.step_of_code(SECRET, codes.code_of(SECRET, step), at=NOW, after=step) is None
        assert (
            codes.step_of_code(SECRET, codes.code_of(SECRET, step - 1), at=NOW, after=step) is None
        )

    def test_on_paper_are_ten_long_and_different(self):
        made = codes.new_recovery_codes()

        assert len(set(made)) == 10
        assert {len(code) for code in made} == {24}


@pytest.mark.django_db
class TestAdding:
    def test_the_first_code_adds_it_and_gives_ten_codes_on_paper(self, account, run_jobs):
        made = with_app(account)
        run_jobs()

        assert len(made) == 10
        assert RecoveryCode.objects.filter(account=account, used_at__isnull=True).count() == 10
        assert RegisterLine.objects.get(action="accounts.factor_added").facts == {"factor": "APP"}
        assert "application de codes vient d’être ajoutée" in mail.outbox[-1].body

    def test_a_wrong_code_adds_nothing(self, account):
        services.begin_app(account=account, at=NOW, by=as_oneself(account))

        with pytest.raises(WrongCode):
            services.confirm_app(
                account=account, code="000000", keep=None, at=NOW, by=as_oneself(account)
            )

        account.refresh_from_db()
        assert account.app_added_at is None

    def test_the_database_holds_neither_secret_nor_codes(self, account):
        made = with_app(account)
        secret = app_behind_the_wall(account).secret
        with acting(CLOCK), connection.cursor() as cursor:
            cursor.execute("SELECT a::text FROM accounts_authenticatorapp a")
            app = cursor.fetchone()[0]
            cursor.execute("SELECT string_agg(c::text, '') FROM accounts_recoverycode c")
            paper = cursor.fetchone()[0]

        assert secret not in app
        assert not [code for code in made if code in paper]

    def test_the_other_sessions_and_trusted_devices_end(self, account):
        other = Client()
        come_in(other)
        services.meet_device(
            account=account, token="t" * 43, words="", trust=True, at=NOW, by=as_oneself(account)
        )

        with_app(account)

        assert who(other) is None
        assert not KnownDevice.objects.filter(trusted_until__isnull=False).exists()

    def test_nobody_else_adds_it_and_not_without_a_fresh_proof(self, account, couple):
        hugo = Account.objects.create(person=couple[0])
        stale = as_oneself(account, factor_at=NOW - timedelta(minutes=15, seconds=1))

        with pytest.raises(NotAllowed):
            services.begin_app(account=account, at=NOW, by=as_oneself(hugo))
        with pytest.raises(StaleProof):
            services.begin_app(account=account, at=NOW, by=stale)

        with acting(CLOCK):
            assert not AuthenticatorApp.objects.exists()

    def test_a_second_one_is_refused(self, account):
        with_app(account)

        with pytest.raises(FactorRefused):
            services.begin_app(account=account, at=NOW, by=as_oneself(account))

    def test_on_the_pages_the_codes_are_shown_once(self, client, account):
        come_in(client)
        client.post("/mon-compte/application/debut/")
        drawn = client.get("/mon-compte/application/").content.decode()
        wrong = client.post("/mon-compte/application/", {"code": "000000"})
        done = client.post("/mon-compte/application/", {"code": current_code(account)})

        shown = re.findall(r"<code>((?:\w{4} ){5}\w{4})</code>", done.content.decode())
        assert 'class="qr"' in drawn
        assert wrong.status_code == 422
        assert len(shown) == 10
        assert client.get("/mon-compte/application/").status_code == 302
        assert shown[0] not in client.get("/mon-compte/").content.decode()


@pytest.mark.django_db
class TestAtTheDoor:
    def test_the_first_proof_alone_opens_nothing(self, client, account):
        with_app(account)

        answer = come_in(client)

        assert (answer.status_code, answer["Location"]) == (302, "/connexion/second-facteur/")
        assert who(client) is None
        assert not RegisterLine.objects.filter(action="accounts.signed_in").exists()

    def test_the_second_one_opens_and_leads_where_one_went(self, client, account):
        with_app(account)
        come_in(client, next="/mon-compte/")

        answer = client.post("/connexion/second-facteur/", {"code": current_code(account)})

        assert (answer.status_code, answer["Location"]) == (302, "/mon-compte/")
        assert who(client) == account.person_id
        assert RegisterLine.objects.get(action="accounts.signed_in").facts == {
            "method": "PASSWORD",
            "factor": "APP",
        }

    def test_a_link_asks_for_it_too(self, client, account, run_jobs, last_letter):
        with_app(account)
        client.post("/connexion/lien/", {"identifier": "camille@example.org"})
        run_jobs()

        answer = client.post(last_letter()[0])

        assert answer["Location"] == "/connexion/second-facteur/"
        assert who(client) is None

    def test_a_code_serves_once(self, account):
        with_app(account)
        code = current_code(account)
        first, second = Client(), Client()
        for client in (first, second):
            come_in(client)

        first.post("/connexion/second-facteur/", {"code": code})
        again = second.post("/connexion/second-facteur/", {"code": code})

        assert (who(first), again.status_code, who(second)) == (account.person_id, 422, None)

    def test_a_code_on_paper_serves_once_and_a_letter_tells(self, account, run_jobs):
        paper = with_app(account)[3]
        typed = f"{paper[:4].lower()} {paper[4:8]}-{paper[8:]}"
        first, second = Client(), Client()
        for client in (first, second):
            come_in(client)

        first.post("/connexion/second-facteur/", {"code": typed})
        again = second.post("/connexion/second-facteur/", {"code": typed})
        run_jobs()

        assert (who(first), again.status_code) == (account.person_id, 422)
        assert any("Codes restants : 9" in letter.body for letter in mail.outbox)

    def test_five_tries_then_the_door_is_shut_for_every_browser(self, account):
        with_app(account)
        answers = []
        for _try in range(6):
            client = Client()
            come_in(client) if len(answers) < 5 else None
            answers.append(self.straight(account, "000000"))

        assert answers == ["WrongCode"] * 5 + ["TooManyTries"]
        assert self.straight(account, current_code(account)) == "TooManyTries"

    def straight(self, account: Account, code: str) -> str:
        try:
            services.check_second_factor(
                account=account,
                method=SignInMethod.LINK,
                code=code,
                at=timezone.now(),
                by=VISITOR,
            )
        except (WrongCode, TooManyTries) as refusal:
            return type(refusal).__name__
        return "in"

    def test_without_a_first_proof_there_is_nothing_to_ask(self, client, db):
        answer = client.get("/connexion/second-facteur/")

        assert (answer.status_code, answer["Location"]) == (302, "/connexion/")

    def test_the_first_proof_is_worth_nothing_once_the_password_changed(self, client, account):
        with_app(account)
        come_in(client)
        Account.objects.update(password=make_password("la mer au petit matin"))

        answer = client.post("/connexion/second-facteur/", {"code": current_code(account)})

        assert (answer["Location"], who(client)) == ("/connexion/", None)

    def test_the_first_proof_waits_ten_minutes(self, client, account, monkeypatch):
        with_app(account)
        come_in(client)
        later = timezone.now() + timedelta(minutes=10, seconds=1)
        monkeypatch.setattr("egide.accounts.views.entering.timezone.now", lambda: later)

        assert client.get("/connexion/second-facteur/").status_code == 302


@pytest.mark.django_db
class TestRemoving:
    def test_the_way_in_is_as_before_and_the_paper_is_worth_nothing(self, client, account):
        with_app(account)
        by = as_oneself(account)

        services.remove_factor(account=account, keep=None, at=NOW, by=by)

        assert come_in(client)["Location"] == "/"
        assert not RecoveryCode.objects.exists()
        with pytest.raises(FactorRefused):
            services.remove_factor(account=account, keep=None, at=NOW, by=by)

    def test_new_codes_on_paper_end_those_before(self, account):
        before = with_app(account)

        after = services.make_recovery_codes(
            account=account, keep=None, at=NOW, by=as_oneself(account)
        )

        assert not set(before) & set(after)
        assert RecoveryCode.objects.count() == 10
