"""One act that touches all there is: a row, a document, a line of the register, a letter."""

from django.db import connection
from django.http import HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from egide.config.urls import handler400, handler403, handler404, handler500
from egide.config.urls import urlpatterns as site
from egide.kernel import audit, documents, outbox
from egide.kernel.access import CLOCK, Actor
from egide.kernel.identity import verb
from egide.kernel.models import LetterKind
from egide.kernel.pages import PUBLIC, Request, page

__all__ = ["handler400", "handler403", "handler404", "handler500"]


@verb
def act(*, number: int, by: Actor) -> bool:
    """Do act ``number`` once, whoever asks again; tell whether it was done now."""
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO bench_act VALUES (%s) ON CONFLICT DO NOTHING", [number])
        if not cursor.rowcount:
            return False
    documents.keep(
        content=f"act {number}".encode(), kind="bench", name=f"{number}", media_type="", by=by
    )
    outbox.post(
        kind=LetterKind.SERVICE,
        address=f"act-{number}@example.org",
        subject=f"Act {number}",
        text="Done.",
    )
    audit.record(by, "bench.act", f"bench:{number}")
    return True


@csrf_exempt
@page(PUBLIC, in_transaction=False)
def do(request: Request, number: int) -> HttpResponse:
    """Do an act; the answer is the same for who asks a second time."""
    act(number=number, by=CLOCK)
    return HttpResponse(f"{number}", content_type="text/plain")


urlpatterns = [path("bench/act/<int:number>/", do), *site]
