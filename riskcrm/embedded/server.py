"""What PostgreSQL and Redis have in common: being started, recognised, shared and stopped."""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from riskcrm.embedded import account
from riskcrm.embedded.places import (
    ROOT_STATE,
    EmbeddedServerError,
    home,
    locked,
    make_home,
    make_own_dir,
    server_dir,
    socket_dir,
)

START_SECONDS = 300  # a long crash recovery is slow, not broken
STOP_SECONDS = 60
MOST_STARTS = 8
LOG_BYTES = 10 * 2**20


@dataclass
class Server:
    """One embedded server. A subclass says how it is made and asked."""

    name: str
    title: str  # as people call it
    program: str
    stop_signals: tuple[signal.Signals, ...] = (signal.SIGTERM, signal.SIGKILL)
    _child: subprocess.Popen[bytes] | None = field(default=None, repr=False)
    _starts: int = field(default=0, repr=False)

    def data(self) -> Path:
        """The server's working folder while it runs, by which it is recognised."""
        raise NotImplementedError

    def pid_file(self) -> Path:
        raise NotImplementedError

    def lock_files(self) -> list[Path]:
        """Files by which the server itself finds out whether another one runs."""
        return [self.pid_file()]

    def prepare(self) -> None:
        """Make what the server needs before its first start."""

    def command(self) -> list[str]:
        raise NotImplementedError

    def ping(self) -> bool:
        """Whether the server answers. Raises `EmbeddedServerError` when it never will."""
        raise NotImplementedError

    def after_start(self) -> None:
        """Bring a running server to the state that the application expects."""

    def log_path(self) -> Path:
        return home() / "log" / f"{self.name}-server.log"

    # --- recognising it ----------------------------------------------------------------------

    def process(self) -> psutil.Process | None:
        """The running server, or none: a pid may be stale, recycled or a zombie's."""
        try:
            process = psutil.Process(int(self.pid_file().read_text().split()[0]))
        except (OSError, ValueError, IndexError, psutil.Error):
            return None
        return process if self._works_here(process) else None

    def _works_here(self, process: psutil.Process) -> bool:
        try:
            return (
                process.name() == self.program
                and process.status() != psutil.STATUS_ZOMBIE
                and process.uids().effective == account.ids()[0]
                and process.cwd().removesuffix(" (deleted)") == str(self.data())
            )
        except (psutil.Error, OSError):
            return False

    def _end_strays(self) -> None:
        """Kill what a dead server left behind; PostgreSQL will not start beside old backends."""
        strays = [process for process in psutil.process_iter() if self._works_here(process)]
        for process in strays:
            with contextlib.suppress(psutil.Error):
                process.kill()
        for process in strays:
            self._wait_until_gone(process)

    # --- starting and stopping ---------------------------------------------------------------

    def ensure_running(self) -> None:
        """Start the server unless it runs, and wait until it answers."""
        with locked(home() / f"{self.name}.start.lock"):
            self._make_dirs()
            self.prepare()
            deadline = time.monotonic() + START_SECONDS
            self._starts = 0
            while not self.ping():
                if time.monotonic() > deadline:
                    raise EmbeddedServerError(
                        f"The embedded {self.title} did not answer within {START_SECONDS} s. "
                        + self._log_says()
                    )
                if self.process() is None:
                    self._spawn()
                time.sleep(min(0.05 * (1 + self._starts), 1))
            self.after_start()

    def _make_dirs(self) -> None:
        if os.geteuid() == 0:
            # the account owns the folders of the data and of the sockets, and only those: root
            # writes nowhere that the account could have put a link into
            make_own_dir(ROOT_STATE, 0, 0, 0o755)
            make_own_dir(server_dir(), 0, 0, 0o755)
            self._refuse_a_copied_home()
        account.make_dir(socket_dir())

    def _refuse_a_copied_home(self) -> None:
        """Two homes must not share one folder of data: the first out would stop the other's."""
        name = server_dir() / "home"
        if name.exists() and (other := Path(name.read_text())) != home():
            with contextlib.suppress(OSError):
                if (other / "server-dir").read_text() == (home() / "server-dir").read_text():
                    raise EmbeddedServerError(
                        f"{home()} is a copy of {other} and names the same data. Remove the files "
                        "'server-dir' and 'passwords.json' in the copy to begin with new data."
                    )
        name.write_text(str(home()))

    def _spawn(self) -> None:
        if self._child is not None and self._child.poll() is None:
            return  # started, its pid file not yet written
        self._starts += 1
        if self._starts > MOST_STARTS:
            raise EmbeddedServerError(
                f"The embedded {self.title} ends as soon as it is started. " + self._log_says()
            )
        self._end_strays()
        # stale by now, though their number may be that of a living process, or of a zombie
        for path in self.lock_files():
            path.unlink(missing_ok=True)
        self.log_path().parent.mkdir(parents=True, exist_ok=True)
        self.keep_log_short()
        with self.log_path().open("ab") as log:
            # a session of its own: Ctrl-C in a terminal is for the one who asked, not for the data
            self._child = subprocess.Popen(
                self.command(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=server_dir(),
                env={"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"},
                start_new_session=True,
                **account.popen_arguments(),  # type: ignore[call-overload]
            )

    def _log_says(self) -> str:
        try:
            lines = self.log_path().read_text(errors="replace").splitlines()[-6:]
        except OSError:
            lines = []
        return f"Its log, {self.log_path()}, ends:\n" + "\n".join(lines)

    def keep_log_short(self) -> None:
        """Put a long log aside, in the place of the one before.

        The server goes on writing to the file that it has open, at its end: emptying it is enough.
        """
        path = self.log_path()
        with contextlib.suppress(FileNotFoundError):
            if path.stat().st_size > LOG_BYTES:
                shutil.copyfile(path, path.with_suffix(".log.1"))
                os.truncate(path, 0)

    def stop(self) -> None:
        """End the server in an orderly way, and if it will not, any way.

        One whose home was deleted has no pid file any more, and is found among the processes.
        """
        for number in self.stop_signals:
            process = self.process()
            if process is None:
                break
            with contextlib.suppress(psutil.NoSuchProcess):
                process.send_signal(number)
            self._wait_until_gone(process)
        self._end_strays()
        if self._child is not None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._child.wait(1)

    def _wait_until_gone(self, process: psutil.Process) -> None:
        """Wait for another's child: one that nobody reaps stays in the table, but works no more."""
        deadline = time.monotonic() + STOP_SECONDS
        while self._works_here(process) and time.monotonic() < deadline:
            time.sleep(0.02)

    # --- sharing it --------------------------------------------------------------------------

    @contextlib.contextmanager
    def in_use(self) -> Iterator[None]:
        """Have the server running inside the block; the last user of it stops it."""
        with locked(make_home() / f"{self.name}.users.lock", fcntl.LOCK_SH) as handle:
            try:
                self.ensure_running()
                yield
            finally:
                with contextlib.suppress(BlockingIOError):
                    fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    self.stop()

    def serve(self) -> int:
        """Keep the server running until told to stop; for a supervisor."""
        told = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: told.set())
        with self.in_use():
            print(f"embedded {self.name} is up", flush=True)
            while not told.wait(0.5):
                self.keep_log_short()
                if self.process() is None:
                    print(f"embedded {self.name} has died", file=sys.stderr, flush=True)
                    return 1
        return 0
