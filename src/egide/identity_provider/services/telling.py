"""The verbs of the protocol: read what is asked, send the person back, answer the application."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from authlib.common.urls import add_params_to_uri
from authlib.oauth2 import OAuth2Error, ResourceProtector
from authlib.oauth2.rfc6749.errors import InvalidRequestError
from authlib.oauth2.rfc6750 import BearerTokenValidator, InvalidTokenError
from authlib.oauth2.rfc6750.errors import InsufficientScopeError
from authlib.oidc.core.errors import (
    ConsentRequiredError,
    InteractionRequiredError,
    LoginRequiredError,
)

from egide.accounts.models import Account
from egide.accounts.queries import digest
from egide.accounts.services import require_own
from egide.identity_provider import queries
from egide.identity_provider.models import Application, Connection, Token
from egide.identity_provider.rules import FAMILY_LIFE, TWO_PROOFS
from egide.identity_provider.services.connections import agree
from egide.identity_provider.services.protocol import (
    JSON,
    Answer,
    Proof,
    ProtocolRequest,
    Provider,
)
from egide.kernel import audit
from egide.kernel.access import VISITOR, Actor
from egide.kernel.errors import Refused
from egide.kernel.identity import verb


class ProtocolRefused(Refused):
    """The request is not right; ``location`` is where it may be said, if the return is known."""

    def __init__(self, error: OAuth2Error, *, issuer: str) -> None:
        super().__init__(str(error.get_error_description() or error.error))
        self.code = str(error.error)
        self.location = ""
        if error.redirect_uri:
            _status, _body, headers = error()
            self.location = add_params_to_uri(dict(headers)["Location"], {"iss": issuer})


@dataclass(frozen=True, kw_only=True)
class Asking:
    """What an application asks about whoever sits at this browser."""

    application: Application
    redirect_uri: str
    scopes: list[str]
    agreed: bool
    silent: bool
    again: bool
    max_age: int | None
    missing: list[str] = field(default_factory=list)


def read_asking(
    *, asked: ProtocolRequest, account: Account | None, issuer: str, at: datetime
) -> Asking:
    """Check what an application asks at the door, before anybody is asked anything.

    :raises ProtocolRefused: if the request is not right, or wants silence where none may be.
    """
    grant, prompts = _checked(asked, account, issuer=issuer, at=at)
    application, scopes = grant.request.client, grant.request.scope.split()
    max_age = asked.payload.data.get("max_age")
    known: set[str] = set()
    if account is not None:
        running = Connection.objects.running().filter(account=account, application=application)
        known = set(running.values_list("scopes", flat=True).first() or ())
    return Asking(
        application=application,
        redirect_uri=grant.redirect_uri,
        scopes=scopes,
        agreed=set(scopes) <= known and "consent" not in prompts,
        silent="none" in prompts,
        again="login" in prompts,
        max_age=int(max_age[:9]) if max_age else None,
        missing=[scope for scope in scopes if scope not in known],
    )


def refuse_silence(
    asking: Asking, asked: ProtocolRequest, *, why: str, issuer: str
) -> ProtocolRefused:
    """Return the refusal of a request that wanted no page (prompt=none) where one is needed."""
    kinds = {
        "login": LoginRequiredError,
        "consent": ConsentRequiredError,
        "factor": InteractionRequiredError,
    }
    error = kinds[why](redirect_uri=asking.redirect_uri, state=asked.payload.state)
    return ProtocolRefused(error, issuer=issuer)


@verb
def send_back(
    *,
    asked: ProtocolRequest,
    account: Account,
    proof: Proof,
    allowed: bool,
    issuer: str,
    at: datetime,
    by: Actor,
) -> str:
    """Return where the browser goes: back to the application, with a code or with a no.

    The agreement is kept, so that the same thing is not asked twice.

    :raises NotAllowed: for the account of somebody else.
    :raises ProtocolRefused: if the request is not right.
    """
    require_own(account, by)
    grant, _prompts = _checked(asked, account, issuer=issuer, at=at, proof=proof, by=by)
    application = grant.request.client
    if application.twice_proved and proof.acr != TWO_PROOFS:
        allowed = False
    if allowed:
        scopes = grant.request.scope.split()
        grant.request.connection = agree(account, application, scopes, at=at, by=by)
        audit.record(by, "identity_provider.identity_told", account, application=application.pk)
    answer: Answer = grant.server.create_authorization_response(
        grant.request, grant_user=account if allowed else None, grant=grant
    )
    return add_params_to_uri(answer.location, {"iss": issuer})


@verb
def answer_token_request(*, asked: ProtocolRequest, issuer: str, at: datetime, by: Actor) -> Answer:
    """Give an application tokens for a code, or for a refresh token; errors are answers too."""
    return _answer(asked, issuer, at, by, lambda provider: provider.create_token_response(asked))


@verb
def answer_revocation(*, asked: ProtocolRequest, issuer: str, at: datetime, by: Actor) -> Answer:
    """Take back the token that an application gives back, with all its family."""
    return _answer(
        asked,
        issuer,
        at,
        by,
        lambda provider: provider.create_endpoint_response("revocation", asked),
    )


@verb
def tell_person(*, asked: ProtocolRequest, at: datetime, on: date, by: Actor) -> Answer:
    """Answer an application that shows an access token: what it may know, as it is today."""
    protector = ResourceProtector()
    protector.register_token_validator(AliveToken(at))
    try:
        asked.check()
        token = protector.validate_request(["openid"], asked)
    except OAuth2Error as error:
        return Answer(error.status_code, dict(error.get_body()), dict(error.get_headers()))
    return Answer(200, queries.claims_of(token, on=on), dict(JSON))


def read_end(*, asked: ProtocolRequest, issuer: str, at: datetime) -> tuple[str, str]:
    """Return the application that asks to go out, in words, and where the browser goes then.

    :raises ProtocolRefused: if what it shows was not signed here.
    """
    provider = Provider(issuer=issuer, at=at, by=VISITOR)
    try:
        asked.check()
        found: Any = provider.validate_endpoint_request("end_session", asked)
        _require_ours(found.id_token_claims, issuer=issuer, at=at)
    except OAuth2Error as error:
        raise ProtocolRefused(error, issuer=issuer) from error
    return (found.client.name if found.client else "", found.redirect_uri or "")


def _require_ours(claims: dict[str, Any] | None, *, issuer: str, at: datetime) -> None:
    """Refuse a statement of another site, or that no session of today can be of.

    Past its own end it still names who asks (RP-Initiated Logout 1.0, 2), and opens nothing.
    """
    if claims and claims["iss"] != issuer:
        raise InvalidRequestError("The statement is of another issuer.")
    if claims and at - datetime.fromtimestamp(claims["iat"], UTC) > FAMILY_LIFE:
        raise InvalidRequestError("The statement is too old.")


class AliveToken(BearerTokenValidator):
    """Reads an access token: alive, of somebody who still agrees, for a scope that it has."""

    def __init__(self, at: datetime) -> None:
        super().__init__()
        self.at = at

    def authenticate_token(self, token_string: str) -> Token | None:
        return queries.token_shown(digest(token_string), at=self.at)

    def validate_token(self, token: Token | None, scopes: list[str], request: Any) -> None:
        if token is None:
            raise InvalidTokenError()
        if self.scope_insufficient(token.get_scope(), scopes):
            raise InsufficientScopeError()


def _checked(
    asked: ProtocolRequest,
    account: Account | None,
    *,
    issuer: str,
    at: datetime,
    proof: Proof | None = None,
    by: Actor = VISITOR,
) -> tuple[Any, list[str]]:
    """Return the library's grant for a right request, and what it says of pages (prompt)."""
    provider = Provider(issuer=issuer, at=at, by=by, proof=proof)
    try:
        asked.check()
        grant = provider.get_consent_grant(asked, account)
    except OAuth2Error as error:
        raise ProtocolRefused(error, issuer=issuer) from error
    return grant, asked.payload.data.get("prompt", "").split()


def _answer(asked: ProtocolRequest, issuer: str, at: datetime, by: Actor, ask: Any) -> Answer:
    try:
        asked.check()
        return ask(Provider(issuer=issuer, at=at, by=by))
    except OAuth2Error as error:
        return Provider(issuer=issuer, at=at, by=by).handle_error_response(asked, error)
