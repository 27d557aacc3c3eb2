"""Letters written when they leave, and what is forgotten when its time has come."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from egide.accounts import queries, services
from egide.accounts.models import Account, KnownDevice
from egide.kernel import registry
from egide.kernel.access import CLOCK
from egide.kernel.models import Letter
from egide.kernel.registry import LetterWriter, Written


def write_sign_in(letter: Letter, on: date) -> Written | None:
    """Write the letter of one sign-in link, if there is anybody to read it.

    The token is made now and kept nowhere else: when the mail server does not answer, the letter
    is written again with another one.
    """
    link_id, site = letter.facts["link_id"], letter.facts["site"]
    ready = services.prepare_letter(link_id=link_id, at=timezone.now(), by=CLOCK)
    if ready is None:
        return None
    words = {
        "letter": ready,
        "link": site + reverse("accounts:link", args=[ready.token]),
        "site": site,
    }
    template = "accounts/letters/sign_in.txt"
    chosen = registry.letter_languages([ready.person_id] if ready.person_id else [])
    with translation.override(chosen.get(ready.person_id or 0, letter.facts["language"])):
        return _written(ready.address, _("Votre lien de connexion"), template, words)


def write_password_changed(letter: Letter, on: date) -> Written | None:
    """Tell the person that the password changed, so that a theft does not go unseen."""
    account = _account(letter)
    subject = (
        _("Votre mot de passe a changé")
        if account.password
        else _("Votre mot de passe est supprimé")
    )
    template = "accounts/letters/password_changed.txt"
    return _to(account, subject, template, {"account": account})


def write_factor_changed(letter: Letter, on: date) -> Written | None:
    """Tell the person what changed in their second factors, so that a theft does not go unseen."""
    account = _account(letter)
    left = queries.recovery_codes_left(account)
    words = {"account": account, "what": letter.facts["what"], "left": left}
    template = "accounts/letters/factor_changed.txt"
    return _to(account, _("Votre second facteur"), template, words)


def write_new_device(letter: Letter, on: date) -> Written | None:
    """Tell the person that somebody came in by a browser not seen before."""
    devices = KnownDevice.objects.select_related("account__person")
    device = devices.filter(pk=letter.facts["device_id"]).first()
    if device is None:
        return None
    template = "accounts/letters/new_device.txt"
    subject = _("Connexion depuis un nouvel appareil")
    return _to(device.account, subject, template, {"device": device})


def forget_ended(*, on: date) -> None:
    """Remove ended sessions and links."""
    services.forget_ended(at=timezone.now(), by=CLOCK)


def _account(letter: Letter) -> Account:
    return Account.objects.select_related("person").get(pk=letter.facts["account_id"])


def _to(account: Account, subject: str, template: str, words: dict) -> Written | None:
    address = queries.mailbox_of(account.person)
    return _written(address, subject, template, words) if address else None


def _written(address: str, subject: str, template: str, words: dict) -> Written:
    return Written(
        address=address,
        subject=f"{subject} · {settings.SOCIETY_NAME}",
        text=render_to_string(template, {**words, "society": settings.SOCIETY_NAME}),
    )


def _writer(name: str, write: Callable[[Letter, date], Written | None]) -> LetterWriter:
    """Return a writer of letters to one person each.

    In the language that the person chose, else in that of the page that called for the letter.
    """

    def write_all(letters: Sequence[Letter], on: date) -> dict[int, Written]:
        found: dict[int, Written] = {}
        chosen = registry.letter_languages({one.person_id for one in letters if one.person_id})
        for letter in letters:
            language = chosen.get(letter.person_id or 0, letter.facts["language"])
            with translation.override(language):
                written = write(letter, on)
            if written is not None:
                found[letter.pk] = written
        return found

    return LetterWriter(name=f"accounts.{name}", write=write_all)


WRITERS = (
    _writer("sign_in", write_sign_in),
    _writer("password_changed", write_password_changed),
    _writer("factor_changed", write_factor_changed),
    _writer("new_device", write_new_device),
)
