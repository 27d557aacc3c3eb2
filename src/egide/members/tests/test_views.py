"""The pages of the registry: who opens them, what they say, what they never say."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from egide.kernel import limits
from egide.kernel.models import RegisterLine
from egide.members.enums import (
    ProfileField,
)
from egide.members.models import (
    Person,
    PersonAlias,
)
from egide.members.permissions import EXPORT_DIRECTORY, MANAGE_REGISTRY
from egide.members.tests.conftest import SECRETS, show, text_of
from egide.members.tests.factories import make_person, make_promotion

pytestmark = pytest.mark.django_db


MEMBER_PAGES = (
    "members:directory",
    "members:suggestions",
    "members:promotions",
    "members:my_profile",
)
CLERK_PAGES = ("members:desk", "members:register")
PERSON_PAGES = ("profile", "card", "report_death")
KEEPER_PAGES = (
    "edit_names",
    "edit_details",
    "edit_address",
    "add_contact",
    "add_position",
    "edit_visibility",
    "history",
)


@pytest.mark.parametrize("name", [*MEMBER_PAGES, *CLERK_PAGES])
def test_a_visitor_is_asked_to_sign_in(client, name):
    answer = client.get(reverse(name))

    assert answer.status_code == 302
    assert answer["Location"].startswith("/connexion/")


@pytest.mark.parametrize("name", MEMBER_PAGES)
def test_a_member_opens_the_members_pages(sign_in, camille, name):
    assert sign_in(camille).get(reverse(name)).status_code == 200


@pytest.mark.parametrize("name", CLERK_PAGES)
def test_the_desk_is_the_clerks(sign_in, camille, paul, name):
    assert sign_in(paul).get(reverse(name)).status_code == 403
    assert sign_in(camille, MANAGE_REGISTRY).get(reverse(name)).status_code == 200


@pytest.mark.parametrize("page", ["standing", "death"])
def test_acts_on_a_person_are_the_clerks(sign_in, camille, paul, page):
    address = reverse(f"members:{page}", args=[camille.readable_id])

    assert sign_in(paul).get(address).status_code == 403
    assert sign_in(make_person(), MANAGE_REGISTRY).get(address).status_code == 200


@pytest.mark.proves("R-REG-7")
@pytest.mark.parametrize("page", [*PERSON_PAGES, *KEEPER_PAGES])
def test_somebody_hidden_and_somebody_who_does_not_exist_look_the_same(sign_in, paul, page):
    hidden = make_person(first_names="Inès", usage_name="Corandel", listed=False)
    reader = sign_in(paul)

    answers = [
        reader.get(reverse(f"members:{page}", args=[name]))
        for name in (hidden.readable_id, "personne.du.tout")
    ]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert "Corandel" not in text_of(answers[0])


@pytest.mark.parametrize("page", KEEPER_PAGES)
def test_a_profile_is_kept_by_its_person_and_the_clerk_only(sign_in, camille, paul, page):
    address = reverse(f"members:{page}", args=[camille.readable_id])

    assert sign_in(paul).get(address).status_code == 404
    assert sign_in(camille).get(address).status_code == 200
    assert sign_in(make_person(), MANAGE_REGISTRY).get(address).status_code == 200


@pytest.mark.proves("R-REG-6", "R-REG-7")
@pytest.mark.parametrize(
    "address",
    [
        "/annuaire/{id}/",
        "/annuaire/{id}/carte.vcf",
        "/annuaire/?q=torelisse",
        "/annuaire/?q=torelisse&vue=tableau&colonnes=name,promotions,work,city,country,nickname,birth",
        "/annuaire/suggestions/?q=torelisse",
        "/promotions/bo-185/",
        "/recherche/?q=torelisse",
    ],
)
def test_nothing_is_shown_by_default_but_the_name_and_the_promotion(
    sign_in, camille, paul, address
):
    answer = sign_in(paul).get(address.format(id=camille.readable_id))

    assert answer.status_code == 200
    assert "Torelisse" in text_of(answer)
    assert [secret for secret in SECRETS if secret in text_of(answer)] == []


@pytest.mark.proves("R-X-9")
@pytest.mark.parametrize("wanted", ["csv", "xlsx", "ods"])
def test_the_directory_is_taken_away_only_by_who_proved_anew_who_they_are(sign_in, paul, wanted):
    clerk = sign_in(paul, EXPORT_DIRECTORY)
    address = f"/annuaire/?format={wanted}"

    with time_machine.travel(timezone.now() + timedelta(minutes=20), tick=True):
        answer = clerk.get(address)

    assert answer.status_code == 302
    assert answer.url == f"{reverse('accounts:confirm')}?next=/annuaire/%3Fformat%3D{wanted}"
    assert not RegisterLine.objects.filter(action="members.directory_exported").exists()


@pytest.mark.proves("R-REG-7")
def test_an_export_holds_only_what_each_shows(sign_in, camille, paul):
    open_one = make_person(
        first_names="Maïa", usage_name="Torelise", country="FR", city="Zanzibourg"
    )
    show(open_one, ProfileField.CITY)
    address = (
        "/annuaire/?q=torelisse&proches=1&format=csv&colonnes=name,promotions,work,city,nickname"
    )

    assert sign_in(paul).get(address).status_code == 403
    answer = sign_in(paul, EXPORT_DIRECTORY).get(address)

    content = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert "Torelisse" in content
    assert "Zanzibourg" in content
    assert [secret for secret in SECRETS if secret in content] == []
    line = RegisterLine.objects.get(action="members.directory_exported")
    assert line.facts["people"] == 2


@pytest.mark.proves("R-REG-7")
@pytest.mark.parametrize(
    ("address", "column", "values"),
    [
        ("/annuaire/?q=zigzagou", "nickname", ("Zigzagou", "Moulinette")),
        ("/annuaire/suggestions/?q=zigzagou", "nickname", ("Zigzagou", "Moulinette")),
        ("/recherche/?q=zigzagou", "nickname", ("Zigzagou", "Moulinette")),
        ("/annuaire/{id}/", "born_on", (date(1964, 2, 29), date(1965, 3, 1))),
        ("/annuaire/{id}/carte.vcf", "born_on", (date(1964, 2, 29), date(1965, 3, 1))),
    ],
)
def test_a_page_is_the_same_whatever_a_hidden_value(
    sign_in, camille, paul, address, column, values
):
    reader = sign_in(paul)
    pages = []
    for value in values:
        Person.objects.filter(pk=camille.pk).update(**{column: value})
        pages.append(reader.get(address.format(id=camille.readable_id)).content)

    assert _without_tokens(pages[0]) == _without_tokens(pages[1])


def _without_tokens(page: bytes) -> bytes:
    return re.sub(rb'(csrfmiddlewaretoken" value="|x-csrftoken": ")[A-Za-z0-9]+', rb"\1", page)


@pytest.mark.proves("R-REG-7")
def test_a_part_is_shown_with_the_reason_why(sign_in, camille, paul):
    show(camille, ProfileField.EMAIL, ProfileField.CITY)

    page = text_of(sign_in(paul).get(f"/annuaire/{camille.readable_id}/"))

    assert "camille.torelisse@example.org" in page
    assert "Montréal" in page
    assert "Montré à tous les sociétaires." in page
    assert "+33639980001" not in page


@pytest.mark.proves("R-REG-7")
def test_a_card_holds_the_visible_fields_only(sign_in, camille, paul):
    show(camille, ProfileField.PHONE)

    answer = sign_in(paul).get(f"/annuaire/{camille.readable_id}/carte.vcf")

    assert answer["Content-Type"].startswith("text/vcard")
    content = text_of(answer)
    assert "FN:Camille Torelisse" in content
    assert "+33639980001" in content
    assert "example.org" not in content


@pytest.mark.proves("R-REG-3")
def test_a_former_id_leads_to_the_person(sign_in, camille, paul):
    PersonAlias.objects.create(person=camille, readable_id="camille.ancienne.1985")

    answer = sign_in(paul).get("/annuaire/camille.ancienne.1985/")

    assert (answer.status_code, answer["Location"]) == (302, f"/annuaire/{camille.readable_id}/")


@pytest.mark.proves("R-REG-10")
def test_too_many_profiles_in_a_day_are_refused_in_words_and_told_to_the_register(
    sign_in, camille, paul
):
    reader = sign_in(paul)
    for _try in range(300):
        limits.take(f"members.profiles_per_day:person:{paul.pk}", most=300, seconds=86_400)

    answers = [
        reader.get(f"/annuaire/{camille.readable_id}/{end}") for end in ("", "carte.vcf", "")
    ]

    assert [answer.status_code for answer in answers] == [429, 429, 429]
    assert "Assez de fiches pour aujourd’hui" in text_of(answers[0])
    assert RegisterLine.objects.filter(action="members.profile_limit_reached").count() == 1
    assert reader.get(f"/annuaire/{paul.readable_id}/").status_code == 200
    assert reader.get("/annuaire/?q=torelisse").status_code == 200


@pytest.mark.proves("R-REG-1")
def test_promotions_have_one_address(sign_in, camille, paul):
    reader = sign_in(paul)

    assert "Camille Torelisse" in text_of(reader.get("/promotions/bo-185/"))
    assert reader.get("/promotions/bo-1985/")["Location"] == "/promotions/bo-185/"
    assert reader.get("/promotions/me-185/").status_code == 404
    assert reader.get("/promotions/zz-1/").status_code == 404
    assert reader.get("/centres/bo/").status_code == 200
    assert reader.get("/centres/zz/").status_code == 404


@pytest.mark.proves("R-REG-10")
@pytest.mark.parametrize(("people", "pages"), [(50, ""), (51, "Page 1 sur 2")])
def test_a_promotion_has_as_many_pages_as_it_needs(sign_in, paul, people, pages):
    for number in range(people):
        make_person(first_names=f"Anne-{number}", promotion=make_promotion("Li", 2014))

    page = text_of(sign_in(paul).get("/promotions/li-214/"))

    assert f"<strong>{people}\xa0personnes</strong>" in page
    assert (pages in page, "Page 1" in page) == (True, bool(pages))


@pytest.mark.parametrize("text", ["x" * 10_000, "%00", "torelisse " * 1_000])
def test_an_endless_search_is_answered_with_a_sentence(sign_in, camille, text):
    answer = sign_in(camille).get("/annuaire/", {"q": text})

    assert answer.status_code == 200
    assert ("seul son début a été lu" in text_of(answer)) is (len(text) > 200)


@pytest.mark.parametrize(
    "address",
    [
        "/annuaire/",
        "/annuaire/?vue=tableau",
        "/annuaire/?q=camille+torelisse",
        "/promotions/bo-185/",
    ],
)
def test_the_number_of_statements_is_the_same_for_few_and_for_many(sign_in, camille, address):
    reader = sign_in(camille)
    counts = []
    for people in (1, 3, 25):
        while Person.objects.filter(usage_name="Torelisse").count() < people:
            make_person(
                first_names="Camille", usage_name="Torelisse", promotion=make_promotion("Bo", 1985)
            )
        reader.get(address)
        with CaptureQueriesContext(connection) as captured:
            assert reader.get(address).status_code == 200
        counts.append(len(captured))

    assert counts[0] == counts[1] == counts[2]
