"""How long things live, and to which addresses people may be sent."""

from __future__ import annotations

from datetime import timedelta
from ipaddress import ip_address
from urllib.parse import urlsplit

from authlib.oauth2.base import invalid_error_characters
from django.utils.translation import gettext as _

from egide.accounts.enums import SecondFactor, SignInMethod
from egide.accounts.rules.limits import Limit

CODE_LIFE = timedelta(minutes=2)
ACCESS_LIFE = timedelta(minutes=10)
REFRESH_LIFE = timedelta(days=14)
FAMILY_LIFE = timedelta(days=60)
# Long enough to know again a code or a token that is shown twice.
KEPT = timedelta(days=1)
ENDED_KEPT = timedelta(days=365)
KEY_LIFE = timedelta(days=90)
# An application may show an old statement when somebody goes out.
KEY_PUBLISHED = timedelta(days=90)
CODES_PER_PERSON = Limit(60, 300)
REQUESTS_PER_NETWORK = Limit(1_200, 300)
LONGEST_REQUEST = 3_500
ONE_PROOF, TWO_PROOFS = "urn:egide:one-proof", "urn:egide:two-proofs"
# The names of RFC 8176 where it has one.
METHODS = {
    SignInMethod.LINK: "email",
    SignInMethod.PASSWORD: "pwd",
    SignInMethod.PASSKEY: "pop",
    SignInMethod.DEMO: "demo",
}
FACTORS = {
    SecondFactor.APP: "otp",
    SecondFactor.PASSKEY: "pop",
    SecondFactor.RECOVERY: "otp",
    SecondFactor.TRUSTED: "device",
}


def methods_of(method: SignInMethod, factor: SecondFactor | None) -> list[str]:
    """Return how somebody proved who they are, in the words of the standard (amr)."""
    said = [METHODS[method]]
    if factor is not None:
        said += [FACTORS[factor], "mfa"]
    return list(dict.fromkeys(said))


def obstacle_to_address(address: str) -> str:
    """Say why people may not be sent to this address; empty when they may.

    It is compared to the letter, so it has no wildcard, no fragment and no name or password; it
    travels in clear only to the same machine (native applications, RFC 8252).
    """
    try:
        parts = urlsplit(address)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        return _("« %(address)s » n’est pas une adresse.") % {"address": address}
    if not host or invalid_error_characters(address) or " " in address:
        return _("« %(address)s » n’est pas une adresse.") % {"address": address}
    if parts.fragment or "#" in address or "*" in address or parts.username is not None:
        return _("« %(address)s » : ni « # », ni « * », ni nom d’utilisateur.") % {
            "address": address
        }
    if parts.scheme == "https" or (parts.scheme == "http" and _is_this_machine(host)):
        return ""
    return _("« %(address)s » doit commencer par https://.") % {"address": address}


def _is_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
