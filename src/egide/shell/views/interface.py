"""What the interface for programs can do, as a person reads it."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from egide.kernel.api.building import description
from egide.kernel.api.doors import ACTS_A_MINUTE, READS_A_MINUTE
from egide.kernel.pages import PUBLIC, Request, page
from egide.kernel.problems import API_ROOT
from egide.shell.queries.interface import operations_of


@require_safe
@page(PUBLIC, in_transaction=False)
def interface(request: Request) -> HttpResponse:
    """Show every operation, its right and its parameters, from the description itself."""
    known = {
        "parts": operations_of(description()),
        "root": request.build_absolute_uri(API_ROOT),
        "reads": READS_A_MINUTE,
        "acts": ACTS_A_MINUTE,
    }
    return render(request, "shell/interface.html", known)
