"""The web server as the product runs it, for as long as it is measured."""

from __future__ import annotations

import contextlib
import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator

from riskcrm import embedded


@contextlib.contextmanager
def server() -> Iterator[int]:
    """gunicorn with the words of the product's own programs."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        sys.executable, "-m", "gunicorn", "tests.bench.nothing", "--bind", f"127.0.0.1:{port}",
        "--worker-class", "gthread", "--workers", "2", "--threads", "4", "--timeout", "60",
        "--no-control-socket", "--log-level", "warning",
    ]  # fmt: skip
    environment = os.environ | {"RISKCRM_API_CALLS_PER_MINUTE": "10000000"}
    server = subprocess.Popen(command, cwd=embedded.BASE_DIR, env=environment)
    try:
        wait_for(port)
        yield port
    finally:
        server.terminate()
        server.wait(30)


def wait_for(port: int, path: str = "/livez", *, seconds: int = 30) -> None:
    for _try in range(5 * seconds):
        with contextlib.suppress(OSError), contextlib.closing(connect(port)) as client:
            client.request("GET", path)
            if client.getresponse().status == 200:
                return
        time.sleep(0.2)
    raise RuntimeError("the server does not answer")


def connect(port: int) -> http.client.HTTPConnection:
    return http.client.HTTPConnection("127.0.0.1", port, timeout=30)
