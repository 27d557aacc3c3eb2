"""The description of the interface, and the answer where nothing is."""

from __future__ import annotations

from hashlib import sha256

from django.http import Http404, HttpResponse, JsonResponse

from egide.kernel.api.building import description
from egide.kernel.pages import PUBLIC, Request, page
from egide.kernel.problems import problem


@page(PUBLIC, in_transaction=False)
def openapi(request: Request) -> HttpResponse:
    """Return the description of every operation (OpenAPI 3.1)."""
    if request.method not in ("GET", "HEAD"):
        return problem(405, Allow="GET, HEAD")
    answer = JsonResponse(description(), json_dumps_params={"ensure_ascii": False})
    answer["Vary"] = "Accept-Language"
    answer["ETag"] = mark = f'"{sha256(answer.content).hexdigest()[:32]}"'
    if request.headers.get("If-None-Match") == mark:
        return HttpResponse(status=304, headers={"ETag": mark})
    return answer


@page(PUBLIC, in_transaction=False)
def nowhere(request: Request, rest: str) -> HttpResponse:
    """Answer at an address of the interface where nothing is."""
    raise Http404
