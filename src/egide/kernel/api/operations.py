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
    """One operation: by which right, what it is called; ``media_type`` of an answer not in JSON."""

    name: str
    method: str
    right: str
    label: Words
    media_type: str = ""


@dataclass(frozen=True)
class Operations:
    """The operations of one module, in the order of the description; ``label`` heads them."""

    label: Words
    router: Router = field(default_factory=Router)
    declared: list[Declared] = field(default_factory=list)

    def read(
        self, path: str, right: str, answers: Any, *, label: Words, media_type: str = ""
    ) -> Callable[[Question], Question]:
        """Declare a question: ``GET``, open to who holds ``right``, answered by ``answers``.

        A file is of a ``media_type``, and has no fields to answer by.
        """
        return self._add("GET", path, right, answers, label, media_type)

    def do(self, path: str, right: str, *, label: Words) -> Callable[[Question], Question]:
        """Declare an act: ``POST``, which calls one verb and answers nothing (204).

        It takes an ``Idempotency-Key``: sent twice under one key, it is done once.
        """
        return self._add("POST", path, right, {204: None}, label)

    def _add(
        self, method: str, path: str, right: str, answers: Any, label: Words, media_type: str = ""
    ) -> Callable[[Question], Question]:
        def decorate(question: Question) -> Question:
            known = question.__name__
            self.declared.append(Declared(known, method, right, label, media_type))
            register = self.router.api_operation(
                [method],
                path,
                response=answers,
                operation_id=known,
                url_name=known,
            )
            return register(question)

        return decorate
