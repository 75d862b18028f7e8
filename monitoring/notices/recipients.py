"""Who is told of an alert: set by set, and only who sees the customer and may see alerts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection

from monitoring.alert_rules.definition import ROLES
from monitoring.models import Alert
from riskcrm.accounts.models import User
from riskcrm.accounts.rights import people_able_to
from riskcrm.accounts.roles import ACKNOWLEDGE, ALL_CUSTOMERS, VIEW_ALERTS

# of these alerts who else is told: alert → ids of people
More = Callable[[Collection[int]], dict[int, set[int]]]
_more: dict[str, More] = {}


def register_recipients(name: str, more: More) -> None:
    """Make known who else is told of alerts, such as an assignee; called once, at the start."""
    _more[name] = more


def recipients_of(alerts: Collection[int]) -> dict[int, set[int]]:
    """Alert → ids of the people who are told of it. As many queries for many alerts as for one.

    The customer's manager; without one at work the team's people, and where there is no team
    either, who looks after everybody's customers; besides them the roles that the rule names.
    """
    who = _People()
    found: dict[int, set[int]] = defaultdict(set)
    where: dict[int, tuple[int | None, int | None]] = {}
    rows = Alert.objects.filter(pk__in=alerts).values_list(
        "pk",
        "customer__manager_id",
        "customer__manager__is_active",
        "customer__team_id",
        "rule__recipients",
    )
    for alert, manages, is_at_work, team, roles in rows:
        manager = manages if is_at_work else None
        where[alert] = (manager, team)
        found[alert] |= who.looking_after(manager, team)
        named = {pk for role in roles for pk in who.of_role[role]}
        found[alert] |= {pk for pk in named if who.sees(pk, manager, team)}
    for more in _more.values():
        for alert, people in more(alerts).items():
            if alert in where:
                found[alert] |= {pk for pk in people if who.sees(pk, *where[alert])}
    return dict(found)


class _People:
    """Who may see alerts, with what each sees; read once for many alerts."""

    def __init__(self) -> None:
        self.team: dict[int, int | None] = dict(
            people_able_to(VIEW_ALERTS).values_list("pk", "team_id")
        )
        takers = people_able_to(ACKNOWLEDGE)
        self.takers = set(takers.values_list("pk", flat=True))
        self.see_all = set(people_able_to(ALL_CUSTOMERS).values_list("pk", flat=True))
        self.of_role: dict[str, set[int]] = defaultdict(set)
        roled = User.objects.people().active().filter(groups__name__in=ROLES)
        for pk, role in roled.values_list("pk", "groups__name"):
            self.of_role[role].add(pk)

    def looking_after(self, manager: int | None, team: int | None) -> set[int]:
        if manager is not None:
            return {manager} & self.team.keys()
        if team is not None:
            return {pk for pk, of in self.team.items() if of == team and pk in self.takers}
        return self.takers & self.see_all

    def sees(self, pk: int, manager: int | None, team: int | None) -> bool:
        if pk not in self.team:
            return False
        return pk in self.see_all or pk == manager or (team is not None and self.team[pk] == team)
