"""The verbs of connected applications: the desk's, a person's, and those of the protocol."""

from egide.identity_provider.services.applications import (
    ApplicationRefused,
    ApplicationStopped,
    amend_application,
    register_application,
    renew_secret,
    stop_application,
)
from egide.identity_provider.services.connections import (
    ConnectionEnded,
    end_connection,
    forget_expired,
)
from egide.identity_provider.services.protocol import Answer, Proof, ProtocolRequest
from egide.identity_provider.services.signing import (
    ALGORITHM,
    public_keys,
    renew_signing_key,
    turn_signing_key,
)
from egide.identity_provider.services.telling import (
    Asking,
    ProtocolRefused,
    answer_revocation,
    answer_token_request,
    read_asking,
    read_end,
    refuse_silence,
    send_back,
    tell_person,
)

__all__ = [
    "ALGORITHM",
    "Answer",
    "ApplicationRefused",
    "ApplicationStopped",
    "Asking",
    "ConnectionEnded",
    "Proof",
    "ProtocolRefused",
    "ProtocolRequest",
    "amend_application",
    "answer_revocation",
    "answer_token_request",
    "end_connection",
    "forget_expired",
    "public_keys",
    "read_asking",
    "read_end",
    "refuse_silence",
    "register_application",
    "renew_secret",
    "renew_signing_key",
    "send_back",
    "stop_application",
    "tell_person",
    "turn_signing_key",
]
