"""Facts that a lower module tells upward, once they are true for everybody."""

from __future__ import annotations

import logging
from functools import partial

from django.db import transaction

from egide.kernel import registry

log = logging.getLogger("egide.events")


def publish(event: object) -> None:
    """Tell the modules above that a fact is now true, once the transaction holds.

    Each handler runs after commit and on its own: it opens its own transaction, and a handler
    that fails is logged and does not silence the others (the verb has already succeeded).
    """
    for handler in registry.handlers_of(event):
        transaction.on_commit(partial(handler, event), robust=True)
