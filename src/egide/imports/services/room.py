"""What is said when the machine has no room left to write."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from django.db import Error
from django.utils.translation import gettext as _

from egide.kernel.errors import Refused


class NoRoomLeft(Refused):
    """The disk of the database is full: nothing is half written."""


@contextmanager
def room_to_write() -> Iterator[None]:
    """Say in words that the disk is full, outside the transaction that it stopped.

    :raises NoRoomLeft: if the database could not write for want of room.
    """
    try:
        yield
    except (Error, psycopg.Error) as error:
        if not isinstance(error.__cause__ or error, psycopg.errors.DiskFull):
            raise
        raise NoRoomLeft(
            _(
                "Le disque du serveur est plein : rien n’a été écrit à moitié, et tout ce que"
                " vous avez déposé et corrigé est gardé. Recommencez quand la place sera faite."
            )
        ) from error
