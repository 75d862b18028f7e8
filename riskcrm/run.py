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
import urllib.error
import urllib.request
from pathlib import Path
from typing import NoReturn

import psutil

from riskcrm import embedded

STACK_MARK = "RISKCRM_STACK"  # in the environment of every process of a copy: the copy's home
# web and workers need no right to the owner's tables
FOR_SET_UP_ONLY = ("MIGRATE_DATABASE_URL", "RISKCRM_ADMIN_USERNAME", "RISKCRM_ADMIN_PASSWORD")
LEFTOVER_SECONDS = 10
READY_SECONDS = 300

# Supervisor starts by rising priority and stops, one after the other, by falling. Paths stay out
# of this text: programs are found by PATH, files by %(here)s, so that any folder name will do.
SUPERVISOR = """\
[supervisord]
nodaemon = true
loglevel = warn
logfile = %(here)s/log/supervisor.log
logfile_maxbytes = 5MB
logfile_backups = 2
pidfile = %(here)s/supervisor.pid
{user}
"""
SERVER_PROGRAM = """
[program:{name}]
command = python -m riskcrm.embedded {name}
priority = {priority}
stopwaitsecs = 200
"""
PROGRAMS = """
[program:worker]
command = python -m celery -A riskcrm worker -Q bulk -n bulk@%%h --concurrency 2 --loglevel WARNING
priority = 20
stopwaitsecs = 30
killasgroup = true

[program:worker-fast]
command = python -m celery -A riskcrm worker -Q fast -n fast@%%h --concurrency 3 --loglevel WARNING
priority = 20
stopwaitsecs = 30
killasgroup = true

[program:beat]
command = python -m celery -A riskcrm beat -s %(here)s/beat-schedule --pidfile= --loglevel WARNING
priority = 30
stopwaitsecs = 10

[program:web]
command = python -m gunicorn riskcrm.wsgi --bind 127.0.0.1:{port} --worker-class gthread --workers 2
  --threads 4 --max-requests 20000 --max-requests-jitter 2000 --timeout 60 --graceful-timeout 20
  --no-control-socket --log-level warning
priority = 40
stopwaitsecs = 30
killasgroup = true
"""
EVERY_PROGRAM = """\
autorestart = true
startsecs = 2
startretries = 100000
redirect_stderr = true
stdout_logfile = %(here)s/log/%(program_name)s.log
stdout_logfile_maxbytes = 10MB
stdout_logfile_backups = 3
"""


class CannotStartError(Exception):
    """Something outside the project is in the way; says what and how to clear it."""


def main() -> int:
    if sys.argv[1:] == ["announce"]:
        return announce(os.getppid())
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        run()
    except (CannotStartError, embedded.EmbeddedServerError) as error:
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
    os.environ[STACK_MARK] = str(home)
    with embedded.servers():  # left only on failure: exec drops the locks and leaves them running
        end_leftovers(home)
        _refuse_taken(port)
        _manage("migrate", "--no-input", "--verbosity=0")
        collect_static_files()
        _manage("set_up")
        config = _write_config(home, port)
        subprocess.Popen([sys.executable, "-m", "riskcrm.run", "announce"])
        sys.stdout.flush()
        os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        os.environ["PORT"] = str(port)
        for name in FOR_SET_UP_ONLY:
            os.environ.pop(name, None)
        program = [sys.executable, "-m", "supervisor.supervisord", "-c", str(config)]
        os.execv(sys.executable, program)  # noqa: S606


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


def _write_config(home: Path, port: int) -> Path:
    text = SUPERVISOR.format(user="user = root" if os.geteuid() == 0 else "")
    if not embedded.is_configured_elsewhere():
        text += SERVER_PROGRAM.format(name="postgres", priority=1)
        if not os.environ.get("REDIS_URL"):
            text += SERVER_PROGRAM.format(name="redis", priority=2)
    text += PROGRAMS.format(port=port)
    sections = [part.rstrip() for part in text.split("\n\n")]
    whole = [f"{s}\n{EVERY_PROGRAM}" if s.lstrip().startswith("[program:") else s for s in sections]
    path = home / "supervisord.conf"
    path.write_text("\n\n".join(whole))
    return path


# --- telling that it is up -----------------------------------------------------------------------


def announce(parent: int) -> int:
    """Print address and demo sign-ins once /readyz answers 200; give up when the parent is gone."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "riskcrm.settings")
    django.setup()
    address = f"http://127.0.0.1:{_port()}"
    deadline = time.monotonic() + READY_SECONDS
    with contextlib.suppress(KeyboardInterrupt):
        while os.getppid() == parent and not _is_ready(address):
            if time.monotonic() > deadline:
                print(
                    f"riskcrm: {address}/readyz says what is missing; logs: {embedded.home()}/log"
                )
                return 1
            time.sleep(0.3)
        if os.getppid() == parent:
            print(_welcome(address), flush=True)
    return 0


def _is_ready(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/readyz", timeout=5) as answer:  # noqa: S310
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _welcome(address: str) -> str:
    from django.conf import settings

    from riskcrm.accounts.demo import PASSWORD, PEOPLE

    lines = ["", f"riskcrm is ready: {address}"]
    if settings.DEMO:
        lines += [f"Demo sign-ins, password {PASSWORD}:"]
        lines += [f"  {person.username:10} {person.role.replace('_', ' ')}" for person in PEOPLE]
    if not os.environ.get("REDIS_URL"):
        lines += ["The embedded servers are for evaluation; README.md says how to use your own."]
    return "\n".join([*lines, "Ctrl-C stops it.", ""])


if __name__ == "__main__":
    sys.exit(main())
