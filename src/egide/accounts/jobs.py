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
from egide.accounts.enums import ChangeState
from egide.accounts.models import Account, AddressChange, KnownDevice, Recovery
from egide.kernel import registry
from egide.kernel.access import CLOCK
from egide.kernel.models import Letter
from egide.kernel.registry import LetterWriter, Written
from egide.members.events import EmailsChanged


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


def write_account_kept(letter: Letter, on: date) -> Written | None:
    """Tell the person what the office that keeps the accounts did with theirs."""
    account, what = _account(letter), letter.facts["what"]
    subject = {
        "ended": _("Vos sessions sont fermées"),
        "suspended": _("Votre compte est suspendu"),
        "reopened": _("Votre compte est rouvert"),
    }[what]
    template = "accounts/letters/account_kept.txt"
    return _to(account, subject, template, {"account": account, "what": what})


def write_address_change(letter: Letter, on: date) -> Written | None:
    """Tell one of the addresses concerned that others may soon open the account."""
    changes = AddressChange.objects.select_related("person", "recovery")
    change = changes.filter(pk=letter.facts["change_id"], state=ChangeState.WAITING).first()
    if change is None:
        return None
    recovery = getattr(change, "recovery", None)
    words = {
        "change": change,
        "asked_at_the_desk": recovery is not None,
        "firm": recovery is not None and recovery.is_firm,
        "link": settings.SITE_URL
        + reverse("accounts:objection", args=[queries.objection_token(change)]),
    }
    subject = _("Une autre adresse va ouvrir votre compte")
    address = change.told[letter.facts["place"]]
    return _written(address, subject, "accounts/letters/address_change.txt", words)


def write_recovery(letter: Letter, on: date) -> Written | None:
    """Write to who lost their access what to do next, or what became of their request."""
    recovery = (
        Recovery.objects.select_related("change").filter(pk=letter.facts["recovery_id"]).first()
    )
    if recovery is None:
        return None
    path = reverse("accounts:recovery", args=[queries.recovery_token(recovery)])
    words = {
        "recovery": recovery,
        "what": letter.facts["what"],
        "link": (letter.facts["site"] or settings.SITE_URL) + path,
    }
    subject = _("Votre demande d’accès, n° %(number)s") % {"number": recovery.pk}
    return _written(recovery.address, subject, "accounts/letters/recovery.txt", words)


def note_new_addresses(event: EmailsChanged) -> None:
    """Let the new addresses of a profile wait before they open the door."""
    services.note_new_addresses(
        person_id=event.person_id,
        before=event.before,
        after=event.after,
        at=timezone.now(),
        on=timezone.localdate(),
        by=CLOCK,
    )


def hold_due_changes(*, on: date) -> None:
    """Put in place the addresses to which nobody objected."""
    services.hold_due_changes(at=timezone.now(), on=on, by=CLOCK)


def forget_ended(*, on: date) -> None:
    """Remove ended sessions, links and requests that nobody confirmed or weighed."""
    now = timezone.now()
    services.forget_ended(at=now, by=CLOCK)
    services.expire_recoveries(at=now, on=on, by=CLOCK)


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
    _writer("account_kept", write_account_kept),
    _writer("address_change", write_address_change),
    _writer("recovery", write_recovery),
    _writer("sign_in", write_sign_in),
    _writer("password_changed", write_password_changed),
    _writer("factor_changed", write_factor_changed),
    _writer("new_device", write_new_device),
)
