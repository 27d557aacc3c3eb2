"""One line: corrected, or seen beside the records that it resembles."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from egide.imports import services
from egide.imports.forms import LineForm
from egide.imports.models import Batch, Line
from egide.imports.permissions import TAKE_IN_FILES
from egide.imports.queries.lines import comparison_of
from egide.kernel.doors import press
from egide.kernel.errors import NotAllowed, Refused
from egide.kernel.pages import Request, page


@page(TAKE_IN_FILES)
def line(request: Request, batch_id: int, number: int) -> HttpResponse:
    """Correct a line, or compare it with those that it resembles."""
    held = _visible(request, batch_id, number)
    form = LineForm(request.POST or None, line=held)
    if request.method == "POST" and form.is_valid():
        try:
            held = services.correct_line(
                line=held, cells=form.cleaned_data, by=request.actor, on=localdate()
            )
        except NotAllowed:
            raise
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            if not held.problems and not held.alike:
                return redirect("imports:batch", batch_id)
    if request.method != "POST":
        form = LineForm(form.written(), line=held)
    form.show_problems(held)
    context = {"batch": held.batch, "line": held, "form": form, "comparison": comparison_of(held)}
    refused = request.method == "POST" and bool(form.errors)
    return render(request, "imports/line.html", context, status=422 if refused else 200)


@page(TAKE_IN_FILES)
@require_POST
def decide(request: Request, batch_id: int, number: int) -> HttpResponse:
    """Say of a line that it is new, somebody who is there, or to be left out."""
    held = _visible(request, batch_id, number)
    record = request.POST.get("record", "")
    return press(
        request,
        lambda: services.decide_line(
            line=held,
            choice=request.POST.get("choice", ""),
            match_id=int(record) if record.isascii() and record[:18].isdigit() else None,
            by=request.actor,
        ),
        _("C’est noté ; la ligne n’attend plus."),
        redirect("imports:batch", batch_id),
    )


def _visible(request: Request, batch_id: int, number: int) -> Line:
    batch = get_object_or_404(Batch.objects.visible_to(request.actor), pk=batch_id)
    return get_object_or_404(Line.objects.select_related("batch"), batch=batch, number=number)
