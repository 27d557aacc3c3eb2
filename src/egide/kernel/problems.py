"""What a program reads when it is told no: one shape for every error (RFC 9457)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

API_ROOT = "/api/v1/"
MEDIA_TYPE = "application/problem+json"


def is_for_program(request: HttpRequest) -> bool:
    """Tell whether a program asks: it reads JSON, and comes by a token, never by a cookie."""
    return request.path.startswith(API_ROOT)


def problem(
    status: int, sentence: str = "", *, errors: Sequence[dict[str, str]] = (), **headers: str
) -> HttpResponse:
    """Return an error as a program reads it: a status, its words, and a sentence for a person.

    ``errors`` names each value that was wrong. Nothing of what was sent is said back.
    """
    title = titles().get(status, titles()[500])
    said: dict[str, Any] = {"type": "about:blank", "status": status, "title": title}
    said["detail"] = sentence or title
    if errors:
        said["errors"] = list(errors)
    answer = HttpResponse(
        json.dumps(said, ensure_ascii=False), status=status, content_type=MEDIA_TYPE
    )
    answer["Cache-Control"] = "no-store"
    for name, value in headers.items():
        answer[name.replace("_", "-")] = value
    return answer


def titles() -> dict[int, str]:
    """Return what each status means, in the language of who asks."""
    return {
        400: _("Cette demande n’a pas de sens pour nous."),
        401: _("Présentez un jeton valable, dans l’en-tête Authorization."),
        403: _("Ce jeton n’ouvre pas cela, ou la personne n’en a pas le droit aujourd’hui."),
        404: _("Il n’y a rien à cette adresse, ou rien que ce jeton puisse voir."),
        405: _("Cette adresse ne s’ouvre pas par cette méthode."),
        409: _("Ce n’est pas possible en l’état ; rien n’a été changé."),
        413: _("C’est trop lourd ; rien n’a été changé."),
        415: _("Le corps de la demande s’écrit en JSON (application/json)."),
        422: _("Une valeur envoyée n’est pas acceptée ; rien n’a été changé."),
        429: _("Trop de demandes en peu de temps ; attendez, puis recommencez."),
        500: _("La faute est chez nous ; la demande a été annulée en entier."),
        503: _("La base de données ne répond pas ; réessayez dans quelques secondes."),
    }
