"""What an application may be told, who is connected to what, and which tokens still open."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from egide.accounts.models import Account
from egide.accounts.queries import mailbox_of
from egide.accounts.rules.entry import is_open
from egide.groups.queries import groups_of_person
from egide.identity_provider.enums import Claims
from egide.identity_provider.models import Application, Connection, Token
from egide.identity_provider.models.token import Proven
from egide.identity_provider.permissions import MANAGE_APPLICATIONS
from egide.identity_provider.rules import TWO_PROOFS
from egide.kernel.access import Actor
from egide.kernel.encryption import blind_index
from egide.kernel.registry import Name, Naming
from egide.mandates.models import Mandate
from egide.mandates.queries.composition import PARTS
from egide.mandates.queries.holding import mandate_words
from egide.members.enums import ContactKind, SchoolingRank
from egide.members.models import ContactPoint, Person, Schooling


def application_named(client_id: str) -> Application | None:
    """Return the running application of this identifier, if there is one."""
    return Application.objects.running().filter(client_id=client_id).first()


def subject_of(account: Account, application: Application) -> str:
    """Return the number by which an application knows a person: another one for each application.

    Two applications cannot compare what they know, and nobody can count the people from it.
    """
    said = f"{application.client_id}|{account.person_id}"
    return blind_index(said, table=Connection._meta.db_table, column="subject")


def opens(proven: Proven) -> bool:
    """Tell whether a code or a token is still backed by the person, the agreement, the application.

    A changed password or second factor, a closed account, a death or an erasure ends all of them
    at the next request, whoever holds them.
    """
    connection = proven.connection
    account = connection.account
    changed_at = account.keys_changed_at
    return (
        connection.ended_at is None
        and connection.application.stopped_at is None
        and is_open(account)
        and (changed_at is None or proven.issued_at > changed_at)
    )


def token_shown(access_hash: str, *, at: datetime) -> Token | None:
    """Return the token of this hash if it still opens."""
    found = (
        Token.objects.select_related("connection__account__person", "connection__application")
        .filter(access_hash=access_hash, revoked_at__isnull=True, access_ends_at__gt=at)
        .first()
    )
    return found if found is not None and opens(found) else None


def claims_of(token: Token, *, on: date) -> dict[str, Any]:
    """Return what the application may read of the person, and nothing more (userinfo)."""
    connection = token.connection
    person = connection.account.person
    scopes = set(token.scope.split()) & set(connection.scopes)
    told: dict[str, Any] = {"sub": subject_of(connection.account, connection.application)}
    if Claims.PROFILE in scopes:
        told["name"] = person.full_name
        told["given_name"], told["family_name"] = person.first_names, person.usage_name
    if Claims.EMAIL in scopes:
        told |= _mailbox(person)
    if Claims.PROMOTION in scopes:
        told["promotion"] = _promotion(person)
    if Claims.GROUPS in scopes:
        told["groups"] = [row.group.name for row in groups_of_person(person.pk, on=on)]
    # Whoever relies on a mandate relies on two proofs, here as on every page of ours.
    if Claims.MANDATES in scopes:
        told["mandates"] = _mandates(person, on) if token.acr == TWO_PROOFS else []
    return told


def _mailbox(person: Person) -> dict[str, Any]:
    address = mailbox_of(person)
    if not address:
        return {}
    verified = ContactPoint.objects.filter(
        person=person, kind=ContactKind.EMAIL, value=address, verified_at__isnull=False
    )
    return {"email": address, "email_verified": verified.exists()}


def _promotion(person: Person) -> str:
    principal = Schooling.objects.filter(person=person, rank=SchoolingRank.PRINCIPAL)
    return principal.values_list("promotion__label", flat=True).first() or ""


def _mandates(person: Person, on: date) -> list[dict[str, str]]:
    running = Mandate.objects.running_on(on).filter(person=person).select_related(*PARTS)
    return [
        {
            "title": mandate_words(mandate),
            "office": mandate.office.code if mandate.office else "",
            "until": mandate.ends_on.isoformat() if mandate.ends_on else "",
        }
        for mandate in running.order_by("starts_on", "pk")
    ]


def connections_of(account: Account) -> QuerySet[Connection]:
    """Return what a person agreed to and did not take back, the last used first."""
    return (
        Connection.objects.running()
        .filter(account=account, application__stopped_at__isnull=True)
        .select_related("application")
        .order_by("-last_used_at", "pk")
    )


def applications_kept() -> QuerySet[Application]:
    """Return all applications, the running ones first, with how many people use each."""
    people = Count("connections", filter=Q(connections__ended_at__isnull=True))
    return Application.objects.annotate(people=people).order_by("-stopped_at", "name", "pk")


def panel_of_account(person: Person, actor: Actor, on: date) -> dict[str, Any] | None:
    """Show, on one's own account, the applications that know something of one."""
    found = connections_of(Account.objects.get(person=person))
    return {"connections": [(one, words_of(one.scopes)) for one in found]}


def words_of(scopes: Collection[str]) -> list[str]:
    """Return, in the order in which people read it, what an application knows."""
    return [str(claim.label) for claim in Claims if claim in scopes]


def applications_called(actor: Actor, keys: Collection[str], on: date) -> dict[str, Name]:
    """Name applications for the readers of the register."""
    may = actor.can_somewhere(MANAGE_APPLICATIONS)
    return {
        str(one.pk): Name(
            one.name, reverse("identity_provider:application", args=[one.pk]) if may else ""
        )
        for one in Application.objects.filter(pk__in=keys).order_by("pk")
    }


NAMINGS = (
    Naming(kind="identity_provider.application", label=_("Application"), find=applications_called),
)
