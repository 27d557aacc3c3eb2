"""The routes by which other sites learn who somebody is, for the access matrix."""

from __future__ import annotations

from datetime import UTC, datetime

from django.contrib.auth import get_user_model

from egide.identity_provider.models import Application, Connection
from egide.identity_provider.permissions import MANAGE_APPLICATIONS
from tests.matrix.declaring import Declared, Side, the

NOON = datetime(2021, 5, 1, 12, tzinfo=UTC)


def application(side: Side) -> Application:
    return Application.objects.get_or_create(
        client_id="zyx",
        defaults={
            "name": "Forum",
            "keeper": "Forum",
            "homepage": "https://forum.example/",
            "redirect_uris": ["https://forum.example/"],
            "scopes": ["openid"],
            "secret_hash": "0" * 64,
            "secret_made_at": NOON,
            "registered_at": NOON,
        },
    )[0]


def connection(side: Side) -> Connection:
    return Connection.objects.get_or_create(
        account=get_user_model().objects.get_or_create(person=side.person)[0],
        application=side.row(Application),
        defaults={"scopes": [], "given_at": NOON},
    )[0]


MATRIX = Declared(
    # An application asks, not a person: it shows its secret or the token that it was given.
    public=(
        "identity_provider:configuration",
        "identity_provider:keys",
        "identity_provider:token",
        "identity_provider:person",
        "identity_provider:revocation",
        "identity_provider:end",
        "identity_provider:authorize",
    ),
    signed_in=("identity_provider:disconnect",),
    # Who relates applications to the site reads of no person that they use one.
    reads={MANAGE_APPLICATIONS: {Connection: ()}},
    rows={Application: application, Connection: connection},
    things={"application_id": the(Application), "connection_id": the(Connection)},
)
