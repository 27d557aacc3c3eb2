"""Who lost their mail comes in again, on proofs; and everybody concerned may stop it."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from django.utils.timezone import localdate

from egide.accounts import queries, services
from egide.accounts.enums import ChangeState, Evidence, RecoveryState
from egide.accounts.models import Account, AddressChange, Recovery, Session
from egide.accounts.permissions import KEEP_ACCOUNTS
from egide.accounts.queries.recovery import candidates, compared
from egide.accounts.services import RecoveryRefused, Told
from egide.accounts.tests.factors import with_app
from egide.kernel.access import CLOCK, VISITOR, Actor, Grant, StaleProof
from egide.kernel.errors import NotAllowed
from egide.kernel.models import Letter, RegisterLine
from egide.members.models import ContactPoint
from egide.members.tests.factories import make_person, make_promotion

pytestmark = [pytest.mark.django_db, pytest.mark.proves("G19")]
NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
ENOUGH = [Evidence.BIRTH, Evidence.CALLED]
TYPED = {
    "first_names": "Camille",
    "name": "Torelisse",
    "promotion": "Bordeaux 198",
    "born_on": "1980-02-29",
    "former": "camille@example.org",
    "address": "Neuve@example.net",
}


def keeper(person_id: int | None = None, *, factor_at: datetime | None = NOW) -> Actor:
    grant = Grant(permission=KEEP_ACCOUNTS, scope_ids=None, reason="")
    number = person_id if person_id is not None else make_person().pk
    return Actor(name=f"person:{number}", person_id=number, grants=(grant,), factor_at=factor_at)


@pytest.fixture
def camille(db):
    return make_person(
        first_names="Camille",
        usage_name="Torelisse",
        email="camille@example.org",
        phone="+33639980001",
        promotion=make_promotion("Bo", 1998),
        born_on=date(1980, 2, 29),
    )


@pytest.fixture
def asked(camille) -> Recovery:
    """A request whose new address is confirmed and whose record is known."""
    told = Told(
        first_names="Camille",
        name="Torelisse",
        born_on=date(1980, 2, 29),
        former=TYPED["former"],
        address="neuve@example.net",
    )
    recovery = services.ask_recovery(told=told, language="fr", site="", at=NOW, by=VISITOR)
    services.confirm_recovery(recovery=recovery, at=NOW, by=VISITOR)
    return services.name_person(recovery=recovery, person=camille, by=keeper())


def accept(recovery: Recovery, *, by: Actor | None = None, evidence=ENOUGH, sponsor=None):
    return services.accept_recovery(
        recovery=recovery,
        evidence=evidence,
        sponsor=sponsor,
        reason="Rappelée, elle a répondu.",
        at=NOW,
        on=NOW.date(),
        by=by or keeper(),
    )


def acts() -> list[str]:
    return list(RegisterLine.objects.order_by("number").values_list("action", flat=True))


def opening(address: str) -> list[int]:
    return [person.pk for person in queries.people_at(address)]


class TestAsking:
    def test_the_answer_is_the_same_whoever_is_known(
        self, client, camille, django_assert_num_queries
    ):
        answers = []
        for name in ("Torelisse", "Personne"):
            with django_assert_num_queries(20, exact=False):
                answers.append(client.post("/connexion/acces-perdu/", {**TYPED, "name": name}))

        assert [(one.status_code, one["Location"]) for one in answers] == [
            (302, "/connexion/acces-perdu/lettre/")
        ] * 2
        assert Recovery.objects.filter(person=None, state=RecoveryState.ASKED).count() == 2
        assert Recovery.objects.first().address == "neuve@example.net"

    def test_ten_an_hour_from_one_network_and_three_a_day_to_one_address(self, client, camille):
        statuses = [client.post("/connexion/acces-perdu/", TYPED).status_code for _turn in range(4)]
        assert statuses == [302, 302, 302, 429]

        for turn in range(6):
            client.post("/connexion/acces-perdu/", {**TYPED, "address": f"n{turn}@example.net"})
        last = client.post("/connexion/acces-perdu/", {**TYPED, "address": "autre@example.net"})
        assert last.status_code == 429
        assert "Torelisse" in last.content.decode()

    def test_the_desk_sees_it_once_the_letter_s_button_was_pressed(self, client, camille, run_jobs):
        client.post("/connexion/acces-perdu/", TYPED)
        run_jobs()
        (letter,) = mail.outbox
        path = re.search(r"http://[^/]+(/connexion/acces-perdu/\S+)", letter.body)[1]

        assert letter.to == ["neuve@example.net"]
        assert client.get(path).status_code == 200
        assert Recovery.objects.get().state == RecoveryState.ASKED

        client.post(f"{path}envoi/")
        assert Recovery.objects.get().state == RecoveryState.TO_WEIGH

        client.post(f"{path}retrait/")
        assert Recovery.objects.get().state == RecoveryState.CANCELLED
        assert "déjà" not in client.get(path).content.decode()

    def test_nobody_guesses_the_address_of_a_request(self, client, asked):
        assert client.get("/connexion/acces-perdu/AAAA:BBBB/").status_code == 404
        assert client.post("/connexion/opposition/AAAA:BBBB/").status_code == 404

    def test_what_nobody_confirms_is_forgotten_and_what_nobody_weighs_is_closed(
        self, camille, asked
    ):
        told = Told(first_names="A", name="B", address="b@example.net")
        services.ask_recovery(told=told, language="fr", site="", at=NOW, by=VISITOR)

        services.expire_recoveries(at=NOW + timedelta(hours=23), on=localdate(), by=CLOCK)
        assert Recovery.objects.count() == 2
        services.expire_recoveries(at=NOW + timedelta(days=30), on=localdate(), by=CLOCK)

        assert Recovery.objects.get().state == RecoveryState.EXPIRED


class TestWeighing:
    def test_what_was_told_stands_beside_what_is_known(self, asked, camille):
        lines = {line.label: (line.told, line.known) for line in compared(asked)}

        assert lines["Date de naissance"] == ("29 février 1980", ("29 février 1980",))
        assert lines["Anciennes adresses, anciens téléphones"] == (
            "camille@example.org",
            ("camille@example.org", "+33639980001"),
        )

    def test_records_are_offered_by_name_and_by_former_address(self, asked, camille):
        other = make_person(first_names="Zoé", usage_name="Valesquier", email="zoe@example.org")
        asked.former = "j’avais zoe@example.org"

        assert {camille, other} <= set(candidates(asked))

    @pytest.mark.parametrize(
        "evidence",
        [[], [Evidence.CALLED], [Evidence.PROMOTION, Evidence.BIRTH, Evidence.FORMER]],
    )
    def test_what_a_stranger_may_have_read_is_not_enough(self, asked, evidence):
        with pytest.raises(RecoveryRefused, match="deux preuves au moins"):
            accept(asked, evidence=evidence)

    def test_the_comrade_is_of_the_same_promotion_and_is_named(self, asked):
        stranger = make_person(promotion=make_promotion("Bo", 1999))
        comrade = make_person(promotion=make_promotion("Bo", 1998))
        proofs = [Evidence.BIRTH, Evidence.SPONSOR]

        with pytest.raises(RecoveryRefused, match="même promotion"):
            accept(asked, evidence=proofs, sponsor=stranger)
        with pytest.raises(RecoveryRefused, match="quel camarade"):
            accept(asked, evidence=proofs)
        assert accept(asked, evidence=proofs, sponsor=comrade).state == RecoveryState.ACCEPTED

    def test_nobody_decides_for_oneself_without_the_right_or_on_an_old_proof(self, asked, camille):
        with pytest.raises(NotAllowed, match="propre demande"):
            accept(asked, by=keeper(camille.pk))
        with pytest.raises(NotAllowed, match="Il vous manque"):
            accept(asked, by=Actor(name="person:1", person_id=1, factor_at=NOW))
        with pytest.raises(StaleProof):
            accept(asked, by=keeper(factor_at=NOW - timedelta(minutes=16)))
        assert Recovery.objects.get().state == RecoveryState.TO_WEIGH

    def test_a_suspended_account_is_opened_first(self, asked, camille):
        Account.objects.create(person=camille, is_active=False, closed_at=NOW)

        with pytest.raises(RecoveryRefused, match="suspendu"):
            accept(asked)

    def test_a_refusal_says_why_and_may_come_until_the_delay_ends(self, asked):
        accept(asked)
        refused = services.refuse_recovery(
            recovery=asked, reason="C’était un autre.", at=NOW, by=keeper()
        )

        assert refused.state == RecoveryState.REFUSED
        assert AddressChange.objects.get().state == ChangeState.DROPPED
        with pytest.raises(RecoveryRefused, match="close"):
            accept(asked)


class TestTheDelay:
    def test_the_new_address_opens_after_seventy_two_hours_and_the_old_one_no_more(
        self, asked, camille, run_jobs
    ):
        account = Account.objects.create(person=camille)
        with_app(account)
        Session.objects.create(
            key_hash="a" * 64, account=account, method="LINK", expires_at=NOW + timedelta(days=900)
        )
        by = keeper()
        accept(asked, by=by)

        services.hold_due_changes(
            at=NOW + timedelta(hours=71, minutes=59), on=localdate(), by=CLOCK
        )
        assert (opening("camille@example.org"), opening("neuve@example.net")) == ([camille.pk], [])
        services.hold_due_changes(at=NOW + timedelta(hours=72), on=localdate(), by=CLOCK)
        services.hold_due_changes(at=NOW + timedelta(hours=73), on=localdate(), by=CLOCK)

        assert (opening("camille@example.org"), opening("neuve@example.net")) == ([], [camille.pk])
        assert Recovery.objects.get().state == RecoveryState.DONE
        assert not Session.objects.exists()
        assert queries.has_second_factor(account)
        line = RegisterLine.objects.get(action="accounts.recovery_accepted")
        assert (line.actor, line.reason) == (by.name, "Rappelée, elle a répondu.")
        assert line.facts["evidence"] == ["BIRTH", "CALLED"]
        assert acts().count("accounts.address_change_held") == 1

    def test_a_lost_second_factor_goes_with_it(self, asked, camille):
        account = Account.objects.create(person=camille)
        with_app(account)
        Recovery.objects.update(lost_factor=True)
        accept(asked)

        services.hold_due_changes(at=NOW + timedelta(hours=72), on=localdate(), by=CLOCK)

        assert not queries.has_second_factor(account)

    def test_every_address_is_told_also_a_dead_one_and_stops_it_in_one_press(
        self, asked, camille, run_jobs
    ):
        ContactPoint.objects.create(
            person=camille, kind="EMAIL", value="vieille@example.org", invalid=True
        )
        mail.outbox.clear()
        Letter.objects.all().delete()
        accept(asked)
        run_jobs()

        told = {letter.to[0]: letter for letter in mail.outbox}
        assert set(told) == {"camille@example.org", "vieille@example.org", "neuve@example.net"}
        path = re.search(r"(/connexion/opposition/\S+)", told["vieille@example.org"].body)[1]
        assert "opposition" not in told["neuve@example.net"].body
        visitor = Client()
        assert "tout arrêter" in visitor.get(path).content.decode()
        assert AddressChange.objects.get().state == ChangeState.WAITING
        visitor.post(path)

        services.hold_due_changes(at=NOW + timedelta(hours=100), on=localdate(), by=CLOCK)
        assert Recovery.objects.get().state == RecoveryState.OBJECTED
        assert (opening("camille@example.org"), opening("neuve@example.net")) == ([camille.pk], [])
        assert visitor.post(path, follow=True).status_code == 200
        assert acts().count("accounts.address_change_objected") == 1

    def test_whoever_is_signed_in_sees_it_coming(self, asked, camille, client):
        account = Account.objects.create(person=camille)
        client.force_login(account)
        accept(asked)

        assert "Arrêter ce changement" in client.get("/mon-compte/").content.decode()
        assert "/connexion/opposition/" in client.get("/mon-espace/").content.decode()

    def test_the_asker_may_take_it_back_until_the_end(self, asked):
        accept(asked)
        services.cancel_recovery(recovery=asked, at=NOW, by=VISITOR)

        assert AddressChange.objects.get().state == ChangeState.DROPPED
        assert (
            services.hold_due_changes(at=NOW + timedelta(hours=100), on=localdate(), by=CLOCK) == 0
        )


class TestTheDesk:
    @pytest.fixture
    def desk(self, client, sign_in) -> Client:
        return sign_in(make_person(first_names="Zoé", usage_name="Valesquier"), KEEP_ACCOUNTS)

    def test_weighs_a_request_from_its_list_to_its_decision(self, desk, camille):
        told = Told(
            first_names="Camille", name="Torelisse", born_on=date(1980, 2, 29), address="n@x.fr"
        )
        recovery = services.ask_recovery(
            told=told, language="fr", site="", at=timezone.now(), by=VISITOR
        )
        services.confirm_recovery(recovery=recovery, at=timezone.now(), by=VISITOR)
        assert "Camille Torelisse" in desk.get("/comptes/").content.decode()
        page = f"/comptes/demandes/{recovery.pk}/"
        assert camille.readable_id in desk.get(page).content.decode()

        desk.post(f"{page}fiche/", {"record": camille.readable_id})
        refused = desk.post(f"{page}accord/", {"evidence": ["BIRTH"], "reason": "Je la connais."})
        assert refused.status_code == 422
        assert "Je la connais." in refused.content.decode()
        desk.post(f"{page}accord/", {"evidence": ["BIRTH", "SEEN"], "reason": "Venue."})

        assert Recovery.objects.get().state == RecoveryState.ACCEPTED
        assert "opposition jusqu’au" in desk.get("/comptes/").content.decode()
        desk.post(f"{page}refus/", {"reason": "Elle a rappelé : ce n’était pas elle."})
        assert "refusée" in desk.get("/comptes/demandes/closes/").content.decode()

    def test_suspends_an_account_and_opens_it_again(self, desk, camille, client):
        account = Account.objects.create(person=camille)
        client.force_login(account)
        page = f"/comptes/personnes/{camille.readable_id}/"
        assert "Suspendre le compte" in desk.get(page).content.decode()

        assert desk.post(f"{page}suspension/", {"reason": ""}).status_code == 422
        desk.post(f"{page}suspension/", {"reason": "Boîte aux lettres volée."})

        account.refresh_from_db()
        assert (account.is_active, account.closed_why) == (False, "Boîte aux lettres volée.")
        assert client.get("/mon-compte/").status_code == 302
        assert not Session.objects.filter(account=account).exists()
        assert "Boîte aux lettres volée." in desk.get("/comptes/").content.decode()
        desk.post(f"{page}reouverture/", {"reason": "Boîte reprise."})
        account.refresh_from_db()
        assert (account.is_active, account.closed_why) == (True, "")

    def test_ends_all_that_an_account_opens(self, desk, camille, client):
        client.force_login(Account.objects.create(person=camille))

        desk.post(f"/comptes/personnes/{camille.readable_id}/fin/")

        assert client.get("/mon-compte/").status_code == 302
        assert RegisterLine.objects.get(action="accounts.everything_ended").facts == {"count": 1}

    def test_does_nothing_on_the_keeper_s_own_account(self, sign_in):
        own = make_person(first_names="Zoé", usage_name="Valesquier")
        desk = sign_in(own, KEEP_ACCOUNTS)
        page = f"/comptes/personnes/{own.readable_id}/"

        assert desk.post(f"{page}suspension/", {"reason": "Moi."}).status_code == 403
        assert Account.objects.get(person=own).is_active


class TestClosingEverythingOfOneself:
    def test_one_is_out_everywhere_here_too(self, client, camille):
        account = Account.objects.create(person=camille)
        other = Client()
        for browser in (client, other):
            browser.force_login(account)

        answer = client.post("/mon-compte/fermeture/")

        assert answer["Location"] == "/deconnexion/faite/"
        assert [one.get("/mon-compte/").status_code for one in (client, other)] == [302, 302]
