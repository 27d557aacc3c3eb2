"""A dispute holds the data of somebody: the office places and lifts it, and sees what runs."""

from __future__ import annotations

import pytest
from django.urls import reverse

from egide.care.queries import holds_lifted, holds_running
from egide.members.models import LegalHold
from egide.members.permissions import ANSWER_RIGHTS
from egide.members.tests.conftest import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.proves("G23")]


def test_a_hold_is_placed_read_and_lifted(camille, paul, sign_in):
    browser = sign_in(paul, ANSWER_RIGHTS)
    address = reverse("care:holds")
    typed = {"person": camille.readable_id, "reason": "Litige prud’homal"}

    browser.post(address, typed)
    assert "Litige prud’homal" in text_of(browser.get(address))
    twice = browser.post(address, typed)
    assert twice.status_code == 422
    assert "déjà gelées" in text_of(twice)

    [hold] = holds_running()
    browser.post(reverse("care:lift_hold", args=[hold.pk]))
    assert [one.pk for one in holds_lifted()] == [hold.pk]
    assert browser.post(reverse("care:lift_hold", args=[hold.pk])).status_code == 404


def test_what_was_typed_survives_when_nobody_is_called_so(paul, sign_in):
    browser = sign_in(paul, ANSWER_RIGHTS)
    refused = browser.post(reverse("care:holds"), {"person": "personne", "reason": "Litige"})

    assert refused.status_code == 422
    assert "Litige" in text_of(refused)
    assert not LegalHold.objects.exists()
