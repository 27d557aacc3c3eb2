"""The whole interface, from what the modules contribute: its addresses and its description."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache, partial
from importlib import import_module
from typing import Any, cast

from django.conf import settings
from django.urls import URLPattern, path
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from ninja import NinjaAPI

from egide.kernel import registry
from egide.kernel.api.doors import Door
from egide.kernel.api.operations import Declared, Operations
from egide.kernel.pages import PUBLIC, SIGNED_IN
from egide.kernel.problems import API_ROOT, MEDIA_TYPE, titles

VERSION = "1"
TOKEN = {"token": {"type": "http", "scheme": "bearer"}}
PROBLEM = {
    "type": "object",
    "required": ["type", "status", "title", "detail"],
    "properties": {
        "type": {"type": "string"},
        "status": {"type": "integer"},
        "title": {"type": "string"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "message"],
                "properties": {"field": {"type": "string"}, "message": {"type": "string"}},
            },
        },
    },
}
IDEMPOTENCY_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": True,
    "schema": {"type": "string", "pattern": r"^[\x21-\x7e]{8,100}$"},
}
# What any operation may answer besides what it is for.
ALWAYS = (400, 401, 403, 404, 405, 409, 422, 429, 500, 503)
WITH_BODY = (413, 415)


class Interface(NinjaAPI):
    """Ninja without its pages and without its answers to errors: the site's are used."""

    def set_default_exception_handlers(self) -> None:
        """Let every error out: the door undoes the transaction, then answers."""


def contributed() -> list[Operations]:
    """Return the operations of every module, lower layers first."""
    return [
        cast("Operations", import_module(module.api).OPERATIONS)
        for module in registry.modules()
        if module.api
    ]


@cache
def interface() -> Interface:
    """Return the interface, built once a process."""
    api = Interface(
        title="Égide",
        version=VERSION,
        docs_url=None,
        openapi_url=None,
        urls_namespace="api",
    )
    for operations in contributed():
        api.add_router("", operations.router)
    return api


def patterns() -> list[URLPattern]:
    """Return the addresses below ``/api/v1/``, each behind its door."""
    found = []
    by_address: dict[str, dict[str, Declared]] = {}
    for declared in _declared():
        by_address.setdefault(declared.name, {})[declared.method] = declared
    for pattern in interface().urls[0]:
        if isinstance(pattern, URLPattern) and pattern.name in by_address:
            operations = by_address[pattern.name]
            door = Door(pattern.callback, operations, partial(_of_address, pattern.name))
            found.append(path(str(pattern.pattern), _view(door), name=pattern.name))
    return found


def _view(door: Door) -> Callable[..., Any]:
    def operation(request: Any, **given: Any) -> Any:
        return door(request, **given)

    operation.right = door.right  # type: ignore[attr-defined]
    operation.csrf_exempt = True  # type: ignore[attr-defined] # no cookie opens it
    return operation


def _declared() -> Iterable[Declared]:
    for operations in contributed():
        yield from operations.declared


def _of_address(name: str) -> dict[str, Any]:
    """Return what the description says of the operations of one address, by method."""
    found: dict[str, Any] = {}
    for methods in description()["paths"].values():
        for method, said in methods.items():
            if said["operationId"] == name:
                found[method] = said
    return found


def description() -> dict[str, Any]:
    """Return the description of the interface (OpenAPI), in the language of who asks."""
    return _description(get_language() or "fr")


@cache
def _description(language: str) -> dict[str, Any]:
    said: dict[str, Any] = dict(interface().get_openapi_schema(path_prefix=API_ROOT))
    said["info"] = {
        "title": f"Égide — {settings.SOCIETY_NAME}",
        "version": VERSION,
        "description": _(
            "Ce que le site montre, par un programme. Un jeton n’ouvre jamais plus que ce que sa "
            "personne peut ouvrir ce jour-là."
        ),
    }
    declared = {one.name: one for one in _declared()}
    headings = {
        one.name: str(operations.label)
        for operations in contributed()
        for one in operations.declared
    }
    for methods in said["paths"].values():
        for operation in methods.values():
            _complete(operation, declared[operation["operationId"]])
            operation["tags"] = [headings[operation["operationId"]]]
    said["components"] = {
        **said.get("components", {}),
        "securitySchemes": TOKEN,
        "responses": _refusals(),
    }
    said["components"].setdefault("schemas", {})["Problem"] = PROBLEM
    said["servers"] = []
    return said


def _complete(operation: dict[str, Any], declared: Declared) -> None:
    """Add what the door does to an operation: its words, its right, its refusals."""
    operation["summary"] = str(declared.label)
    operation.pop("description", None)
    operation["x-right"] = declared.right
    operation["security"] = [{"token": []}]
    if declared.right == PUBLIC:
        operation["security"].append({})
    elif declared.right != SIGNED_IN:
        operation["description"] = _("Demande le droit « %(right)s ».") % {
            "right": registry.permissions()[declared.right].label
        }
    refusals = ALWAYS + (WITH_BODY if "requestBody" in operation else ())
    if declared.method == "POST":
        operation["parameters"] = [*operation.get("parameters", ()), IDEMPOTENCY_KEY]
    if declared.media_type:
        file = {"schema": {"type": "string", "format": "binary"}}
        answer = {"description": "OK", "content": {declared.media_type: file}}
        operation["responses"] = {"200": answer}
    if declared.method == "GET":
        operation["responses"]["304"] = {"description": _("Rien n’a changé (If-None-Match).")}
    for status in refusals:
        operation["responses"][str(status)] = {"$ref": f"#/components/responses/{status}"}


def _refusals() -> dict[str, Any]:
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {
        str(status): {"description": str(title), "content": content}
        for status, title in titles().items()
    }
