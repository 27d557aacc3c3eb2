"""Layouts of letters: written, looked at, tried on oneself, put in use, taken back."""

from __future__ import annotations

from functools import partial

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from egide.design.tables import table_page
from egide.kernel.access import explain
from egide.kernel.doors import done, press
from egide.kernel.middleware import CONTENT_SECURITY_POLICY
from egide.kernel.pages import Request, page
from egide.letters import services
from egide.letters.forms import LayoutForm, NewLayoutForm
from egide.letters.models import Layout, LayoutVersion
from egide.letters.permissions import LAY_OUT_LETTERS
from egide.letters.queries.layouts import sample_words
from egide.letters.queries.writing import looked_at_by
from egide.letters.rules.layout import HOUSE, compiled, fill_html
from egide.letters.tables import LAYOUTS
from egide.letters.views.showing import shown
from egide.members.models import Person

# The page of a version frames the letter that it shows.
FRAMING_POLICY = f"{CONTENT_SECURITY_POLICY}; frame-src 'self'"


def _layout(request: Request, layout_id: int) -> Layout:
    layouts = Layout.objects.visible_to(request.actor).with_numbers()
    return get_object_or_404(layouts, pk=layout_id)


def _version(request: Request, version_id: int) -> LayoutVersion:
    versions = LayoutVersion.objects.visible_to(request.actor)
    return get_object_or_404(versions.select_related("layout", "author"), pk=version_id)


@require_safe
@page(LAY_OUT_LETTERS)
def layouts(request: Request) -> HttpResponse:
    """The layouts from which authors choose, and those not yet in use."""
    found = Layout.objects.visible_to(request.actor).with_numbers()
    return table_page(request, LAYOUTS, found, template="letters/layouts.html")


@require_http_methods(["GET", "HEAD", "POST"])
@page(LAY_OUT_LETTERS)
def new_layout(request: Request) -> HttpResponse:
    """Begin a layout from the house's own."""
    form = NewLayoutForm(request.POST or None, initial={"source": HOUSE})
    made: list[Layout] = []

    def act() -> None:
        made.append(
            services.make_layout(
                name=form.cleaned_data["name"],
                at=timezone.now(),
                by=request.actor,
                **form.written,
            )
        )

    if done(request, form, act, _("La mise en page est gardée. Regardez-la avant de la publier.")):
        return redirect("letters:version", made[0].versions.get().pk)
    return _form_page(request, form, None)


@require_http_methods(["GET", "HEAD", "POST"])
@page(LAY_OUT_LETTERS)
def new_version(request: Request, layout_id: int) -> HttpResponse:
    """Change a layout: what is typed becomes its next version."""
    found = _layout(request, layout_id)
    last = found.versions.order_by("-number")[0]
    initial = {"source": last.source, "images": last.images}
    form = LayoutForm(request.POST or None, initial=initial)
    made: list[LayoutVersion] = []

    def act() -> None:
        made.append(
            services.write_version(
                layout=found, at=timezone.now(), by=request.actor, **form.written
            )
        )

    if done(request, form, act, _("La version est gardée. Regardez-la avant de la publier.")):
        return redirect("letters:version", made[0].pk)
    return _form_page(request, form, found)


def _form_page(request: Request, form: LayoutForm, found: Layout | None) -> HttpResponse:
    context = {"form": form, "layout": found}
    return render(request, "letters/layout_form.html", context, status=422 if form.errors else 200)


@require_safe
@page(LAY_OUT_LETTERS)
def layout(request: Request, layout_id: int) -> HttpResponse:
    """A layout: its versions, and which one is in use."""
    found = _layout(request, layout_id)
    context = {
        "layout": found,
        "versions": found.versions.select_related("author").order_by("-number"),
        "why": list(explain(request.actor, LAY_OUT_LETTERS)),
    }
    return render(request, "letters/layout.html", context)


@require_safe
@page(LAY_OUT_LETTERS)
def version(request: Request, version_id: int) -> HttpResponse:
    """A version, as a letter shows it on a wide screen and on a phone."""
    found = _version(request, version_id)
    context = {
        "version": found,
        "in_use": LayoutVersion.objects.in_use().filter(pk=found.pk).exists(),
    }
    answer = render(request, "letters/version.html", context)
    answer["Content-Security-Policy"] = FRAMING_POLICY
    return answer


@require_safe
@page(LAY_OUT_LETTERS)
def preview(request: Request, version_id: int) -> HttpResponse:
    """Show a letter that is laid out so, its fields filled with what is known of who looks."""
    found = _version(request, version_id)
    reader = get_object_or_404(Person, pk=request.actor.person_id)
    subject, words = sample_words()
    language = translation.get_language() or "fr"
    html = compiled(words, subject=subject, language=language, source=found.source)
    return shown(fill_html(html, looked_at_by(reader, [])), by_night="nuit" in request.GET)


@require_POST
@page(LAY_OUT_LETTERS)
def try_version(request: Request, version_id: int) -> HttpResponse:
    """Send oneself a letter that is laid out so."""
    found = _version(request, version_id)
    site = request.build_absolute_uri("/").rstrip("/")
    act = partial(services.try_version, version=found, site=site, by=request.actor)
    back = redirect("letters:version", found.pk)
    return press(request, act, _("L’essai est en route vers votre adresse."), back)


@require_POST
@page(LAY_OUT_LETTERS)
def publish(request: Request, version_id: int) -> HttpResponse:
    """Let letters leave with this version from now on."""
    found = _version(request, version_id)
    act = partial(services.publish_version, version=found, at=timezone.now(), by=request.actor)
    back = redirect("letters:layout", found.layout_id)
    return press(request, act, _("Cette version est en service."), back)


@require_POST
@page(LAY_OUT_LETTERS)
def withdraw(request: Request, layout_id: int) -> HttpResponse:
    """Offer a layout no longer."""
    found = _layout(request, layout_id)
    act = partial(services.withdraw_layout, layout=found, by=request.actor)
    back = redirect("letters:layout", found.pk)
    return press(request, act, _("Plus aucune lettre ne partira avec elle."), back)
