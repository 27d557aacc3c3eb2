"""What one module lets programs ask and do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from ninja import Router

from egide.kernel.registry import Words

Question = Callable[..., Any]


@dataclass(frozen=True)
class Declared:
    """One operation: where, by which right, what it is called."""

    name: str
    method: str
    right: str
    label: Words


@dataclass(frozen=True)
class Operations:
    """The operations of one module, in the order of the description; ``label`` heads them."""

    label: Words
    router: Router = field(default_factory=Router)
    declared: list[Declared] = field(default_factory=list)

    def read(
        self, path: str, right: str, answers: Any, *, label: Words, name: str = ""
    ) -> Callable[[Question], Question]:
        """Declare a question: ``GET``, open to who holds ``right``, answered by ``answers``."""
        return self._add("GET", path, right, answers, label, name)

    def do(
        self, path: str, right: str, *, label: Words, name: str = ""
    ) -> Callable[[Question], Question]:
        """Declare an act: ``POST``, which calls one verb and answers nothing (204).

        It takes an ``Idempotency-Key``: sent twice under one key, it is done once.
        """
        return self._add("POST", path, right, {204: None}, label, name)

    def _add(
        self, method: str, path: str, right: str, answers: Any, label: Words, name: str
    ) -> Callable[[Question], Question]:
        def decorate(question: Question) -> Question:
            known = name or question.__name__
            self.declared.append(Declared(known, method, right, label))
            register = self.router.api_operation(
                [method],
                path,
                response=answers,
                operation_id=known,
                url_name=known,
            )
            return register(question)

        return decorate
