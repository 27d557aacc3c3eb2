"""The desk of the accounts: requests for a lost access, and accounts suspended or opened again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from egide.accounts import queries, services
from egide.accounts.enums import Evidence
from egide.accounts.forms import ReasonForm, RecordForm, WeighForm
from egide.accounts.models import Account, Recovery
from egide.accounts.permissions import KEEP_ACCOUNTS
from egide.accounts.queries import recovery as asked
from egide.accounts.tables import CLOSED
from egide.design.tables import table_page
from egide.kernel.doors import done, press
from egide.kernel.errors import Refused
from egide.kernel.pages import Request, page
from egide.members.models import Person

NOBODY = gettext_lazy("Personne n’a cet identifiant ni ce numéro au registre.")
MOST_SUSPENDED = 50


class NobodyCalledSo(Refused):
    """No record has this id or this number."""


@page(KEEP_ACCOUNTS)
def desk(request: Request) -> HttpResponse:
    """Show the requests that wait, and find an account."""
    form = RecordForm(request.POST or None)
    if form.is_valid():
        person = asked.record_called(form.cleaned_data["record"])
        if person is not None:
            return redirect("accounts:account", person.readable_id)
        form.add_error("record", NOBODY)
    context = {
        "form": form,
        "recoveries": list(asked.recoveries_open()),
        "suspended": Account.objects.filter(closed_at__isnull=False)
        .select_related("person")
        .order_by("-closed_at", "pk")[:MOST_SUSPENDED],
        "closed": Recovery.objects.exclude(closed_at=None).count(),
    }
    return render(request, "accounts/desk.html", context, status=422 if form.errors else 200)


@require_safe
@page(KEEP_ACCOUNTS)
def closed(request: Request) -> HttpResponse:
    """List the requests that are closed, and how they ended."""
    rows = Recovery.objects.exclude(closed_at=None)
    return table_page(request, CLOSED, rows.select_related("person", "decided_by"))


@require_safe
@page(KEEP_ACCOUNTS)
def request_page(request: Request, recovery_id: int) -> HttpResponse:
    """Show one request: what was told beside what is known, and what can be decided."""
    return _page(request, _recovery(recovery_id))


@require_POST
@page(KEEP_ACCOUNTS)
def name(request: Request, recovery_id: int) -> HttpResponse:
    """Say whose record a request is about."""
    form = RecordForm(request.POST)

    def act(recovery: Recovery, typed: dict[str, Any]) -> None:
        services.name_person(recovery=recovery, person=_record(typed["record"]), by=request.actor)

    return _acted(request, recovery_id, form, "record_form", act)


@require_POST
@page(KEEP_ACCOUNTS, fresh=True)
def accept(request: Request, recovery_id: int) -> HttpResponse:
    """Give the way in again, once nobody has objected."""
    form = WeighForm(request.POST, auto_id="id_accept_%s")

    def act(recovery: Recovery, typed: dict[str, Any]) -> None:
        services.accept_recovery(
            recovery=recovery,
            evidence=typed["evidence"],
            sponsor=_record(typed["sponsor"]) if typed["sponsor"] else None,
            reason=typed["reason"],
            at=timezone.now(),
            on=timezone.localdate(),
            by=request.actor,
        )

    return _acted(request, recovery_id, form, "weigh_form", act)


@require_POST
@page(KEEP_ACCOUNTS, fresh=True)
def overrule(request: Request, recovery_id: int) -> HttpResponse:
    """Propose that an objection be overruled; a colleague signs."""
    form = WeighForm(request.POST, auto_id="id_overrule_%s")

    def act(recovery: Recovery, typed: dict[str, Any]) -> None:
        services.propose_overruling(
            recovery=recovery,
            evidence=typed["evidence"],
            sponsor=_record(typed["sponsor"]) if typed["sponsor"] else None,
            reason=typed["reason"],
            at=timezone.now(),
            by=request.actor,
        )

    return _acted(request, recovery_id, form, "overrule_form", act)


@require_POST
@page(KEEP_ACCOUNTS, fresh=True)
def sign(request: Request, recovery_id: int) -> HttpResponse:
    """Sign what a colleague proposed against an objection."""
    form = ReasonForm(request.POST, auto_id="id_sign_%s")

    def act(recovery: Recovery, typed: dict[str, Any]) -> None:
        services.sign_overruling(
            recovery=recovery,
            reason=typed["reason"],
            at=timezone.now(),
            on=timezone.localdate(),
            by=request.actor,
        )

    return _acted(request, recovery_id, form, "sign_form", act)


@require_POST
@page(KEEP_ACCOUNTS, fresh=True)
def refuse(request: Request, recovery_id: int) -> HttpResponse:
    """Say no, and why."""
    form = ReasonForm(request.POST, auto_id="id_refuse_%s")

    def act(recovery: Recovery, typed: dict[str, Any]) -> None:
        services.refuse_recovery(
            recovery=recovery, reason=typed["reason"], at=timezone.now(), by=request.actor
        )

    return _acted(request, recovery_id, form, "refuse_form", act)


@require_safe
@page(KEEP_ACCOUNTS)
def account(request: Request, readable_id: str) -> HttpResponse:
    """Show whether somebody's account is open, and what it opens."""
    return _account_page(request, _person(readable_id))


@require_POST
@page(KEEP_ACCOUNTS, fresh=True)
def end_everything(request: Request, readable_id: str) -> HttpResponse:
    """End all that the account of somebody opens: it may be in other hands."""
    held = _account(readable_id)

    def act() -> None:
        services.end_everything(account=held, at=timezone.now(), by=request.actor)

    said = _("Ses sessions, ses jetons et ses appareils de confiance sont fermés.")
    return press(request, act, said, redirect("accounts:account", readable_id))


@require_POST
@page(KEEP_ACCOUNTS, fresh=True)
def suspend(request: Request, readable_id: str) -> HttpResponse:
    """Let nobody come in by an account until it is opened again."""
    said = _("Le compte est suspendu ; tout ce qu’il ouvrait est fermé.")
    return _kept(request, readable_id, services.suspend_account, said)


@require_POST
@page(KEEP_ACCOUNTS, fresh=True)
def reopen(request: Request, readable_id: str) -> HttpResponse:
    """Let the person come in again."""
    return _kept(request, readable_id, services.reopen_account, _("Le compte est rouvert."))


def _kept(
    request: Request, readable_id: str, verb: Callable[..., Account], said: str
) -> HttpResponse:
    form = ReasonForm(request.POST)

    def act() -> None:
        verb(
            account=_account(readable_id),
            reason=form.cleaned_data["reason"],
            at=timezone.now(),
            by=request.actor,
        )

    if done(request, form, act, said):
        return redirect("accounts:account", readable_id)
    return _account_page(request, _person(readable_id), form, status=422)


def _account_page(
    request: Request, person: Person, form: ReasonForm | None = None, *, status: int = 200
) -> HttpResponse:
    held = Account.objects.filter(person=person).first()
    now = timezone.now()
    context = {
        "person": person,
        "account": held,
        "form": form or ReasonForm(),
        "own": person.pk == request.actor.person_id,
        "change": queries.waiting_change(person.pk),
        "opens": _opened(held, now) if held else [],
    }
    return render(request, "accounts/account.html", context, status=status)


def _opened(held: Account, now: Any) -> list[str]:
    """Say, in numbers, what an account opens; on which devices is its person's own affair."""
    sessions = queries.sessions_of(held).count()
    tokens = queries.tokens_of(held, at=now).count()
    trusted = queries.trusted_devices(held, at=now).count()
    return [
        ngettext("%(n)d session ouverte", "%(n)d sessions ouvertes", sessions) % {"n": sessions},
        ngettext("%(n)d jeton d’API", "%(n)d jetons d’API", tokens) % {"n": tokens},
        ngettext("%(n)d appareil de confiance", "%(n)d appareils de confiance", trusted)
        % {"n": trusted},
    ]


def _page(
    request: Request, recovery: Recovery, *, status: int = 200, **typed: forms.Form
) -> HttpResponse:
    context: dict[str, Any] = {
        "recovery": recovery,
        "compared": asked.compared(recovery),
        "candidates": asked.candidates(recovery) if recovery.person is None else [],
        "own": recovery.person_id is not None and recovery.person_id == request.actor.person_id,
        "record_form": RecordForm(),
        "weigh_form": WeighForm(auto_id="id_accept_%s"),
        "overrule_form": WeighForm(auto_id="id_overrule_%s"),
        "sign_form": ReasonForm(auto_id="id_sign_%s"),
        "proposed_it": request.actor.person_id in (recovery.proposed_by_id, recovery.sponsor_id),
        "shown": [Evidence(one).label for one in recovery.evidence],
        "refuse_form": ReasonForm(auto_id="id_refuse_%s"),
        **typed,
    }
    return render(request, "accounts/recovery_weighed.html", context, status=status)


def _acted(
    request: Request,
    recovery_id: int,
    form: forms.Form,
    form_name: str,
    verb: Callable[[Recovery, dict[str, Any]], None],
) -> HttpResponse:
    recovery = _recovery(recovery_id)

    def act() -> None:
        verb(recovery, form.cleaned_data)

    if done(request, form, act, _("C’est enregistré.")):
        return redirect("accounts:request", recovery_id)
    return _page(request, _recovery(recovery_id), status=422, **{form_name: form})


def _recovery(recovery_id: int) -> Recovery:
    rows = Recovery.objects.exclude(state="ASKED")
    rows = rows.select_related("person", "sponsor", "decided_by", "proposed_by", "change")
    return get_object_or_404(rows, pk=recovery_id)


def _record(typed: str) -> Person:
    person = asked.record_called(typed)
    if person is None:
        raise NobodyCalledSo(NOBODY)
    return person


def _person(readable_id: str) -> Person:
    return get_object_or_404(Person, readable_id=readable_id)


def _account(readable_id: str) -> Account:
    held = Account.objects.select_related("person")
    return get_object_or_404(held, person__readable_id=readable_id)
