"""A right is asked for, its clock runs, and the answer does what it says."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import pytest
from django.core import mail

from egide.care import jobs, services
from egide.care.enums import RightsKind, RightsState
from egide.care.models import RightsRequest
from egide.care.queries import cards_of_officer, obstacles_to_answering
from egide.care.rules import NEXT, months_after, obstacles_to_moving
from egide.care.services import RequestRefused
from egide.kernel.access import CLOCK, Actor, actor_of
from egide.kernel.errors import NotAllowed
from egide.kernel.models import ParameterValue, RegisterLine
from egide.members import services as members
from egide.members.enums import MembershipStatus
from egide.members.models import RollEntry
from egide.members.permissions import ANSWER_RIGHTS, MANAGE_REGISTRY
from egide.members.queries.erased import identity_of, were_erased
from egide.members.tests.conftest import text_of
from egide.members.tests.factories import make_person

pytestmark = pytest.mark.django_db
DAY = date(2020, 1, 31)
OFFICER = CLOCK


def asked(person, kind=RightsKind.ACCESS, *, on=DAY, words="") -> RightsRequest:
    return services.ask(person=person, kind=kind, words=words, by=actor_of(person.pk, on=on), on=on)


def in_progress(person, kind, *, on=DAY) -> RightsRequest:
    return services.begin(request=asked(person, kind, on=on), by=OFFICER, on=on)


class TestTheClock:
    @pytest.mark.proves("G22")
    def test_a_month_ends_on_its_last_day_and_its_length_is_a_parameter(self, camille, paul):
        assert asked(camille).due_on == date(2020, 2, 29)
        assert months_after(date(2020, 3, 10), 1) == date(2020, 4, 10)
        assert months_after(date(2020, 12, 31), 2) == date(2021, 2, 28)

        ParameterValue.objects.create(
            code=services.ANSWER_MONTHS, value=2, starts_on=date(2020, 1, 1), source="essai"
        )
        assert asked(paul).due_on == date(2020, 3, 31)

    def test_more_time_is_given_once_in_time_with_a_reason(self, camille):
        request = asked(camille)

        with pytest.raises(RequestRefused, match="Dites à la personne"):
            services.extend(request=request, reason=" ", by=OFFICER, on=DAY)
        longer = services.extend(request=request, reason="Archives", by=OFFICER, on=DAY)
        with pytest.raises(RequestRefused, match="qu’une fois"):
            services.extend(request=request, reason="Encore", by=OFFICER, on=DAY)

        assert longer.due_on == date(2020, 4, 30)
        assert RegisterLine.objects.get(action="care.request_extended").facts["due_on"] == (
            "2020-04-30"
        )

    def test_late_is_too_late_to_take_more_time(self, camille):
        with pytest.raises(RequestRefused, match="dépassé"):
            services.extend(
                request=asked(camille), reason="Archives", by=OFFICER, on=date(2020, 3, 1)
            )

    def test_the_home_of_the_office_is_urgent_in_the_last_week(self, camille):
        asked(camille)
        [calm] = cards_of_officer(CLOCK, date(2020, 2, 21))
        [urgent] = cards_of_officer(CLOCK, date(2020, 2, 22))

        assert (calm.urgent, urgent.urgent) == (False, True)
        assert calm.title == "1 demande de droits attend une réponse"


class TestStates:
    @pytest.mark.proves("R-X-7")
    @pytest.mark.parametrize("state", RightsState)
    def test_a_forbidden_move_names_the_allowed_ones(self, state):
        for wanted in RightsState:
            said = obstacles_to_moving(state, wanted)
            if wanted in NEXT[state]:
                assert said == []
            else:
                assert all(str(one.label) in said[0] for one in NEXT[state])

    def test_a_letter_needs_an_identity_before_anything_is_answered(self, camille):
        request = services.receive_on_paper(
            person=camille, kind="ACCESS", words="", received_on=DAY, by=OFFICER, on=DAY
        )
        request = services.begin(request=request, by=OFFICER, on=DAY)
        assert request.state == RightsState.IDENTITY_CHECK
        with pytest.raises(RequestRefused):
            services.answer(request=request, words="Voici.", by=OFFICER, on=DAY)

        request = services.check_identity(request=request, identity="carte vue", by=OFFICER, on=DAY)
        assert services.answer(request=request, words="Voici.", by=OFFICER, on=DAY).state == (
            RightsState.ANSWERED
        )

    def test_the_same_is_not_asked_twice_at_a_time(self, camille):
        asked(camille)
        with pytest.raises(RequestRefused, match="attend déjà"):
            asked(camille)
        assert asked(camille, RightsKind.OBJECTION).pk

    def test_one_asks_for_oneself_and_only_the_office_answers(self, camille, paul):
        stranger = actor_of(paul.pk, on=DAY)
        request = asked(camille)
        with pytest.raises(NotAllowed):
            services.ask(person=camille, kind="ACCESS", words="", by=stranger, on=DAY)
        for verb, more in (
            (services.begin, {}),
            (services.check_identity, {"identity": "x"}),
            (services.extend, {"reason": "x"}),
            (services.answer, {"words": "x"}),
            (services.refuse, {"reason": "x"}),
        ):
            with pytest.raises(NotAllowed):
                verb(request=request, by=stranger, on=DAY, **more)
        assert list(RightsRequest.objects.visible_to(stranger)) == []
        assert list(RightsRequest.objects.visible_to(actor_of(camille.pk, on=DAY))) == [request]

    def test_a_refusal_says_why_and_to_whom_one_may_complain(self, camille):
        request = in_progress(camille, RightsKind.ACCESS)
        with pytest.raises(RequestRefused):
            services.refuse(request=request, reason="", by=OFFICER, on=DAY)
        services.refuse(request=request, reason="Demande répétée.", by=OFFICER, on=DAY)
        jobs.send_letter(on=DAY, request_id=request.pk, what="closed", language="fr")

        [letter] = mail.outbox
        assert "Demande répétée." in letter.body
        assert "CNIL" in letter.body


class TestErasing:
    @pytest.mark.proves("R-REG-8", "AC-REG-4")
    def test_an_erasure_says_what_stands_in_the_way_then_erases(
        self, camille, django_capture_on_commit_callbacks, settings, tmp_path
    ):
        settings.JOURNAL = tmp_path / "journal.jsonl"
        request = in_progress(camille, RightsKind.ERASURE)
        identity = identity_of(camille)
        assert (
            obstacles_to_answering(request, on=DAY)
            == ["La personne est encore sociétaire\u202f: notez d’abord sa démission au registre."]
            or "encore sociétaire" in obstacles_to_answering(request, on=DAY)[0]
        )
        with pytest.raises(RequestRefused, match="encore sociétaire"):
            services.answer(request=request, words="C’est fait.", by=OFFICER, on=DAY)

        members.change_standing(
            person=camille, status=MembershipStatus.RESIGNED, reason="lettre", by=CLOCK, on=DAY
        )
        with django_capture_on_commit_callbacks(execute=True):
            services.answer(request=request, words="C’est fait.", by=OFFICER, on=DAY)

        camille.refresh_from_db()
        request.refresh_from_db()
        assert (camille.usage_name, camille.contact_points.count()) == ("", 0)
        assert RollEntry.objects.get(person=camille).name == "Camille Torelisse"
        assert were_erased([identity]) == {0}
        assert (request.state, request.words, request.answer) == ("ANSWERED", "", "")
        # Written before the address went.
        [letter] = mail.outbox
        assert letter.to == ["camille.torelisse@example.org"]
        assert "C’est fait." in letter.body
        assert settings.JOURNAL.exists()

    def test_an_upheld_objection_leaves_no_name_on_the_roll(self, camille):
        request = in_progress(camille, RightsKind.ERASURE)
        members.change_standing(
            person=camille, status=MembershipStatus.RESIGNED, reason="lettre", by=CLOCK, on=DAY
        )
        services.answer(request=request, words="Fait.", by=OFFICER, on=DAY, strike=True)

        assert str(RollEntry.objects.get(person=camille)) == "Gadzarts, Bo 185"

    @pytest.mark.proves("G23")
    def test_a_hold_stands_in_the_way(self, camille):
        request = in_progress(camille, RightsKind.ERASURE)
        members.place_hold(person=camille, reason="litige", by=OFFICER, on=DAY)

        assert "litige" in obstacles_to_answering(request, on=DAY)[0]


def test_a_restriction_stops_the_letters_and_an_objection_leaves_the_directory(camille, paul):
    for person, kind, strike in (
        (camille, RightsKind.RESTRICTION, False),
        (paul, RightsKind.OBJECTION, True),
    ):
        request = in_progress(person, kind)
        services.answer(request=request, words="Fait.", by=OFFICER, on=DAY, strike=strike)
        person.refresh_from_db()

    assert (camille.data_status, camille.listed) == ("RESTRICTED", False)
    assert (paul.data_status, paul.listed) == ("ACTIVE", False)
    restored = members.lift_restriction(person=camille, reason="demande", by=OFFICER, on=DAY)
    assert (restored.data_status, restored.listed) == ("ACTIVE", True)


class TestPages:
    def test_a_member_downloads_their_own_copy_at_once(self, sign_in, camille, paul):
        me = sign_in(camille)
        answer = me.post("/mes-donnees/copie/")
        session = me.session
        session["proved_at"] = "2020-01-01T00:00:00+00:00"
        session.save()
        stale = me.post("/mes-donnees/copie/")

        assert (answer.status_code, stale.status_code) == (200, 307)
        with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
            assert b"camille.torelisse@example.org" in archive.read("donnees.json")
        assert RegisterLine.objects.filter(action="members.person_exported").count() == 1

    def test_a_request_goes_from_the_member_to_the_office_and_back(self, sign_in, camille, paul):
        me, officer = sign_in(camille), sign_in(paul, ANSWER_RIGHTS)
        kept = me.post("/mes-donnees/demande/", {"words": "Mon ancienne adresse"})
        me.post("/mes-donnees/demande/", {"kind": "RECTIFICATION", "words": "Mon nom"})
        request = RightsRequest.objects.get()

        assert kept.status_code == 422
        assert "Mon ancienne adresse" in text_of(kept)
        assert "Camille Torelisse" in text_of(officer.get("/droits/"))
        officer.post(f"/droits/{request.pk}/prise-en-charge/")
        page = text_of(officer.get(f"/droits/{request.pk}/"))
        assert "Mon nom" in page
        refused = officer.post(f"/droits/{request.pk}/refus/", {"reason": ""})
        assert refused.status_code == 422
        officer.post(f"/droits/{request.pk}/refus/", {"reason": "C’est déjà juste."})

        told = text_of(me.get(f"/mes-donnees/demandes/{request.pk}/"))
        assert "C’est déjà juste." in told
        assert sign_in(paul).get(f"/mes-donnees/demandes/{request.pk}/").status_code == 404
        assert "Camille Torelisse" in text_of(officer.get("/droits/closes/"))

    def test_a_letter_of_nobody_keeps_what_was_typed(self, sign_in, paul):
        answer = sign_in(paul, ANSWER_RIGHTS).post(
            "/droits/courrier/",
            {"person": "nul.part", "received_on": "2020-01-02", "kind": "ACCESS", "words": "Voir"},
        )

        assert answer.status_code == 422
        assert "Personne n’a cet identifiant" in text_of(answer)
        assert 'value="nul.part"' in text_of(answer)

    def test_the_desk_is_closed_to_a_clerk(self, sign_in, paul):
        assert sign_in(paul, MANAGE_REGISTRY).get("/droits/").status_code == 403


def test_nobody_else_gets_the_copy_of_somebody(camille):
    other = Actor(name=f"person:{make_person().pk}", person_id=make_person().pk)
    with pytest.raises(NotAllowed):
        members.export_person(person=camille, by=other, on=DAY)
