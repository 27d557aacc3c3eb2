"""The register's page, the parameters, the data map, the timetable."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate

from egide.kernel import audit, parameters, registry
from egide.kernel.access import command_actor
from egide.kernel.audit import ChainVerdict
from egide.kernel.identity import acting
from egide.kernel.models import ParameterValue, RegisterLine
from egide.kernel.permissions import MANAGE_PARAMETERS, READ_REGISTER
from egide.kernel.registry import Parameter

BY = command_actor("test")


@pytest.fixture
def ceiling(monkeypatch) -> Parameter:
    """A parameter of which nobody else knows."""
    known = {
        "test.ceiling": Parameter(
            code="test.ceiling", label="Plafond", default=10, unit="euros", source="usage"
        ),
        "test.open": Parameter(
            code="test.open", label="Ouvert", default=False, unit="oui ou non", source="usage"
        ),
        **registry.parameters(),
    }
    monkeypatch.setattr(registry, "parameters", lambda: known)
    return known["test.ceiling"]


def write(*actions: str) -> None:
    with acting(BY):
        for action in actions:
            audit.record(BY, action, "test.thing:1", colour="bleu")


@pytest.mark.django_db
class TestTheRegister:
    @pytest.mark.proves("R-X-3")
    def test_shows_who_did_what_by_name(self, signed_in, camille, granting):
        granting(READ_REGISTER)
        write("test.painted")
        signed_in.post("/mon-compte/appareils/autres/fin/")

        page = signed_in.get("/registre-des-actes/").content.decode()

        assert "test.painted" in page
        assert "command:test" in page
        assert "colour bleu" in page
        assert "Camille Torelisse" in page.split("<tbody>")[1]

    @pytest.mark.parametrize(
        ("asked", "shown"),
        [
            ("?acte=test.pa", {"test.painted"}),
            ("?q=sanded", {"test.sanded"}),
            ("?acteur=person:1", set()),
            ("?depuis=2999-01-01", set()),
            ("?jusque=2999-01-01", {"test.painted", "test.sanded"}),
            ("?depuis=31/02/2020", {"test.painted", "test.sanded"}),
        ],
    )
    def test_is_filtered(self, signed_in, granting, asked, shown):
        granting(READ_REGISTER)
        write("test.painted", "test.sanded")

        page = signed_in.get(f"/registre-des-actes/{asked}").content.decode()

        body = page.split("<tbody>")[1] if "<tbody>" in page else ""
        assert {action for action in ("test.painted", "test.sanded") if action in body} == shown

    def test_costs_the_same_for_three_lines_as_for_twenty_five(
        self, signed_in, granting, django_assert_max_num_queries
    ):
        granting(READ_REGISTER)
        counts = []
        for lines in (3, 22):
            write(*["test.painted"] * lines)
            with CaptureQueriesContext(connection) as asked:
                signed_in.get("/registre-des-actes/")
            counts.append(len(asked))

        assert counts[0] == counts[1]

    def test_is_verified_by_a_button(self, signed_in, granting):
        granting(READ_REGISTER)
        write("test.painted")

        page = signed_in.post("/registre-des-actes/verification/", follow=True).content.decode()

        assert "Le registre est intact" in page

    @pytest.mark.parametrize(
        ("problem", "said"), [("altered", "n’est plus celle"), ("missing", "Il manque la ligne")]
    )
    def test_a_broken_link_is_named(self, signed_in, granting, monkeypatch, problem, said):
        granting(READ_REGISTER)
        monkeypatch.setattr(
            audit, "verify_chain", lambda: ChainVerdict(lines=6, broken_at=7, problem=problem)
        )

        page = signed_in.post("/registre-des-actes/verification/", follow=True).content.decode()

        assert said in page
        assert "7" in page

    @pytest.mark.proves("R-X-1")
    def test_is_closed_to_whoever_lacks_the_right(self, signed_in, granting):
        granting(MANAGE_PARAMETERS)

        for path in ("/registre-des-actes/", "/donnees-personnelles/", "/taches/"):
            assert signed_in.get(path).status_code == 403
        assert signed_in.post("/registre-des-actes/verification/").status_code == 403


@pytest.mark.django_db
class TestParameters:
    def test_are_read_by_every_member_and_set_by_holders(self, signed_in, granting, ceiling):
        granting()
        page = signed_in.get("/parametres/").content.decode()
        refused = signed_in.get("/parametres/test.ceiling/")

        assert "Plafond" in page
        assert "/parametres/test.ceiling/" not in page
        assert refused.status_code == 403

    def test_a_new_value_holds_from_its_day_with_its_source(
        self, signed_in, camille, granting, ceiling
    ):
        granting(MANAGE_PARAMETERS)

        answer = signed_in.post(
            "/parametres/test.ceiling/",
            {"value": "25", "starts_on": localdate().isoformat(), "source": "Conseil du jour"},
        )

        assert answer.status_code == 302
        assert parameters.value("test.ceiling", on=localdate()) == 25
        assert parameters.value("test.ceiling", on=date(2020, 1, 1)) == 10
        assert (
            RegisterLine.objects.get(action="kernel.parameter_set").actor == f"person:{camille.pk}"
        )
        page = signed_in.get("/parametres/").content.decode()
        assert "Conseil du jour" in page

    @pytest.mark.parametrize(
        "typed",
        [
            {"value": "beaucoup", "starts_on": "2021-01-01", "source": "x"},
            {"value": "25", "starts_on": "31/02/2021", "source": "x"},
            {"value": "25", "starts_on": "2021-01-01", "source": "  "},
            {"value": "9" * 400, "starts_on": "2021-01-01", "source": "x" * 300},
        ],
    )
    def test_what_makes_no_sense_is_said_beside_the_field(
        self, signed_in, granting, ceiling, typed
    ):
        granting(MANAGE_PARAMETERS)

        answer = signed_in.post("/parametres/test.ceiling/", typed)

        assert answer.status_code == 200
        assert "votre saisie est restée" in answer.content.decode()
        assert not ParameterValue.objects.exists()

    def test_yes_and_no_are_read_as_such(self, signed_in, granting, ceiling):
        granting(MANAGE_PARAMETERS)

        signed_in.post(
            "/parametres/test.open/", {"value": "1", "starts_on": "2021-01-01", "source": "x"}
        )

        assert parameters.value("test.open", on=date(2021, 1, 1)) is True

    def test_a_value_before_one_that_is_set_is_refused_in_words(self, signed_in, granting, ceiling):
        granting(MANAGE_PARAMETERS)
        typed = {"value": "25", "starts_on": "2021-01-01", "source": "x"}
        signed_in.post("/parametres/test.ceiling/", typed)

        answer = signed_in.post("/parametres/test.ceiling/", {**typed, "value": "30"})

        assert "déjà fixée" in answer.content.decode()
        assert ParameterValue.objects.count() == 1

    def test_an_unknown_one_is_not_found(self, signed_in, granting):
        granting(MANAGE_PARAMETERS)

        assert signed_in.get("/parametres/nothing.at_all/").status_code == 404


@pytest.mark.django_db
def test_the_data_map_shows_every_table(signed_in, granting):
    granting(READ_REGISTER)

    page = signed_in.get("/donnees-personnelles/").content.decode()

    assert page.count("<tr>") == len(registry.personal_data()) + 2
    assert "Rester connecté sur un appareil" in page


@pytest.mark.django_db
def test_the_timetable_says_that_nobody_works(signed_in, granting):
    granting(READ_REGISTER)

    page = signed_in.get("/taches/").content.decode()

    assert "Personne ne fait les tâches" in page
    assert "Oublier les sessions finies" in page
