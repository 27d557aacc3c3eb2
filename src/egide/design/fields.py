"""Fields that the forms of every module share."""

from __future__ import annotations

from typing import Any

from django import forms


class DayField(forms.DateField):
    """A day, as the browser's own calendar gives it and reads it back: always ``2020-06-01``."""

    def __init__(self, **options: Any) -> None:
        calendar = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(**{"widget": calendar, **options})
