"""Accounts, sessions and sign-in links: how a person comes in, and stays in."""

from egide.accounts.models.account import Account
from egide.accounts.models.link import SignInLink
from egide.accounts.models.session import Session

__all__ = ["Account", "Session", "SignInLink"]
