"""What a new copy needs before people come: a demonstration, or its first administrator.

A copy that is set up is left as it is.
"""

from __future__ import annotations

import os
import sys
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from django.utils import timezone

from monitoring.services import make_demonstration
from riskcrm.accounts import roles
from riskcrm.accounts.management.prompts import ask_for_password
from riskcrm.accounts.models import User
from riskcrm.accounts.services import create_person
from riskcrm.audit.services import SYSTEM
from riskcrm.jobs.services import SET_UP, clear_heartbeats, take_slot
from riskcrm.web.errors import Refused

ALONE = 0x5E7  # the advisory lock that one set-up holds at a time


class Command(BaseCommand):
    help = "Make the demonstration (DEMO=1) or the first administrator (DEMO=0), once."

    def handle(self, *_: Any, **options: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [ALONE])  # goes with the connection
        clear_heartbeats()
        if not settings.DEMO:
            self._make_administrator()
            take_slot(SET_UP, "empty", at=timezone.now())
            return
        try:
            make_demonstration(say=self._say)
        except Refused as refused:
            raise CommandError(refused.message) from refused

    def _say(self, words: str) -> None:
        self.stdout.write(words)
        self.stdout.flush()

    def _make_administrator(self) -> None:
        administrators = User.objects.people().active().filter(groups__name=roles.ADMINISTRATOR)
        if administrators.filter(is_demo=False).exists():
            return
        username = os.environ.get("RISKCRM_ADMIN_USERNAME", "")
        password = os.environ.get("RISKCRM_ADMIN_PASSWORD", "")
        if username and password:
            self._make(username, password)
        elif sys.stdin.isatty():
            self._ask_until_made(username, password)
        else:
            raise CommandError(
                "Nobody can administer this copy yet. Set RISKCRM_ADMIN_USERNAME and "
                "RISKCRM_ADMIN_PASSWORD, or start on a terminal to be asked."
            )

    def _ask_until_made(self, username: str, password: str) -> None:
        self._say("Nobody can administer this copy yet: make the first administrator.")
        while True:
            username = username or input("User name: ").strip()
            password = password or ask_for_password(say=self._say)
            try:
                return self._make(username, password)
            except CommandError as error:
                self._say(f"{error} Once more, please.")
                username = password = ""

    def _make(self, username: str, password: str) -> None:
        try:
            with transaction.atomic():
                create_person(
                    username=username,
                    name=username,
                    role=roles.ADMINISTRATOR,
                    password=password,
                    by=SYSTEM,
                    at=timezone.now(),
                )
        except ValidationError as error:
            raise CommandError("\n".join(error.messages)) from error
        self._say(f"The first administrator is {username}.")
