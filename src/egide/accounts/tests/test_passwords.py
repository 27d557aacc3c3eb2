"""Coming in by password, choosing one, and how often one may try."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher, make_password
from django.core import mail
from django.db import connection
from django.test import Client
from django.utils import timezone

from egide.accounts import services
from egide.accounts.models import Account, Session
from egide.accounts.queries import forbidden_words
from egide.accounts.rules.passwords import obstacles_to_password
from egide.kernel.access import Actor
from egide.kernel.errors import NotAllowed
from egide.kernel.models import RegisterLine
from egide.members.models import Person
from egide.members.tests.factories import make_person

GOOD = "un vélo bleu sous la pluie"
DOOR = "/connexion/mot-de-passe/"


def with_password(person: Person, password: str = GOOD) -> Account:
    return Account.objects.create(person=person, password=make_password(password))


def who(client: Client) -> int | None:
    return getattr(client.get("/mon-compte/").wsgi_request.user, "person_id", None)


def come_in(client: Client, identifier: str, password: str = GOOD, **headers: str):
    return client.post(DOOR, {"identifier": identifier, "password": password}, **headers)


@pytest.mark.django_db
class TestSigningIn:
    @pytest.mark.parametrize("name", ["email", "number", "readable_id"])
    def test_by_address_number_or_readable_id(self, client, camille, name):
        with_password(camille)
        typed = {
            "email": "CAMILLE@example.org",
            "number": camille.society_no,
            "readable_id": camille.readable_id,
        }

        come_in(client, typed[name])

        assert who(client) == camille.pk
        assert RegisterLine.objects.get(action="accounts.signed_in").facts == {"method": "PASSWORD"}

    def test_a_wrong_password_and_an_unknown_address_answer_alike(self, camille):
        with_password(camille)
        make_person(email="without@example.org")
        answers = []
        for identifier in ("camille@example.org", "nobody0@example.org", "without@example.org"):
            answer = come_in(Client(), identifier, "un autre mot de passe")
            page = answer.content.decode().replace(identifier, "…")
            page = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page)
            headers = {**answer.headers, "Expires": "now", "X-Request-Id": "drawn"}
            answers.append((answer.status_code, headers, page))

        assert answers[0] == answers[1] == answers[2]
        assert answers[0][0] == 422

    def test_a_hash_of_an_older_strength_is_replaced(self, client, camille, settings):
        settings.PASSWORD_HASHERS = [
            *settings.PASSWORD_HASHERS,
            "django.contrib.auth.hashers.PBKDF2PasswordHasher",
        ]
        account = Account.objects.create(
            person=camille, password=PBKDF2PasswordHasher().encode(GOOD, "salt" * 6, 1000)
        )

        come_in(client, "camille@example.org")

        account.refresh_from_db()
        assert account.password.startswith("argon2")
        assert who(client) == camille.pk

    def test_an_address_that_two_passwords_share_says_nothing_and_the_number_works(
        self, client, couple
    ):
        hugo, ines = couple
        with_password(hugo)
        with_password(ines, "la mer au petit matin")

        by_address = come_in(client, "maison@example.org").status_code
        come_in(client, str(ines.society_no), "la mer au petit matin")

        assert (by_address, who(client)) == (422, ines.pk)

    def test_a_page_of_our_own_is_where_one_goes_next(self, client, camille):
        with_password(camille)
        typed = {"identifier": "camille@example.org", "password": GOOD}

        ours = Client().post(DOOR, {**typed, "next": "/recherche/?q=a"})["Location"]
        elsewhere = Client().post(DOOR, {**typed, "next": "https://evil.example"})["Location"]

        assert (ours, elsewhere) == ("/recherche/?q=a", "/")

    def test_the_session_has_a_new_key_and_the_old_one_is_worth_nothing(self, camille):
        with_password(camille)
        fixed = Client()
        fixed.session["a"] = 1
        session = fixed.session
        session["planted"] = "by somebody else"
        session.save()
        fixed.cookies["sessionid"] = session.session_key

        come_in(fixed, "camille@example.org")

        assert fixed.cookies["sessionid"].value != session.session_key
        assert "planted" not in fixed.session
        stale = Client()
        stale.cookies["sessionid"] = session.session_key
        assert who(stale) is None


@pytest.mark.django_db
class TestTryingTooOften:
    def test_the_sixth_try_of_an_account_waits_whatever_the_name_used(self, camille):
        with_password(camille)
        names = ["camille@example.org", camille.readable_id, str(camille.society_no)]

        answers = [come_in(Client(), names[number % 3], "faux").status_code for number in range(5)]
        right = come_in(Client(), "camille@example.org")

        assert answers == [422] * 5
        assert right.status_code == 429
        assert 1 <= int(right["Retry-After"]) <= 300
        assert "minutes" in right.content.decode()

    def test_an_unknown_address_waits_just_the_same(self, camille):
        answers = [come_in(Client(), "nobody@example.org", "faux").status_code for _try in range(6)]

        assert answers == [422] * 5 + [429]

    def test_one_network_waits_after_sixty(self, camille, monkeypatch):
        monkeypatch.setattr(
            "egide.accounts.services.passwords._matches", lambda account, password: False
        )
        for number in range(60):
            come_in(
                Client(), f"nobody{number}@example.org", "faux", REMOTE_ADDR=f"2001:db8::{number:x}"
            )

        same_street = come_in(Client(), "else@example.org", REMOTE_ADDR="2001:db8::ffff")
        elsewhere = come_in(Client(), "else@example.org", REMOTE_ADDR="2001:db8:0:1::1")

        assert (same_street.status_code, elsewhere.status_code) == (429, 422)

    def test_the_door_opens_again_when_the_window_has_ended(self, client, camille):
        with_password(camille)
        for _try in range(6):
            come_in(client, "camille@example.org", "faux")
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE kernel_limitcount SET window_ends_at = now() - interval '1 second',"
                " instants = ARRAY(SELECT one - interval '301 seconds' FROM unnest(instants) one)"
            )

        come_in(client, "camille@example.org")

        assert who(client) == camille.pk


class TestAGoodPassword:
    @pytest.mark.parametrize(
        "password",
        [GOOD, "correct cheval batterie agrafe", "ⵣ" * 2 + "azulfellawn-yiwen", "0123ab" * 3],
    )
    def test_is_long_and_nothing_else(self, password):
        assert obstacles_to_password(password) == []

    @pytest.mark.parametrize(
        ("password", "said"),
        [
            ("onze caract", "au moins 12"),
            ("a" * 501, "dépasser 500"),
            ("aaaaaaaaaaaaaaaa", "répète"),
            ("abababababababab", "répète"),
            ("MotDePasse2024!", "listes"),
            ("motdepassemotdepasse", "listes"),
            ("AZERTYUIOP1234", "listes"),
            ("Je t'aime 123456", "listes"),
            ("1q2w3e4r5t6y", "listes"),
            ("le jardin de camille", "votre nom"),
            ("TORELISSE-au-soleil", "votre nom"),
            ("jean luc est arrivé", "votre nom"),
            ("ma société d’à côté 900123", "votre nom"),
        ],
    )
    def test_is_refused_in_words(self, password, said):
        words = ["Camille", "Jean-Luc", "Torelisse", "900123"]

        obstacles = obstacles_to_password(password, forbidden=words)

        assert any(said in obstacle for obstacle in obstacles), obstacles

    @pytest.mark.django_db
    def test_may_not_hold_names_accented_or_not(self):
        person = make_person(first_names="Inès", usage_name="Corandel")

        obstacles = obstacles_to_password(
            "chez ines tout va bien", forbidden=forbidden_words(person)
        )

        assert len(obstacles) == 1


@pytest.mark.django_db
class TestChoosingAPassword:
    def choose(self, client: Client, new: str = GOOD, current: str = "", again: str | None = None):
        typed = {"current": current, "new": new, "again": new if again is None else again}
        return client.post("/mon-compte/mot-de-passe/", typed)

    @pytest.mark.proves("R-X-3")
    def test_after_a_link_it_is_enough_to_type_it_twice(self, client, camille, run_jobs):
        client.force_login(Account.objects.create(person=camille))

        answer = self.choose(client)

        account = Account.objects.get()
        assert (answer.status_code, account.check_password(GOOD)) == (302, True)
        line = RegisterLine.objects.get(action="accounts.password_set")
        assert (line.actor, line.facts) == (f"person:{camille.pk}", {})
        assert who(client) == camille.pk
        run_jobs()
        assert [(letter.to, letter.subject.split(" · ")[0]) for letter in mail.outbox] == [
            (["camille@example.org"], "Votre mot de passe a changé")
        ]

    def test_the_notice_is_in_the_language_that_the_person_chose(self, client, camille, run_jobs):
        Person.objects.filter(pk=camille.pk).update(letter_language="en")
        client.force_login(Account.objects.create(person=camille))

        self.choose(client)

        run_jobs()
        assert mail.outbox[0].subject.startswith("Your password has changed · ")

    def test_who_has_one_gives_the_present_one_even_just_after_signing_in_by_it(self, camille):
        with_password(camille)
        client = Client()
        come_in(client, "camille@example.org")

        without = self.choose(client, "la mer au petit matin")
        wrong = self.choose(client, "la mer au petit matin", current=GOOD.upper())
        blanks = self.choose(client, "la mer au petit matin", current=f" {GOOD} ")
        right = self.choose(client, "la mer au petit matin", current=GOOD)

        statuses = [one.status_code for one in (without, wrong, blanks, right)]
        assert statuses == [422, 422, 422, 302]

    def test_what_is_typed_is_hidden(self, client, camille):
        client.force_login(with_password(camille))
        page = client.get("/mon-compte/mot-de-passe/").content.decode()

        assert page.count('type="password"') == 3
        assert Client().get("/connexion/").content.decode().count('type="password"') == 1

    def test_other_devices_are_out_at_once(self, camille):
        here, elsewhere = Client(), Client()
        account = Account.objects.create(person=camille)
        here.force_login(account)
        elsewhere.force_login(account)

        self.choose(here)

        assert (who(here), who(elsewhere)) == (camille.pk, None)

    def test_later_the_present_one_is_asked_for(self, client, camille):
        account = with_password(camille)
        client.force_login(account)
        Session.objects.update(
            started_at=timezone.now() - timedelta(minutes=16),
            second_factor="",  # who has none proves it by the password
        )
        other = "la mer au petit matin"

        without = self.choose(client, other)
        wrong = self.choose(client, other, current="faux")
        unchanged = Account.objects.get().password == account.password
        right = self.choose(client, other, current=GOOD)

        assert (without.status_code, wrong.status_code, unchanged, right.status_code) == (
            422,
            422,
            True,
            302,
        )
        assert Account.objects.get().check_password(other)

    def test_guessing_the_present_one_is_counted_with_the_tries_at_the_door(self, client, camille):
        client.force_login(with_password(camille))
        Session.objects.update(
            started_at=timezone.now() - timedelta(minutes=16),
            second_factor="",  # who has none proves it by the password
        )
        answers = [
            self.choose(client, "la mer au petit matin", current="faux").status_code
            for _try in range(6)
        ]

        assert answers == [422] * 5 + [429]
        assert come_in(Client(), "camille@example.org").status_code == 429

    @pytest.mark.parametrize(
        ("new", "again"),
        [("court", "court"), (GOOD, "autre chose"), ("", ""), ("x" * 600, "x" * 600)],
    )
    def test_a_bad_one_changes_nothing(self, client, camille, new, again):
        client.force_login(Account.objects.create(person=camille))

        answer = self.choose(client, new, again=again)

        assert (answer.status_code, Account.objects.get().password) == (422, "")
        assert not RegisterLine.objects.filter(action="accounts.password_set").exists()

    def test_nobody_chooses_it_for_somebody_else(self, camille):
        account = Account.objects.create(person=camille)
        stranger = Actor(name="person:1", person_id=camille.pk + 1)

        for verb, more in (
            (services.set_password, {"password": GOOD}),
            (services.remove_password, {}),
        ):
            with pytest.raises(NotAllowed):
                verb(
                    account=account,
                    proved_at=timezone.now(),
                    at=timezone.now(),
                    by=stranger,
                    **more,
                )

    def test_it_can_be_given_up(self, client, camille):
        client.force_login(with_password(camille))

        client.post("/mon-compte/mot-de-passe/suppression/")

        assert Account.objects.get().password == ""
        assert RegisterLine.objects.filter(action="accounts.password_removed").count() == 1
        assert who(client) == camille.pk
        assert come_in(Client(), "camille@example.org", "").status_code == 422
