"""The values that the law or a vote sets, by date."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from egide.kernel import registry
from egide.kernel.access import require
from egide.kernel.doors import done
from egide.kernel.pages import SIGNED_IN, Request, page
from egide.kernel.parameters import set_parameter
from egide.kernel.permissions import MANAGE_PARAMETERS
from egide.shell import queries
from egide.shell.forms import ParameterForm


@require_safe
@page(SIGNED_IN)
def parameters(request: Request) -> HttpResponse:
    """Every parameter, what it is worth today, who decided it, and what it was before."""
    known = {
        "parameters": queries.parameters_on(localdate()),
        "may_set": request.actor.can(MANAGE_PARAMETERS),
        "today": localdate(),
    }
    return render(request, "shell/parameters.html", known)


@page(MANAGE_PARAMETERS)
def set_value(request: Request, code: str) -> HttpResponse:
    """Give a parameter a value from a day on, with its source."""
    require(request.actor, MANAGE_PARAMETERS)
    parameter = registry.parameters().get(code)
    if parameter is None or isinstance(parameter.default, tuple):
        raise Http404
    form = ParameterForm(parameter, request.POST or None)

    def act() -> None:
        set_parameter(code=code, by=request.actor, **form.cleaned_data)

    if done(request, form, act, _("La nouvelle valeur est écrite, et le registre le dit.")):
        return redirect("shell:parameters")
    return render(
        request,
        "shell/set_parameter.html",
        {"parameter": parameter, "form": form},
        status=422 if form.errors else 200,
    )
