"""What tests at the door share: who comes in, and how a page is opened and sent."""

from __future__ import annotations

from datetime import timedelta

from django.urls import reverse
from django.utils.timezone import localdate

from egide.groups import services
from egide.groups.permissions import MANAGE_GROUPS, MANAGE_OWN_GROUP, SIGN_AGREEMENT
from egide.groups.tests.factories import OPERATOR
from egide.mandates.permissions import MANAGE_MANDATES, MANAGE_SCOPES
from egide.members.permissions import READ_OFFICER_CONTACTS

OFFICER = (MANAGE_OWN_GROUP, READ_OFFICER_CONTACTS, MANAGE_MANDATES)
DESK = (MANAGE_GROUPS, SIGN_AGREEMENT, MANAGE_SCOPES, MANAGE_MANDATES)


def text_of(answer) -> str:
    return answer.content.decode()


def opened(client, name, *arguments, **query):
    return client.get(reverse(f"groups:{name}", args=arguments), query)


def sent(client, page, *arguments, **fields):
    return client.post(reverse(f"groups:{page}", args=arguments), fields)


def place(*people):
    services.align_default_groups(
        on=localdate() - timedelta(days=400),
        by=OPERATOR,
        people=[one.pk for one in people] or None,
        tell=False,
    )
