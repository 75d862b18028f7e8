#!/usr/bin/env python
"""Django's command line, with the embedded servers at hand when nothing else is configured."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line
from django.db import OperationalError

from riskcrm import embedded


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "riskcrm.settings")
    if len(sys.argv) > 1 and sys.argv[1] == "migrate":
        os.environ["RISKCRM_DATABASE_ROLE"] = "owner"
    try:
        with embedded.servers_for(sys.argv):
            execute_from_command_line(sys.argv)
    except (ImproperlyConfigured, embedded.EmbeddedServerError) as error:
        sys.exit(f"riskcrm: {error}")
    except OperationalError as error:
        if getattr(error.__cause__, "pgcode", None):
            raise  # from a statement, not from connecting
        sys.exit(f"riskcrm: PostgreSQL cannot be reached: {error}")


if __name__ == "__main__":
    main()
