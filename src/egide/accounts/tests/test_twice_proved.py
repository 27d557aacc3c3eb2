"""What a second factor opens: mandates, trusted devices, sensitive acts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.auth.hashers import make_password
from django.core import mail
from django.test import Client
from django.utils import timezone

from egide.accounts.models import (
    Account,
    KnownDevice,
    Session,
)
from egide.accounts.services.sessions import SessionStore
from egide.accounts.tests.factors import (
    GOOD,
    NOW,
    come_in,
    current_code,
    forget_the_last_code,
    who,
    with_app,
)
from egide.kernel import registry
from egide.kernel.access import Grant, actor_of
from egide.kernel.models import RegisterLine
from egide.kernel.registry import RightsSource
from egide.members.permissions import MANAGE_REGISTRY, READ_DIRECTORY


@pytest.fixture
def account(camille) -> Account:
    return Account.objects.create(person=camille, password=make_password(GOOD))


@pytest.fixture
def clerk(monkeypatch) -> None:
    """Let everybody hold a mandate that shows what is others', and what every member has."""
    grants = [
        Grant(permission=MANAGE_REGISTRY, scope_ids=None, reason="Vous tenez le registre."),
        Grant(permission=READ_DIRECTORY, scope_ids=None, reason="Vous êtes membre."),
    ]
    source = RightsSource(name="test", grants=lambda person_id, on: grants)
    monkeypatch.setattr(registry, "rights_sources", lambda: (source,))


@pytest.mark.django_db
class TestATrustedDevice:
    def enter(self, client: Client, account: Account, **more: str):
        come_in(client)
        forget_the_last_code()
        return client.post("/connexion/second-facteur/", {"code": current_code(account), **more})

    def test_stands_for_the_code_for_thirty_days_and_is_no_fresh_proof(self, client, account):
        with_app(account)
        self.enter(client, account, trust="on")
        client.post("/deconnexion/")

        come_in(client)

        assert who(client) == account.person_id
        assert Session.objects.get().second_factor == "TRUSTED"
        answer = client.post("/mon-compte/codes-de-secours/")
        assert answer.status_code == 307
        KnownDevice.objects.update(trusted_until=timezone.now())
        client.post("/deconnexion/")
        assert come_in(client)["Location"] == "/connexion/second-facteur/"

    def test_is_another_s_for_nobody(self, client, account, couple):
        with_app(account)
        self.enter(client, account, trust="on")
        hugo = Account.objects.create(person=couple[0], password=make_password(GOOD))
        with_app(hugo)
        client.post("/deconnexion/")

        answer = client.post(
            "/connexion/mot-de-passe/",
            {"identifier": str(couple[0].society_no), "password": GOOD},
        )

        assert answer["Location"] == "/connexion/second-facteur/"

    def test_is_ended_by_a_button_and_by_a_new_password(self, client, account):
        with_app(account)
        self.enter(client, account, trust="on")
        device = KnownDevice.objects.get()

        client.post(f"/mon-compte/confiance/{device.pk}/fin/")

        device.refresh_from_db()
        assert device.trusted_until is None
        assert RegisterLine.objects.get(action="accounts.trust_ended").facts == {
            "device": device.pk
        }

    def test_a_new_browser_is_told_by_a_letter_and_the_first_is_not(self, account, run_jobs):
        one, two = Client(), Client()
        come_in(one)
        run_jobs()
        before = len(mail.outbox)
        come_in(one)
        come_in(two)
        run_jobs()

        assert (before, len(mail.outbox)) == (0, 1)
        assert "Firefox · Linux" in mail.outbox[0].body


@pytest.mark.django_db
@pytest.mark.proves("R-X-1")
class TestAMandateThatShowsWhatIsOthers:
    def test_waits_for_the_second_factor_and_the_rest_stays(self, account, clerk):
        once = actor_of(account.person_id, on=NOW.date(), twice_proved=False)
        twice = actor_of(account.person_id, on=NOW.date())

        assert once.permissions == {READ_DIRECTORY}
        assert once.waits_for(MANAGE_REGISTRY)
        assert twice.permissions == {READ_DIRECTORY, MANAGE_REGISTRY}
        assert not twice.withheld

    def test_its_pages_say_why_and_lead_to_the_two_minutes(self, client, account, clerk):
        come_in(client)

        answer = client.get("/registre/")
        why = client.get(answer["Location"]).content.decode()

        assert answer["Location"] == "/mon-compte/second-facteur/?next=/registre/"
        assert "Vous tenez le registre." in why
        assert (
            "Votre mandat attend un second facteur" in client.get("/mon-espace/").content.decode()
        )

    def test_opens_as_soon_as_the_factor_is_added(self, client, account, clerk):
        come_in(client)
        client.post("/mon-compte/application/debut/")
        client.post("/mon-compte/application/", {"code": current_code(account)})

        assert client.get("/registre/").status_code == 200

    def test_opens_at_once_to_the_imaginary_people_of_a_demo(
        self, client, camille, clerk, settings, monkeypatch
    ):
        settings.DEMO = True
        persona = registry.DemoPersona(name="clerk", label="Greffe", find=lambda: camille.pk)
        monkeypatch.setattr(registry, "personas", lambda: [persona])
        client.post("/connexion/demonstration/", {"name": "clerk"})
        on_the_demo = client.get("/registre/").status_code
        settings.DEMO = False

        assert (on_the_demo, client.get("/registre/").status_code) == (200, 302)

    def test_a_mandate_that_shows_only_what_is_ours_waits_for_nothing(self, account, monkeypatch):
        grants = [Grant(permission="mandates.read_governance", scope_ids=None, reason="…")]
        source = RightsSource(name="test", grants=lambda person_id, on: grants)
        monkeypatch.setattr(registry, "rights_sources", lambda: (source,))

        once = actor_of(account.person_id, on=NOW.date(), twice_proved=False)

        assert once.permissions == {"mandates.read_governance"}


@pytest.mark.django_db
class TestAFreshProof:
    @pytest.fixture
    def stale(self, monkeypatch) -> Callable[[], None]:
        """Return what lets a quarter of an hour pass for every session."""

        def pass_time() -> None:
            for session in Session.objects.filter(account__isnull=False):
                browser = SessionStore()
                content = browser.decode(session.content)
                content["proved_at"] = (timezone.now() - timedelta(minutes=16)).isoformat()
                Session.objects.filter(pk=session.pk).update(
                    content=browser.encode(content), proved_at=content["proved_at"]
                )

        return pass_time

    def test_is_asked_by_the_password_and_what_was_typed_comes_back(self, client, account, stale):
        come_in(client)
        stale()

        sent = client.post("/mon-compte/application/debut/", {"a": "b"})
        asked = client.post(sent["Location"], {"a": "b"}).content.decode()
        done = client.post(
            sent["Location"], {"a": "b", "confirm-way": "password", "confirm-password": GOOD}
        ).content.decode()

        assert sent.status_code == 307
        assert '<input type="hidden" name="a" value="b">' in asked
        assert 'action="/mon-compte/application/debut/"' in done
        assert '<input type="hidden" name="a" value="b">' in done
        assert GOOD not in done
        assert client.post("/mon-compte/application/debut/", {"a": "b"}).status_code == 302
        assert RegisterLine.objects.get(action="accounts.proved_again").facts == {
            "method": "PASSWORD"
        }

    def test_gives_the_session_a_new_key_and_keeps_its_end(self, client, account, stale):
        come_in(client)
        stale()
        Session.objects.update(started_at=timezone.now() - timedelta(days=58))
        before = Session.objects.get()
        old = client.cookies["sessionid"].value

        client.post(
            "/connexion/confirmation/", {"confirm-way": "password", "confirm-password": GOOD}
        )

        after = Session.objects.get()
        assert client.cookies["sessionid"].value != old
        assert (after.pk, after.started_at) == (before.pk, before.started_at)
        thief = Client()
        thief.cookies["sessionid"] = old
        assert (who(client), who(thief)) == (account.person_id, None)

    @pytest.mark.parametrize(
        "path",
        [
            "/mon-compte/appareils/1/fin/",
            "/mon-compte/appareils/autres/fin/",
            "/mon-compte/fermeture/",
        ],
    )
    def test_is_asked_before_a_device_is_ended(self, client, account, stale, path):
        come_in(client)
        stale()

        assert client.post(path)["Location"].startswith("/connexion/confirmation/")
        assert Session.objects.count() == 1

    def test_is_asked_before_an_email_address_changes(self, client, account, stale):
        come_in(client)
        stale()
        path = f"/annuaire/{account.person.readable_id}/coordonnees/"
        typed = {"kind": "EMAIL", "value": "autre@example.org", "version": "1"}

        sent = client.post(path, typed)

        assert (sent.status_code, sent["Location"].split("?")[0]) == (
            307,
            "/connexion/confirmation/",
        )
        phone = {**typed, "kind": "PHONE", "value": "06 39 98 00 09"}
        assert client.post(path, phone)["Location"] == "/mon-profil/"

    def test_is_asked_by_the_code_of_who_has_one_and_not_by_the_password(
        self, client, account, stale
    ):
        with_app(account)
        come_in(client)
        client.post("/connexion/second-facteur/", {"code": current_code(account)})
        forget_the_last_code()
        stale()
        where = client.post("/mon-compte/codes-de-secours/")["Location"]

        by_password = client.post(
            where, {"confirm-way": "password", "confirm-password": GOOD}
        ).status_code
        still = client.post("/mon-compte/codes-de-secours/").status_code
        by_code = client.post(
            where, {"confirm-way": "code", "confirm-code": current_code(account)}
        ).status_code

        assert (by_password, still, by_code) == (422, 307, 302)
        assert client.post("/mon-compte/codes-de-secours/").status_code == 200
        assert client.get("/mon-compte/mot-de-passe/").status_code == 200

    def test_is_asked_by_a_letter_of_who_has_nothing_else(
        self, client, account, stale, run_jobs, last_letter
    ):
        come_in(client)
        Account.objects.update(password="")
        services_hash = Account.objects.get().get_session_auth_hash()
        session = client.session
        session["_auth_user_hash"] = services_hash
        session.save()
        stale()
        where = client.post("/mon-compte/application/debut/")["Location"]

        client.post(where, {"confirm-way": "send"})
        run_jobs()
        wrong = client.post(where, {"confirm-way": "letter", "confirm-code": "AAAAAA"})
        right = client.post(where, {"confirm-way": "letter", "confirm-code": last_letter()[1]})

        assert (wrong.status_code, right.status_code) == (422, 302)
        assert client.post("/mon-compte/application/debut/").status_code == 302

    def test_keeps_no_password_that_was_typed_elsewhere(self, client, account, stale):
        come_in(client)
        stale()
        where = client.post("/mon-compte/application/debut/")["Location"]

        asked = client.post(where, {"new": "la mer au petit matin", "a": "b"}).content.decode()

        assert "la mer au petit matin" not in asked
        assert 'name="a"' not in asked

    def test_of_another_way_back_leads_nowhere_else(self, client, account):
        come_in(client)

        answer = client.get("/connexion/confirmation/?next=https://evil.example/")

        assert answer["Location"] == "/mon-compte/"
