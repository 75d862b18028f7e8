"""Make an API key and print it, once."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from riskcrm.accounts import services
from riskcrm.accounts.models import Team, User
from riskcrm.accounts.scopes import SCOPES
from riskcrm.audit.services import SYSTEM
from riskcrm.web.errors import Refused


class Command(BaseCommand):
    help = (
        "Make an API key and print it once; only its hash is kept. Revoke it under Settings. "
        "A key that proposes removals (scope removal-cases:write) needs --owner: the person who "
        "answers for it, and who cannot decide on what it proposed."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        scopes = ", ".join(SCOPES)
        parser.add_argument("--name", required=True, help="what the key is for")
        parser.add_argument("--scopes", required=True, help=f"comma-separated: {scopes}")
        parser.add_argument("--team", help="code of the team whose customers it sees (none = all)")
        parser.add_argument(
            "--owner",
            metavar="USERNAME",
            help="who answers for what the key does; removal-cases:write needs one",
        )
        parser.add_argument("--expires-in-days", type=int, help="none = until it is revoked")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        days = options["expires_in_days"]
        if days is not None and days < 1:
            raise CommandError("--expires-in-days must be 1 or more.")
        try:
            _key, text = services.create_api_key(
                name=options["name"],
                scopes=[scope.strip() for scope in options["scopes"].split(",") if scope.strip()],
                team=self._team(options["team"]),
                responsible=self._owner(options["owner"]),
                by=SYSTEM,
                at=now,
                expires_at=now + dt.timedelta(days=days) if days else None,
            )
        except Refused as refused:
            hint = " Give --owner USERNAME." if refused.code == "nobody_responsible" else ""
            raise CommandError(refused.message + hint) from refused
        except ValidationError as error:
            raise CommandError("\n".join(error.messages)) from error
        self.stdout.write(text)

    def _team(self, code: str | None) -> Team | None:
        if not code:
            return None
        try:
            return Team.objects.get(code=code)
        except Team.DoesNotExist as error:
            known = ", ".join(Team.objects.values_list("code", flat=True)) or "none yet"
            raise CommandError(f"There is no team {code}. Teams: {known}.") from error

    def _owner(self, username: str | None) -> User | None:
        if not username:
            return None
        try:
            person: User = User.objects.people().get(username=username)
        except User.DoesNotExist as error:
            raise CommandError(f"There is no person {username}.") from error
        return person
