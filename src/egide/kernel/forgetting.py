"""How a table forgets a person: what ``erase`` does in most entries of the map of personal data."""

from __future__ import annotations

from django.db.models import QuerySet


def remove(rows: QuerySet) -> None:
    """Remove the rows: nothing depends on them, and nothing obliges the society to keep them."""
    rows.delete()


def keep(rows: QuerySet) -> None:
    """Keep the rows as they are: they name nobody once the person they point at is anonymised."""
