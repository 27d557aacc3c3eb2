"""Coming in by a link: once, in ten minutes, in the browser that asked."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from egide.accounts.models import Account, SignInLink
from egide.kernel.models import RegisterLine
from egide.members.enums import LifeStatus
from egide.members.models import ContactPoint
from egide.members.tests.factories import make_person

ASK, LETTER = "/connexion/lien/", "/connexion/courrier/"


def who(client: Client) -> int | None:
    """Return the person whom the site takes this browser for."""
    user = client.get("/mon-compte/").wsgi_request.user
    return getattr(user, "person_id", None)


def ask(client: Client, identifier: str, **more: str):
    return client.post(ASK, {"identifier": identifier, **more})


@pytest.mark.django_db
class TestALinkOpensTheDoor:
    def test_looking_at_the_link_does_nothing_and_its_button_signs_in(
        self, client, camille, run_jobs, last_letter
    ):
        ask(client, "Camille@Example.org ")
        run_jobs()
        path, _code = last_letter()

        looked = client.get(path)
        signed_in_by_looking = who(client)
        client.post(path)

        assert looked.status_code == 200
        assert signed_in_by_looking is None
        assert who(client) == camille.pk

    @pytest.mark.parametrize(
        ("path", "said"),
        [
            ("/mon-compte/", "« Mon compte » s’ouvre une fois connecté"),
            ("/annuaire/qui.que.ce.soit/", "La page que vous demandez s’ouvre une fois connecté"),
        ],
    )
    def test_who_is_led_to_the_door_reads_why(self, client, path, said):
        door = client.get(path, follow=True).content.decode().replace("\xa0", " ")
        plain = client.get("/connexion/").content.decode().replace("\xa0", " ")

        assert (said in door, "s’ouvre une fois connecté" in plain) == (True, False)
        assert f'name="next" value="{path}"' in door

    def test_the_letter_leads_back_to_the_page_that_was_asked_for(
        self, client, camille, run_jobs, last_letter
    ):
        ask(client, "camille@example.org", next="/mon-compte/")
        run_jobs()

        answer = client.post(last_letter()[0])

        assert (answer.status_code, answer["Location"]) == (302, "/mon-compte/")

    @pytest.mark.parametrize(
        "elsewhere",
        ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"],
    )
    def test_it_never_leads_to_another_site(
        self, client, camille, run_jobs, last_letter, elsewhere
    ):
        ask(client, "camille@example.org", next=elsewhere)
        run_jobs()

        assert client.post(last_letter()[0])["Location"] == "/"

    def test_a_number_or_a_readable_id_will_do(self, client, camille, run_jobs):
        ask(client, str(camille.society_no))
        ask(client, camille.readable_id.upper())
        run_jobs()

        assert [letter.to for letter in mail.outbox] == [["camille@example.org"]] * 2

    @pytest.mark.proves("R-X-3")
    def test_coming_in_is_written_in_the_register_without_the_address(
        self, client, camille, run_jobs, last_letter
    ):
        ask(client, "camille@example.org")
        run_jobs()
        client.post(last_letter()[0])

        line = RegisterLine.objects.get(action="accounts.signed_in")
        account = Account.objects.get(person=camille)
        assert (line.actor, line.subject, line.facts) == (
            f"person:{camille.pk}",
            f"accounts.account:{account.pk}",
            {"method": "LINK"},
        )

    def test_the_table_holds_neither_the_token_nor_the_code(
        self, client, camille, run_jobs, last_letter
    ):
        ask(client, "camille@example.org")
        run_jobs()

        path, code = last_letter()
        link = SignInLink.objects.get()
        kept = " ".join(str(value) for value in SignInLink.objects.values_list().get())
        assert path.split("/")[-2] not in kept
        assert code not in kept
        assert client.cookies["egide_browser"].value not in kept
        assert (link.identifier, len(link.token_hash)) == ("", 64)

    @pytest.mark.proves("R-X-10")
    def test_the_letter_is_in_the_language_of_who_asked(self, client, camille, run_jobs):
        client.cookies["django_language"] = "en"
        ask(client, "camille@example.org")
        run_jobs()

        assert mail.outbox[0].subject == f"Your sign-in link · {settings.SOCIETY_NAME}"


@pytest.mark.django_db
class TestALinkIsRefused:
    def test_the_second_time(self, client, camille, run_jobs, last_letter):
        ask(client, "camille@example.org")
        run_jobs()
        path, code = last_letter()
        client.post(path)
        client.post("/deconnexion/")

        again, by_code = client.post(path), client.post(LETTER, {"code": code})

        assert (again.status_code, by_code.status_code, who(client)) == (403, 422, None)
        assert "déjà servi" in again.content.decode()

    def test_ten_minutes_later(self, client, camille, run_jobs, last_letter):
        ask(client, "camille@example.org")
        run_jobs()
        SignInLink.objects.update(
            expires_at=timezone.now(), asked_at=timezone.now() - timedelta(minutes=10)
        )

        answer = client.post(last_letter()[0])

        assert (answer.status_code, who(client)) == (403, None)
        assert "dix minutes" in answer.content.decode()

    @pytest.mark.parametrize("stolen", ["", "A" * 43])
    def test_in_another_browser(self, client, camille, run_jobs, last_letter, stolen):
        ask(client, "camille@example.org")
        run_jobs()
        thief = Client()
        if stolen:
            thief.cookies["egide_browser"] = stolen

        looked, pressed = thief.get(last_letter()[0]), thief.post(last_letter()[0])

        assert (looked.status_code, pressed.status_code, who(thief)) == (403, 403, None)
        assert "autre navigateur" in pressed.content.decode()
        assert SignInLink.objects.get().used_at is None

    def test_when_it_was_never_made(self, client):
        assert client.post("/connexion/lien/nothing/").status_code == 403

    def test_when_the_person_died_in_the_meantime(self, client, camille, run_jobs, last_letter):
        ask(client, "camille@example.org")
        run_jobs()
        camille.life_status, camille.listed = LifeStatus.DECEASED, False
        camille.save()

        assert client.post(last_letter()[0]).status_code == 403
        assert who(client) is None

    def test_when_the_account_is_closed(self, client, camille, run_jobs, last_letter):
        Account.objects.create(person=camille, is_active=False)
        ask(client, "camille@example.org")
        run_jobs()

        answer = client.post(last_letter()[0])

        assert (answer.status_code, who(client)) == (403, None)
        assert "fermé" in answer.content.decode()


@pytest.mark.django_db
class TestACodeOpensTheDoorToo:
    def test_on_the_device_that_asked(self, client, camille, run_jobs, last_letter):
        ask(client, "camille@example.org")
        run_jobs()

        code = last_letter()[1]
        client.post(LETTER, {"code": f" {code[:3].lower()} {code[3:]} "})

        assert who(client) == camille.pk

    def test_on_no_other_device(self, client, camille, run_jobs, last_letter):
        ask(client, "camille@example.org")
        run_jobs()
        thief = Client()
        ask(thief, "nobody@example.org")

        answer = thief.post(LETTER, {"code": last_letter()[1]})

        assert (answer.status_code, who(thief)) == (422, None)

    def test_five_times_at_most(self, client, camille, run_jobs, last_letter):
        ask(client, "camille@example.org")
        run_jobs()

        answers = [client.post(LETTER, {"code": "AAAAAA"}).status_code for _try in range(5)]
        last = client.post(LETTER, {"code": last_letter()[1]})

        assert answers == [422] * 5
        assert (last.status_code, last["Retry-After"].isdigit(), who(client)) == (429, True, None)


@pytest.mark.django_db
class TestACouple:
    def test_says_who_came_in_and_only_after_the_button(
        self, client, couple, run_jobs, last_letter
    ):
        hugo, ines = couple
        ask(client, "maison@example.org")
        run_jobs()
        path = last_letter()[0]

        looked, pressed = client.get(path), client.post(path)
        client.post(path, {"person": ines.pk})

        assert "Valesquier" not in looked.content.decode()
        assert hugo.full_name in pressed.content.decode()
        assert ines.full_name in pressed.content.decode()
        assert who(client) == ines.pk

    def test_does_not_let_a_stranger_be_chosen(
        self, client, couple, camille, run_jobs, last_letter
    ):
        ask(client, "maison@example.org")
        run_jobs()

        answer = client.post(last_letter()[0], {"person": camille.pk})

        assert (answer.status_code, who(client)) == (403, None)

    def test_by_number_opens_to_that_one_only(self, client, couple, run_jobs, last_letter):
        hugo, ines = couple
        ask(client, str(hugo.society_no))
        run_jobs()

        refused = client.post(last_letter()[0], {"person": ines.pk})
        client.post(last_letter()[0])

        assert (refused.status_code, who(client)) == (403, hugo.pk)


@pytest.mark.django_db
class TestNobodyLearnsWhoIsKnown:
    def test_status_body_and_headers_are_equal(self, camille, run_jobs):
        answers = []
        for identifier in ("camille@example.org", "nobody@example.org"):
            browser = Client()
            asked = ask(browser, identifier)
            answers.append(
                (
                    asked.status_code,
                    {**asked.headers, "Expires": "now", "X-Request-Id": "drawn"},
                    browser.get(LETTER).content,
                )
            )

        (known_status, known_headers, known_page), (other_status, other_headers, other_page) = (
            answers
        )
        assert known_status == other_status == 302
        assert known_headers == other_headers
        assert without_csrf(known_page) == without_csrf(other_page)

    def test_asking_costs_the_same_queries(self, camille):
        counts = []
        for identifier in ("camille@example.org", "nobody@example.org"):
            browser = Client()
            with CaptureQueriesContext(connection) as asked:
                ask(browser, identifier)
            counts.append([query["sql"].split()[0] for query in asked.captured_queries])

        assert counts[0] == counts[1]

    def test_no_letter_and_no_trace_is_left_of_an_unknown_address(self, client, run_jobs):
        ask(client, "nobody@example.org")
        run_jobs()

        assert mail.outbox == []
        assert not SignInLink.objects.exists()

    @pytest.mark.parametrize("change", [{"invalid": True}, {"primary": False}])
    def test_an_address_that_fails_or_was_only_announced_opens_nothing(
        self, client, camille, run_jobs, change
    ):
        ContactPoint.objects.update(**change)

        ask(client, "camille@example.org")
        run_jobs()

        assert mail.outbox == []

    def test_asking_is_limited_alike(self, camille):
        statuses = {}
        for identifier in ("camille@example.org", "nobody@example.org"):
            statuses[identifier] = [ask(Client(), identifier).status_code for _try in range(6)]

        assert list(statuses.values()) == [[302] * 5 + [429]] * 2

    def test_one_mailbox_is_not_flooded_by_whoever_knows_its_numbers(
        self, client, camille, run_jobs
    ):
        for number in range(8):
            identifier = [camille.readable_id, str(camille.society_no), "camille@example.org"][
                number % 3
            ]
            ask(client, identifier)
        run_jobs()

        assert len(mail.outbox) == 6


def without_csrf(page: bytes) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page.decode())


@pytest.mark.django_db
def test_an_address_with_a_fault_is_answered_with_a_sentence(client):
    for typed in ("", "é" * 300, "x" * 10_000):
        answer = ask(client, typed)

        assert answer.status_code == 422


@pytest.mark.django_db
def test_hostile_identifiers_find_nobody(client, run_jobs):
    make_person(email="camille@example.org")

    expected = {
        "'; DROP TABLE x --": 302,
        "9" * 40: 302,
        "\x00@x": 422,
        "٣٤": 302,
        "a@b..": 302,
        "%": 302,
        "camille@example.org\r\nBcc: x@y.z": 302,
    }
    found = {typed: ask(client, typed).status_code for typed in expected}
    run_jobs()

    assert found == expected

    assert mail.outbox == []
