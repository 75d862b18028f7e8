"""To whom an alert goes, level by level, when a deadline passes."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Q

from monitoring.models import Alert, RiskLead
from riskcrm.accounts.models import UserQuerySet
from riskcrm.accounts.rights import people_able_to
from riskcrm.accounts.roles import (
    ACKNOWLEDGE,
    ALL_CUSTOMERS,
    HEAD_ESCALATED_ALERTS,
    LEAD_ESCALATED_ALERTS,
)

TAKES = {
    Alert.Level.RISK_LEAD: LEAD_ESCALATED_ALERTS,
    Alert.Level.HEAD_OF_RISK: HEAD_ESCALATED_ALERTS,
}


def takers_of(alert: Alert) -> UserQuerySet:
    """Colleagues who may acknowledge and see the alert's customer, by name."""
    customer = alert.customer
    sees = Q(pk__in=people_able_to(ALL_CUSTOMERS).values("pk")) | Q(pk=customer.manager_id or 0)
    if customer.team_id:
        sees |= Q(team_id=customer.team_id)
    return people_able_to(ACKNOWLEDGE).filter(sees).order_by("name", "pk")


def leads() -> UserQuerySet:
    """Who can be named the risk lead of a team."""
    return people_able_to(LEAD_ESCALATED_ALERTS).order_by("name", "pk")


def escalated_to(alerts: Collection[int]) -> dict[int, set[int]]:
    """Alert → ids of the people of its level and of who was assigned. Three queries at most."""
    rows = list(
        Alert.objects.filter(pk__in=alerts).values_list(
            "pk", "level", "customer__team_id", "assignee_id"
        )
    )
    by_team = dict(RiskLead.objects.filter(person__is_active=True).values_list("team", "person"))
    everybody = {
        level: set(people_able_to(permission).values_list("pk", flat=True))
        for level, permission in TAKES.items()
        if any(row[1] == level for row in rows)
    }
    found: dict[int, set[int]] = {}
    for pk, level, team, assignee in rows:
        lead = by_team.get(team) if level == Alert.Level.RISK_LEAD else None
        people = {lead} if lead else everybody.get(Alert.Level(level), set())
        found[pk] = {*people, assignee} - {None}
    return found
