"""A text field that offers answers while one types, and stays a plain field without a script.

The form receives what is written in the field, chosen or not: the page that reads it decides, and
lists the choices itself when several answer. The script follows the combobox pattern of the ARIA
Authoring Practices (arrows, Enter, Escape; the focus never leaves the field).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from django import forms
from django.http import JsonResponse
from django.urls import reverse
from django.utils.translation import gettext, ngettext


@dataclass(frozen=True, kw_only=True)
class Suggestion:
    """One answer: what the field will hold, what is read, and what tells it from its likes."""

    value: str
    label: str
    detail: str = ""


class Combobox(forms.TextInput):
    """The widget; ``source`` is the route that answers ``?q=`` with ``suggestions_answer``."""

    def __init__(self, *, source: str, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.source = source

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["attrs"] |= {
            "data-suggestions": reverse(self.source),
            "autocomplete": "off",
            "autocapitalize": "none",
            "spellcheck": "false",
        }
        return context


def suggestions_answer(found: Iterable[Suggestion]) -> JsonResponse:
    """Return the answers, and the sentence that a screen reader says of them."""
    options = [asdict(one) for one in found]
    said = ngettext("%(count)d proposition", "%(count)d propositions", len(options))
    answer = JsonResponse(
        {
            "options": options,
            "said": said % {"count": len(options)} if options else gettext("Aucune proposition"),
        }
    )
    answer["Cache-Control"] = "no-store"
    return answer
