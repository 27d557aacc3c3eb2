"""What was wrong with a value, in the language of who asks."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _


def sentence_of(error: dict[str, Any]) -> dict[str, str]:
    """Return where a value stood and what was expected; never the value itself."""
    place = ".".join(str(part) for part in error.get("loc", ()))
    return {"field": place[:200], "message": _sentence(str(error.get("type", "")), error)}


def _sentence(kind: str, error: dict[str, Any]) -> str:
    limits = {name: value for name, value in error.get("ctx", {}).items() if name in LIMITS}
    said = {
        "missing": _("Cette valeur manque."),
        "extra_forbidden": _("Cette opération ne connaît pas ce nom."),
        "int_parsing": _("Un nombre entier est attendu."),
        "int_type": _("Un nombre entier est attendu."),
        "bool_parsing": _("« true » ou « false » est attendu."),
        "bool_type": _("« true » ou « false » est attendu."),
        "string_type": _("Un texte est attendu."),
        "date_from_datetime_parsing": _("Un jour est attendu, écrit 2026-11-30."),
        "string_too_long": _("C’est trop long : %(max_length)s caractères au plus."),
        "greater_than_equal": _("C’est trop petit : %(ge)s au moins."),
        "less_than_equal": _("C’est trop grand : %(le)s au plus."),
    }.get(kind, _("Cette valeur n’est pas de celles qui sont attendues."))
    return said % limits if limits else said


LIMITS = ("max_length", "ge", "le")
