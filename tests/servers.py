"""Servers of the tests' own, in a throw-away home, started before Django reads its settings.

RISKCRM_TEST_HOME keeps the home between runs (with --reuse-db, for quick repeated runs).
"""

import atexit
import os
import tempfile

from riskcrm import embedded

if "PYTEST_XDIST_WORKER" not in os.environ:
    for name in ("DATABASE_URL", "MIGRATE_DATABASE_URL", "REDIS_URL", "RISKCRM_DATABASE_ROLE"):
        os.environ.pop(name, None)
    kept = os.environ.get("RISKCRM_TEST_HOME")
    os.environ["RISKCRM_HOME"] = kept or tempfile.mkdtemp(prefix="riskcrm-test-")
    os.environ["RISKCRM_DURABLE"] = "0"
    os.environ["DEMO"] = "0"
    if not kept:
        atexit.register(embedded.destroy)
    servers = embedded.servers()
    servers.__enter__()
    atexit.register(servers.__exit__, None, None, None)
