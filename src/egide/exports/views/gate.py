"""What stands between a list of many people and its file (R-X-8, R-X-9)."""

from __future__ import annotations

from django.core import signing
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from egide.exports import queries, services
from egide.kernel import parameters
from egide.kernel.pages import Request
from egide.kernel.registry.leaving import AGREED, Leaving, Stamp

MOST_ALONE = "exports.most_alone"
SALT = "exports.leaving"
SECONDS = 3_600


def weigh(request: Request, leaving: Leaving) -> HttpResponse | Stamp | None:
    """Let a small list go, stamp one that was agreed to, send any other to be asked for."""
    on = localdate()
    if leaving.rows <= int(parameters.value(MOST_ALONE, on=on)):
        return None
    at, by = timezone.now(), request.actor
    extract = queries.open_extract(request.GET.get(AGREED, ""), leaving, at=at, on=on, by=by)
    if extract is None:
        told = urlencode({"d": signing.dumps([by.person_id, *leaving], salt=SALT, compress=True)})
        return HttpResponseRedirect(f"{reverse('exports:ask')}?{told}")
    services.note_taken(extract=extract, rows=leaving.rows, at=at, by=by)
    local = timezone.localtime
    return Stamp(
        number=str(extract.pk),
        lines=(
            (_("Extrait n°"), str(extract.pk)),
            (_("Liste"), extract.title),
            (_("Emporté par"), extract.asker.full_name),
            (_("Emporté le"), f"{local(at):%d/%m/%Y %H:%M}"),
            (_("Usage"), extract.purpose),
            (_("Accordé par"), extract.decided_by.full_name if extract.decided_by else ""),
            (_("Lignes"), str(leaving.rows)),
            (_("À détruire dès que cet usage est fini"), ""),
        ),
    )


def told(text: str, *, person_id: int | None) -> Leaving | None:
    """Return what a list said of its file within the hour, to this very person."""
    try:
        whose, *said = signing.loads(text, salt=SALT, max_age=SECONDS)
        name, title, address, form, columns, labels, rows = said
    except (signing.BadSignature, ValueError):
        return None
    if whose != person_id:
        return None
    return Leaving(name, title, address, form, tuple(columns), tuple(labels), rows)
