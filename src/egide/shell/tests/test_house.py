"""The parameters, the data map, the timetable."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils.timezone import localdate

from egide.kernel import parameters, registry
from egide.kernel.access import command_actor
from egide.kernel.models import ParameterValue, RegisterLine
from egide.kernel.permissions import MANAGE_PARAMETERS, READ_REGISTER
from egide.kernel.registry import Parameter, PersonalData

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

        assert answer.status_code == 422
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

    with_people = [one for one in registry.personal_data() if isinstance(one, PersonalData)]
    assert page.count("<h3>") == len(with_people)
    assert page.count("<tr>") == len(registry.personal_data()) - len(with_people) + 1
    assert "Rester connecté sur un appareil" in page
    assert "retire la ligne 1826 jours après" in page
    assert "key_hash, content" in page


@pytest.mark.django_db
def test_the_timetable_says_that_nobody_works(signed_in, granting):
    granting(READ_REGISTER)

    page = signed_in.get("/taches/").content.decode()

    assert "Personne ne fait les tâches" in page
    assert "Oublier les sessions finies" in page
    assert ">0<" not in page
