"""The people of the demonstration: one per role, one password, sign-in in demo mode only."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction

from riskcrm.accounts import roles
from riskcrm.accounts.models import Team, User
from riskcrm.accounts.services import create_person, create_team
from riskcrm.audit.services import SYSTEM

PASSWORD = "riskcrm-demo"  # noqa: S105 - shown on the sign-in page
TEAMS = {"east": "East", "west": "West", "key-accounts": "Key accounts"}


@dataclass(frozen=True)
class DemoPerson:
    username: str
    name: str
    role: str
    team: str = ""


PEOPLE = (
    DemoPerson("manager", "Lin Mei", roles.ACCOUNT_MANAGER, "east"),
    DemoPerson("officer", "Oliver Grant", roles.RISK_OFFICER),
    DemoPerson("officer2", "陈薇", roles.RISK_OFFICER),
    DemoPerson("head", "Helen Zhao", roles.HEAD_OF_RISK),
    DemoPerson("legal", "Laura Bianchi", roles.LEGAL_REVIEWER),
    DemoPerson("auditor", "Arjun Rao", roles.AUDITOR),
    DemoPerson("admin", "Anna Novak", roles.ADMINISTRATOR),
)


@transaction.atomic
def make_demo_people(*, at: dt.datetime) -> int:
    """Make the teams and people that are missing; how many people were made."""
    teams = {team.code: team for team in Team.objects.filter(code__in=TEAMS)}
    for code in TEAMS.keys() - teams.keys():
        teams[code] = create_team(code=code, name=TEAMS[code], by=SYSTEM, at=at)
    present = set(User.objects.values_list("username", flat=True))
    missing = [person for person in PEOPLE if person.username not in present]
    for person in missing:
        create_person(
            username=person.username,
            name=person.name,
            role=person.role,
            team=teams.get(person.team),
            password=PASSWORD,
            is_demo=True,
            by=SYSTEM,
            at=at,
        )
    return len(missing)
