"""The people of the demonstration: one per role, one password, sign-in in demo mode only.

Their colleagues look after customers, so that the book is somebody's; they cannot sign in.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.contrib.auth.hashers import make_password
from django.db import transaction

from riskcrm.accounts import roles
from riskcrm.accounts.models import Team, User
from riskcrm.accounts.services import create_person, create_team
from riskcrm.audit.services import SYSTEM

PASSWORD = "riskcrm-demo"  # noqa: S105 - shown on the sign-in page
# names that both languages read
TEAMS = {
    "east-china": "East China 华东",
    "south-china": "South China 华南",
    "north-china": "North and West China 华北与西部",
    "asia-pacific": "Asia Pacific 亚太",
    "overseas": "Europe and Americas 欧美",
}


@dataclass(frozen=True)
class DemoPerson:
    username: str
    name: str
    role: str
    team: str = ""


PEOPLE = (
    DemoPerson("manager", "Lin Mei", roles.ACCOUNT_MANAGER, "east-china"),
    DemoPerson("clerk", "周敏", roles.DATA_CLERK),
    DemoPerson("officer", "Oliver Grant", roles.RISK_OFFICER),
    DemoPerson("officer2", "陈薇", roles.RISK_OFFICER),
    DemoPerson("head", "Helen Zhao", roles.HEAD_OF_RISK),
    DemoPerson("legal", "Laura Bianchi", roles.LEGAL_REVIEWER),
    DemoPerson("auditor", "Arjun Rao", roles.AUDITOR),
    DemoPerson("admin", "Anna Novak", roles.ADMINISTRATOR),
    DemoPerson("compliance", "Clara Weiss", roles.COMPLIANCE_OFFICER),
    DemoPerson("compliance2", "何静", roles.COMPLIANCE_OFFICER),
)
COLLEAGUES = tuple(
    DemoPerson(username, name, roles.ACCOUNT_MANAGER, team)
    for username, name, team in (
        ("gu.minghao", "顾明浩", "east-china"),
        ("shen.jiayi", "沈佳怡", "east-china"),
        ("tao.rui", "陶睿", "east-china"),
        ("liang.zhihao", "梁志豪", "south-china"),
        ("fang.xiaoling", "方晓玲", "south-china"),
        ("song.yang", "宋阳", "north-china"),
        ("qin.yue", "秦悦", "north-china"),
        ("grace.tan", "Grace Tan", "asia-pacific"),
        ("daniel.hughes", "Daniel Hughes", "asia-pacific"),
        ("maria.keller", "Maria Keller", "overseas"),
        ("tom.ashworth", "Tom Ashworth", "overseas"),
        ("claire.dubois", "Claire Dubois", "overseas"),
        ("james.carter", "James Carter", "overseas"),
    )
)


@transaction.atomic
def make_demo_people(*, at: dt.datetime) -> int:
    """Make the teams and people that are missing; how many people were made."""
    teams = {team.code: team for team in Team.objects.filter(code__in=TEAMS)}
    for code in TEAMS.keys() - teams.keys():
        teams[code] = create_team(code=code, name=TEAMS[code], by=SYSTEM, at=at)
    present = set(User.objects.values_list("username", flat=True))
    missing = [person for person in (*PEOPLE, *COLLEAGUES) if person.username not in present]
    for person in missing:
        create_person(
            username=person.username,
            name=person.name,
            role=person.role,
            team=teams.get(person.team),
            password=None,
            is_demo=True,
            by=SYSTEM,
            at=at,
        )
    # one hash for all: the password is no secret, and hashing it for each would take seconds
    made = User.objects.filter(is_demo=True, username__in=[p.username for p in missing])
    can_sign_in = made.filter(username__in=[person.username for person in PEOPLE])
    can_sign_in.update(password=make_password(PASSWORD))
    return len(missing)
