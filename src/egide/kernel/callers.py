"""From where a request comes, as far as it can be believed; used to count tries, never kept."""

from __future__ import annotations

from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
UNIX_SOCKET = "unix"
UNKNOWN = "unknown"


def network_of(request: HttpRequest) -> str:
    """Return the network that asks: an IPv4 address, or the /64 of an IPv6 one.

    One household or one machine owns a whole /64, so counting single addresses would count
    nothing. ``X-Forwarded-For`` is read only when the peer is one of ``TRUSTED_PROXIES``, and from
    the right, because the rest of it was written by whoever asks.
    """
    caller = _parsed(request.META.get("REMOTE_ADDR", ""))
    hops = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    while hops and _is_trusted(caller):
        told = _parsed(hops.pop())
        if told is None:
            break
        caller = told
    return UNKNOWN if caller is None else _counted(caller)


def _parsed(text: str) -> Address | None:
    try:
        address = ip_address(text.strip().strip("[]"))
    except ValueError:
        return None
    return address.ipv4_mapped or address if isinstance(address, IPv6Address) else address


def _is_trusted(caller: Address | None) -> bool:
    networks, socket = _trusted(tuple(settings.TRUSTED_PROXIES))
    # Behind a socket file there is no peer address: who may open the file is the proxy.
    return socket if caller is None else any(caller in network for network in networks)


@lru_cache(maxsize=8)
def _trusted(words: tuple[str, ...]) -> tuple[tuple[Network, ...], bool]:
    networks = tuple(ip_network(word, strict=False) for word in words if word != UNIX_SOCKET)
    return networks, UNIX_SOCKET in words


def _counted(caller: Address) -> str:
    if isinstance(caller, IPv6Address):
        return str(ip_network((caller, 64), strict=False))
    return str(caller)
