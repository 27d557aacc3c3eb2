"""What the doors of groups share: the group that is meant, and the page of one form."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from egide.groups.models import Group
from egide.kernel.doors import done
from egide.kernel.pages import Request


def managed(request: Request, group_id: int) -> Group:
    """Return a group that the actor keeps; any other does not exist for them."""
    groups = Group.objects.visible_to(request.actor).managed_by(request.actor)
    return get_object_or_404(groups.select_related("scope", "promotion"), pk=group_id)


def known(request: Request, group_id: int) -> Group:
    """Return a group that the actor may know to exist."""
    groups = Group.objects.visible_to(request.actor)
    return get_object_or_404(groups.select_related("scope", "promotion", "parent"), pk=group_id)


def to_page(name: str, *arguments: Any) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse(f"groups:{name}", args=arguments))


def by_form(
    request: Request,
    group: Group,
    form: forms.Form,
    verb: Callable[..., Any],
    *,
    title: str,
    submit: str,
    said: str,
    back: str = "desk",
    then: Callable[[], HttpResponse] | None = None,
    **more: Any,
) -> HttpResponse:
    """Answer for a page of one form: ``verb`` receives what was typed, then ``said`` and ``back``.

    What cannot be is said on the form, which keeps what was typed. ``back`` is the page of the
    group to return to, unless ``then`` answers something else; ``more`` goes to ``form_page``.
    """

    def run() -> Any:
        return verb(by=request.actor, **form.cleaned_data)

    if done(request, form, run, said):
        return then() if then else to_page(back, group.pk)
    return form_page(request, group, form, title=title, submit=submit, back=back, **more)


def form_page(
    request: Request, group: Group, form: forms.Form, *, title: str, submit: str, **more: Any
) -> HttpResponse:
    """Show a form about a group, with what stands around it."""
    context = {
        "lead": "",
        "kind": "primary",
        "obstacles": [],
        "lines": [],
        "back": "desk",
        "confirm": "",
        **more,
    }
    return render(
        request,
        "groups/form.html",
        {"group": group, "form": form, "title": title, "submit": submit, **context},
        status=422 if form.errors else 200,
    )
