"""Which addresses may be called, so that nobody makes this machine call those beside it.

The name is looked up at each attempt, every address it has is checked, and the connection is made
to one that was: what the name says a moment later does not count. `WEBHOOK_INTERNAL_HOSTS` names
hosts, addresses and networks that may be called although they are internal.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from riskcrm.web.errors import Refused

IP = ipaddress.IPv4Address | ipaddress.IPv6Address
NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
# what is_global of some Pythons lets pass, and what only wraps another address
NEVER = tuple(
    ipaddress.ip_network(text)
    for text in (
        "0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.88.99.0/24", "198.18.0.0/15",
        "240.0.0.0/4", "::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32",
        "2002::/16", "3fff::/20", "5f00::/16", "fec0::/10",
    )
)  # fmt: skip


class Forbidden(Exception):
    """The address is internal."""


@dataclass(frozen=True)
class Target:
    """Where a message goes: taken apart from an address that was checked in its form."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def is_tls(self) -> bool:
        return self.scheme == "https"


def target_of(url: str) -> Target:
    """An address taken apart. Refused if it is none, is not https or names a user."""
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError:
        raise _refused(_("This is no web address.")) from None
    host = (parts.hostname or "").rstrip(".")
    if parts.scheme not in ("https", "http") or not host or not url.isascii():
        raise _refused(_("This is no web address. It looks like https://example.com/hooks."))
    if any(not sign.isprintable() or sign.isspace() for sign in url):
        raise _refused(_("A web address holds no spaces."))
    if parts.username is not None or parts.password is not None or parts.fragment:
        raise _refused(_("Leave out names, passwords and what stands behind #."))
    if parts.scheme == "http" and not settings.WEBHOOK_ALLOW_HTTP:
        raise _refused(_("Only https:// is called, so that nobody on the way reads along."))
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(parts.scheme, host, port or (443 if parts.scheme == "https" else 80), path)


def _refused(message: str) -> Refused:
    return Refused(message, code="wrong_url", field="url")


def checked_addresses(host: str, port: int) -> list[str]:
    """The addresses of a host, each of which may be called.

    Raises `Forbidden` if one of them is internal, `OSError` where there are none.
    """
    found = [str(row[4][0]) for row in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    addresses = list(dict.fromkeys(found))
    if not addresses:
        raise OSError("no address")
    names, networks = _allowed()
    if host.lower() not in names:
        for text in addresses:
            if not _may_be_called(text, networks):
                raise Forbidden(text)
    return addresses


def _allowed() -> tuple[set[str], list[ipaddress.IPv4Network | ipaddress.IPv6Network]]:
    names: set[str] = set()
    networks = []
    for word in settings.WEBHOOK_INTERNAL_HOSTS:
        try:
            networks.append(ipaddress.ip_network(word, strict=False))
        except ValueError:
            names.add(word.lower())
    return names, networks


def _may_be_called(
    text: str, networks: Iterable[ipaddress.IPv4Network | ipaddress.IPv6Network]
) -> bool:
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return False
    meant = unwrapped(address)
    if any(each in network for network in networks for each in (address, meant)):
        return True
    return is_public(meant)


def unwrapped(address: IP) -> IP:
    """The IPv4 address that an IPv6 one stands for, if it does."""
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return address.ipv4_mapped
        if address in NAT64:
            return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address


def is_public(address: IP) -> bool:
    """Whether an address is one of the open internet, for one receiver."""
    inner = (
        address.is_private, address.is_loopback, address.is_link_local, address.is_multicast,
        address.is_reserved, address.is_unspecified, not address.is_global,
    )  # fmt: skip
    return not any(inner) and not any(address in network for network in NEVER)
