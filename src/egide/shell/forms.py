"""What is typed in the pages of the house."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from egide.design.fields import DayField
from egide.kernel.registry import Parameter


class ParameterForm(forms.Form):
    """A new value of one parameter, from one day on, with who decided it."""

    starts_on = DayField(label=_("À partir du"))
    source = forms.CharField(
        label=_("Source"),
        help_text=_("La loi, la résolution ou la décision qui la fixe, avec sa date."),
        max_length=200,
    )
    field_order = ("value", "starts_on", "source")

    def __init__(self, parameter: Parameter, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["value"] = _field_for(parameter)
        self.order_fields(self.field_order)


def _field_for(parameter: Parameter) -> forms.Field:
    """Return the field that reads a value of the parameter's own nature."""
    named: dict[str, Any] = {"label": _("Valeur"), "help_text": parameter.unit}
    if isinstance(parameter.default, bool):
        return forms.TypedChoiceField(
            **named, choices=[("1", _("oui")), ("0", _("non"))], coerce=lambda text: text == "1"
        )
    if isinstance(parameter.default, int):
        return forms.IntegerField(**named)
    return forms.CharField(**named, max_length=2_000, widget=forms.Textarea(attrs={"rows": 4}))
