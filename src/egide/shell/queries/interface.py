"""The interface for programs, as a person reads it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Operation:
    """One operation of the interface, as its page shows it."""

    method: str
    path: str
    label: str
    right: str
    parameters: tuple[str, ...]


def operations_of(description: Mapping[str, Any]) -> dict[str, list[Operation]]:
    """Return the operations of a description (OpenAPI), under the heading of their module."""
    found: dict[str, list[Operation]] = {}
    for path, methods in description["paths"].items():
        for method, said in methods.items():
            operation = Operation(
                method=method.upper(),
                path=path,
                label=said["summary"],
                right=said.get("description", ""),
                parameters=tuple(
                    given["name"] for given in said.get("parameters", ()) if given["in"] == "query"
                ),
            )
            found.setdefault(said["tags"][0], []).append(operation)
    return found
