"""Make somebody who can administer: people, keys and runs, never decisions on customers."""

from __future__ import annotations

import os
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from riskcrm.accounts import roles, services
from riskcrm.accounts.management.prompts import ask_for_password
from riskcrm.audit.services import SYSTEM

FROM_ENVIRONMENT = "RISKCRM_ADMIN_PASSWORD"


class Command(BaseCommand):
    help = (
        "Make an administrator. The password comes from --password, else from the environment "
        f"variable {FROM_ENVIRONMENT}, else it is asked for."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--username", required=True)
        parser.add_argument("--name", help="as others see it; the user name unless given")
        parser.add_argument("--password", help="seen by others on this machine: better leave it")

    def handle(self, *args: Any, **options: Any) -> None:
        username = options["username"]
        password = options["password"] or os.environ.get(FROM_ENVIRONMENT)
        password = password or ask_for_password(say=self.stdout.write)
        try:
            services.create_person(
                username=username,
                name=options["name"] or username,
                role=roles.ADMINISTRATOR,
                password=password,
                by=SYSTEM,
                at=timezone.now(),
            )
        except ValidationError as error:
            raise CommandError("\n".join(error.messages)) from error
        self.stdout.write(f"{username} can sign in and administer.")
