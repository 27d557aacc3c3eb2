"""Readers at the door, lent by the registry's own tests."""

from egide.members.tests.conftest import camille, give, paul, sign_in

__all__ = ["camille", "give", "paul", "sign_in"]
