"""The pages that change the statutes: what will change is read before it is written."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render

from egide.kernel.doors import refusals_on
from egide.kernel.pages import Request

Values = dict[str, Any]
NOT_READ = frozenset({"csrfmiddlewaretoken", "seen"})


@dataclass(frozen=True, kw_only=True)
class Decision:
    """A page that asks for a decision: its words, and where one goes without deciding."""

    title: str
    lead: str
    crumbs: tuple[tuple[str, str], ...]
    submit: str
    done: str
    cancel: str
    hint: str = ""
    kind: str = "primary"
    parts: tuple[tuple[str, tuple[str, ...]], ...] = ()


def sent(request: Request) -> QueryDict | None:
    """Return what the form sent, even if it is empty; nothing when the page is only read."""
    return request.POST if request.method == "POST" else None


def decide(
    request: Request,
    form: forms.Form,
    decision: Decision,
    *,
    obstacles: Callable[[Values], Iterable[str]],
    foresee: Callable[[Values], Iterable[str]],
    act: Callable[[Values], str],
) -> HttpResponse:
    """Show the form, then what it would change, then write it; ``act`` returns where to go.

    What was read and what is written are the same: another value, and it is read again.
    """
    foreseen: list[str] | None = None
    seen = _fingerprint(request)
    if form.is_valid():
        values = dict(form.cleaned_data)
        for sentence in obstacles(values):
            form.add_error(None, sentence)
        if not form.errors and request.POST.get("seen") == seen:
            with refusals_on(form):
                address = act(values)
                messages.success(request, decision.done)
                return redirect(address)
        if not form.errors:
            foreseen = list(foresee(values))
    return render(
        request,
        "mandates/decision.html",
        {"form": form, "decision": decision, "foreseen": foreseen, "seen": seen},
        status=422 if form.errors else 200,
    )


def _fingerprint(request: Request) -> str:
    """Return a short name of what the form holds, so that a change after reading shows."""
    given = sorted((name, values) for name, values in request.POST.lists() if name not in NOT_READ)
    return sha256(repr(given).encode()).hexdigest()[:16]
