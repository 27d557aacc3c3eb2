"""One field for the whole site."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from egide.design.tables.query import clean
from egide.kernel.pages import PUBLIC, Request, page
from egide.shell import queries

LONGEST = 200


@require_safe
@page(PUBLIC)
def search(request: Request) -> HttpResponse:
    """Ask every module, and show what each one found, by module."""
    typed = clean(request.GET.get("q", ""))
    text = typed[:LONGEST].strip()
    found = queries.find_everywhere(request.actor, text) if text else []
    known = {"text": text, "cut": len(typed) > LONGEST, "longest": LONGEST, "found": found}
    return render(request, "shell/search.html", known)
