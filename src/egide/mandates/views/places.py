"""Where the pages of governance lead: their crumbs and their addresses."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from egide.mandates.models import Body, Office


def governance() -> tuple[str, str]:
    """Return the crumb of the first page of governance."""
    return (_("Gouvernance"), reverse("mandates:bodies"))


def link_to(body: Body) -> tuple[str, str]:
    """Return the crumb of a body."""
    return (body.label, address_of(body))


def address_of(body: Body) -> str:
    return reverse("mandates:body", args=[body.code])


def link_to_office(office: Office) -> tuple[str, str]:
    """Return the crumb of an office."""
    return (office.label, reverse("mandates:office", args=[office.code]))
