"""What browsers tell of what the policy of our pages stopped (CSP reports)."""

from __future__ import annotations

import json
import logging
import re
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from egide.kernel import limits
from egide.kernel.callers import network_of
from egide.kernel.pages import PUBLIC, Request, page

LONGEST = 16_000
# A page that is attacked tells many at once; a stranger who invents them fills no log.
PER_NETWORK, PER_SITE, EVERY = 20, 200, 300
MOST = 20
KINDS = {"application/csp-report", "application/reports+json", "application/json"}
WORD = re.compile(r"[a-z][a-z-]{0,39}")
log = logging.getLogger("egide.security")


@csrf_exempt
@require_POST
@page(PUBLIC, in_transaction=False)
def policy(request: Request) -> HttpResponse:
    """Write one line for each thing that a browser stopped; what makes no sense leaves none.

    Anybody may send anything here: of what is sent only the rule and the names of two hosts are
    kept, never an address, which may name people.
    """
    if request.content_type not in KINDS:
        return HttpResponse(status=415)
    if int(request.META.get("CONTENT_LENGTH") or 0) > LONGEST:
        return HttpResponse(status=413)
    limits.require(f"reports:{network_of(request)}", most=PER_NETWORK, seconds=EVERY)
    limits.require("reports", most=PER_SITE, seconds=EVERY)
    try:
        sent = json.loads(request.body[:LONGEST])
    except ValueError:
        return HttpResponse(status=400)
    for told in (sent if isinstance(sent, list) else [sent])[:MOST]:
        _write(told)
    return HttpResponse(status=204)


def _write(told: Any) -> None:
    """Write what one report says, in the names of either of its two forms."""
    said = told if isinstance(told, dict) else {}
    said = said.get("csp-report") or said.get("body") or {}
    if not isinstance(said, dict):
        return
    rule = said.get("effective-directive") or said.get("effectiveDirective")
    rule = rule or said.get("violated-directive")
    if not isinstance(rule, str) or not WORD.fullmatch(rule):
        return
    blocked = said.get("blocked-uri") or said.get("blockedURL") or ""
    log.warning("policy stopped", extra={"rule": rule, "blocked": _host(blocked)})


def _host(address: object) -> str:
    """Return the host of an address, or its one word (``inline``, ``eval``); nothing else."""
    if not isinstance(address, str):
        return ""
    if WORD.fullmatch(address):
        return address
    try:
        return (urlsplit(address).hostname or "")[:100]
    except ValueError:
        return ""
