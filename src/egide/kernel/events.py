"""Facts that a lower module tells upward, once they are true for everybody."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial, update_wrapper

from django.db import transaction

from egide.kernel import registry

log = logging.getLogger("egide.events")


def publish(event: object, *, within: bool = False) -> None:
    """Tell the modules above that a fact is now true, once the transaction holds.

    Each handler runs after commit and on its own: it opens its own transaction, and a handler
    that fails is logged and does not silence the others (the verb has already succeeded).

    ``within`` is for what must never be true alone, such as an address that would open a door: the
    handlers run now, in the transaction of the verb, and one that fails undoes it.
    """
    for handler in registry.handlers_of(event):
        if within:
            handler(event)
        else:
            once_held(handler, event)


def once_held(work: Callable[..., object], *given: object) -> None:
    """Do it once the transaction holds, on its own: one that fails is logged by its name.

    A partial has no name, and Django would fail over that before it logged anything.
    """
    transaction.on_commit(update_wrapper(partial(work, *given), work), robust=True)
