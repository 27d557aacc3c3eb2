"""People at the door, and the queue's hand."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core import mail
from django.utils.timezone import localdate

from egide.kernel.outbox.delivery import deliver
from egide.members.models import Person
from egide.members.tests.conftest import give, sign_in
from egide.members.tests.factories import make_person

__all__ = ["give", "sign_in"]  # fixtures


class QuickArgon2(Argon2PasswordHasher):
    """The same algorithm without its cost: many tests, two processors."""

    time_cost, memory_cost, parallelism = 1, 64, 1


@pytest.fixture(autouse=True)
def _quick_hashes(settings):
    settings.PASSWORD_HASHERS = [f"{QuickArgon2.__module__}.QuickArgon2"]


@pytest.fixture
def camille(db) -> Person:
    return make_person(first_names="Camille", usage_name="Torelisse", email="camille@example.org")


@pytest.fixture
def couple(db) -> tuple[Person, Person]:
    """Two people who share one address."""
    return (
        make_person(first_names="Hugo", usage_name="Valesquier", email="maison@example.org"),
        make_person(first_names="Inès", usage_name="Corandel", email="Maison@example.org"),
    )


@pytest.fixture
def run_jobs(db) -> Callable[[], int]:
    """Return what lets the waiting letters leave, as the worker would."""
    return lambda: deliver(on=localdate())


@pytest.fixture
def last_letter() -> Callable[[], tuple[str, str]]:
    """Return what reads the path of the link and the code in the last letter that left."""

    def read() -> tuple[str, str]:
        body = mail.outbox[-1].body
        return re.search(r"http://[^/]+(/\S+)", body)[1], re.search(
            r"^    (\w{6})$", body, re.MULTILINE
        )[1]

    return read
