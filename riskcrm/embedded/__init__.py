"""PostgreSQL and Redis for a machine that has neither, from binaries that come with wheels.

The servers keep their data under RISKCRM_HOME and listen on Unix sockets only. Whoever needs one
holds a shared lock on it while it is needed; the last one out stops it. The kernel drops the locks
of a killed process, so nothing can keep a server up, or believe in one that is gone.

Started by root, the servers run as the unprivileged account `riskcrm`, with data and binaries in
/var/lib/riskcrm, because that account may not be able to enter the folder of the clone.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterator

from riskcrm.embedded.places import (
    BASE_DIR,
    ROOT_STATE,
    EmbeddedServerError,
    database_url,
    home,
    locked,
    make_home,
    passwords,
    redis_socket,
    redis_url,
    secret_key,
    server_dir,
    socket_dir,
)
from riskcrm.embedded.postgres import Postgres
from riskcrm.embedded.redis_server import Redis
from riskcrm.embedded.server import Server

__all__ = [
    "BASE_DIR",
    "ROOT_STATE",
    "EmbeddedServerError",
    "Postgres",
    "Redis",
    "database_url",
    "destroy",
    "home",
    "is_configured_elsewhere",
    "locked",
    "make_home",
    "needed",
    "passwords",
    "redis_socket",
    "redis_url",
    "secret_key",
    "server_dir",
    "servers",
    "servers_for",
    "socket_dir",
]

NO_SERVERS_FOR = {
    "help",
    "version",
    "--version",
    "check",
    "collectstatic",
    "compilemessages",
    "makemessages",
    "makemigrations",
    "spectacular",
}


def is_configured_elsewhere() -> bool:
    """Whether the environment names servers of its own, so that none is embedded."""
    return bool(os.environ.get("DATABASE_URL"))


def needed() -> list[Server]:
    """The servers that the environment does not name, in the order in which they start."""
    if is_configured_elsewhere():
        return []
    return [Postgres()] if os.environ.get("REDIS_URL") else [Postgres(), Redis()]


@contextlib.contextmanager
def servers() -> Iterator[None]:
    """The needed servers running inside the block."""
    with contextlib.ExitStack() as stack:
        for server in needed():
            stack.enter_context(server.in_use())
        yield


def servers_for(argv: list[str]) -> contextlib.AbstractContextManager[None]:
    """What a command line needs: the servers, or nothing for the few commands that use none."""
    if len(argv) < 2 or argv[1] in NO_SERVERS_FOR or {"-h", "--help"} & set(argv):
        return contextlib.nullcontext()
    return servers()


def destroy() -> None:
    """Remove all that this home holds, data included. For throw-away homes of tests."""
    if not home().exists():
        return
    directory, sockets = server_dir(), socket_dir()
    for path in (directory, sockets, home()):
        shutil.rmtree(path, ignore_errors=True)
