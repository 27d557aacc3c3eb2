"""Commands of groups: the function addresses, for a mail server."""

from __future__ import annotations

import argparse
import sys

from django.conf import settings
from django.utils.timezone import localdate

from egide.groups.queries import function_addresses
from egide.kernel import registry
from egide.kernel.access import command_actor
from egide.kernel.identity import acting


def print_addresses(options: argparse.Namespace) -> int:
    """Print who each function address leads to today, as a virtual alias table of Postfix."""
    if not settings.MAIL_DOMAIN:
        sys.stderr.write("EGIDE_MAIL_DOMAIN is not set: groups have no function addresses.\n")
        return 1
    with acting(command_actor("groups addresses")):
        held = list(function_addresses(on=localdate()))
        mailboxes: dict[int, str] = {}
        for letterbox in registry.letterboxes():
            mailboxes |= letterbox.addresses({person_id for _, person_id in held})
        for address, person_id in held:
            if person_id in mailboxes:
                sys.stdout.write(f"{address} {mailboxes[person_id]}\n")
    return 0
