"""The register of acts, and the proof that nobody touched it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from egide.design.tables import table_page
from egide.design.typography import number
from egide.kernel import audit
from egide.kernel.access import require
from egide.kernel.models import RegisterLine
from egide.kernel.pages import Request, page
from egide.kernel.permissions import READ_REGISTER
from egide.shell import queries
from egide.shell.tables import linked, register_table


@require_safe
@page(READ_REGISTER)
def register(request: Request) -> HttpResponse:
    """Who did what, when, and on what (R-X-3)."""
    require(request.actor, READ_REGISTER)
    return table_page(
        request,
        register_table(request.actor, on=localdate()),
        RegisterLine.objects.all(),
        template="shell/register.html",
        context={"head": queries.chain_head()},
    )


@require_safe
@page(READ_REGISTER)
def line(request: Request, number: int) -> HttpResponse:
    """All that one line says, and whether it still follows the one before."""
    require(request.actor, READ_REGISTER)
    found = get_object_or_404(RegisterLine, number=number)
    (said,) = queries.in_words([found], actor=request.actor, on=localdate())
    known = {
        "said": said,
        "follows": queries.follows(found),
        "linked": linked,
        "before": number - 1 if number > 1 else 0,
        "after": number + 1 if RegisterLine.objects.filter(number=number + 1).exists() else 0,
    }
    return render(request, "shell/register_line.html", known)


@require_POST
@page(READ_REGISTER)
def verify(request: Request) -> HttpResponse:
    """Recompute the chain from the first line to the last and say what was found."""
    require(request.actor, READ_REGISTER)
    verdict = audit.verify_chain(audit.anchors())
    lines = number(verdict.lines, request.LANGUAGE_CODE[:2])
    if verdict.intact:
        said = ngettext(
            "Le registre est intact : %(lines)s ligne vérifiée.",
            "Le registre est intact : %(lines)s lignes vérifiées, de la première à la dernière.",
            verdict.lines,
        )
        messages.success(request, said % {"lines": lines})
    elif verdict.problem in {"missing", "cut"}:
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
