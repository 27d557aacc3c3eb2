"""The register of acts, and the proof that nobody touched it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from egide.design.tables import table_page
from egide.design.typography import number
from egide.kernel import audit
from egide.kernel.pages import Request, page
from egide.kernel.permissions import READ_REGISTER
from egide.shell import queries
from egide.shell.tables import REGISTER


@require_safe
@page(READ_REGISTER)
def register(request: Request) -> HttpResponse:
    """Who did what, when, and on what (R-X-3)."""
    return table_page(request, REGISTER, queries.register_lines(), template="shell/register.html")


@require_POST
@page(READ_REGISTER)
def verify(request: Request) -> HttpResponse:
    """Recompute the chain from the first line to the last and say what was found."""
    verdict = audit.verify_chain()
    lines = number(verdict.lines, request.LANGUAGE_CODE[:2])
    if verdict.intact:
        said = ngettext(
            "Le registre est intact : %(lines)s ligne vérifiée.",
            "Le registre est intact : %(lines)s lignes vérifiées, de la première à la dernière.",
            verdict.lines,
        )
        messages.success(request, said % {"lines": lines})
    elif verdict.problem == "missing":
        said = _(
            "Il manque la ligne %(at)s : le registre a été entamé. Prévenez le bureau et "
            "l’exploitant."
        )
        messages.error(request, said % {"at": verdict.broken_at})
    else:
        said = _(
            "La ligne %(at)s n’est plus celle qui fut écrite : le registre a été touché. "
            "Prévenez le bureau et l’exploitant."
        )
        messages.error(request, said % {"at": verdict.broken_at})
    return redirect("shell:register")
