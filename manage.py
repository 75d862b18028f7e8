#!/usr/bin/env python
"""Django's command line, with the embedded servers at hand when nothing else is configured."""

import os
import sys

from riskcrm import embedded


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "riskcrm.settings")
    if len(sys.argv) > 1 and sys.argv[1] == "migrate":
        os.environ["RISKCRM_DATABASE_ROLE"] = "owner"
    from django.core.management import execute_from_command_line

    with embedded.servers_for(sys.argv):
        execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
