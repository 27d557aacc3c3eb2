"""The door of the demo: a link by which anybody becomes somebody of the reference society."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone

from egide.accounts import services
from egide.kernel.access import command_actor
from egide.kernel.registry import DemoDoor


def link(name: str) -> str:
    """Return the path of a sign-in link for a persona; good once, for ten minutes."""
    token = services.make_demo_link(name=name, at=timezone.now(), by=command_actor("demo"))
    return reverse("accounts:link", args=[token])


DOOR = DemoDoor(link=link)
