"""Letters that leave, and what is forgotten when its time has come."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from egide.accounts import queries, services
from egide.accounts.models import Account, KnownDevice
from egide.kernel import registry
from egide.kernel.access import CLOCK


def send_sign_in_letter(*, on: date, link_id: int, language: str, site: str) -> None:
    """Write the letter of one sign-in link, if there is anybody to read it.

    Sent once the link is committed: a letter that leads nowhere is worse than a late one. When the
    mail server does not answer, the queue tries again with a new token.
    """
    letter = services.prepare_letter(link_id=link_id, at=timezone.now(), by=CLOCK)
    if letter is None:
        return
    with translation.override(_language_of(letter.person_id, otherwise=language)):
        address = site + reverse("accounts:link", args=[letter.token])
        _post(
            letter.address,
            _("Votre lien de connexion"),
            "accounts/letters/sign_in.txt",
            {"letter": letter, "link": address, "site": site},
        )


def send_password_notice(*, on: date, account_id: int, language: str) -> None:
    """Tell the person that the password changed, so that a theft does not go unseen."""
    account = Account.objects.select_related("person").get(pk=account_id)
    address = queries.mailbox_of(account.person)
    if not address:
        return
    with translation.override(_language_of(account.person_id, otherwise=language)):
        subject = (
            _("Votre mot de passe a changé")
            if account.password
            else _("Votre mot de passe est supprimé")
        )
        _post(address, subject, "accounts/letters/password_changed.txt", {"account": account})


def send_factor_notice(*, on: date, account_id: int, what: str, language: str) -> None:
    """Tell the person what changed in their second factors, so that a theft does not go unseen."""
    account = Account.objects.select_related("person").get(pk=account_id)
    address = queries.mailbox_of(account.person)
    if not address:
        return
    with translation.override(_language_of(account.person_id, otherwise=language)):
        left = queries.recovery_codes_left(account)
        words = {"account": account, "what": what, "left": left}
        template = "accounts/letters/factor_changed.txt"
        _post(address, _("Votre second facteur"), template, words)


def send_device_notice(*, on: date, device_id: int, language: str) -> None:
    """Tell the person that somebody came in by a browser not seen before."""
    found = KnownDevice.objects.select_related("account__person").filter(pk=device_id).first()
    address = queries.mailbox_of(found.account.person) if found else ""
    if found is None or not address:
        return
    with translation.override(_language_of(found.account.person_id, otherwise=language)):
        template = "accounts/letters/new_device.txt"
        _post(address, _("Connexion depuis un nouvel appareil"), template, {"device": found})


def forget_ended(*, on: date) -> None:
    """Remove ended sessions and links."""
    services.forget_ended(at=timezone.now(), by=CLOCK)


def _language_of(person_id: int | None, *, otherwise: str) -> str:
    """Return the language that the person chose, or that of the page that called for the letter."""
    if person_id is None:
        return otherwise
    return registry.letter_languages([person_id]).get(person_id, otherwise)


def _post(address: str, subject: str, template: str, words: dict) -> None:
    text = render_to_string(template, {**words, "society": settings.SOCIETY_NAME})
    EmailMessage(
        subject=f"{subject} · {settings.SOCIETY_NAME}",
        body=text,
        to=[address],
        headers={"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"},
    ).send()
