"""Who is behind what was typed, and which browsers are signed in."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from egide.accounts.models import (
    Account,
    ApiToken,
    AuthenticatorApp,
    KnownDevice,
    Passkey,
    RecoveryCode,
    Session,
    SignInLink,
)
from egide.accounts.rules.entry import may_come_in
from egide.kernel.access import Actor
from egide.kernel.models import RegisterLine
from egide.kernel.registry import HomeCard, Name, Naming
from egide.members.enums import ContactKind
from egide.members.models import ContactPoint, Person, PersonAlias

LARGEST_NUMBER = 2**63 - 1
# What lines about guessing are about: the door, no account.
GUESSING = "accounts.door"
GUESSING_SHOWN = timedelta(days=7)


def digest(secret: str) -> str:
    """Return what is kept of a token: enough to know it again, never enough to use it.

    Only for long random values; a plain hash would not protect a word that a person chose.
    """
    return hashlib.sha256(secret.encode()).hexdigest()


def tidy(identifier: str) -> str:
    """Return an address or a number as it is kept: no spaces, lower case, no last dot."""
    return "".join(identifier.split()).lower().rstrip(".")[:254]


def people_named(identifier: str) -> list[Person]:
    """Return who may come in by this address, society number or readable id.

    A couple that shares an address makes two; nobody makes none, and the page must not show it.
    """
    typed = tidy(identifier)
    if "@" in typed:
        return people_at(typed)
    if typed.isascii() and typed.isdigit():
        found = Person.objects.numbered(min(int(typed), LARGEST_NUMBER))
    else:
        former = PersonAlias.objects.filter(readable_id=typed).values("person_id")
        found = Person.objects.filter(Q(readable_id=typed) | Q(pk__in=former))
    return [person for person in found.order_by("pk") if may_come_in(person)]


def people_at(address: str) -> list[Person]:
    """Return who may come in by this e-mail address: it must be theirs, and still answer.

    An address that was only announced opens nothing, because a slip of the finger would open the
    door to a stranger: it must be the principal one, or verified.
    """
    owners = _mailboxes().filter(lowered=tidy(address)).values("person_id")
    return [
        person
        for person in Person.objects.filter(pk__in=owners).order_by("pk")
        if may_come_in(person)
    ]


def mailbox_of(person: Person) -> str:
    """Return the address to which a letter for this person goes; empty when there is none."""
    mine = (
        _mailboxes()
        .filter(person=person)
        .order_by("-primary", "pk")
        .values_list("value", flat=True)
    )
    return mine.first() or ""


def mailboxes_of(people: Iterable[int]) -> dict[int, str]:
    """Return the addresses to which letters for these people go; who has none is not there.

    One report of a death stops them (R-REG-9).
    """
    found = (
        _mailboxes()
        .filter(person_id__in=list(people), person__in=Person.objects.mailable())
        .order_by("person_id", "-primary", "pk")
        .distinct("person_id")
        .values_list("person_id", "value")
    )
    return dict(found)


def _mailboxes() -> QuerySet[Any]:
    return ContactPoint.objects.filter(
        Q(primary=True) | Q(verified_at__isnull=False), kind=ContactKind.EMAIL, invalid=False
    ).alias(lowered=Lower("value"))


def people_of(link: SignInLink) -> list[Person]:
    """Return who may come in by this link, as things stand now."""
    if link.person_id is None:
        return people_at(link.address)
    return [person for person in Person.objects.filter(pk=link.person_id) if may_come_in(person)]


def sessions_of(account: Account) -> QuerySet[Session]:
    """Return the browsers in which the account is signed in, the last seen first."""
    return Session.objects.open().filter(account=account).order_by("-seen_at", "pk")


def app_of(account: Account) -> AuthenticatorApp | None:
    """Return the application of codes of an account, confirmed or still waiting for its code."""
    return AuthenticatorApp.objects.filter(account=account).first()


def has_second_factor(account: Account) -> bool:
    """Tell whether the account asks for a second factor at each sign-in."""
    apps = AuthenticatorApp.objects.filter(account=account, confirmed_at__isnull=False)
    return apps.exists() or Passkey.objects.filter(account=account).exists()


def passkeys_of(account: Account) -> QuerySet[Passkey]:
    """Return the keys of an account, the oldest first."""
    return Passkey.objects.filter(account=account).order_by("made_at", "pk")


def recovery_codes_left(account: Account) -> int:
    """Count the codes on paper that did not serve yet."""
    return RecoveryCode.objects.filter(account=account, used_at__isnull=True).count()


def trusted_devices(account: Account, *, at: datetime) -> QuerySet[KnownDevice]:
    """Return the browsers that stand for the second factor, the last seen first."""
    return KnownDevice.objects.filter(account=account, trusted_until__gt=at).order_by(
        "-last_seen_at", "pk"
    )


def tokens_of(account: Account, *, at: datetime) -> QuerySet[ApiToken]:
    """Return the tokens of an account that still open something, the newest first."""
    return ApiToken.objects.filter(account=account, expires_at__gt=at).order_by("-made_at", "-pk")


def token_known_as(key: str, *, at: datetime) -> ApiToken | None:
    """Return the token of this key, with its account and its person, while it lives."""
    alive = ApiToken.objects.filter(token_hash=digest(key), expires_at__gt=at)
    return alive.select_related("account__person").first()


def forbidden_words(person: Person) -> list[str]:
    """Return what a stranger would try first as this person's password."""
    names = [person.first_names, person.usage_name, person.birth_name, person.nickname]
    return [*names, str(person.society_no), settings.SOCIETY_NAME.replace(" ", "")]


def accounts_named(actor: Actor, keys: Collection[str], on: date) -> dict[str, Name]:
    """Name accounts by their person, for who may know that person."""
    known = Person.objects.visible_to(actor)
    found = Account.objects.filter(pk__in=keys, person__in=known).select_related("person")
    return {
        str(account.pk): Name(
            account.person.full_name, reverse("members:profile", args=[account.person.readable_id])
        )
        for account in found.order_by("pk")
        if account.person.full_name.strip()
    }


def guessing_cards(actor: Actor, on: date) -> list[HomeCard]:
    """Tell, for a week, who reads the register that passwords were tried in numbers (G18)."""
    noticed = RegisterLine.objects.filter(
        subject=GUESSING, at__date__gte=on - GUESSING_SHOWN
    ).order_by("-number")
    return [
        HomeCard(
            title=_("On a essayé des mots de passe en nombre"),
            detail=_(
                "Peu par compte, depuis beaucoup d’adresses. La ligne dit quand ; les "
                "comptes à second facteur n’ont rien craint."
            ),
            url=reverse("shell:register_line", args=[line.number]),
            icon="shield-alert",
            urgent=True,
        )
        for line in noticed[:1]
    ]


def home_cards(actor: Actor, on: date) -> list[HomeCard]:
    """Tell whose mandate waits for a second factor that two minutes are enough to add one."""
    if not actor.withheld:
        return []
    return [
        HomeCard(
            title=_("Votre mandat attend un second facteur"),
            detail=_("Deux minutes, une fois ; d’ici là vous gardez les droits de tout membre."),
            url=reverse("accounts:second_factor_needed"),
            icon="shield-check",
            urgent=True,
        )
    ]


NAMINGS = (Naming(kind="accounts.account", label=gettext_lazy("Compte"), find=accounts_named),)
