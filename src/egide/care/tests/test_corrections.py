"""A person asks for what they may not change alone; the clerk corrects, or says why."""

from __future__ import annotations

import io
from datetime import date

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from egide.care import services
from egide.care.enums import CorrectedPart, RightsState
from egide.care.models import Correction, Proof, RightsRequest
from egide.care.queries import cards_of_clerk, corrections_waiting, obstacles_to_answering
from egide.care.services import RequestRefused
from egide.kernel.access import CLOCK, actor_of
from egide.kernel.errors import NotAllowed
from egide.kernel.models import RegisterLine
from egide.kernel.uploads import Received
from egide.members.permissions import ANSWER_RIGHTS, MANAGE_REGISTRY
from egide.members.tests.conftest import text_of
from egide.members.tests.factories import make_promotion

pytestmark = pytest.mark.django_db
DAY = date(2020, 1, 31)


def pdf() -> bytes:
    written = io.BytesIO()
    paper = pikepdf.new()
    paper.add_blank_page()
    paper.save(written)
    return written.getvalue()


def asked(person, *, proof=None, words="Mon acte de naissance le dit.", **wanted) -> RightsRequest:
    return services.ask_correction(
        person=person,
        wanted={CorrectedPart(part): text for part, text in wanted.items()},
        words=words,
        proof=proof,
        by=actor_of(person.pk, on=DAY),
        on=DAY,
    )


def test_what_is_asked_is_written_by_the_verbs_of_the_clerk_and_told(camille):
    make_promotion("Bo", 1986)
    request = asked(camille, BIRTH_NAME="Perrebrune", PROMOTION="bo 186")
    assert [one.person for one in corrections_waiting()] == [camille]
    assert [card.title for card in cards_of_clerk(CLOCK, DAY)] == ["1 correction demandée"]

    closed = services.correct(request=request, words="", by=CLOCK, on=DAY)

    camille.refresh_from_db()
    assert (camille.birth_name, closed.state) == ("Perrebrune", RightsState.ANSWERED)
    principal = camille.schoolings.get(rank="PRINCIPAL")
    assert principal.promotion.label == "Bo 186"
    acts = set(RegisterLine.objects.values_list("action", flat=True))
    assert acts >= {
        "members.name_changed",
        "members.principal_promotion_changed",
        "care.request_answered",
    }
    assert not corrections_waiting().exists()


def test_a_refusal_has_a_reason_and_changes_nothing(camille):
    request = asked(camille, BIRTH_NAME="Perrebrune")
    with pytest.raises(RequestRefused, match="pourquoi"):
        services.turn_down_correction(request=request, reason=" ", by=CLOCK, on=DAY)

    closed = services.turn_down_correction(
        request=request, reason="L’acte dit autre chose.", by=CLOCK, on=DAY
    )

    camille.refresh_from_db()
    assert (camille.birth_name, closed.state) == ("Torelisse", RightsState.REFUSED)
    assert closed.answer == "L’acte dit autre chose."
    with pytest.raises(RequestRefused):
        services.correct(request=request, words="", by=CLOCK, on=DAY)


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ({}, "Dites ce qui est juste"),
        ({"BIRTH_NAME": "T0relisse"}, "Un nom ne contient"),
        ({"BIRTH_NAME": "Torelisse"}, "dit déjà"),
        ({"PROMOTION": "Me 185"}, "n’est pas un centre"),
        ({"PROMOTION": "Bo 185"}, "dit déjà"),
    ],
)
def test_what_cannot_be_is_refused_at_once(camille, wanted, said):
    with pytest.raises(RequestRefused, match=said):
        asked(camille, **wanted)
    assert not RightsRequest.objects.exists()


def test_one_asks_for_oneself_and_nobody_corrects_their_own(camille, paul, give):
    with pytest.raises(NotAllowed):
        services.ask_correction(
            person=camille,
            wanted={CorrectedPart.BIRTH_NAME: "Autre"},
            words="x",
            by=actor_of(paul.pk, on=DAY),
            on=DAY,
        )
    request = asked(camille, BIRTH_NAME="Perrebrune")
    give(camille, MANAGE_REGISTRY)
    give(paul, ANSWER_RIGHTS)
    for person in (camille, paul):
        with pytest.raises(NotAllowed):
            services.correct(request=request, words="", by=actor_of(person.pk, on=DAY), on=DAY)
    services.begin(request=request, by=CLOCK, on=DAY)
    request.refresh_from_db()
    assert "tient le registre" in obstacles_to_answering(request, on=DAY)[0]


def test_the_paper_is_sealed_seen_and_gone_with_the_answer(camille):
    paper = Received(content=b"%PDF-1.7 acte", media_type="application/pdf", name="acte.pdf")
    request = asked(camille, proof=paper, BIRTH_NAME="Perrebrune")
    [stored] = Proof.objects.values_list("content", flat=True)
    assert "JVBERi0" not in stored
    with pytest.raises(RequestRefused, match="trop lourde"):
        asked(
            camille,
            proof=Received(content=b"0" * 5_000_001, media_type="", name=""),
            PROMOTION="An 190",
        )

    services.correct(request=request, words="Vu.", by=CLOCK, on=DAY)

    assert not Proof.objects.exists()
    assert Correction.objects.exists()


def test_from_the_page_of_the_person_to_that_of_the_clerk(camille, paul, sign_in):
    browser = sign_in(camille)
    address = reverse("care:ask_correction")
    assert "Bo 185" in text_of(browser.get(address))
    typed = {"birth_name": "Perrebrune", "promotion": "", "words": ""}
    assert browser.post(address, typed).status_code == 422
    sent = SimpleUploadedFile("acte.pdf", pdf(), content_type="application/pdf")
    browser.post(address, typed | {"words": "Mon acte.", "proof": sent})
    request = RightsRequest.objects.get()
    mine = text_of(browser.get(reverse("care:my_request", args=[request.pk])))
    assert "Perrebrune" in mine

    clerk = sign_in(paul, MANAGE_REGISTRY)
    assert "Torelisse" in text_of(clerk.get(reverse("care:corrections")))
    page = text_of(clerk.get(reverse("care:correction", args=[request.pk])))
    assert "Mon acte." in page
    joined = clerk.get(reverse("care:proof", args=[request.pk]))
    assert joined["Content-Disposition"].startswith("attachment")
    assert joined.content.startswith(b"%PDF-")
    refused = clerk.post(reverse("care:turn_down", args=[request.pk]), {"reason": ""})
    assert refused.status_code == 422
    clerk.post(reverse("care:correct", args=[request.pk]), {"words": ""})
    camille.refresh_from_db()
    assert camille.birth_name == "Perrebrune"
    assert clerk.get(reverse("care:proof", args=[request.pk])).status_code == 404
