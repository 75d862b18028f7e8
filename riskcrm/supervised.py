"""The programs of a copy under Supervisor: what they are, and what the terminal is told of them.

`python -m riskcrm.supervised` is what `make run` becomes once everything is set up.
"""

from __future__ import annotations

import contextlib
import os
import signal
import time
from collections.abc import Callable

from supervisor import events, supervisord
from supervisor.options import ServerOptions

from riskcrm import embedded

CONFIG = "supervisord.conf"
QUIET_SECONDS = 60  # a program that ends again and again is named once a minute

# Supervisor starts by rising priority and stops, one after the other, by falling. No path stands
# in this text, since it could not hold every folder name: programs are found by PATH, files by
# their place in the home, where Supervisor works, and the code by an environment variable.
SUPERVISOR = """\
[supervisord]
nodaemon = true
silent = true
loglevel = warn
logfile = log/supervisor.log
logfile_maxbytes = 5MB
logfile_backups = 2
pidfile = supervisor.pid
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

[program:worker-calls]
command = python -m celery -A riskcrm worker -Q calls -n calls@%%h --concurrency 2
  --loglevel WARNING
priority = 20
stopwaitsecs = 30
killasgroup = true

[program:beat]
command = python -m celery -A riskcrm beat --pidfile= --loglevel WARNING
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
directory = %(ENV_RISKCRM_CODE)s
autorestart = true
startsecs = 2
startretries = 100000
redirect_stderr = true
stdout_logfile = log/%(program_name)s.log
stdout_logfile_maxbytes = 10MB
stdout_logfile_backups = 3
"""


class ConfigRefusedError(Exception):
    """Supervisor would not take what was written for it."""


def write_config(port: int) -> None:
    """Write what Supervisor shall run, and have it read. Raises `ConfigRefusedError`."""
    text = SUPERVISOR.format(user="user = root" if os.geteuid() == 0 else "")
    for priority, server in enumerate(embedded.needed(), start=1):
        text += SERVER_PROGRAM.format(name=server.name, priority=priority)
    text += PROGRAMS.format(port=port)
    sections = [part.rstrip() for part in text.split("\n\n")]
    whole = [f"{s}\n{EVERY_PROGRAM}" if s.lstrip().startswith("[program:") else s for s in sections]
    (embedded.home() / CONFIG).write_text("\n\n".join(whole))
    os.environ["RISKCRM_CODE"] = str(embedded.BASE_DIR)
    try:
        with contextlib.chdir(embedded.home()):
            ServerOptions().realize(["-c", CONFIG])
    except SystemExit:
        raise ConfigRefusedError(
            f"Supervisor refuses {embedded.home() / CONFIG}; see above."
        ) from None


class Supervisor(supervisord.Supervisor):  # type: ignore[misc]
    """Supervisor with words for whoever sits at the terminal; its own go to its log."""

    def runforever(self) -> None:
        self.told: dict[str, float] = {}
        signal.signal(signal.SIGHUP, at_hang_up(self.options.signal_receiver.receive))
        events.subscribe(events.SupervisorStoppingEvent, lambda _: say("Stopping …"))
        events.subscribe(events.ProcessStateExitedEvent, self.tell_of_end)
        events.subscribe(events.ProcessStateBackoffEvent, self.tell_of_end)
        super().runforever()

    def tell_of_end(self, event: events.ProcessStateEvent) -> None:
        name = event.process.config.name
        if time.monotonic() >= self.told.get(name, 0):
            self.told[name] = time.monotonic() + QUIET_SECONDS
            say(f"riskcrm: {name} has ended and is started again; its log: {log_path(name)}")


HANG_UP = signal.getsignal(signal.SIGHUP)


def at_hang_up(receive: Callable[[int, None], None]) -> Callable[..., None] | signal.Handlers:
    """What a closed terminal means: the end, unless `nohup` said otherwise.

    Supervisor would take it for "begin anew", and let go of the lock on the home.
    """
    if HANG_UP is signal.SIG_IGN:
        return signal.SIG_IGN
    return lambda *_: receive(signal.SIGTERM, None)


def log_path(name: str) -> str:
    return str(embedded.home() / "log" / f"{name}.log")


def say(words: str) -> None:
    with contextlib.suppress(OSError):  # the terminal may be gone
        print(words, flush=True)


def main() -> None:
    os.chdir(embedded.home())
    supervisord.Supervisor = Supervisor  # what its `main` makes
    supervisord.main(["-c", CONFIG])


if __name__ == "__main__":
    main()
