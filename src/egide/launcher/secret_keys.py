"""The secret key of the site, drawn anew without anybody being signed out."""

from __future__ import annotations

import argparse
import os

from egide.launcher import database, migrating, places
from egide.launcher.outcomes import DONE, Failure, say

FILE, NAME = "secrets.json", "secret_key"


def run(options: argparse.Namespace) -> int:
    """Draw a new secret key, or forget the former ones."""
    if os.environ.get("EGIDE_SECRET_KEY"):
        raise Failure(
            "EGIDE_SECRET_KEY is given by the environment: give the new one there, the former one "
            "in EGIDE_SECRET_KEY_FALLBACKS, then run `./egide migrate` and start the site again."
        )
    if options.what == "rotate":
        places.draw_secret(FILE, NAME)
        said = (
            "A new secret key is drawn; the former one still holds. Start the site again, one "
            "process after the other, and in sixty days run `./egide secret forget`."
        )
    else:
        count = places.forget_former_secrets(FILE, NAME)
        said = f"Former secret keys forgotten: {count}. Start the site again."
    with database.server() as access:
        if database.exists(access):
            migrating.install_identity_keys(access)
    say(said)
    return DONE
