"""One call: whatever the receiver does, it ends in time, holds little and follows nothing."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest

from monitoring.webhooks import addresses, client
from monitoring.webhooks.client import Error, deliver
from tests.monitoring.webhooks.receiver import Receiver, receiving

HEADERS = {"webhook-id": "msg_1"}


@pytest.fixture
def receiver(settings: Any) -> Iterator[Receiver]:
    settings.WEBHOOK_INTERNAL_HOSTS = ["127.0.0.1"]
    settings.WEBHOOK_ALLOW_HTTP = True
    with receiving() as said:
        yield said


def test_what_is_sent_arrives_as_it_is(receiver: Receiver) -> None:
    outcome = deliver(receiver.url, '{"a":"客户"}', HEADERS)
    assert (outcome.error, outcome.status, outcome.answer) == ("", 200, "ok")
    ((path, headers, body),) = receiver.calls
    assert (path, body.decode()) == ("/hooks?from=crm", '{"a":"客户"}')
    assert headers["webhook-id"] == "msg_1"
    assert headers["content-type"] == "application/json"
    assert headers["host"] == receiver.url.split("/")[2]


@pytest.mark.parametrize("status", [400, 404, 410, 429, 500, 503])
def test_an_error_is_a_failure_with_its_status(receiver: Receiver, status: int) -> None:
    receiver.status = status
    outcome = deliver(receiver.url, "{}", HEADERS)
    assert (outcome.error, outcome.status) == (Error.STATUS, status)


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_is_not_followed(receiver: Receiver, status: int) -> None:
    receiver.status = status
    receiver.headers = {"Location": receiver.url.replace("/hooks", "/elsewhere")}
    outcome = deliver(receiver.url, "{}", HEADERS)
    assert (outcome.error, outcome.status) == (Error.REDIRECT, status)
    assert len(receiver.calls) == 1


def test_of_a_huge_answer_little_is_read_and_less_is_kept(receiver: Receiver) -> None:
    receiver.body = b"x" * 50_000_000
    begun = time.monotonic()
    outcome = deliver(receiver.url, "{}", HEADERS)
    assert (outcome.error, len(outcome.answer)) == ("", client.MOST_KEPT)
    assert time.monotonic() - begun < 5


def test_an_answer_that_is_no_text_is_kept_as_what_a_database_can_hold(
    receiver: Receiver,
) -> None:
    receiver.body = b"a\x00b\xff\x1b[31m"
    answer = deliver(receiver.url, "{}", HEADERS).answer
    assert "\x00" not in answer
    assert "\x1b" not in answer


def test_a_receiver_that_trickles_is_cut_off(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "WHOLE_SECONDS", 0.6)
    receiver.body, receiver.trickle = b"x" * 1000, 0.05
    begun = time.monotonic()
    outcome = deliver(receiver.url, "{}", HEADERS)
    assert time.monotonic() - begun < 2
    assert outcome.error == Error.TIMEOUT


def test_a_receiver_that_never_answers_is_given_up(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.WEBHOOK_INTERNAL_HOSTS, settings.WEBHOOK_ALLOW_HTTP = ["127.0.0.1"], True
    monkeypatch.setattr(client, "WHOLE_SECONDS", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        begun = time.monotonic()
        outcome = deliver(f"http://127.0.0.1:{silent.getsockname()[1]}/", "{}", HEADERS)
    assert outcome.error == Error.TIMEOUT
    assert time.monotonic() - begun < 2


def test_headers_that_never_end_are_given_up(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.WEBHOOK_INTERNAL_HOSTS, settings.WEBHOOK_ALLOW_HTTP = ["127.0.0.1"], True
    monkeypatch.setattr(client, "WHOLE_SECONDS", 0.6)

    def drip(server: socket.socket) -> None:
        line, _address = server.accept()
        try:
            line.sendall(b"HTTP/1.1 200 OK\r\n")
            while True:
                line.sendall(b"X")
                time.sleep(0.05)
        except OSError:
            line.close()

    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=drip, args=[server], daemon=True).start()
        begun = time.monotonic()
        outcome = deliver(f"http://127.0.0.1:{server.getsockname()[1]}/", "{}", HEADERS)
    assert outcome.error == Error.TIMEOUT
    assert time.monotonic() - begun < 2


def test_nobody_there_is_no_connection(settings: Any) -> None:
    settings.WEBHOOK_INTERNAL_HOSTS, settings.WEBHOOK_ALLOW_HTTP = ["127.0.0.1"], True
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    assert deliver(f"http://127.0.0.1:{port}/", "{}", HEADERS).error == Error.CONNECTION


def test_this_machine_is_not_called_without_the_setting(receiver: Receiver, settings: Any) -> None:
    settings.WEBHOOK_INTERNAL_HOSTS = []
    assert deliver(receiver.url, "{}", HEADERS).error == Error.FORBIDDEN
    assert receiver.calls == []


def test_a_name_that_changes_its_address_after_the_check_leads_nowhere_else(
    receiver: Receiver, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The name is looked up once, and the connection goes to what was looked at."""
    settings.WEBHOOK_INTERNAL_HOSTS = []
    port = int(receiver.url.split(":")[2].split("/")[0])
    answers = iter([["93.184.216.34"], ["127.0.0.1"]])
    called: list[Any] = []

    def getaddrinfo(_host: str, at: int, **_more: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (text, at)) for text in next(answers)]

    def create_connection(address: Any, timeout: float) -> socket.socket:
        called.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(addresses.socket, "getaddrinfo", getaddrinfo)
    monkeypatch.setattr(client.socket, "create_connection", create_connection)
    url = f"http://rebinding.example:{port}/"
    assert deliver(url, "{}", HEADERS).error == Error.CONNECTION
    assert called == [("93.184.216.34", port)]
    # the next attempt looks again, and refuses
    assert deliver(url, "{}", HEADERS).error == Error.FORBIDDEN
    assert len(called) == 1


def test_a_certificate_that_does_not_hold_is_no_delivery(receiver: Receiver, settings: Any) -> None:
    outcome = deliver(receiver.url.replace("http:", "https:"), "{}", HEADERS)
    assert outcome.error in (Error.TLS, Error.CONNECTION)
    assert receiver.calls == []
