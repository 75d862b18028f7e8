"""How far the work on a file is, and whether somebody wants it to end.

A worker tells it about once a second by way of the cache, where a page reads it: the work itself is
one transaction, of which nobody sees anything before it ends. What is lost with the cache is only
the figure on the page.
"""

from __future__ import annotations

import contextlib
import time
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from redis.exceptions import RedisError

from customers.models import ImportStop

EVERY = 1.0  # seconds between two words
KEPT = 120  # seconds that the last word holds


class Stopped(Exception):
    """Somebody wants the work to end; nothing of it is to be kept."""


class Watch:
    """Told how much of what is done; this one tells nobody."""

    def phase(self, name: str, total: int) -> None:
        """A new part of the work begins: of `total` things, where that can be told, else 0."""

    def add(self, count: int) -> None:
        """So many more things of this part are done. Raises `Stopped` when it is to end."""


NOBODY = Watch()


class CacheWatch(Watch):
    """Tells the page of an import, and hears from it that the work is to end."""

    def __init__(self, import_id: int) -> None:
        self._import_id = import_id
        self._key, self._stop = _keys(import_id)
        self._phase, self._total, self._done = "", 0, 0
        self._since = self._latest = 0.0

    def phase(self, name: str, total: int) -> None:
        self._phase, self._total, self._done = name, total, 0
        self._since = time.time()
        # the row is what counts; the cache only brings its news while the connection is busy
        if ImportStop.objects.filter(import_file_id=self._import_id).exists():
            raise Stopped
        self._tell()

    def add(self, count: int) -> None:
        self._done += count
        if time.time() - self._latest >= EVERY:
            self._tell()

    def _tell(self) -> None:
        self._latest = time.time()
        told = {
            "phase": self._phase,
            "total": self._total,
            "done": self._done,
            "seconds": self._latest - self._since,
        }
        with contextlib.suppress(RedisError):
            cache.set(self._key, told, KEPT)
            if cache.get(self._stop):
                raise Stopped


@dataclass(frozen=True)
class Progress:
    """Where the work stands: `share` is null where the total is not known."""

    phase: str
    done: int
    total: int
    rate: float | None  # things per second
    left: int | None  # seconds

    @property
    def share(self) -> float | None:
        return min(self.done / self.total, 1.0) if self.total else None


def progress_of(import_id: int) -> Progress | None:
    """The worker's last word; none where no worker has the file, or the cache is away."""
    told: dict[str, Any] | None = None
    with contextlib.suppress(RedisError):
        told = cache.get(_keys(import_id)[0])
    if not told:
        return None
    done, total, seconds = told["done"], told["total"], told["seconds"]
    rate = done / seconds if done and seconds > 0 else None
    left = round(max(total - done, 0) / rate) if rate and total else None
    return Progress(told["phase"], done, total, rate, left)


def ask_to_stop(import_id: int) -> None:
    with contextlib.suppress(RedisError):
        cache.set(_keys(import_id)[1], True, KEPT)


def forget(import_id: int) -> None:
    """The work has ended, either way."""
    with contextlib.suppress(RedisError):
        cache.delete_many(_keys(import_id))


def _keys(import_id: int) -> tuple[str, str]:
    return f"import-progress:{import_id}", f"import-stop:{import_id}"
