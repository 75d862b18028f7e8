"""Teams: making and renaming them."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from riskcrm.accounts.models import Team
from riskcrm.audit.services import Actor, record
from riskcrm.web.etags import stale
from riskcrm.web.plain import plain_text


def create_team(*, code: str, name: str, by: Actor, at: dt.datetime) -> Team:
    """A new team. Raises `ValidationError` for a code that is taken or no slug."""
    name = plain_text(name)
    team = Team(code=code, name=name)
    team.full_clean()
    with transaction.atomic():
        team.save()
        record("create_team", by=by, obj=team, after={"code": code, "name": name}, at=at)
    return team


def rename_team(
    team: Team, *, name: str, by: Actor, at: dt.datetime, version: int | None = None
) -> Team:
    """What people call a team. Its code stays: files and commands know the team by it.

    Raises `Stale` for another `version` than the caller has seen.
    """
    with transaction.atomic():
        team = Team.objects.select_for_update().get(pk=team.pk)
        if version is not None and version != team.version:
            raise stale()
        before, name = team.name, plain_text(name)
        if name == before:
            return team
        team.name = name
        team.version += 1
        team.full_clean()
        team.save(update_fields=["name", "version"])
        record("rename_team", by=by, obj=team, before={"name": before}, after={"name": name}, at=at)
    return team


def code_of(team: Team | None) -> str:
    return team.code if team else ""
