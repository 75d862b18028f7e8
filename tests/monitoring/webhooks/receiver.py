"""A receiver on this machine that answers as a test wants; calls are kept as they came."""

from __future__ import annotations

import http.server
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any


class Receiver:
    """What to answer, and what arrived: (path, headers, body) each."""

    def __init__(self) -> None:
        self.status = 200
        self.body = b"ok"
        self.headers: dict[str, str] = {}
        self.trickle = 0.0  # seconds between single characters
        self.calls: list[tuple[str, dict[str, str], bytes]] = []
        self.url = ""


@contextmanager
def receiving() -> Iterator[Receiver]:
    said = Receiver()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            said.calls.append((self.path, headers, body))
            self.send_response(said.status)
            for name, value in said.headers.items():
                self.send_header(name, value)
            self.end_headers()
            with suppress(OSError):  # whoever called has gone
                self._answer()

        def _answer(self) -> None:
            if not said.trickle:
                self.wfile.write(said.body)
                return
            for sign in said.body:
                self.wfile.write(bytes([sign]))
                self.wfile.flush()
                time.sleep(said.trickle)

        def log_message(self, *_words: Any) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    said.url = f"http://127.0.0.1:{server.server_port}/hooks?from=crm"
    threading.Thread(target=server.serve_forever, args=[0.05], daemon=True).start()
    try:
        yield said
    finally:
        server.shutdown()
        server.server_close()
