"""Values that the law or a vote sets, by date (valeurs paramétrées), each with its source."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from egide.kernel import audit, registry
from egide.kernel.access import Actor, require
from egide.kernel.errors import Refused
from egide.kernel.identity import verb
from egide.kernel.models import ParameterValue
from egide.kernel.periods import running_on
from egide.kernel.permissions import MANAGE_PARAMETERS


class UnknownParameter(Refused):
    """No module declares this parameter."""


class ParameterMisfit(Refused):
    """The value is not of the kind that the parameter holds, or its source is missing."""


def value(code: str, *, on: date) -> Any:
    """Return the value of a parameter on a day: the dated one, or the default of its module."""
    declared = registry.parameters()[code]
    dated = ParameterValue.objects.filter(running_on(on), code=code).values_list("value", flat=True)
    for found in dated:
        return found
    return declared.default


@verb
def set_parameter(
    *, code: str, value: Any, starts_on: date, source: str, by: Actor
) -> ParameterValue:
    """Give a parameter a value from ``starts_on`` on; the value before ends the day before.

    :raises UnknownParameter: if no module declares it.
    :raises ParameterMisfit: if the value is of another kind, or nobody is named as its source.
    """
    require(by, MANAGE_PARAMETERS)
    declared = registry.parameters().get(code)
    if declared is None:
        raise UnknownParameter(_("Le paramètre « %(code)s » n’existe pas.") % {"code": code})
    if type(value) is not type(declared.default) and not isinstance(declared.default, tuple):
        raise ParameterMisfit(
            _("La valeur n’est pas de la nature attendue (%(unit)s).") % {"unit": declared.unit}
        )
    if not source.strip():
        raise ParameterMisfit(_("Indiquez la source : loi, résolution ou décision."))
    later = ParameterValue.objects.select_for_update().filter(code=code, starts_on__gte=starts_on)
    if later.exists():
        raise ParameterMisfit(
            _("Une valeur est déjà fixée à partir de ce jour ou d’un jour suivant.")
        )

    running = ParameterValue.objects.filter(running_on(starts_on), code=code)
    running.update(ends_on=starts_on - timedelta(days=1))
    row = ParameterValue.objects.create(
        code=code, value=value, starts_on=starts_on, source=source.strip()
    )

    audit.record(
        by, "kernel.parameter_set", row, code=code, value=value, starts_on=starts_on, source=source
    )
    return row
