"""No webhook reaches an internal address, however it is written or what its name becomes."""

from __future__ import annotations

import ipaddress
import socket
from typing import Any

import pytest

from monitoring.webhooks import addresses
from monitoring.webhooks.addresses import (
    Forbidden,
    checked_addresses,
    is_public,
    target_of,
    unwrapped,
)
from riskcrm.web.errors import Refused

INTERNAL = [
    "127.0.0.1", "127.8.9.1", "10.0.0.1", "172.16.5.4", "172.31.255.255", "192.168.1.1",
    "169.254.169.254", "100.64.0.1", "100.127.255.254", "0.0.0.0", "0.1.2.3", "224.0.0.1",
    "239.255.255.250", "240.0.0.1", "255.255.255.255", "198.18.0.1", "192.0.0.8", "192.0.2.1",
    "198.51.100.7", "203.0.113.9", "192.88.99.1",
    "::1", "::", "fe80::1", "fc00::1", "fd12:3456::1", "ff02::1", "fec0::1",
    "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::127.0.0.1",
    "64:ff9b::7f00:1", "64:ff9b::a00:1", "64:ff9b:1::1", "2002:7f00:1::1", "2001::1",
    "2001:db8::1", "100::1", "fe80::1%lo",
]  # fmt: skip
PUBLIC = ["93.184.216.34", "8.8.8.8", "2606:2800:220:1:248:1893:25c8:1946", "64:ff9b::808:808"]


def resolving(monkeypatch: pytest.MonkeyPatch, *found: str) -> None:
    def getaddrinfo(_host: str, port: int, **_more: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (text, port)) for text in found]

    monkeypatch.setattr(addresses.socket, "getaddrinfo", getaddrinfo)


@pytest.mark.parametrize("address", INTERNAL)
def test_an_internal_address_is_forbidden(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    resolving(monkeypatch, address)
    with pytest.raises(Forbidden):
        checked_addresses("hooks.example", 443)


@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_address_may_be_called(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    resolving(monkeypatch, address)
    assert checked_addresses("hooks.example", 443) == [address]
    assert is_public(unwrapped(ipaddress.ip_address(address)))


def test_one_internal_address_among_public_ones_is_enough(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    resolving(monkeypatch, "93.184.216.34", "10.0.0.1")
    with pytest.raises(Forbidden):
        checked_addresses("hooks.example", 443)


@pytest.mark.parametrize("host", ["2130706433", "0x7f.1", "127.1", "017700000001", "localhost"])
def test_other_ways_to_write_this_machine_are_seen_through(host: str) -> None:
    with pytest.raises((Forbidden, OSError)):
        checked_addresses(host, 80)


def test_listed_hosts_and_networks_may_be_internal(
    monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    settings.WEBHOOK_INTERNAL_HOSTS = ["hooks.internal", "10.1.0.0/16", "127.0.0.1"]
    resolving(monkeypatch, "192.168.7.7")
    assert checked_addresses("Hooks.Internal", 80) == ["192.168.7.7"]
    with pytest.raises(Forbidden):
        checked_addresses("other.internal", 80)
    resolving(monkeypatch, "10.1.2.3")
    assert checked_addresses("other.internal", 80) == ["10.1.2.3"]
    resolving(monkeypatch, "10.2.0.1")
    with pytest.raises(Forbidden):
        checked_addresses("other.internal", 80)


@pytest.mark.parametrize(
    "url",
    [
        "", "hooks", "ftp://a.example/", "javascript:alert(1)", "https://", "https:///x",
        "https://user@a.example/", "https://user:word@a.example/", "https://a.example/#x",
        "https://a.example:port/", "https://a.example:99999/", "https://a.example/a b",
        "https://a.example/a\r\nHost: b", "http://a.example/", "file:///etc/passwd",
        "https://ａ.example/",
    ],
)  # fmt: skip
def test_what_is_no_https_address_is_refused(url: str) -> None:
    with pytest.raises(Refused) as refused:
        target_of(url)
    assert refused.value.code == "wrong_url"


def test_plain_http_is_called_only_where_the_setting_allows_it(settings: Any) -> None:
    settings.WEBHOOK_ALLOW_HTTP = True
    target = target_of("http://a.example/hooks?x=1")
    assert (target.host, target.port, target.path, target.is_tls) == (
        "a.example", 80, "/hooks?x=1", False,
    )  # fmt: skip
