"""`make run`: bring everything up on this machine, keep it up, take it down in order.

The servers come up first, then the tables, the static files and the first start's book; then this
process becomes Supervisor, which keeps web, workers and beat alive. What a killed predecessor left
running is ended first; the database and Redis, which may be left as well, are taken over.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import signal
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NoReturn

import django
import psutil
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured, ValidationError

from riskcrm import embedded, supervised
from riskcrm.supervised import say

STACK_MARK = "RISKCRM_STACK"  # in the environment of every process of a copy: the copy's home
# web and workers need no right to the owner's tables
FOR_SET_UP_ONLY = ("MIGRATE_DATABASE_URL", "RISKCRM_ADMIN_USERNAME", "RISKCRM_ADMIN_PASSWORD")
LEFTOVER_SECONDS = 10


class CannotStartError(Exception):
    """Something outside the project is in the way; says what and how to clear it."""


def main() -> int:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # as `nohup` would have it
        signal.signal(signal.SIGHUP, lambda *_: sys.exit(129))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "riskcrm.settings")
    try:
        run()
    except (
        CannotStartError,
        ImproperlyConfigured,
        embedded.EmbeddedServerError,
        supervised.ConfigRefusedError,
    ) as error:
        print(f"riskcrm: {error}", file=sys.stderr)
        return 1
    except subprocess.CalledProcessError as error:
        print(f"riskcrm: '{' '.join(error.cmd[1:3])}' failed; see above.", file=sys.stderr)
        return error.returncode if error.returncode > 0 else 1
    except KeyboardInterrupt:
        return 130


def run() -> NoReturn:
    """Bring the copy up and become its Supervisor. Comes back only by an exception."""
    os.chdir(embedded.BASE_DIR)
    home, port = embedded.make_home(), _port()
    (home / "log").mkdir(exist_ok=True)
    _hold(home)
    os.environ["RISKCRM_HOME"] = os.environ[STACK_MARK] = str(home)
    check_settings()
    if embedded.needed():
        say(f"Starting {' and '.join(server.title for server in embedded.needed())} …")
    with embedded.servers():  # left only on failure: exec drops the locks and leaves them running
        end_leftovers(home)
        _refuse_taken(port)
        set_up()
        say("Starting web, workers and clock …")
        os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        os.environ["PORT"] = str(port)
        supervised.write_config(port)
        subprocess.Popen([sys.executable, "-m", "riskcrm.announce", str(os.getpid())])
        for name in FOR_SET_UP_ONLY:
            os.environ.pop(name, None)
        program = [sys.executable, "-m", "riskcrm.supervised"]
        os.execv(sys.executable, program)  # noqa: S606


def check_settings() -> None:
    """Find what is wrong with the environment before anything is started.

    Raises `ImproperlyConfigured`, or `CannotStartError` for a password that would be refused.
    """
    password = os.environ.get("RISKCRM_ADMIN_PASSWORD")
    if settings.DEMO or not password:
        return
    django.setup()
    from django.contrib.auth.password_validation import validate_password

    try:
        validate_password(password)
    except ValidationError as error:
        raise CannotStartError(
            f"RISKCRM_ADMIN_PASSWORD will not do. {' '.join(error.messages)}"
        ) from error


def _port() -> int:
    text = os.environ.get("PORT") or "8000"
    if not text.isascii() or not text.isdigit() or not 0 < int(text) < 65536:
        raise CannotStartError(f"PORT must be a number from 1 to 65535, not {text!r}.")
    return int(text)


def _hold(home: Path) -> None:
    """Be the only one who runs this home: a lock that lives on in Supervisor, and dies with it."""
    handle = os.open(home / "run.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        pid = os.read(handle, 20).decode().strip()
        raise CannotStartError(
            f"this copy is running already (process {pid}). Stop that one first, "
            "or start another copy with RISKCRM_HOME=/some/folder PORT=8001 make run."
        ) from None
    os.ftruncate(handle, 0)
    os.pwrite(handle, f"{os.getpid()}\n".encode(), 0)
    os.set_inheritable(handle, True)


def _refuse_taken(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise CannotStartError(
                f"port {port} cannot be used: {error.strerror}. "
                "Choose another one: PORT=8001 make run."
            ) from error


# --- what a killed predecessor left --------------------------------------------------------------


def leftovers(home: Path) -> list[psutil.Process]:
    """Processes of an earlier start of this home. The servers are not among them: see embedded."""
    me = psutil.Process()
    mine = {me.pid, *(parent.pid for parent in me.parents())}
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error, OSError):
            # a zombie that nobody reaps has no environment, and counts as gone
            if process.pid not in mine and process.environ().get(STACK_MARK) == str(home):
                found.append(process)
    return found


def end_leftovers(home: Path) -> None:
    """End them, politely first. Their work is rows that the new workers take up again."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        for process in leftovers(home):
            with contextlib.suppress(psutil.Error):
                process.send_signal(number)
        deadline = time.monotonic() + LEFTOVER_SECONDS
        while leftovers(home) and time.monotonic() < deadline:
            time.sleep(0.1)


# --- setting up ----------------------------------------------------------------------------------


def set_up() -> None:
    """What a start needs done; each step finds out for itself what is left to do."""
    if embedded.is_configured_elsewhere() and os.environ.get("MIGRATE_DATABASE_URL"):
        _manage("make_role")
    say("Bringing the tables up to date …")
    with ThreadPoolExecutor() as beside:
        files = beside.submit(collect_static_files)
        _manage("migrate", "--no-input", "--verbosity=0")
        files.result()
    _manage("set_up")


def _manage(*words: str) -> None:
    subprocess.run([sys.executable, "manage.py", *words], check=True)


def collect_static_files() -> None:
    """Once per content of the sources. A lock, since another copy may share this folder."""
    record = embedded.BASE_DIR / "staticfiles" / ".collected"
    with embedded.locked(embedded.BASE_DIR / "staticfiles" / ".lock"):
        wanted = _static_sources()
        if record.exists() and record.read_text() == wanted:
            return
        record.unlink(missing_ok=True)
        _manage("collectstatic", "--no-input", "--verbosity=0")
        record.write_text(wanted)


def _static_sources() -> str:
    """Changes with any file that is served; those of packages change with the locked versions."""
    base = embedded.BASE_DIR
    digest = hashlib.sha256((base / "requirements.txt").read_bytes())
    for folder in sorted({*base.glob("*/static"), *base.glob("riskcrm/*/static")}):
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                status = path.stat()
                digest.update(f"{path} {status.st_size} {status.st_mtime_ns}".encode())
    return digest.hexdigest()


if __name__ == "__main__":
    sys.exit(main())
