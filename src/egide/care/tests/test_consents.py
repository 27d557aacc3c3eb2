"""To show a part of the profile is to agree to it: dated, proved, taken back, not brought back."""

from __future__ import annotations

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils.timezone import localdate

from egide.kernel.access import CLOCK, actor_of
from egide.kernel.errors import NotAllowed
from egide.members import services
from egide.members.enums import Audience, ConsentProof, ProfileField
from egide.members.models import Consent, VisibilityChoice
from egide.members.rules.visibility import CONSENT_VERSION
from egide.members.services.visibility import (
    AudienceRefused,
    ConsentOver,
    narrow_again,
    narrowings_told,
)
from egide.members.tests.conftest import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.proves("R-REG-6")]


def choose(person, by=None, **choices):
    day = localdate()
    by = by or actor_of(person.pk, on=day)
    wanted = {ProfileField(part): Audience(audience) for part, audience in choices.items()}
    return services.choose_audience(person=person, choices=wanted, by=by, on=day)


def said(person) -> list[tuple[str, str, bool]]:
    rows = Consent.objects.filter(person=person).order_by("pk")
    return [(one.purpose, one.audience, one.withdrawn_at is None) for one in rows]


def test_each_change_of_a_choice_is_given_or_withdrawn_with_its_proof(camille):
    choose(camille, PHONE="MEMBERS", EMAIL="NOBODY", NAME="MEMBERS")
    choose(camille, PHONE="MEMBERS")
    assert said(camille) == [("PHONE", "MEMBERS", True)]
    choose(camille, by=CLOCK, PHONE="OFFICERS")

    assert said(camille) == [("PHONE", "MEMBERS", False), ("PHONE", "OFFICERS", True)]
    first, last = Consent.objects.filter(person=camille).order_by("pk")
    assert (first.proof, last.proof) == (ConsentProof.OWN, ConsentProof.OFFICE)
    assert first.text_version == CONSENT_VERSION
    assert first.given_at <= first.withdrawn_at <= last.given_at


def test_what_is_withdrawn_is_shown_to_nobody_and_only_its_person_withdraws(camille, paul):
    choose(camille, PHONE="MEMBERS")
    day = localdate()
    phone = {"person": camille, "purpose": "PHONE", "on": day}
    with pytest.raises(NotAllowed):
        services.withdraw_consent(**phone, by=actor_of(paul.pk, on=day))

    me = actor_of(camille.pk, on=day)
    services.withdraw_consent(**phone, by=me)
    assert said(camille) == [("PHONE", "MEMBERS", False)]
    assert VisibilityChoice.objects.get(person=camille).audience == Audience.NOBODY
    with pytest.raises(ConsentOver):
        services.withdraw_consent(**phone, by=me)
    with pytest.raises(AudienceRefused):
        services.withdraw_consent(**phone | {"purpose": "SHOE_SIZE"}, by=me)


def kept_and_forgotten(camille, *choices):
    """Make choices after a backup, keep the journal, restore the backup; return the lines."""
    with transaction.atomic():
        for chosen in choices:
            choose(camille, **chosen)
        lines = list(narrowings_told())
        assert not any(narrow_again(line, CLOCK) for line in lines)
        transaction.set_rollback(True)
    return lines


@pytest.mark.proves("G22")
def test_what_was_withdrawn_since_the_backup_is_withdrawn_again(camille):
    choose(camille, PHONE="OFFICERS", NAME="MEMBERS")

    lines = kept_and_forgotten(camille, {"PHONE": "MEMBERS"}, {"PHONE": "NOBODY", "NAME": "NOBODY"})

    # The backup showed less than what was withdrawn, and more than what was wanted at the end.
    assert [narrow_again(line, CLOCK) for line in lines] == [True, True]
    assert [narrow_again(line, CLOCK) for line in lines] == [False, False]
    shown = dict(VisibilityChoice.objects.values_list("field", "audience"))
    assert shown == {"PHONE": "NOBODY", "NAME": "NOBODY"}
    assert {line["mark"] for line in narrowings_told()} == {line["mark"] for line in lines}


@pytest.mark.proves("G22")
def test_what_was_shown_again_before_the_backup_stays_shown(camille):
    for audience in ("NOBODY", "MEMBERS", "NOBODY", "MEMBERS"):
        choose(camille, NAME=audience)
    lines = list(narrowings_told())

    assert len(lines) == 2
    assert not any(narrow_again(line, CLOCK) for line in lines)
    assert VisibilityChoice.objects.get(field="NAME").audience == Audience.MEMBERS


def test_from_the_choice_to_the_page_of_one_s_agreements(camille, sign_in):
    VisibilityChoice.objects.create(person=camille, field="CITY", audience="MEMBERS")
    choose(camille, PHONE="MEMBERS")
    browser = sign_in(camille)

    page = text_of(browser.get(reverse("care:consents")))
    assert "Téléphone" in page
    assert "avant que les accords soient datés" in page
    for part in ("PHONE", "CITY"):
        browser.post(reverse("care:withdraw", args=[part]))
    after = text_of(browser.get(reverse("care:consents")))
    assert ("Accords retirés" in after, "Rien n’est montré" in after) == (True, True)
    assert set(VisibilityChoice.objects.values_list("audience", flat=True)) == {"NOBODY"}
