"""Accounts, sessions, sign-in links, second factors: how a person comes in, and stays in."""

from egide.accounts.models.account import Account
from egide.accounts.models.authenticator import AuthenticatorApp
from egide.accounts.models.device import KnownDevice
from egide.accounts.models.link import SignInLink
from egide.accounts.models.passkey import Passkey
from egide.accounts.models.recovery import AddressChange, Recovery
from egide.accounts.models.recovery_code import RecoveryCode
from egide.accounts.models.session import Session
from egide.accounts.models.token import ApiToken

__all__ = [
    "Account",
    "AddressChange",
    "ApiToken",
    "AuthenticatorApp",
    "KnownDevice",
    "Passkey",
    "Recovery",
    "RecoveryCode",
    "Session",
    "SignInLink",
]
