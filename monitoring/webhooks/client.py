"""One call: to an address that was checked, without following redirects, and never for long."""

from __future__ import annotations

import contextlib
import http.client
import socket
import ssl
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from monitoring.models import WebhookMessage
from monitoring.webhooks.addresses import Forbidden, Target, checked_addresses, target_of
from riskcrm.web.errors import Refused

CONNECT_SECONDS = 5.0
WHOLE_SECONDS = 15.0  # from the first word to the last one read
MOST_READ = 64 * 1024
MOST_KEPT = 500
Error = WebhookMessage.Error


@dataclass(frozen=True)
class Outcome:
    """What came of an attempt; delivered where there is no error."""

    error: str
    status: int | None = None
    answer: str = ""
    milliseconds: int = 0


def deliver(url: str, payload: str, headers: Mapping[str, str]) -> Outcome:
    """Send a message and say what came of it. Raises nothing that the receiver can cause."""
    begun = time.monotonic()
    try:
        status, answer = _post(target_of(url), payload.encode(), headers)
        outcome = Outcome(_judged(status), status, answer)
    except Exception as error:
        outcome = Outcome(_named(error))
    took = time.monotonic() - begun
    # a line that was cut looks like an answer that ended
    said = Error.TIMEOUT if took >= WHOLE_SECONDS else outcome.error
    return Outcome(said, outcome.status, outcome.answer, int(took * 1000))


def _judged(status: int) -> str:
    if 200 <= status < 300:
        return Error.NONE
    return Error.REDIRECT if 300 <= status < 400 else Error.STATUS


_NAMES: tuple[tuple[type[BaseException], str], ...] = (
    (Forbidden, Error.FORBIDDEN),
    (Refused, Error.FORBIDDEN),
    (ssl.SSLCertVerificationError, Error.TLS),
    (TimeoutError, Error.TIMEOUT),
    (socket.gaierror, Error.NO_ADDRESS),
    (UnicodeError, Error.NO_ADDRESS),
    (ssl.SSLError, Error.TLS),
)


def _named(error: Exception) -> str:
    return next((name for kind, name in _NAMES if isinstance(error, kind)), Error.CONNECTION)


def _post(target: Target, body: bytes, headers: Mapping[str, str]) -> tuple[int, str]:
    addresses = checked_addresses(target.host, target.port)
    with _connected(target, addresses) as connection:
        connection.putrequest("POST", target.path, skip_accept_encoding=True)
        for name, value in {
            "Content-Type": "application/json", "Content-Length": str(len(body)),
            "User-Agent": "riskcrm-webhooks", "Connection": "close", **headers,
        }.items():  # fmt: skip
            connection.putheader(name, value)
        connection.endheaders(body)
        answer = connection.getresponse()
        text = answer.read(MOST_READ)
        return answer.status, _snippet(text)


def _snippet(text: bytes) -> str:
    """The first characters of an answer, as a database and a page can hold them."""
    words = text[: MOST_KEPT * 4].decode("utf-8", "replace")
    return "".join(sign if sign.isprintable() or sign == "\n" else " " for sign in words)[
        :MOST_KEPT
    ]


@contextlib.contextmanager
def _connected(target: Target, addresses: list[str]) -> Iterator[http.client.HTTPConnection]:
    """A connection to the first address that takes one; whatever it does, it ends in time."""
    line = _first_that_answers(addresses, target.port)
    if target.is_tls:
        # the handshake comes when the watch is set: before, it would wait as long as it likes
        line = ssl.create_default_context().wrap_socket(
            line, server_hostname=target.host, do_handshake_on_connect=False
        )
    watch = threading.Timer(WHOLE_SECONDS, _cut, [line])
    watch.daemon = True
    watch.start()
    try:
        line.settimeout(WHOLE_SECONDS)
        if isinstance(line, ssl.SSLSocket):
            line.do_handshake()
        # Host and the name in the certificate are the name's; the socket is the address's
        connection = http.client.HTTPConnection(target.host, target.port)
        connection.default_port = 443 if target.is_tls else 80
        connection.sock = line
        with contextlib.closing(connection):
            yield connection
    finally:
        watch.cancel()
        line.close()


def _first_that_answers(addresses: list[str], port: int) -> socket.socket:
    until = time.monotonic() + CONNECT_SECONDS
    failed: OSError = TimeoutError()
    for address in addresses:
        if (left := until - time.monotonic()) <= 0:
            break
        try:
            return socket.create_connection((address, port), timeout=left)
        except OSError as error:
            failed = error
    raise failed


def _cut(line: socket.socket) -> None:
    """A receiver that speaks a little at a time would hold us for ever."""
    with contextlib.suppress(OSError):
        line.shutdown(socket.SHUT_RDWR)
