"""What a person answers to an application: who they are, whether they agree, that they go out."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib import auth
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST

from egide.accounts.enums import SignInMethod
from egide.accounts.models import Account
from egide.accounts.queries import has_second_factor
from egide.accounts.services import TooManyTries, count_try, record_sign_out
from egide.identity_provider import queries, services
from egide.identity_provider.rules import CODES_PER_PERSON, ONE_PROOF, TWO_PROOFS, methods_of
from egide.identity_provider.services import Asking, Proof, ProtocolRefused, ProtocolRequest
from egide.identity_provider.views.protocol import issuer_of, protocol_request
from egide.kernel.doors import press
from egide.kernel.pages import PUBLIC, SIGNED_IN, Request, page

# In the session: which request asked that the person proves anew who they are, and since when.
ASKED_ANEW = "asked_anew"
# In the address: the person saw a page of ours on the way, so a page of ours sends them back.
SEEN = "vu"
CHOICE = "choix"


@csrf_exempt
@never_cache
@page(PUBLIC, in_transaction=False)
def authorize(request: Request) -> HttpResponse:
    """Answer an application that sent somebody here: who is it, and does it agree?"""
    if request.method == "POST":
        if CHOICE in request.POST:
            return _decided(request)
        # An application may send the form itself; from here on it is an address like another.
        return redirect(f"{request.path}?{request.POST.urlencode()}")
    asked, account = _asked(request), _account(request)
    try:
        asking = services.read_asking(
            asked=asked, account=account, issuer=issuer_of(request), at=timezone.now()
        )
        return _step(request, asked, asking, account)
    except ProtocolRefused as refusal:
        return _refused(request, refusal)


@csrf_exempt
@never_cache
@page(PUBLIC, in_transaction=False)
def end(request: Request) -> HttpResponse:
    """Let an application propose to go out here too; the person's button does it."""
    if request.method == "POST" and CHOICE not in request.POST:
        return redirect(f"{request.path}?{request.POST.urlencode()}")
    try:
        name, where = services.read_end(
            asked=_asked(request), issuer=issuer_of(request), at=timezone.now()
        )
    except ProtocolRefused as refusal:
        return _refused(request, refusal)
    if request.method == "POST":
        return _leave(request, name, where)
    if request.actor.person_id is None:
        return _departure(request, where, name) if where else redirect("accounts:signed_out")
    return render(request, "identity_provider/end.html", {"name": name})


@require_POST
@page(SIGNED_IN)
def disconnect(request: Request, connection_id: int) -> HttpResponse:
    """Take one's agreement back from an application."""
    account = _account(request)
    assert account is not None, "the page asks to be signed in"  # noqa: S101
    return press(
        request,
        lambda: services.end_connection(
            account=account, connection_id=connection_id, at=timezone.now(), by=request.actor
        ),
        _("Cette application n’apprendra plus rien de vous. Ce qu’elle a déjà, demandez-le-lui."),
        redirect("accounts:my_account"),
    )


def _step(
    request: Request, asked: ProtocolRequest, asking: Asking, account: Account | None
) -> HttpResponse:
    """Ask the person the next thing that is missing, or send them back."""
    issuer = issuer_of(request)
    if account is None or _too_old(request, asking, account):
        if asking.silent:
            raise services.refuse_silence(asking, asked, why="login", issuer=issuer)
        return _prove(request, account)
    if asking.application.twice_proved and not account.twice_proved:
        if asking.silent:
            raise services.refuse_silence(asking, asked, why="factor", issuer=issuer)
        known = {"application": asking.application, "has_one": has_second_factor(account)}
        return render(request, "identity_provider/factor.html", known, status=403)
    if asking.agreed:
        return _send_back(request, asked, account, allowed=True, silent=SEEN not in request.GET)
    if asking.silent:
        raise services.refuse_silence(asking, asked, why="consent", issuer=issuer)
    known = {
        "application": asking.application,
        "told": queries.words_of(asking.scopes),
        "more": asking.missing != asking.scopes,
        "host": asking.redirect_uri.split("/")[2],
        "choice": CHOICE,
    }
    return render(request, "identity_provider/consent.html", known)


@csrf_protect
def _decided(request: Request) -> HttpResponse:
    """Do what the person chose on the page that asked."""
    asked, account = _asked(request), _account(request)
    if account is None:
        return redirect(request.get_full_path())
    try:
        asking = services.read_asking(
            asked=asked, account=account, issuer=issuer_of(request), at=timezone.now()
        )
        if _too_old(request, asking, account):
            return redirect(request.get_full_path())
        allowed = request.POST[CHOICE] == "oui"
        return _send_back(request, asked, account, allowed=allowed, silent=False)
    except ProtocolRefused as refusal:
        return _refused(request, refusal)


def _send_back(
    request: Request, asked: ProtocolRequest, account: Account, *, allowed: bool, silent: bool
) -> HttpResponse:
    try:
        count_try(f"identity_provider.codes:{account.pk}", CODES_PER_PERSON)
    except TooManyTries as refusal:
        return _page_of(request, str(refusal), status=429)
    proof = Proof(
        at=_proved_at(request, account),
        acr=TWO_PROOFS if account.twice_proved else ONE_PROOF,
        amr=methods_of(account.method or SignInMethod.LINK, account.second_factor),
    )
    where = services.send_back(
        asked=asked,
        account=account,
        proof=proof,
        allowed=allowed,
        issuer=issuer_of(request),
        at=timezone.now(),
        by=request.actor,
    )
    request.session.pop(ASKED_ANEW, None)
    return redirect(where) if silent else _departure(request, where, "")


def _prove(request: Request, account: Account | None) -> HttpResponse:
    """Send somebody to the door, or to prove anew who they are; they come back here."""
    here = request.GET.copy()
    here[SEEN] = "1"
    wanted = QueryDict(mutable=True)
    wanted["next"] = f"{request.path}?{here.urlencode()}"
    if account is None:
        return redirect(f"{resolve_url(settings.LOGIN_URL)}?{wanted.urlencode(safe='/')}")
    request.session[ASKED_ANEW] = {"of": _mark(request), "at": timezone.now().isoformat()}
    wanted["encore"] = "1"
    return redirect(f"{resolve_url(settings.CONFIRM_URL)}?{wanted.urlencode(safe='/')}")


def _too_old(request: Request, asking: Asking, account: Account) -> bool:
    """Tell whether the last proof is older than the application takes (max_age, prompt=login)."""
    proved_at = _proved_at(request, account)
    age = timezone.now() - proved_at
    limit = None if asking.max_age is None else timedelta(seconds=asking.max_age)
    if not asking.again and (limit is None or age <= limit):
        return False
    anew = request.session.get(ASKED_ANEW) or {}
    answered = anew.get("of") == _mark(request) and account.factor_at is not None
    return not (answered and proved_at >= datetime.fromisoformat(anew["at"]))


def _mark(request: Request) -> str:
    """Return what tells one request of an application from another."""
    said = request.GET.copy()
    said.pop(SEEN, None)
    return hashlib.sha256(said.urlencode().encode()).hexdigest()


def _proved_at(request: Request, account: Account) -> datetime:
    """Return when the person last proved who they are: a trusted browser did so at the door."""
    return account.factor_at or request.session.row.started_at  # type: ignore[attr-defined]


def _account(request: Request) -> Account | None:
    return request.user if isinstance(request.user, Account) else None


def _asked(request: Request) -> ProtocolRequest:
    return protocol_request(request, form=False)


@csrf_protect
def _leave(request: Request, name: str, where: str) -> HttpResponse:
    account = _account(request)
    if account is not None:
        record_sign_out(account=account, by=request.actor)
        auth.logout(request)
    answer = _departure(request, where, name) if where else redirect("accounts:signed_out")
    answer["Clear-Site-Data"] = '"cache", "storage"'
    return answer


def _departure(request: Request, where: str, name: str) -> HttpResponse:
    """Send the browser on from a page: our forms lead nowhere else, and browsers hold them to it.

    The policy of our pages (``form-action 'self'``) forbids a form to end on another site, by a
    redirection too; a page that leads on is no form.
    """
    known = {"where": where, "host": where.split("/")[2].split("?")[0], "name": name}
    return render(request, "identity_provider/departure.html", known)


def _refused(request: Request, refusal: ProtocolRefused) -> HttpResponse:
    """Tell the application where it may be told; otherwise the person, who can only go back."""
    if refusal.location:
        if SEEN in request.GET or request.method == "POST":
            return _departure(request, refusal.location, "")
        return redirect(refusal.location)
    return _page_of(
        request,
        _(
            "L’application qui vous envoie ne s’y prend pas comme il faut, et nous ne savons pas"
            " où vous renvoyer sans risque. Retournez chez elle et prévenez qui la tient."
        ),
        status=400,
        code=refusal.code,
    )


def _page_of(request: Request, sentence: str, *, status: int, code: str = "") -> HttpResponse:
    known = {"sentence": sentence, "code": code}
    return render(request, "identity_provider/refused.html", known, status=status)
