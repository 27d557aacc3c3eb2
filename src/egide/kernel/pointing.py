"""Who speaks of a record: asked before records that came in by mistake are taken back."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.apps import apps
from django.db.models import ForeignKey, Model

from egide.kernel import registry


def pointed_at(
    target: type[Model], ids: Collection[int], *, besides: Collection[type[Model]] = ()
) -> dict[int, str]:
    """Return the records of ``target`` that rows of another table name, with what those rows are.

    Rows of the tables ``besides`` say nothing, and neither do those that modules write by
    themselves (``registry.Followers``).
    """
    by_themselves = {one.model: one for one in registry.followers_of(target)}
    found: dict[int, str] = {}
    for model, name in _keys_to(target):
        if model in besides:
            continue
        rows: Any = model._base_manager.filter(**{f"{name}__in": list(ids)})
        if model in by_themselves:
            # Without ``only``, every row of the table is written by itself.
            only = by_themselves[model].only
            rows = rows.exclude(only) if only else rows.none()
        what = str(model._meta.verbose_name).capitalize()
        found |= dict.fromkeys(rows.values_list(f"{name}_id", flat=True), what)
    return found


def _keys_to(target: type[Model]) -> list[tuple[type[Model], str]]:
    return [
        (model, field.name)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, ForeignKey)
        and field.related_model is target
        and getattr(field, "db_constraint", True)
    ]
