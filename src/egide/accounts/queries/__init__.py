"""Who is behind what was typed, and which browsers are signed in."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta

from django.conf import settings
from django.core import signing
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from egide.accounts.enums import ChangeState
from egide.accounts.models import (
    Account,
    AddressChange,
    ApiToken,
    AuthenticatorApp,
    KnownDevice,
    Passkey,
    Recovery,
    RecoveryCode,
    Session,
    SignInLink,
)
from egide.accounts.rules.entry import may_come_in
from egide.kernel.access import Actor
from egide.kernel.models import RegisterLine
from egide.kernel.registry import HomeCard, Name, Naming
from egide.members.models import Person, PersonAlias
from egide.members.queries.people import emails_of, mailboxes

LARGEST_NUMBER = 2**63 - 1
# What lines about guessing are about: the door, no account.
GUESSING = "accounts.door"
OBJECTION, RECOVERY = "accounts.objection", "accounts.recovery"
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
    typed = tidy(address)
    # While other addresses wait for objections, those before them open the door, and no other.
    waiting = AddressChange.objects.filter(state=ChangeState.WAITING)
    owners = mailboxes().filter(lowered=typed).exclude(person_id__in=waiting.values("person_id"))
    people = Person.objects.filter(
        Q(pk__in=owners.values("person_id"))
        | Q(pk__in=waiting.filter(before__contains=[typed]).values("person_id"))
    )
    return [person for person in people.order_by("pk") if may_come_in(person)]


def waiting_change(person_id: int) -> AddressChange | None:
    """Return the change of address to which one may still object, if there is one."""
    return AddressChange.objects.filter(person_id=person_id, state=ChangeState.WAITING).first()


def obstacles_to_joining_changes(kept: int, gone: int) -> list[str]:
    """Say that nobody's addresses of sign-in change while others may still object."""
    if waiting_change(kept) is None and waiting_change(gone) is None:
        return []
    return [_("Un changement d’adresse de connexion attend la fin de son délai d’opposition.")]


def open_addresses(person: Person) -> list[str]:
    """Return the addresses by which somebody comes in now, the principal one first."""
    waiting = waiting_change(person.pk)
    return waiting.before if waiting is not None else list(emails_of(person))


def mailbox_of(person: Person) -> str:
    """Return the address to which a letter for this person goes; empty when there is none."""
    return next(iter(open_addresses(person)), "")


def mailboxes_of(people: Iterable[int]) -> dict[int, str]:
    """Return the addresses to which letters for these people go; who has none is not there.

    One report of a death stops them (R-REG-9).
    """
    found = (
        mailboxes()
        .filter(person_id__in=list(people), person__in=Person.objects.mailable())
        .order_by("person_id", "-primary", "pk")
        .distinct("person_id")
        .values_list("person_id", "value")
    )
    return dict(found)


def people_of(link: SignInLink) -> list[Person]:
    """Return who may come in by this link, as things stand now."""
    if link.person_id is None:
        return people_at(link.address)
    return [person for person in Person.objects.filter(pk=link.person_id) if may_come_in(person)]


def sessions_of(account: Account) -> QuerySet[Session]:
    """Return the browsers in which the account is signed in, the last seen first."""
    return Session.objects.open().filter(account=account).order_by("-seen_at", "pk")


def app_of(account: Account) -> AuthenticatorApp | None:
    """Return the application of codes of an account, added or still waiting for its first code.

    The database shows it to the person alone: whoever else asks finds none.
    """
    return AuthenticatorApp.objects.filter(account=account).first()


def has_second_factor(account: Account) -> bool:
    """Tell whether the account asks for a second factor at each sign-in."""
    with_app = Account.objects.filter(pk=account.pk, app_added_at__isnull=False)
    return with_app.exists() or Passkey.objects.filter(account=account).exists()


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


def objection_token(change: AddressChange) -> str:
    """Return what stands in the address by which a change is stopped: signed, so nobody guesses."""
    return signing.Signer(salt=OBJECTION).sign_object(change.pk)


def change_named(token: str) -> AddressChange | None:
    """Return the change that an address stands for; nothing when it was not made here."""
    number = _number_in(token, OBJECTION)
    changes = AddressChange.objects.select_related("person", "recovery")
    return changes.filter(pk=number).first()


def recovery_token(recovery: Recovery) -> str:
    """Return what stands in the address by which the asker follows their request."""
    return signing.Signer(salt=RECOVERY).sign_object(recovery.pk)


def recovery_named(token: str) -> Recovery | None:
    """Return the request that an address stands for; nothing when it was not made here."""
    return Recovery.objects.filter(pk=_number_in(token, RECOVERY)).first()


def _number_in(token: str, salt: str) -> int:
    try:
        number = signing.Signer(salt=salt).unsign_object(token)
    except (signing.BadSignature, ValueError):
        return 0
    return number if isinstance(number, int) else 0


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
    """Tell whose address of sign-in changes, and whose mandate waits for a second factor."""
    cards = []
    if actor.person_id is not None and (change := waiting_change(actor.person_id)):
        cards.append(
            HomeCard(
                title=_("Une autre adresse va ouvrir votre compte"),
                detail=_("Ce n’est pas vous ? Arrêtez-le d’ici là, en une pression."),
                url=reverse("accounts:objection", args=[objection_token(change)]),
                icon="shield-alert",
                urgent=True,
            )
        )
    if not actor.withheld:
        return cards
    return [
        *cards,
        HomeCard(
            title=_("Votre mandat attend un second facteur"),
            detail=_("Deux minutes, une fois ; d’ici là vous gardez les droits de tout membre."),
            url=reverse("accounts:second_factor_needed"),
            icon="shield-check",
            urgent=True,
        ),
    ]


NAMINGS = (
    Naming(kind="accounts.account", label=gettext_lazy("Compte"), find=accounts_named),
    Naming(kind="accounts.recovery", label=gettext_lazy("Demande d’accès")),
)
