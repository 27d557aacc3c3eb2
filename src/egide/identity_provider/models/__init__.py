"""Applications of others, what people agreed to tell them, and the codes and tokens that do it."""

from egide.identity_provider.models.application import Application
from egide.identity_provider.models.connection import Connection
from egide.identity_provider.models.signing_key import SigningKey
from egide.identity_provider.models.token import AuthorizationCode, Token

__all__ = ["Application", "AuthorizationCode", "Connection", "SigningKey", "Token"]
