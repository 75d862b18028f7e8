"""What every task says about a database that is away for a while: it tries again."""

from django.db import InterfaceError, OperationalError

# waits 1, 2, 4 … s, at random up to that, so that a restarted database is not stormed; without
# this, workers empty a whole queue into errors while the database is down
RETRY = {
    "autoretry_for": (OperationalError, InterfaceError),
    "retry_backoff": True,
    "max_retries": 8,
}
