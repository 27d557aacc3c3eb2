"""The tokens by which one's own programs read and act."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from egide.accounts import queries, services
from egide.accounts.forms import TokenForm
from egide.accounts.views.recognition import MemberRequest
from egide.kernel import registry
from egide.kernel.pages import SIGNED_IN, page


@never_cache
@page(SIGNED_IN, fresh=True)
def tokens(request: MemberRequest) -> HttpResponse:
    """Show the tokens that live, and make one: its key is shown this once."""
    known = registry.permissions()
    held = sorted((code, str(known[code].label)) for code in request.actor.permissions)
    form, status = TokenForm(request.POST or None, held=held), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                token, key = services.make_token(
                    account=request.user,
                    twice_proved=request.user.twice_proved,
                    at=timezone.now(),
                    by=request.actor,
                    **form.cleaned_data,
                )
            except services.TokenRefused as refusal:
                form.add_error(None, str(refusal))
            else:
                return render(request, "accounts/token_made.html", {"made": token, "key": key})
    context = {
        "form": form,
        "tokens": queries.tokens_of(request.user, at=timezone.now()),
        "labels": {code: permission.label for code, permission in known.items()},
        "waits": bool(request.actor.withheld),
    }
    return render(request, "accounts/tokens.html", context, status=status)
