"""Coming in by a link that a letter carries."""

from __future__ import annotations

import logging
import secrets
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _

from egide.accounts import queries
from egide.accounts.enums import SignInMethod
from egide.accounts.models import Account, SignInLink
from egide.accounts.rules.entry import LINK_LIFE, obstacle_to_using
from egide.accounts.rules.limits import CODES_PER_BROWSER, LETTERS_PER_ADDRESS
from egide.accounts.services.entries import (
    NotADemo,
    count_try,
    enter,
    noting_refusals,
    persona,
    require_own,
)
from egide.kernel import audit, limits, outbox
from egide.kernel.access import Actor, require_machine
from egide.kernel.errors import Refused
from egide.kernel.identity import verb
from egide.kernel.models import LetterKind
from egide.members.models import Person

log = logging.getLogger("egide.accounts")
# No letter or digit that is read for another one: 30 bits, tried five times at most.
CODE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
CODE_LENGTH = 6


class LinkRefused(Refused):
    """The link, or the code, does not open the door: used, expired, of another browser, unknown."""


@dataclass(frozen=True, kw_only=True)
class Letter:
    """What a sign-in letter needs; ``token`` and ``code`` exist nowhere else."""

    address: str
    greeting: str
    person_id: int | None
    token: str
    code: str


@verb
def ask_for_link(
    *,
    identifier: str,
    browser: str,
    next_path: str,
    language: str,
    site: str,
    at: datetime,
    by: Actor,
) -> SignInLink:
    """Note that somebody asks for a way in; the letter is written when it leaves, if at all.

    Whether the address is known is not even looked at here, so that nothing, not even the time
    it takes, tells it. Open to everybody: there is no right to hold before one came in.
    """
    link = SignInLink.objects.create(
        identifier=queries.tidy(identifier),
        browser_hash=queries.digest(browser),
        next_path=next_path[:4_000],
        asked_at=at,
        expires_at=at + LINK_LIFE,
    )
    outbox.post(
        kind=LetterKind.SERVICE,
        writer="accounts.sign_in",
        facts={"link_id": link.pk, "language": language, "site": site},
    )
    return link


@verb
def prepare_letter(*, link_id: int, at: datetime, by: Actor) -> Letter | None:
    """Make the token and the code of a link, and return the letter; nothing when nobody is there.

    Doing it twice (the letter may be tried again) makes a new token and forgets the first one.
    """
    require_machine(by)
    link = SignInLink.objects.select_for_update().filter(pk=link_id).first()
    if link is None or obstacle_to_using(link, at=at):
        log.info("sign-in link %s: no letter, it is over", link_id)
        return None
    people = queries.people_of(link) if link.token_hash else queries.people_named(link.identifier)
    address = link.address or _address(link, people)
    if not address or not _within_letters(address):
        log.info("sign-in link %s: no letter leaves", link_id)
        link.delete()
        return None

    token = secrets.token_urlsafe(32)
    code = "".join(secrets.choice(CODE_LETTERS) for _place in range(CODE_LENGTH))
    link.token_hash, link.code_hash = queries.digest(token), _code_hash(code, link.browser_hash)
    link.address, link.identifier = address, ""
    link.person = people[0] if len(people) == 1 else None
    link.save(update_fields=["token_hash", "code_hash", "address", "identifier", "person"])
    greeting = people[0].full_name if len(people) == 1 else ""
    return Letter(
        address=address, greeting=greeting, person_id=link.person_id, token=token, code=code
    )


def _address(link: SignInLink, people: list[Person]) -> str:
    if not people:
        return ""
    return link.identifier if "@" in link.identifier else queries.mailbox_of(people[0])


def _within_letters(address: str) -> bool:
    limit = LETTERS_PER_ADDRESS
    return limits.take(f"accounts.letter:{address}", most=limit.most, seconds=limit.seconds)


def _code_hash(code: str, browser_hash: str) -> str:
    """A code is short: it is only known together with the browser, whose secret is long."""
    return queries.digest(f"{code}|{browser_hash}")


@dataclass(frozen=True, kw_only=True)
class Proof:
    """What the person holds: the token of the link or the code, and the cookie of the browser."""

    browser: str
    token: str = ""
    code: str = ""


def count_code(proof: Proof) -> None:
    """Count one try of a code; call it outside a transaction.

    :raises TooManyTries: after five codes from one browser.
    """
    if not proof.token:
        count_try(f"accounts.code:{queries.digest(proof.browser)}", CODES_PER_BROWSER)


def people_behind(*, proof: Proof, at: datetime) -> list[Person]:
    """Return who may come in with this proof: one person, or those who share the address.

    :raises LinkRefused: if the proof does not open the door; the sentence says why.
    """
    return queries.people_of(_find(proof, at=at))


@verb
def use_link(*, proof: Proof, person_id: int, at: datetime, by: Actor) -> tuple[Account, str]:
    """Open the door once with a link or a code; return the account and where to go.

    :raises LinkRefused: if the proof does not open the door, or not to this person.
    """
    link = _find(proof, at=at, lock=True)
    person = next((person for person in queries.people_of(link) if person.pk == person_id), None)
    if person is None:
        raise LinkRefused(_("Ce lien n’ouvre pas la porte à cette personne."))

    link.used_at, link.person = at, person
    link.save(update_fields=["used_at", "person"])

    method = SignInMethod.LINK if link.browser_hash else SignInMethod.DEMO
    return enter(person, method), link.next_path


@verb
def confirm_by_link(*, account: Account, proof: Proof, at: datetime, by: Actor) -> None:
    """Take the code of a letter as a fresh proof of who is signed in; it serves once.

    :raises NotAllowed: for the account of somebody else.
    :raises LinkRefused: if the proof opens nothing, or not to this person.
    """
    require_own(account, by)
    link = _find(proof, at=at, lock=True)
    if all(person.pk != account.person_id for person in queries.people_of(link)):
        raise LinkRefused(_("Ce lien n’ouvre pas la porte à cette personne."))
    link.used_at, link.person = at, account.person
    link.save(update_fields=["used_at", "person"])
    audit.record(by, "accounts.proved_again", account, method=SignInMethod.LINK)


def _find(proof: Proof, *, at: datetime, lock: bool = False) -> SignInLink:
    with noting_refusals("link" if proof.token else "code", f"browser:{proof.browser}"):
        return _known(proof, at=at, lock=lock)


def _known(proof: Proof, *, at: datetime, lock: bool) -> SignInLink:
    links = SignInLink.objects.select_for_update(of=("self",)) if lock else SignInLink.objects.all()
    browser_hash = queries.digest(proof.browser) if proof.browser else ""
    if proof.token:
        link = links.filter(token_hash=queries.digest(proof.token)).first()
        unknown = _("Ce lien n’existe pas, ou n’existe plus. Demandez-en un autre.")
    else:
        code = "".join(proof.code.split()).upper()
        hashed = _code_hash(code, browser_hash)
        link = (
            links.filter(code_hash=hashed, browser_hash=browser_hash)
            .exclude(browser_hash="")
            .first()
        )
        unknown = _(
            "Ce code n’est pas le bon, ou n’est plus valable. Relisez la dernière lettre reçue."
        )
    if link is None or not (link.browser_hash or settings.DEMO):
        raise LinkRefused(unknown)
    obstacle = obstacle_to_using(link, at=at)
    if obstacle:
        raise LinkRefused(obstacle)
    if link.browser_hash and not secrets.compare_digest(link.browser_hash, browser_hash):
        raise LinkRefused(
            _(
                "Ce lien a été demandé depuis un autre navigateur, et ne s’ouvre que là. "
                "Ouvrez-le sur cet appareil-là, ou tapez-y le code que porte la lettre."
            )
        )
    return link


@verb
def make_demo_link(*, name: str, at: datetime, by: Actor) -> str:
    """Return the token of a link that lets anybody in as a persona, once; only on a demo.

    :raises NotADemo: on any other site.
    :raises LookupError: if there is no such persona.
    """
    if not settings.DEMO:
        raise NotADemo(_("Ce site n’est pas une démonstration."))
    token = secrets.token_urlsafe(32)
    SignInLink.objects.create(
        person=persona(name),
        token_hash=queries.digest(token),
        asked_at=at,
        expires_at=at + LINK_LIFE,
    )
    return token
