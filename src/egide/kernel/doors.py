"""One way for every page to run a verb and say how it went.

What the rules forbid is a sentence for the person. What a right forbids is not caught here: it is
a page of its own (``kernel.middleware``), and so is a proof of identity that has grown old.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse

from egide.kernel.errors import NotAllowed, Refused

Act = Callable[[], object]


def done(request: HttpRequest, form: forms.Form, act: Act, said: str) -> bool:
    """Run the verb of a form once the form is right, say ``said``, and return whether it ran.

    A refusal stays on the form, which keeps what was typed: show it again with status 422.
    """
    if not (request.method == "POST" and form.is_valid()):
        return False
    with refusals_on(form):
        act()
    if form.errors:
        return False
    messages.success(request, said)
    return True


@contextmanager
def refusals_on(form: forms.Form) -> Iterator[None]:
    """Put on the form what the rules forbid inside; it keeps what was typed."""
    try:
        yield
    except NotAllowed:
        raise
    except Refused as refusal:
        for sentence in sentences_of(refusal):
            form.add_error(None, sentence)


def press(request: HttpRequest, act: Act, said: str, back: HttpResponse) -> HttpResponse:
    """Run the verb of one button, then go ``back``, where ``said`` or the refusal is read."""
    try:
        act()
    except NotAllowed:
        raise
    except Refused as refusal:
        for sentence in sentences_of(refusal):
            messages.error(request, sentence)
    else:
        messages.success(request, said)
    return back


def sentences_of(refusal: Refused) -> list[str]:
    """Return what stands in the way, one sentence each."""
    return getattr(refusal, "obstacles", None) or [str(refusal)]
