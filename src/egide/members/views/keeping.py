"""A person keeps their own profile, part by part; the clerk may too.

Two people who save one profile at the same time are told: the page comes back with what was typed
and what stands now, and nothing is overwritten.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from egide.kernel import registry
from egide.kernel.errors import NotAllowed, Refused, Stale
from egide.kernel.identity import acting
from egide.kernel.pages import SIGNED_IN, Request, ask_again, page
from egide.members import services
from egide.members.enums import Audience, ContactKind, PositionStatus, ProfileField
from egide.members.forms import (
    AddressForm,
    ClerkNameForm,
    ContactForm,
    DetailsForm,
    NameForm,
    PositionForm,
    VersionedForm,
    VisibilityForm,
)
from egide.members.models import ContactPoint, Person, Position, PostalAddress, VisibilityChoice
from egide.members.permissions import MANAGE_REGISTRY
from egide.members.queries.people import MOST_CHANGES, history_of, quality_of
from egide.members.queries.profile import PREVIEWS, profile_of
from egide.members.rules.people import NewAddress, NewPosition
from egide.members.rules.visibility import CONSENT_TEXTS, CONSENT_VERSION, audience_of
from egide.members.services.profiles import PersonalDetails
from egide.members.views.profile import NAMES, known_person, panels_of


@require_safe
@page(SIGNED_IN)
def my_profile(request: Request) -> HttpResponse:
    """Show one's own profile, how fresh it is, who reads what, and as others see it."""
    person = get_object_or_404(Person, pk=request.actor.person_id)
    today = localdate()
    asked = request.GET.get("vu-par", "")
    seen_by = PREVIEWS.get(asked)
    seen = profile_of(person, actor=request.actor, on=today, seen_by=seen_by)
    in_a_group = any(
        panel.filled(person, today) for panel in registry.profile_panels() if panel.filled
    )
    return render(
        request,
        "members/my_profile.html",
        {
            "profile": seen,
            "seen_by": asked if asked in PREVIEWS else "",
            "previews": _previews(),
            # What other modules say is drawn for its owner: others see less of it, or nothing.
            "panels": [] if seen_by else panels_of(request, person, today),
            "quality": quality_of(person, on=today, in_a_group=in_a_group),
            "audiences": [(field.label, seen.audiences[field].label) for field in ProfileField],
            **NAMES,
        },
    )


def _previews() -> list[tuple[str, str]]:
    return [
        ("societaires", _("tout sociétaire")),
        ("promotion", _("ma promotion")),
        ("groupes", _("mes groupes")),
        ("responsables", _("les responsables")),
    ]


@page(SIGNED_IN)
def details(request: Request, readable_id: str) -> HttpResponse:
    """Write what a person says of themselves beside their name."""
    person = kept_person(request, readable_id)
    initial = {name: getattr(person, name) for name in PersonalDetails.__dataclass_fields__}

    def save(typed: dict[str, Any]) -> None:
        version = typed.pop("version")
        services.save_profile(
            person=person,
            version=version,
            details=PersonalDetails(**typed),
            by=request.actor,
            on=localdate(),
        )

    title = _titled(request, person, _("À propos de vous"), _("À propos de %(name)s"))
    return keep_part(request, person, DetailsForm, initial, save, title)


@page(SIGNED_IN)
def names(request: Request, readable_id: str) -> HttpResponse:
    """Change the names in use; only the clerk corrects a birth name."""
    person = kept_person(request, readable_id)
    form_class = ClerkNameForm if request.actor.can(MANAGE_REGISTRY) else NameForm
    columns = ("first_names", "usage_name", "birth_name")
    initial = {name: getattr(person, name) for name in columns if name in form_class.base_fields}

    def save(typed: dict[str, Any]) -> None:
        services.change_name(person=person, by=request.actor, on=localdate(), **typed)

    title = _titled(request, person, _("Votre nom"), _("Le nom de %(name)s"))
    lead = _("L’adresse de la fiche ne change pas ; ce qui a été imprimé garde l’ancien nom.")
    return keep_part(request, person, form_class, initial, save, title, lead=lead)


@page(SIGNED_IN)
def address(request: Request, readable_id: str) -> HttpResponse:
    """Write where a person lives: a move, or a correction."""
    person = kept_person(request, readable_id)
    running = PostalAddress.objects.filter(person=person, ends_on__isnull=True).first()
    initial = {"country": "FR"}
    if running:
        initial = {
            name: getattr(running, name) for name in ("lines", "postcode", "city", "country")
        }
        initial["moved"] = "corrected"

    def save(typed: dict[str, Any]) -> None:
        version, moved = typed.pop("version"), typed.pop("moved") == "moved"
        written = NewAddress(**typed, verified_at=now())
        if moved or running is None:
            services.move(
                person=person, address=written, by=request.actor, on=localdate(), version=version
            )
        else:
            services.correct_address(
                address=running,
                correction=written,
                by=request.actor,
                on=localdate(),
                version=version,
            )

    title = _titled(request, person, _("Où vous vivez"), _("Où vit %(name)s"))
    return keep_part(request, person, AddressForm, initial, save, title)


@page(SIGNED_IN)
def position(request: Request, readable_id: str, position_id: int | None = None) -> HttpResponse:
    """Write a position: a new one, or the correction of one."""
    person = kept_person(request, readable_id)
    names = ("status", "title", "company", "sector", "function", "starts_on", "ends_on")
    held = (
        None if position_id is None else get_object_or_404(Position, person=person, pk=position_id)
    )
    initial = (
        {name: getattr(held, name) for name in names}
        if held
        else {"status": PositionStatus.EMPLOYEE}
    )

    def save(typed: dict[str, Any]) -> None:
        version = typed.pop("version")
        written = NewPosition(**typed, verified_at=now())
        given = {"by": request.actor, "on": localdate(), "version": version}
        if held is None:
            services.take_position(person=person, position=written, **given)
        else:
            services.correct_position(position=held, correction=written, **given)

    title = _titled(request, person, _("Ce que vous faites"), _("Ce que fait %(name)s"))
    return keep_part(request, person, PositionForm, initial, save, title)


@page(SIGNED_IN)
def contact(request: Request, readable_id: str, contact_id: int | None = None) -> HttpResponse:
    """Add a way of being reached, or correct one."""
    person = kept_person(request, readable_id)
    held = get_object_or_404(ContactPoint, person=person, pk=contact_id) if contact_id else None
    initial = {"kind": held.kind, "value": held.value} if held else {"kind": ContactKind.EMAIL}
    if request.method == "POST" and _opens_by_an_old_proof(request, held):
        return ask_again(request)

    def save(typed: dict[str, Any]) -> None:
        given = {"by": request.actor, "on": localdate(), "version": typed["version"]}
        if held is None:
            kind = ContactKind(typed["kind"])
            services.add_contact_point(
                person=person, kind=kind, value=typed["value"], source="profile", **given
            )
        else:
            services.correct_contact_point(point=held, value=typed["value"], **given)

    title = _titled(request, person, _("Comment vous joindre"), _("Comment joindre %(name)s"))
    return keep_part(request, person, ContactForm, initial, save, title)


@require_POST
@page(SIGNED_IN)
def prefer_contact(request: Request, readable_id: str, contact_id: int) -> HttpResponse:
    """Make a contact point the principal one of its kind."""
    return _on_contact(request, readable_id, contact_id, services.prefer_contact_point)


@require_POST
@page(SIGNED_IN)
def confirm_contact(request: Request, readable_id: str, contact_id: int) -> HttpResponse:
    """Say that one is still reached by it (R-REG-11)."""

    def confirm(**given: Any) -> ContactPoint:
        return services.confirm_contact_point(at=now(), **given)

    return _on_contact(request, readable_id, contact_id, confirm)


@require_POST
@page(SIGNED_IN)
def withdraw_contact(request: Request, readable_id: str, contact_id: int) -> HttpResponse:
    """Remove a contact point."""
    return _on_contact(request, readable_id, contact_id, services.withdraw_contact_point)


def _opens_by_an_old_proof(request: Request, point: ContactPoint | None) -> bool:
    """Tell whether to ask anew who changes an e-mail address: it opens an account (ASVS 7.5.1)."""
    kind = point.kind if point else request.POST.get("kind")
    return kind == ContactKind.EMAIL and not request.actor.is_fresh(at=now())


def _on_contact(
    request: Request, readable_id: str, contact_id: int, verb: Callable[..., Any]
) -> HttpResponse:
    person = kept_person(request, readable_id)
    point = get_object_or_404(ContactPoint, person=person, pk=contact_id)
    if _opens_by_an_old_proof(request, point):
        return ask_again(request)
    verb(point=point, by=request.actor, on=localdate())
    messages.success(request, _("C’est enregistré."))
    return back_to(request, person)


@require_POST
@page(MANAGE_REGISTRY)
def invalid_contact(request: Request, readable_id: str, contact_id: int) -> HttpResponse:
    """Note that nobody answers there any more."""

    def mark(**given: Any) -> ContactPoint:
        reason = _("Noté par la tenue du registre.")
        return services.mark_contact_point_invalid(reason=reason, **given)

    return _on_contact(request, readable_id, contact_id, mark)


@require_POST
@page(SIGNED_IN)
def confirm_address(request: Request, readable_id: str) -> HttpResponse:
    """Say that one still lives there (R-REG-11)."""
    person = kept_person(request, readable_id)
    running = get_object_or_404(PostalAddress, person=person, ends_on__isnull=True)
    services.confirm_address(address=running, at=now(), by=request.actor, on=localdate())
    messages.success(request, _("C’est enregistré."))
    return back_to(request, person)


@require_POST
@page(SIGNED_IN)
def confirm_position(request: Request, readable_id: str, position_id: int) -> HttpResponse:
    """Say that one still does this (R-REG-11)."""
    person = kept_person(request, readable_id)
    held = get_object_or_404(Position, person=person, pk=position_id)
    services.confirm_position(position=held, at=now(), by=request.actor, on=localdate())
    messages.success(request, _("C’est enregistré."))
    return back_to(request, person)


@require_POST
@page(SIGNED_IN)
def leave_position(request: Request, readable_id: str, position_id: int) -> HttpResponse:
    """Close a position today."""
    person = kept_person(request, readable_id)
    held = get_object_or_404(Position, person=person, pk=position_id)
    services.leave_position(position=held, by=request.actor, on=localdate())
    messages.success(request, _("C’est enregistré."))
    return back_to(request, person)


@page(SIGNED_IN)
def visibility(request: Request, readable_id: str) -> HttpResponse:
    """Choose who reads each part of the profile."""
    person = kept_person(request, readable_id)
    chosen = dict(VisibilityChoice.objects.filter(person=person).values_list("field", "audience"))
    initial = {field.value: audience_of(field, chosen).value for field in ProfileField}

    def save(typed: dict[str, Any]) -> None:
        version = typed.pop("version")
        choices = {ProfileField(field): Audience(audience) for field, audience in typed.items()}
        services.choose_audience(
            person=person, choices=choices, by=request.actor, on=localdate(), version=version
        )

    title = _titled(request, person, _("Qui voit quoi"), _("Qui voit quoi de %(name)s"))
    lead = str(CONSENT_TEXTS[CONSENT_VERSION])
    return keep_part(request, person, VisibilityForm, initial, save, title, lead=lead)


@require_safe
@page(SIGNED_IN)
def history(request: Request, readable_id: str) -> HttpResponse:
    """Show what the profile said before each change."""
    person = kept_person(request, readable_id)
    changes = history_of(person)
    context = {"person": person, "changes": changes, "cut": len(changes) == MOST_CHANGES}
    return render(request, "members/history.html", context)


def kept_person(request: Request, readable_id: str) -> Person:
    """Return the person whose profile the reader keeps: oneself, or anybody for the clerk."""
    person = known_person(request, readable_id)
    if person.pk != request.actor.person_id and not request.actor.can(MANAGE_REGISTRY):
        raise Http404
    return person


def _titled(request: Request, person: Person, own: str, others: str) -> str:
    """Return the title of a part: to the person, or to the clerk about that person."""
    return own if person.pk == request.actor.person_id else others % {"name": person.full_name}


def back_to(request: Request, person: Person) -> HttpResponse:
    """Go back to the profile that was changed."""
    if person.pk == request.actor.person_id:
        return redirect("members:my_profile")
    return redirect("members:profile", readable_id=person.readable_id)


def keep_part(
    request: Request,
    person: Person,
    form_class: type[VersionedForm],
    initial: dict[str, Any],
    save: Callable[[dict[str, Any]], None],
    title: str,
    *,
    lead: str = "",
) -> HttpResponse:
    """Show the form of one part and save it; a refusal keeps what was typed."""
    fresh = {**initial, "version": person.version}
    form = form_class(request.POST if request.method == "POST" else None, initial=fresh)
    stale: list[tuple[str, str, str]] = []
    if form.is_bound and form.is_valid():
        try:
            with acting(request.actor):
                save(dict(form.cleaned_data))
        except Stale as refusal:
            stale = _both_values(form, fresh)
            form = form_class(
                {**request.POST.dict(), **_lists(request), "version": person.version}, initial=fresh
            )
            form.is_valid()
            form.add_error(None, str(refusal))
        except NotAllowed:
            raise
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("C’est enregistré."))
            return back_to(request, person)
    status = 409 if stale else 422 if form.is_bound else 200
    context = {"person": person, "form": form, "title": title, "lead": lead, "stale": stale}
    return render(request, "members/keep_part.html", context, status=status)


def _both_values(form: forms.Form, standing: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Return, for each field that differs: its label, what stands now, what was typed."""
    found = []
    for name, field in form.fields.items():
        typed, now_there = form.cleaned_data.get(name), standing.get(name)
        same = (
            list(typed) == list(now_there or []) if isinstance(typed, tuple) else typed == now_there
        )
        if name != "version" and not same and (typed or now_there):
            found.append((str(field.label), _said(field, now_there), _said(field, typed)))
    return found


def _said(field: forms.Field, value: Any) -> str:
    labels = {str(key): str(label) for key, label in getattr(field, "choices", ())}
    values = value if isinstance(value, (list, tuple)) else [value]
    return (
        ", ".join(labels.get(str(one), str(one)) for one in values if one not in (None, "")) or "–"
    )


def _lists(request: Request) -> dict[str, list[str]]:
    return {name: values for name, values in request.POST.lists() if name == "languages"}
