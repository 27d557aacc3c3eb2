"""A file comes in: received, its columns chosen, its lines checked, entered, taken back."""

from __future__ import annotations

import hashlib
import io

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from egide.design.tables import table_page
from egide.imports import services
from egide.imports.enums import LineState
from egide.imports.forms import ColumnsForm, ReceiveForm
from egide.imports.models import Batch
from egide.imports.permissions import TAKE_IN_FILES
from egide.imports.queries.batches import counts_of, importer_of
from egide.imports.rules.files import open_sheet, with_lines
from egide.imports.tables import BATCHES
from egide.kernel import jobs
from egide.kernel.doors import press
from egide.kernel.errors import NotAllowed, Refused
from egide.kernel.pages import Request, page

# A file of some thousand lines is read at once; a larger one is left to the worker.
READ_AT_ONCE = 400_000
SHOWN = 50


@page(TAKE_IN_FILES)
def batches(request: Request) -> HttpResponse:
    """The files that came in."""
    return table_page(
        request,
        BATCHES,
        Batch.objects.visible_to(request.actor),
        template="imports/batches.html",
    )


@page(TAKE_IN_FILES)
def receive(request: Request) -> HttpResponse:
    """Bring a file."""
    form = ReceiveForm(request.POST or None, request.FILES or None, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        try:
            opened = _receive(request, form)
        except NotAllowed:
            raise
        except Refused as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect("imports:columns", opened.pk)
    status = 422 if form.errors else 200
    return render(request, "imports/receive.html", {"form": form}, status=status)


def _receive(request: Request, form: ReceiveForm) -> Batch:
    file = form.cleaned_data["file"]
    content = file.read()
    sheet = with_lines(open_sheet(io.BytesIO(content)))
    with services.room_to_write():
        return services.receive_file(
            kind=form.cleaned_data["kind"],
            file_name=file.name,
            sha256=hashlib.sha256(content).hexdigest(),
            size=len(content),
            headers=sheet.headers,
            content=content,
            by=request.actor,
            on=localdate(),
        )


@page(TAKE_IN_FILES)
def columns(request: Request, batch_id: int) -> HttpResponse:
    """Say which column each header means; what is proposed may be changed."""
    held = _visible(request, batch_id)
    form = ColumnsForm(request.POST or None, batch=held, samples=_samples(held))
    if request.method == "POST" and form.is_valid():
        try:
            _check(request, services.match_columns(
                batch=held, mapping=form.mapping(), by=request.actor
            ))  # fmt: skip
        except NotAllowed:
            raise
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("imports:batch", held.pk)
    matched = len([key for key in held.mapping if key])
    context = {"batch": held, "form": form, "matched": matched}
    return render(request, "imports/columns.html", context, status=422 if form.errors else 200)


def _check(request: Request, held: Batch) -> None:
    if held.size <= READ_AT_ONCE:
        with services.room_to_write():
            services.check_kept_file(batch=held, by=request.actor, on=localdate())
    else:
        jobs.defer("imports.check_file", batch_id=held.pk, person_id=request.actor.person_id)


@page(TAKE_IN_FILES)
def batch(request: Request, batch_id: int) -> HttpResponse:
    """Where a batch stands: what enters, what is to correct, what is to decide."""
    held = _visible(request, batch_id)
    waiting = held.lines.order_by("number", "pk")
    context = {
        "batch": held,
        "counts": counts_of(held),
        "importer": importer_of(held.kind),
        "wrong": waiting.filter(state=LineState.WRONG)[:SHOWN],
        "alike": waiting.filter(state=LineState.ALIKE)[:SHOWN],
        "staying": held.entered.exclude(stays="").order_by("number", "pk")[:SHOWN],
        "shown": SHOWN,
    }
    return render(request, "imports/batch.html", context)


@page(TAKE_IN_FILES)
@require_POST
def enter(request: Request, batch_id: int) -> HttpResponse:
    """Enter all that is ready, in one act."""
    held = _visible(request, batch_id)
    back = redirect("imports:batch", held.pk)
    if held.size > READ_AT_ONCE:
        said = _("Le lot entre dès que possible.")
        return press(request, lambda: _ask(request, held), said, back)
    ready = counts_of(held).ready
    said = ngettext("%(count)d ligne est entrée.", "%(count)d lignes sont entrées.", ready)
    return press(request, lambda: _enter(request, held), said % {"count": ready}, back)


def _enter(request: Request, held: Batch) -> None:
    with services.room_to_write():
        services.enter_batch(batch=held, by=request.actor, on=localdate())


def _ask(request: Request, held: Batch) -> None:
    services.ask_entering(batch=held, by=request.actor)
    jobs.defer("imports.enter_lines", batch_id=held.pk, person_id=request.actor.person_id)


@page(TAKE_IN_FILES)
@require_POST
def discard(request: Request, batch_id: int) -> HttpResponse:
    """Leave a batch: nothing of it is kept."""
    held = _visible(request, batch_id)
    return press(
        request,
        lambda: services.discard_batch(batch=held, by=request.actor, on=localdate()),
        _("Le lot est abandonné ; rien n’en est gardé."),
        redirect("imports:batches"),
    )


@page(TAKE_IN_FILES)
@require_POST
def withdraw(request: Request, batch_id: int) -> HttpResponse:
    """Take back a batch: what nobody touched since."""
    held = _visible(request, batch_id)
    back = redirect("imports:batch", held.pk)
    try:
        staying = services.withdraw_batch(batch=held, by=request.actor, on=localdate())
    except NotAllowed:
        raise
    except Refused as refusal:
        messages.error(request, str(refusal))
        return back
    said = ngettext(
        "Le lot est repris ; %(count)d fiche reste, avec sa raison.",
        "Le lot est repris ; %(count)d fiches restent, avec leur raison.",
        len(staying),
    )
    whole = _("Le lot est repris en entier.")
    messages.success(request, said % {"count": len(staying)} if staying else whole)
    return back


def _visible(request: Request, batch_id: int) -> Batch:
    return get_object_or_404(Batch.objects.visible_to(request.actor), pk=batch_id)


def _samples(held: Batch) -> list[str]:
    """Return a cell of each column, as an example beside its header."""
    kept = getattr(held, "file", None)
    if kept is None:
        return []
    found = [""] * len(held.headers)
    for place, row in enumerate(open_sheet(io.BytesIO(bytes(kept.content))).rows):
        for at, cell in enumerate(row.cells):
            found[at] = found[at] or cell.strip()[:60]
        if all(found) or place > SHOWN:
            break
    return [_("Exemple : %(cell)s") % {"cell": cell} if cell else "" for cell in found]
