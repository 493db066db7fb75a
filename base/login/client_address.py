"""From which address a request comes, where web servers stand in between."""

from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any

from django.conf import settings
from django.http import HttpRequest

Address = IPv4Address | IPv6Address


def client_address(request: HttpRequest) -> str | None:
    """The address that tries of a password are counted for; None where none is known.

    `X-Forwarded-For` is a list to which each web server adds the one that it was asked by, and which anybody may begin
    with what they like. It is read from its end, and only as far as trusted servers wrote it: those of
    `settings.TRUSTED_PROXIES`, and whoever speaks through a Unix socket. Of an IPv6 address the first half counts,
    since the second is the client's own to choose (RFC 8981).
    """
    hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    nearest = request.META.get("REMOTE_ADDR", "")
    found = _read(nearest)
    while hops and (not nearest or (found is not None and _is_trusted(found))):
        nearest = hops.pop()
        read = _read(nearest)
        if read is None:
            break
        found = read
    if isinstance(found, IPv6Address):
        return str(IPv6Address(int(found) >> 64 << 64))
    return str(found) if found else None


def _read(text: str) -> Address | None:
    try:
        address = ip_address(text)
    except ValueError:
        return None
    return address.ipv4_mapped or address if isinstance(address, IPv6Address) else address


def _is_trusted(address: Address) -> bool:
    return any(address in network for network in _networks(tuple(settings.TRUSTED_PROXIES)))


@lru_cache
def _networks(named: tuple[str, ...]) -> tuple[Any, ...]:
    return tuple(ip_network(one) for one in named)
