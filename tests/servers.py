"""Servers of the tests' own, in a throw-away home, started before Django reads its settings.

RISKCRM_TEST_HOME keeps the home between runs (with --reuse-db, for quick repeated runs).
"""

import atexit
import contextlib
import os

from riskcrm import embedded
from tests.homes import throw_away_home

if "PYTEST_XDIST_WORKER" not in os.environ:
    for name in list(os.environ):
        if name.startswith("RISKCRM_") and name not in ("RISKCRM_TEST_HOME", "RISKCRM_LOG_LEVEL"):
            del os.environ[name]
    for name in ("DATABASE_URL", "MIGRATE_DATABASE_URL", "REDIS_URL", "PORT"):
        os.environ.pop(name, None)
    os.environ["RISKCRM_DURABLE"] = "0"
    os.environ["DEMO"] = "0"
    stack = contextlib.ExitStack()
    kept = os.environ.get("RISKCRM_TEST_HOME")
    os.environ["RISKCRM_HOME"] = kept or str(stack.enter_context(throw_away_home()))
    stack.enter_context(embedded.servers())
    atexit.register(stack.close)
