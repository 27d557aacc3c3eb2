"""What OpenID Connect asks of us, by the library that knows it; only the tables are ours.

One way alone: a code, with PKCE by S256, to an application that has a secret. Each request makes
its own ``Provider``, told who asks and when. What the standard calls an error is an answer.
"""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from authlib.oauth2 import AuthorizationServer, OAuth2Error, OAuth2Request
from authlib.oauth2.base import invalid_error_characters
from authlib.oauth2.rfc6749 import (
    InvalidClientError,
    InvalidGrantError,
    InvalidRequestError,
    InvalidScopeError,
)
from authlib.oauth2.rfc6749.errors import InsecureTransportError
from authlib.oauth2.rfc6749.grants import AuthorizationCodeGrant, RefreshTokenGrant
from authlib.oauth2.rfc6749.requests import BasicOAuth2Payload
from authlib.oauth2.rfc6749.util import extract_basic_authorization
from authlib.oauth2.rfc7009 import RevocationEndpoint
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oidc.core import OpenIDCode
from authlib.oidc.core.errors import (
    RegistrationNotSupportedError,
    RequestNotSupportedError,
    RequestURINotSupportedError,
)
from authlib.oidc.rpinitiated import EndSessionEndpoint
from django.db.models import Q
from django.utils.translation import gettext as _

from egide.accounts.models import Account
from egide.accounts.queries import digest
from egide.identity_provider import queries
from egide.identity_provider.enums import Claims
from egide.identity_provider.models import Application, AuthorizationCode, Connection, Token
from egide.identity_provider.rules import (
    ACCESS_LIFE,
    CODE_LIFE,
    FAMILY_LIFE,
    LONGEST_REQUEST,
    REFRESH_LIFE,
)
from egide.identity_provider.services.signing import ALGORITHM, public_keys, signing_key
from egide.kernel import audit
from egide.kernel.access import Actor
from egide.kernel.errors import Refused

CLIENT_AUTHENTICATION = ["client_secret_basic", "client_secret_post"]
JSON = [("Content-Type", "application/json"), ("Cache-Control", "no-store")]
# What the standard knows and we do not take, each with the error that says so.
NOT_TAKEN: dict[str, type[OAuth2Error]] = {
    "request": RequestNotSupportedError,
    "request_uri": RequestURINotSupportedError,
    "registration": RegistrationNotSupportedError,
}


@dataclass(frozen=True)
class Answer:
    """What goes back to the application, or to the browser that it sent."""

    status: int
    body: Any
    headers: Mapping[str, str]

    @property
    def location(self) -> str:
        """Where the browser is sent; empty when it stays here."""
        return self.headers.get("Location", "")


class InTheClear(Refused):
    """The request came over a line that anybody may read; set EGIDE_SITE_URL behind a proxy."""


class ProtocolRequest(OAuth2Request):
    """A request as the library reads it: what is in the body, or in the address, never in both."""

    def __init__(
        self, *, method: str, uri: str, headers: Mapping[str, str], sent: Mapping[str, list[str]]
    ) -> None:
        try:
            super().__init__(method, uri, headers=headers)
        except InsecureTransportError:
            raise InTheClear(_("Les applications ne parlent à ce site que par https.")) from None
        self.sent = sent
        self.payload = BasicOAuth2Payload({name: values[-1] for name, values in sent.items()})
        # Found on the way: who answers, and what the person agreed to.
        self.provider: Provider | None = None
        self.connection: Connection | None = None

    @property
    def form(self) -> Any:
        return self.payload.data

    def check(self) -> None:
        """Refuse what no honest application sends: a thing said twice, endless or unprintable."""
        for name, values in self.sent.items():
            if len(values) != 1:
                raise InvalidRequestError("A parameter is given twice.")
            # The library would repeat such a value in its error, where it may not stand.
            if name != "state" and invalid_error_characters(values[0]):
                raise InvalidRequestError("A parameter has characters that it may not have.")
        if sum(len(values[0]) for values in self.sent.values()) > LONGEST_REQUEST:
            raise InvalidRequestError("The request is too long.")
        try:
            extract_basic_authorization(self.headers)
        except ValueError:
            raise InvalidClientError(status_code=401) from None


@dataclass(frozen=True, kw_only=True)
class Proof:
    """How the person proved who they are in this browser, and when (auth_time, acr, amr)."""

    at: datetime
    acr: str
    amr: list[str]


class Provider(AuthorizationServer):
    """The library's server over our tables, for one request."""

    def __init__(self, *, issuer: str, at: datetime, by: Actor, proof: Proof | None = None) -> None:
        super().__init__(scopes_supported=list(Claims.values))
        self.issuer, self.at, self.by, self.proof = issuer, at, by, proof
        self.register_token_generator("default", _draw_token)
        self.register_grant(CodeGrant, [Pkce(required=True), IdentityToken()])
        self.register_grant(RefreshGrant)
        self.register_endpoint(Revocation)
        self.register_endpoint(EndOfSession)

    def query_client(self, client_id: str) -> Application | None:
        return queries.application_named(client_id)

    def create_oauth2_request(self, request: Any) -> Any:
        return request

    def send_signal(self, name: str, *args: Any, **kwargs: Any) -> None:
        """Nobody listens: the register is written by the verbs."""

    def handle_response(self, status: int, body: Any, headers: Any) -> Answer:
        return Answer(status, body, dict(headers))

    def save_token(self, token: dict[str, Any], request: Any) -> None:
        """Keep the hashes of a new token, in the family of what it comes of."""
        origin = request.authorization_code or request.refresh_token
        ends_at = origin.issued_at + FAMILY_LIFE
        if isinstance(origin, Token):
            ends_at = origin.ends_at
        refresh = token.get("refresh_token", "")
        Token.objects.create(
            connection=origin.connection,
            family=origin.family,
            scope=token["scope"],
            auth_at=origin.auth_at,
            acr=origin.acr,
            amr=origin.amr,
            issued_at=self.at,
            access_hash=digest(token["access_token"]),
            access_ends_at=min(self.at + ACCESS_LIFE, ends_at),
            refresh_hash=digest(refresh) if refresh else "",
            refresh_ends_at=min(self.at + REFRESH_LIFE, ends_at) if refresh else None,
            ends_at=ends_at,
        )

    def end_family(self, origin: AuthorizationCode | Token, *, theft: bool) -> None:
        """Revoke all tokens that come of one code; ``theft`` writes it in the register."""
        family = Token.objects.filter(family=origin.family, revoked_at__isnull=True)
        family.update(revoked_at=self.at)
        if theft:
            audit.record(
                self.by,
                "identity_provider.theft_stopped",
                origin.connection.account,
                application=origin.connection.application_id,
            )


def _draw_token(
    grant_type: str, client: Application, scope: str = "", **_asked: Any
) -> dict[str, Any]:
    token = {
        "token_type": "Bearer",
        "access_token": secrets.token_urlsafe(32),
        "expires_in": int(ACCESS_LIFE.total_seconds()),
        "scope": scope,
    }
    if Claims.OFFLINE in scope.split():
        token["refresh_token"] = secrets.token_urlsafe(32)
    return token


def _locked(rows: Any) -> Any:
    related = ("connection__account__person", "connection__application")
    return rows.select_for_update(of=("self",)).select_related(*related)


class Pkce(CodeChallenge):
    """The proof that whoever shows the code is who asked for it: always, and by S256 alone."""

    SUPPORTED_CODE_CHALLENGE_METHOD = ["S256"]
    CODE_CHALLENGE_METHODS = {"S256": CodeChallenge.CODE_CHALLENGE_METHODS["S256"]}

    def validate_code_challenge(self, grant: Any, redirect_uri: str) -> None:
        """Refuse a request without one; without a method it would be « plain », which is none."""
        asked = grant.request.payload.data
        if not asked.get("code_challenge") or asked.get("code_challenge_method") != "S256":
            raise InvalidRequestError("PKCE is needed, with code_challenge_method=S256.")
        super().validate_code_challenge(grant, redirect_uri)


class IdentityToken(OpenIDCode):
    """The signed statement that goes with the tokens (id_token): who, for whom, proved how."""

    def exists_nonce(self, nonce: str, request: Any) -> bool:
        """The nonce is the application's to check; a code serves once whatever its nonce."""
        return False

    def generate_user_info(self, user: Account, scope: str) -> dict[str, Any]:
        """Return nothing: all but the number is told by ``userinfo``, to a token that is alive."""
        return {}

    def get_client_algorithm(self, client: Application) -> str:
        return ALGORITHM

    def get_encode_header(self, client: Application) -> dict[str, str]:
        return {"alg": ALGORITHM, "kid": str(signing_key().kid), "typ": "JWT"}

    def resolve_client_private_key(self, client: Application) -> Any:
        return signing_key()

    def get_compatible_claims(self, request: Any) -> dict[str, Any]:
        provider: Provider = request.provider
        now = int(provider.at.timestamp())
        return {
            "iss": provider.issuer,
            "aud": request.client.client_id,
            "sub": queries.subject_of(request.user, request.client),
            "iat": now,
            "exp": now + int(ACCESS_LIFE.total_seconds()),
        }


class CodeGrant(AuthorizationCodeGrant):
    """A code, once, within two minutes, for the application and the return it was asked for."""

    server: Provider
    TOKEN_ENDPOINT_AUTH_METHODS = CLIENT_AUTHENTICATION

    def validate_authorization_request(self) -> str:
        """Check what the library does not: only the ways that we have."""
        redirect_uri = super().validate_authorization_request()
        asked = self.request.payload.data
        problem: OAuth2Error | None = None
        if asked.get("response_mode", "query") != "query":
            problem = InvalidRequestError("The only response_mode is query.")
        if Claims.OPENID not in (self.request.scope or "").split():
            problem = InvalidScopeError("The scope openid is needed.")
        for name, error in NOT_TAKEN.items():
            problem = error() if name in asked else problem
        if not (asked.get("max_age", "0").isascii() and asked.get("max_age", "0").isdigit()):
            problem = InvalidRequestError("max_age is a number of seconds.")
        if problem is not None:
            problem.redirect_uri = redirect_uri
            raise problem
        return redirect_uri

    def generate_authorization_code(self) -> str:
        return secrets.token_urlsafe(32)

    def save_authorization_code(self, code: str, request: Any) -> None:
        connection, proof = request.connection, self.server.proof
        assert proof is not None, "a code says how the person proved who they are"  # noqa: S101
        asked = request.payload.data
        AuthorizationCode.objects.create(
            connection=connection,
            family=uuid.uuid4(),
            scope=request.scope,
            auth_at=proof.at,
            acr=proof.acr,
            amr=proof.amr,
            issued_at=self.server.at,
            code_hash=digest(code),
            redirect_uri=request.payload.redirect_uri,
            nonce=asked.get("nonce", ""),
            code_challenge=asked["code_challenge"],
            expires_at=self.server.at + CODE_LIFE,
        )

    def query_authorization_code(self, code: str, client: Application) -> AuthorizationCode | None:
        """Return the code if it still serves; shown twice, or by another, it ends its family."""
        found = _locked(AuthorizationCode.objects).filter(code_hash=digest(code)).first()
        if found is None:
            return None
        if found.used_at is not None or not found.check_client(client):
            self.server.end_family(found, theft=True)
            AuthorizationCode.objects.filter(pk=found.pk, used_at=None).update(
                used_at=self.server.at
            )
            return None
        if found.expires_at <= self.server.at or not queries.opens(found):
            return None
        self.request.provider = self.server
        return found

    def delete_authorization_code(self, authorization_code: AuthorizationCode) -> None:
        """Keep it, used: what is gone could not be known again when a thief shows it."""
        authorization_code.used_at = self.server.at
        authorization_code.save(update_fields=["used_at"])

    def authenticate_user(self, authorization_code: AuthorizationCode) -> Account:
        return authorization_code.connection.account


class RefreshGrant(RefreshTokenGrant):
    """A refresh token serves once and makes the next one; shown twice, it ends its family."""

    server: Provider
    TOKEN_ENDPOINT_AUTH_METHODS = CLIENT_AUTHENTICATION
    INCLUDE_NEW_REFRESH_TOKEN = True

    def _validate_request_token(self, client: Application) -> Token:
        shown = self.request.form.get("refresh_token")
        if shown is None:
            raise InvalidRequestError("Missing 'refresh_token' in request.")
        found = _locked(Token.objects).filter(refresh_hash=digest(shown)).first()
        if found is None:
            raise InvalidGrantError()
        if found.refreshed_at is not None or not found.check_client(client):
            self.server.end_family(found, theft=found.revoked_at is None)
            raise InvalidGrantError()
        ended = found.revoked_at is not None or found.refresh_ends_at <= self.server.at
        if ended or not queries.opens(found):
            raise InvalidGrantError()
        return found

    def authenticate_user(self, refresh_token: Token) -> Account:
        return refresh_token.connection.account

    def revoke_old_credential(self, refresh_token: Token) -> None:
        """Let the half that served, and the access that went with it, serve no more."""
        refresh_token.refreshed_at = self.server.at
        refresh_token.access_ends_at = min(refresh_token.access_ends_at, self.server.at)
        refresh_token.save(update_fields=["refreshed_at", "access_ends_at"])


class Revocation(RevocationEndpoint):
    """An application gives a token back (RFC 7009): its family ends, whichever half it shows."""

    server: Provider
    CLIENT_AUTH_METHODS = CLIENT_AUTHENTICATION

    def query_token(self, token_string: str, token_type_hint: str | None) -> Token | None:
        hashed = digest(token_string)
        return _locked(Token.objects).filter(Q(access_hash=hashed) | Q(refresh_hash=hashed)).first()

    def revoke_token(self, token: Token, request: Any) -> None:
        self.server.end_family(token, theft=False)


class EndOfSession(EndSessionEndpoint):
    """An application asks that the person goes out here too; a page of ours asks the person."""

    def get_server_jwks(self) -> dict[str, Any]:
        return public_keys()

    def get_algorithms(self) -> list[str]:
        return [ALGORITHM]

    def end_session(self, end_session_request: Any) -> None:
        """The door itself ends the session, once the person said so."""
