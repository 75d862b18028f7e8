"""Say on the terminal that a copy is ready, or what it is waiting for.

`python -m riskcrm.announce PID` runs beside the Supervisor with this PID, and gives up without it.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
import time
import urllib.error
import urllib.request

import django

from riskcrm import embedded

IMPATIENT_SECONDS = 45
READY_SECONDS = 300


def main(parent: int) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "riskcrm.settings")
    django.setup()
    address = f"http://127.0.0.1:{os.environ['PORT']}"
    begun, is_told = time.monotonic(), False
    while os.getppid() == parent:
        missing = whats_missing(address)
        if not missing:
            print(welcome(address), flush=True)
            return 0
        waited = time.monotonic() - begun
        if waited > READY_SECONDS or (waited > IMPATIENT_SECONDS and not is_told):
            is_told = True
            print(f"Not ready yet: {missing}. The logs: {embedded.home()}/log", flush=True)
        if waited > READY_SECONDS:
            return 1
        time.sleep(0.3)
    return 0


def whats_missing(address: str) -> str:
    """What /readyz waits for, nothing when it says that people can work."""
    try:
        with urllib.request.urlopen(f"{address}/readyz", timeout=5):  # noqa: S310
            return ""
    except urllib.error.HTTPError as error:
        with contextlib.suppress(ValueError, KeyError):
            checks = json.load(error)["checks"]
            wrong = [f"{name}: {check['detail']}" for name, check in checks.items()]
            return "; ".join(line for line in wrong if not line.endswith(": "))
        return f"the web server answers {error.code}"
    except OSError:
        return "the web server does not answer"


def welcome(address: str) -> str:
    from django.conf import settings

    from riskcrm.accounts.demo import PASSWORD, PEOPLE

    lines = ["", f"riskcrm is ready: {address}"]
    if settings.DEMO:
        lines += [f"Demo sign-ins, password {PASSWORD}:"]
        lines += [f"  {person.username:10} {person.role.replace('_', ' ')}" for person in PEOPLE]
    if embedded.needed():
        lines += ["The embedded servers are for evaluation; README.md says how to use your own."]
    return "\n".join([*lines, "Ctrl-C stops it.", ""])


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        sys.exit(main(parent=int(sys.argv[1])))
