"""The embedded servers by hand.

python -m riskcrm.embedded postgres | redis        one server in the foreground, for a supervisor
python -m riskcrm.embedded psql | pg_dump | pg_restore …   PostgreSQL's own programs as the
                                                   owner of this copy's database
"""

import os
import subprocess
import sys

from riskcrm import embedded

SERVERS = {"postgres": embedded.Postgres, "redis": embedded.Redis}
CLIENTS = ("psql", "pg_dump", "pg_restore")


def main(words: list[str]) -> int:
    if words and words[0] in SERVERS:
        return SERVERS[words[0]]().serve()
    if words and words[0] in CLIENTS:
        postgres = embedded.Postgres()
        connection = {
            "PGHOST": str(embedded.socket_dir()),
            "PGUSER": "riskcrm_owner",
            "PGPASSWORD": embedded.passwords()["riskcrm_owner"],
            "PGDATABASE": "riskcrm",
        }
        with postgres.in_use():
            command = [postgres.bin(words[0]), *words[1:]]
            return subprocess.call(command, env={**os.environ, **connection})
    print(__doc__)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
