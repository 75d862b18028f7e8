"""Throw-away homes: held by a lock while they are used, swept away when their user was killed."""

from __future__ import annotations

import contextlib
import fcntl
import os
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psutil

from riskcrm import embedded
from riskcrm.run import end_leftovers

PREFIX = "riskcrm-test-"
SUFFIX = " 100% 中文"  # a home may lie anywhere, so that of each test lies in an unkind place


@contextlib.contextmanager
def throw_away_home(inside: Path | None = None) -> Iterator[Path]:
    """A new empty home, gone afterwards with its processes and data."""
    folder = inside or Path(tempfile.gettempdir())
    folder.mkdir(parents=True, exist_ok=True)
    with embedded.locked(folder / f"{PREFIX}{os.geteuid()}.lock"):
        _sweep(folder)
        home = Path(tempfile.mkdtemp(prefix=PREFIX, suffix=SUFFIX, dir=folder))
        alive = os.open(home / "alive.lock", os.O_RDWR | os.O_CREAT, 0o600)
        fcntl.flock(alive, fcntl.LOCK_EX)
    try:
        yield home
    finally:
        destroy(home)
        os.close(alive)


def destroy(home: Path) -> None:
    """End what works in this home and remove its data, wherever that is."""
    for inner in (home / "homes").glob(f"{PREFIX}*/"):
        destroy(inner)
    with in_home(home):
        end_leftovers(home)
        for server in (embedded.Postgres(), embedded.Redis()):
            server.stop()
        end_those_in(embedded.server_dir())
        embedded.destroy()


def end_those_in(folder: Path) -> None:
    """Servers that a test started itself: they wipe their environment, and keep their folder."""
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error, OSError):
            if Path(process.cwd()).is_relative_to(folder):
                process.kill()


@contextlib.contextmanager
def in_home(home: Path) -> Iterator[None]:
    before = os.environ.get("RISKCRM_HOME")
    os.environ["RISKCRM_HOME"] = str(home)
    try:
        yield
    finally:
        if before is None:
            del os.environ["RISKCRM_HOME"]
        else:
            os.environ["RISKCRM_HOME"] = before


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _sweep(folder: Path) -> None:
    """Remove the homes whose lock nobody holds: their makers are gone, however they went."""
    for home in folder.glob(f"{PREFIX}*/"):
        with contextlib.suppress(FileNotFoundError):  # its maker is removing it just now
            is_ours = not home.is_symlink() and home.stat().st_uid == os.geteuid()
            if is_ours and _is_abandoned(home):
                destroy(home)


def _is_abandoned(home: Path) -> bool:
    handle = os.open(home / "alive.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    finally:
        os.close(handle)
    return True
