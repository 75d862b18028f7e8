"""`python -m riskcrm.embedded postgres`: one server in the foreground, for a supervisor."""

import sys

from riskcrm.embedded import Postgres, Redis

SERVERS = {"postgres": Postgres, "redis": Redis}

if __name__ == "__main__":
    sys.exit(SERVERS[sys.argv[1]]().serve())
