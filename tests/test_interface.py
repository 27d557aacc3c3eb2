"""Every operation of the interface for programs: what it promises, and what it refuses.

The operations are found in its own description, so a new one is tried without a line here.
``EGIDE_EXAMPLES=200 ./egide test tests/test_interface.py`` is the nightly run (G7).
"""

from __future__ import annotations

import os
from dataclasses import replace

import pytest
import schemathesis
from django.contrib.auth import get_user_model
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, connection
from django.test import Client
from django.utils import timezone
from django.utils.timezone import localdate
from hypothesis import HealthCheck, settings
from schemathesis.checks import CHECKS, load_all_checks

from egide.accounts import services
from egide.groups.models import Group, GroupActivity
from egide.kernel import registry
from egide.kernel.access import actor_of
from egide.kernel.api import doors
from egide.kernel.models import RegisterLine
from egide.mandates.enums import Designation
from egide.mandates.models import Mandate, Office, OfficeRight
from egide.members.models import ContactPoint, Person

pytestmark = [pytest.mark.proves("G7"), pytest.mark.usefixtures("small_society")]

EXAMPLES = int(os.environ.get("EGIDE_EXAMPLES", "6"))
SCHEMA = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())
load_all_checks()
# Every text is described as good for « after », but only what the list gave is taken.
LEFT_OUT = [CHECKS.get_one("positive_data_acceptance")]


@pytest.fixture
def person(small_society) -> Person:
    """A living member, of the directory, without a mandate."""
    return (
        Person.objects.filter(listed=True, life_status="LIVING")
        .exclude(pk__in=Mandate.objects.values("person_id"))
        .filter(pk__in=ContactPoint.objects.values("person_id"))
        .order_by("pk")[0]
    )


@pytest.fixture
def bearer(person):
    """Return what makes the token of this person, after every right was given to them or not."""

    def make(*, everything: bool = False, may_write: bool = True) -> dict[str, str]:
        today = localdate()
        if everything:
            office = Office.objects.create(code="ESSAI", name="essai", feminine="essai")
            OfficeRight.objects.bulk_create(
                OfficeRight(office=office, permission=code) for code in registry.permissions()
            )
            Mandate.objects.create(
                person=person,
                office=office,
                designation=Designation.APPOINTED,
                starts_on=today,
                ends_on=today,
                term_ends_on=today,
            )
        account = get_user_model().objects.get_or_create(person=person)[0]
        actor = replace(actor_of(person.pk, on=today), factor_at=timezone.now())
        _token, key = services.make_token(
            account=account,
            name="essai",
            scopes=actor.permissions,
            may_write=may_write,
            days=7,
            twice_proved=True,
            at=timezone.now(),
            by=actor,
        )
        return {"Authorization": f"Bearer {key}"}

    return make


@pytest.fixture
def _patient(monkeypatch):
    """Let the fuzzer ask as often as it wants, in the transaction of the test.

    How often one may is another test; the handler of a server would hang up after each request.
    """
    monkeypatch.setattr(doors, "READS_A_MINUTE", 10**6)
    monkeypatch.setattr(doors, "ACTS_A_MINUTE", 10**6)
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@SCHEMA.parametrize()
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@pytest.mark.usefixtures("_patient")
def test_an_operation_keeps_what_its_description_says(case, bearer, request):
    headers = request.node.stash.get(KEPT, None)
    if headers is None:
        headers = request.node.stash[KEPT] = bearer(everything=True)

    case.call_and_validate(headers=headers, excluded_checks=LEFT_OUT)


KEPT = pytest.StashKey[dict]()


def addresses() -> list[str]:
    return [
        path.replace("{year}", "2020").replace("{key}", "members.members").replace("{code}", "CA")
        for path, methods in SCHEMA.raw_schema["paths"].items()
        if "get" in methods
    ]


def filled(path: str, person: Person) -> str:
    group = Group.objects.filter(state="ACTIVE").order_by("pk")[0]
    return path.replace("{readable_id}", person.readable_id).replace("{group_id}", str(group.pk))


@pytest.mark.parametrize("path", addresses())
def test_every_question_is_answered_to_who_may(path, bearer, person):
    answer = Client().get(filled(path, person), headers=bearer(everything=True))

    assert answer.status_code == 200
    assert answer["ETag"]
    assert answer["Cache-Control"] == "no-store"


def test_a_list_is_read_whole_a_piece_at_a_time(bearer):
    headers = bearer()
    seen, there = [], "/api/v1/groups?limit=7"
    while there:
        answer = Client().get(there, headers=headers)
        piece = answer.json()
        seen += [line["id"] for line in piece["items"]]
        there = piece["next"]
        assert answer.headers.get("Link", "") == (f'<{there}>; rel="next"' if there else "")

    assert len(seen) == len(set(seen))
    assert set(seen) == set(Group.objects.exclude(created_on=None).values_list("pk", flat=True))


def test_a_place_in_one_list_is_no_place_in_another(bearer):
    headers = bearer()
    place = (
        Client().get("/api/v1/groups?limit=1", headers=headers).json()["next"].split("after=")[1]
    )

    answer = Client().get(f"/api/v1/promotions?after={place}", headers=headers)

    assert answer.status_code == 422


def test_what_has_not_changed_is_not_sent_again(bearer):
    headers = bearer()
    mark = Client().get("/api/v1/promotions", headers=headers)["ETag"]

    answer = Client().get("/api/v1/promotions", headers={**headers, "If-None-Match": mark})

    assert (answer.status_code, answer.content) == (304, b"")


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ("/api/v1/people?limit=0", 422),
        ("/api/v1/people?limit=101", 422),
        ("/api/v1/people?inconnu=1", 422),
        ("/api/v1/people?q=a&q=b", 422),
        ("/api/v1/people?q=%00", 422),
        ("/api/v1/people?after=ailleurs", 422),
        ("/api/v1/groups/99999999999999999999999", 422),
        ("/api/v1/groups/999999", 404),
        ("/api/v1/people/nulle.personne", 404),
        ("/api/v1/nulle-part", 404),
        ("/api/v1/", 404),
    ],
)
def test_what_makes_no_sense_is_refused_in_one_shape(bearer, asked, status):
    for language in ("fr", "en"):
        headers = {**bearer(), "Accept-Language": language}
        answer = Client().get(asked, headers=headers)

        assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
        said = answer.json()
        assert said["status"] == status
        assert {"title", "detail", "type"} <= set(said)
    assert said["title"] != Client().get(asked, headers=bearer()).json()["title"]


def test_who_asks_too_often_is_told_when_to_come_back(bearer, monkeypatch):
    monkeypatch.setattr(doors, "READS_A_MINUTE", 2)
    headers = bearer()

    found = [Client().get("/api/v1/me", headers=headers) for _ in range(3)]

    assert [answer.status_code for answer in found] == [200, 200, 429]
    assert 0 < int(found[-1]["Retry-After"]) <= 60


def act(path: str, headers: dict[str, str], key: str, body: object = None):
    return Client().post(
        path,
        body,
        content_type="application/json",
        headers={**headers, "Idempotency-Key": key},
    )


def test_an_act_is_done_once_under_one_key(bearer, person):
    headers = bearer()
    point = ContactPoint.objects.filter(person=person).order_by("pk")[0]
    path = f"/api/v1/me/contacts/{point.pk}/confirmation"

    first, second = act(path, headers, "confirmer-1"), act(path, headers, "confirmer-1")

    assert (first.status_code, second.status_code) == (204, 204)
    assert (first.headers.get("Idempotency-Replayed"), second["Idempotency-Replayed"]) == (
        None,
        "true",
    )
    assert (
        RegisterLine.objects.filter(
            action="members.contact_confirmed", actor=f"person:{person.pk}"
        ).count()
        == 1
    )
    other = act("/api/v1/activities/1/answer", headers, "confirmer-1", {"coming": True})
    assert other.status_code == 422
    assert act(path, headers, "court").status_code == 400


def test_what_was_refused_may_be_sent_again_under_its_key(bearer):
    headers = bearer()
    past = GroupActivity.objects.filter(held_on__lt=localdate(), cancelled_on=None).order_by("pk")[
        0
    ]
    path = f"/api/v1/activities/{past.pk}/answer"

    for _ in range(2):
        assert act(path, headers, "repondre-1", {"coming": True}).status_code == 409
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM kernel_actdone")
        assert cursor.fetchone() == (0,)


def test_a_field_that_is_not_asked_for_is_refused(bearer):
    answer = act(
        "/api/v1/activities/1/answer", bearer(), "champ-en-plus", {"coming": True, "person": 1}
    )

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"].endswith("person")


def test_a_token_that_only_reads_does_nothing(bearer, person):
    point = ContactPoint.objects.filter(person=person).order_by("pk")[0]
    before = point.verified_at

    answer = act(
        f"/api/v1/me/contacts/{point.pk}/confirmation", bearer(may_write=False), "confirmer-2"
    )

    point.refresh_from_db()
    assert (answer.status_code, point.verified_at) == (403, before)


def test_somebody_else_s_contact_does_not_exist(bearer, person):
    other = ContactPoint.objects.exclude(person=person).order_by("pk")[0]

    answer = act(f"/api/v1/me/contacts/{other.pk}/confirmation", bearer(), "confirmer-3")

    assert answer.status_code == 404
