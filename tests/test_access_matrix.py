"""Every route, asked by people who may not open it, about what is not theirs.

The routes are found by walking the URL configuration: a new one is asked without a line here, or
the test fails and says what is missing. What is expected comes from the right that the page
declares and, because a page open to whoever signed in says nothing about whose things it shows,
from the short list below, written by hand. Four things are looked at: the status, hidden words in
what is answered, every row of every table after the refusals, and the lines of the register.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import connection, transaction
from django.http import QueryDict
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone
from django.utils.timezone import localdate

from egide.accounts import services
from egide.accounts.models import ApiToken, KnownDevice, Passkey, Session, SignInLink
from egide.annual_report.models import Challenge, Edition, Override
from egide.care.models import RightsRequest
from egide.groups.models import (
    AreaRule,
    EgideAgreement,
    Group,
    GroupActivity,
    GroupMembership,
    GroupNotice,
    GroupReturn,
    OwnAssociation,
)
from egide.identity_provider.models import Application, Connection
from egide.kernel import registry
from egide.kernel.access import VISITOR, Actor, actor_of
from egide.kernel.models import LimitCount
from egide.kernel.pages import PUBLIC, SIGNED_IN
from egide.kernel.routes import Route, routes
from egide.mandates.enums import Designation
from egide.mandates.models import Incompatibility, Mandate, Office, OfficeRight, Seat
from egide.members.enums import Audience, DeathSource, ProfileField
from egide.members.models import (
    ContactPoint,
    DeathReport,
    Person,
    Position,
    PostalAddress,
    Schooling,
    VisibilityChoice,
)

pytestmark = pytest.mark.proves("R-X-1", "R-REG-7")

# Open to whoever signed in, because they show and change only what is the reader's own, or because
# what they show is decided part by part (a profile). Everything else that only asks to be signed
# in is about somebody or some group: another's is refused.
ABOUT_ONESELF = {
    "shell:my_space",
    "shell:rights",
    "shell:parameters",
    "accounts:sign_out",
    "accounts:my_account",
    "accounts:set_password",
    "accounts:remove_password",
    "accounts:end_session",
    "accounts:end_other_sessions",
    "accounts:confirm",
    "accounts:second_factor_needed",
    "accounts:app",
    "accounts:begin_app",
    "accounts:remove_app",
    "accounts:recovery_codes",
    "accounts:end_trust",
    "accounts:tokens",
    "accounts:end_token",
    "accounts:add_passkey",
    "accounts:begin_passkey",
    "accounts:remove_passkey",
    "identity_provider:disconnect",
    "members:my_profile",
    "members:profile",
    "members:card",
    "groups:my_groups",
    "api:me",
    "care:my_data",
    "care:my_copy",
    "care:ask",
}
# Open to whoever holds the right anywhere: the page offers what lies in their scopes.
CHOOSES_IN_ONE_S_SCOPES = {"mandates:choose_place", "mandates:entrust"}
# A letter of somebody, a contact of one's own, nothing: no sample is there for whoever may.
ALWAYS_ABSENT = {"accounts:link", "api:confirm_contact", "api:nowhere"}
# What a program sends, so that it is the person who is refused and not the form of the request.
SENT = {"api:answer_activity": {"coming": True}, "api:count_attendance": {"attendance": 1}}
SIGN_IN_ROWS = {Session, SignInLink, LimitCount, ApiToken}
PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")
ALL_ROUTES = list(routes(get_resolver()))
HIDDEN = (
    "Zyx-surnom",
    "Zyx-note",
    "Zyx-famille",
    "zyx.courriel",
    "Zyx-rue",
    "Zyx-ville",
    "Zyx-firme",
)
NAMED = "Zyxcanari"
NOON = datetime(2021, 5, 1, 12, tzinfo=UTC)
# What a list reads of its address: of the others, of the same page, these say nothing.
ASKED_MORE = {"format": "csv", "q": "Zyx", "page": "2"}


@dataclass(frozen=True)
class Reader:
    """Somebody who asks: their browser and what the society lets them do today."""

    client: Client
    actor: Actor


@pytest.fixture
def stranger(small_society) -> Person:
    """A person who hides everything, and has a thing of each kind; nothing of it is the others'."""
    person = (
        Person.objects.filter(listed=True, life_status="LIVING")
        .exclude(pk__in=Mandate.objects.values("person_id"))
        .exclude(pk__in=[persona.find() for persona in registry.personas()])
        .filter(pk__in=ContactPoint.objects.values("person_id"))
        .filter(pk__in=Position.objects.values("person_id"))
        .order_by("pk")
        .first()
    )
    assert person is not None
    Person.objects.filter(pk=person.pk).update(
        usage_name=NAMED,
        nickname="Zyx-surnom",
        audit_note="Zyx-note",
        family_numbers="Zyx-famille",
        readable_id="zyx.etranger.1",
    )
    contact = ContactPoint.objects.filter(person=person).order_by("pk").first()
    ContactPoint.objects.filter(pk=contact.pk).update(
        kind="EMAIL", value="zyx.courriel@example.org"
    )
    PostalAddress.objects.filter(person=person).update(lines="Zyx-rue", city="Zyx-ville")
    Position.objects.filter(person=person).update(company="Zyx-firme", title="Zyx-firme")
    VisibilityChoice.objects.filter(person=person).delete()
    VisibilityChoice.objects.bulk_create(
        VisibilityChoice(person=person, field=part, audience=Audience.NOBODY)
        for part in ProfileField
        if part != ProfileField.NAME
    )
    DeathReport.objects.create(
        person=person,
        source=DeathSource.RELATIVE,
        reported_by="essai",
        reported_on=date(2021, 1, 1),
    )
    return Person.objects.get(pk=person.pk)


@pytest.fixture
def everything(small_society) -> Office:
    """An office that gives every right of the site."""
    office = Office.objects.create(code="ESSAI", name="essai", feminine="essai", single=False)
    OfficeRight.objects.bulk_create(
        OfficeRight(office=office, permission=code) for code in registry.permissions()
    )
    return office


@pytest.fixture
def come(stranger, everything) -> Callable[[str], Reader]:
    """Open the browser of one of the readers below."""
    today = localdate()
    personas = {persona.name: persona.find for persona in registry.personas()}
    terms = {
        "mandate that ended yesterday": (today - timedelta(days=300), today - timedelta(days=1)),
        "mandate that begins tomorrow": (today + timedelta(days=1), today + timedelta(days=300)),
        "mandate of today with every right": (today - timedelta(days=1), today + timedelta(days=1)),
    }

    def reader(name: str) -> Reader:
        if name == "visitor":
            return Reader(Client(raise_request_exception=False), VISITOR)
        person_id = personas.get(name, personas["member"])()
        if name in terms:
            starts_on, ends_on = terms[name]
            Mandate.objects.create(
                person_id=person_id,
                office=everything,
                designation=Designation.APPOINTED,
                starts_on=starts_on,
                ends_on=ends_on,
                term_ends_on=ends_on,
            )
        client = Client(raise_request_exception=False)
        account = get_user_model().objects.get_or_create(person_id=person_id)[0]
        client.force_login(account)
        actor = actor_of(person_id, on=today)
        client.defaults["HTTP_AUTHORIZATION"] = f"Bearer {token_of(account, actor)}"
        return Reader(client, actor)

    return reader


def token_of(account, actor: Actor) -> str:
    """Return a token that opens all that this person may: the interface takes no cookie."""
    _token, key = services.make_token(
        account=account,
        name="essai",
        scopes=actor.permissions,
        may_write=True,
        days=7,
        twice_proved=True,
        at=timezone.now(),
        by=replace(actor, factor_at=timezone.now()),
    )
    return key


READERS = (
    "visitor",
    "member",
    "group-treasurer",
    "group-president",
    "technical-administrator",
    "mandate that ended yesterday",
    "mandate that begins tomorrow",
)


def samples(stranger: Person) -> dict[str, object]:
    """Return what stands in the addresses, by route and parameter or by parameter alone.

    Nothing of it is the readers': neither their group, nor their mandate, nor themselves.
    """
    readers = [persona.find() for persona in registry.personas()]
    near = GroupMembership.objects.filter(person_id__in=readers).values("group_id")
    held = Mandate.objects.filter(scope__isnull=False, person_id__in=readers)
    ours = set(held.values_list("scope_id", flat=True))
    far = Group.objects.exclude(pk__in=near).exclude(scope_id__in=ours).order_by("pk")

    proposed = Group.objects.filter(state="PROPOSED").exclude(scope_id__in=ours).order_by("pk")[0]

    led = (
        Mandate.objects.running_on(localdate())
        .filter(scope__in=far.filter(state="ACTIVE").values("scope_id"))
        .order_by("pk")[0]
    )

    def of(model, **more):
        found = model.objects.filter(group__in=far, **more).order_by("-pk").first()
        assert found, f"the small society has no {model.__name__} to try"
        return found.pk

    edition = Edition.objects.get(year=2020)
    other = Override.objects.create(
        edition=edition,
        key="members.members",
        year=2020,
        amount=1,
        reason="essai",
        author="person:1",
        proposed_on=date(2021, 5, 1),
    )
    doubt = Challenge.objects.create(
        edition=edition,
        key="members.members",
        year=2020,
        amount=1,
        reason="Zyx-note",
        author=f"person:{stranger.pk}",
        person_id=stranger.pk,
        raised_at=datetime(2021, 5, 1, tzinfo=UTC),
    )
    account = get_user_model().objects.get_or_create(person=stranger)[0]
    browser = Client()
    browser.force_login(account)
    application = Application.objects.get_or_create(
        client_id="zyx",
        defaults={
            "name": "Zyx-forum",
            "keeper": "Zyx-forum",
            "homepage": "https://forum.example/",
            "redirect_uris": ["https://forum.example/"],
            "scopes": ["openid"],
            "secret_hash": "0" * 64,
            "secret_made_at": NOON,
            "registered_at": NOON,
        },
    )[0]
    return {
        "readable_id": stranger.readable_id,
        "contact_id": ContactPoint.objects.filter(person=stranger).order_by("pk").first().pk,
        "position_id": Position.objects.filter(person=stranger).order_by("pk").first().pk,
        "report_id": DeathReport.objects.filter(person=stranger).get().pk,
        "schooling_id": Schooling.objects.filter(person=stranger).order_by("pk").first().pk,
        "device_id": KnownDevice.objects.get_or_create(
            account=account,
            token_hash="0" * 64,
            defaults={"first_seen_at": NOON, "last_seen_at": NOON, "trusted_until": NOON},
        )[0].pk,
        "passkey_id": Passkey.objects.get_or_create(
            account=account, credential_id="Zyx", defaults={"credential": "Zyx", "made_at": NOON}
        )[0].pk,
        "token_id": ApiToken.objects.get_or_create(
            account=account,
            token_hash="0" * 64,
            defaults={
                "name": "Zyx-note",
                "scopes": [],
                "made_at": NOON,
                "expires_at": datetime(2100, 1, 1, tzinfo=UTC),
            },
        )[0].pk,
        "rest": "nulle-part",
        "session_id": Session.objects.get(account=account).pk,
        "application_id": application.pk,
        "connection_id": Connection.objects.get_or_create(
            account=account, application=application, defaults={"scopes": [], "given_at": NOON}
        )[0].pk,
        "slug": "bo-198",
        "token": "A" * 43,
        "members:centre.code": "bo",
        "mandates:body.code": "CA",
        "api:body.code": "CA",
        "mandates:add_seat.code": "CA",
        "mandates:amend_body.code": "CA",
        "mandates:dissolve_body.code": "CA",
        "mandates:amend_office.code": "SECRETARY",
        "mandates:declare_incompatible.code": "SECRETARY",
        "pair_id": Incompatibility.objects.order_by("pk").first().pk,
        "mandates:office.code": "SECRETARY",
        "mandates:entrust.code": "PROMOTION_DELEGATE",
        "mandates:office_rights.code": "SECRETARY",
        "shell:set_parameter.code": next(iter(registry.parameters())),
        "seat_id": Seat.objects.order_by("pk").first().pk,
        "mandate_id": Mandate.objects.filter(seat__isnull=False, body__code="CA")
        .running_on(localdate())
        .order_by("pk")
        .first()
        .pk,
        "group_id": Group.objects.get(scope_id=led.scope_id).pk,
        "groups:end_officer.mandate_id": led.pk,
        "groups:hand_over.mandate_id": led.pk,
        "groups:request.group_id": proposed.pk,
        "groups:approve.group_id": proposed.pk,
        "groups:refuse.group_id": proposed.pk,
        "activity_id": of(GroupActivity),
        "notice_id": of(GroupNotice),
        "return_id": of(GroupReturn),
        "agreement_id": of(EgideAgreement),
        "association_id": of(OwnAssociation),
        "rule_id": of(AreaRule),
        "year": 2020,
        "language": "fr",
        "number": 1,
        "override_id": other.pk,
        "challenge_id": doubt.pk,
        "request_id": RightsRequest.objects.create(
            person=stranger,
            kind="ACCESS",
            channel="PAPER",
            words="Zyx-note",
            received_on=date(2021, 5, 1),
            due_on=date(2021, 6, 1),
        ).pk,
        "key": "members.members",
    }


def address(route: Route, sample: dict[str, object]) -> str:
    """Return one address of the route, or fail saying which parameter has no sample."""
    names = PARAMETER.findall(route.path)
    missing = [n for n in names if f"{route.name}.{n}" not in sample and n not in sample]
    assert not missing, f"{route.name}: no sample object for {missing}; add it to samples()"
    return reverse(
        route.name, kwargs={n: sample.get(f"{route.name}.{n}", sample.get(n)) for n in names}
    )


def is_refused(actor: Actor, route: Route) -> bool:
    """Tell whether this reader must be refused this route about what is not theirs."""
    right = route.view.right
    if right == PUBLIC:
        return False
    if actor.person_id is None:
        return True
    if right == SIGNED_IN:
        return route.name not in ABOUT_ONESELF
    if not actor.can_somewhere(right):
        return True
    scoped = not actor.can(right)
    return (
        scoped and route.name not in CHOOSES_IN_ONE_S_SCOPES and bool(PARAMETER.search(route.path))
    )


def said_no(answer) -> bool:
    """Tell whether the answer refuses: by a page, by another method, or at the door."""
    door = answer.status_code == 302 and urlsplit(answer["Location"]).path == reverse(
        "accounts:sign_in"
    )
    return door or answer.status_code in {401, 403, 404, 405}


def body(answer) -> str:
    return (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode(
        "utf-8", "replace"
    )


def every_row() -> dict[str, tuple[int, int]]:
    """Return how many rows each table has, and what their contents sum to."""
    found = {}
    with connection.cursor() as cursor:
        existing = set(connection.introspection.table_names(cursor))
        for model in apps.get_models():
            if model in SIGN_IN_ROWS or model._meta.db_table not in existing:
                continue
            table = connection.ops.quote_name(model._meta.db_table)
            cursor.execute(f"SELECT count(*), coalesce(sum(hashtext(t::text)), 0) FROM {table} t")  # noqa: S608
            found[model._meta.label] = tuple(cursor.fetchone())
    return found


@contextmanager
def read_of_the_address() -> Iterator[set[str]]:
    """Tell what the pages answered meanwhile read of what stands behind the ``?``."""
    read: set[str] = set()

    def told(method: Callable) -> Callable:
        def run(self: QueryDict, *args: object, **kwargs: object) -> object:
            read.update({str(args[0])} if args else ASKED_MORE)
            return method(self, *args, **kwargs)

        return run

    names = ("get", "getlist", "__getitem__", "__contains__", "__len__", "__iter__", "items")
    names += ("keys", "values", "lists", "dict", "copy", "urlencode")
    with pytest.MonkeyPatch.context() as patch:
        for name in names:
            patch.setattr(QueryDict, name, told(getattr(QueryDict, name)))
        yield read


def looked_at(reader: Reader, there: str) -> Iterator[tuple[str, object]]:
    """Yield the page, then the same asked for more, where it reads what is asked."""
    with read_of_the_address() as read:
        yield "", reader.client.get(there)
    for name, value in ASKED_MORE.items():
        if name in read:
            more = f"?{name}={value}"
            yield more, reader.client.get(there + more)


def asked(reader: Reader, route: Route, sample: dict[str, object]) -> Iterator[tuple[str, object]]:
    """Yield the answers to looking and to sending, with what each was."""
    there = address(route, sample)
    yield f"GET {there}", reader.client.get(there)
    if route.name.startswith("api:"):
        sent = reader.client.post(
            there,
            SENT.get(route.name, {}),
            content_type="application/json",
            headers={"Idempotency-Key": f"essai:{route.name}"},
        )
    else:
        sent = reader.client.post(there, {"version": "1"})
    yield f"POST {there}", sent


def test_every_route_declares_a_right():
    known = {PUBLIC, SIGNED_IN, *registry.permissions()}

    assert [
        route.name for route in ALL_ROUTES if getattr(route.view, "right", None) not in known
    ] == []
    assert {route.name for route in ALL_ROUTES} >= ABOUT_ONESELF | CHOOSES_IN_ONE_S_SCOPES


def test_every_sample_is_a_real_thing(come, stranger):
    """A refusal proves something only where an answer would come to whoever may."""
    sample = samples(stranger)
    reader = come("mandate of today with every right")
    absent = []
    for route in ALL_ROUTES:
        if not PARAMETER.search(route.path) or route.name in ALWAYS_ABSENT:
            continue
        with transaction.atomic():
            found = []
            for _what, answer in asked(reader, route, sample):
                found.append(answer.status_code)
                if answer.status_code not in {404, 405}:
                    break
            transaction.set_rollback(True)
        if set(found) <= {404, 405} or found[-1] >= 500:
            absent.append((route.name, found))

    assert not absent, absent


@pytest.mark.parametrize("name", READERS)
def test_who_may_not_is_refused_and_changes_nothing(come, stranger, name):
    sample = samples(stranger)
    reader = come(name)
    before = every_row()
    wrong = []
    for route in ALL_ROUTES:
        if is_refused(reader.actor, route):
            for what, answer in asked(reader, route, sample):
                if not said_no(answer):
                    wrong.append(f"{what}: {answer.status_code}")
                wrong += [
                    f"{what} shows {word}" for word in (*HIDDEN, NAMED) if word in body(answer)
                ]

    assert not wrong, "\n".join(wrong)
    assert every_row() == before


@pytest.mark.parametrize("name", READERS)
def test_who_may_look_sees_nothing_hidden(come, stranger, name):
    sample = samples(stranger)
    reader = come(name)
    words = (*HIDDEN, NAMED) if name == "visitor" else HIDDEN
    wrong = []
    for route in ALL_ROUTES:
        if is_refused(reader.actor, route):
            continue
        there = address(route, sample)
        for more, answer in looked_at(reader, there):
            # Whoever reads a list may still lack the right to take it away.
            closed = answer.status_code == 403 and "format" not in more
            if (closed and route.name != "accounts:link") or answer.status_code >= 500:
                wrong.append(f"{there}{more}: {answer.status_code}")
            text = body(answer)
            wrong += [f"{there}{more} shows {word}" for word in words if word in text]

    assert not wrong, "\n".join(wrong)
