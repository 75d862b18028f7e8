"""What people made of the demonstration's alerts: closed with each outcome, assigned, snoozed, up
the chain, and how good the rules were."""

from __future__ import annotations

import datetime as dt
from random import Random
from typing import Any, cast

from django.db import transaction

from customers.models import Plan
from customers.records import KINDS
from customers.services.records import post_record
from monitoring.alerting.chain import takers_of
from monitoring.models import Alert, AlertClosure, RiskLead
from monitoring.services.alert_life import assign_alert, close_alert, snooze_alert
from monitoring.services.alert_quality import read_quality
from monitoring.services.escalations import escalate_alerts, name_risk_lead
from removal.models import RemovalCase
from riskcrm.accounts.models import User
from riskcrm.web.today import local_date

MOST_CLOSED, SNOOZED, ASSIGNED = 160, 4, 4
SHARE_CLOSED = 0.85
DAY, HOUR = dt.timedelta(days=1), dt.timedelta(hours=1)
LOOKS = (20 * DAY, 5 * DAY, DAY, dt.timedelta())  # before now, when deadlines were looked at
Outcome = AlertClosure.Outcome
# by rule: how often its alerts came to nothing, were watched, or led to a plan
WEIGHTS = {
    "max_dpd": (1, 4, 5), "tier_rise": (2, 5, 3), "score_high": (1, 3, 4),
    "utilisation": (3, 5, 2), "invoice_surge": (7, 3, 0), "activity_drop": (6, 4, 1),
}  # fmt: skip
ELSE = (3, 5, 2)
WITHOUT_CASE = (Outcome.FALSE_ALARM, Outcome.WATCHED, Outcome.PLAN)
NOTES = {
    Outcome.FALSE_ALARM: (
        "A credit note was posted late; nothing was owed. 贷项通知单入账较晚，并无欠款。",
        "One large project order, agreed beforehand. 大额项目订单，事先已确认。",
    ),
    Outcome.WATCHED: (
        "Paid in part; the rest is promised for the month end. 已部分付款，余款承诺月底支付。",
        "No step now. We look again at the next due date. 暂不处理，下个到期日再看。",
    ),
    Outcome.PLAN: ("Instalments agreed; the plan follows them. 已约定分期，按方案跟进。",),
    Outcome.CASE: ("Nothing helped; removal is proposed. 措施无效，已提议退出。",),
}
PROBLEM = "It pays late; the alert showed how much. 付款逾期，预警显示其程度。"
PLAN_RUNS = 60 * DAY
REASON = "Their transfer is announced for next week. 对方已告知下周付款。"


def seed_demo_alert_life(*, at: dt.datetime) -> None:
    """By the real services; a second call finds it done and only counts anew."""
    people = {each.username: each for each in User.objects.filter(is_demo=True)}
    head, officer = people.get("head"), people.get("officer")
    if head is None or officer is None:
        return
    with transaction.atomic():
        if not AlertClosure.objects.exists():
            _close(officer, at=at)
            _name_lead(head, officer, at=at)
            _escalate(at=at)
            _snooze(officer, at=at)
            _assign(officer, at=at)
        read_quality(at=at)


def _close(officer: User, *, at: dt.datetime) -> None:
    managers = User.objects.filter(is_demo=True).in_bulk()  # one object each keeps its rights
    taken = Alert.objects.filter(acknowledgement__isnull=False).order_by("raised_at", "pk")
    alerts = list(taken.select_related("rule", "customer", "acknowledgement"))
    step = -(-len(alerts) // MOST_CLOSED) or 1  # from all days alike
    cases = {row.customer_id: row for row in RemovalCase.objects.order_by("-pk")}
    plans = {row.customer_id: row for row in Plan.objects.filter(is_void=False).order_by("-pk")}
    acts: list[tuple[dt.datetime, Alert, User, dict[str, Any]]] = []
    for alert in alerts[::step]:
        random = Random(f"{alert.customer.number}:{alert.rule.code}:{alert.episode}")  # noqa: S311
        when = alert.acknowledgement.at + random.randint(2, 300) * HOUR
        case, plan = cases.get(alert.customer_id), plans.get(alert.customer_id)
        said = _outcome(alert, random, case, plan, when)
        if case is not None:
            when = max(when, case.proposed_at + HOUR)
        if random.random() < SHARE_CLOSED and when <= at:
            by = managers.get(alert.acknowledgement.by_id, officer)
            acts.append((when, alert, by, said))
    for when, alert, by, said in sorted(acts, key=lambda act: (act[0], act[1].pk)):
        if said["outcome"] == Outcome.PLAN and "plan" not in said:
            said["plan"] = _plan(alert, by=by, at=when)
        close_alert(alert, by=by, at=when, **said)


def _plan(alert: Alert, *, by: User, at: dt.datetime) -> Plan:
    """One made because of this alert, by who then closes it."""
    day = local_date(at)
    row = {
        "customer": alert.customer.number, "source_key": f"ALERT-{alert.pk}",
        "effective_date": day, "due_date": day + PLAN_RUNS, "responsible": by.pk,
        "problem": PROBLEM, "measures": [Plan.Measure.INSTALMENTS],
    }  # fmt: skip
    return cast("Plan", post_record(KINDS["plans"], row, by=by, at=at))


def _outcome(
    alert: Alert, random: Random, case: RemovalCase | None, plan: Plan | None, when: dt.datetime
) -> dict[str, Any]:
    """A case where there is one; else as such alerts end."""
    if case is not None:
        outcome = Outcome.CASE
    else:
        (outcome,) = random.choices(WITHOUT_CASE, WEIGHTS.get(alert.rule.code, ELSE))
    said: dict[str, Any] = {"outcome": outcome, "note": random.choice(NOTES[outcome]), "case": case}
    if outcome == Outcome.PLAN and plan is not None and plan.effective_date <= when.date():
        said["plan"] = plan
    return said


def _name_lead(head: User, officer: User, *, at: dt.datetime) -> None:
    team = User.objects.filter(is_demo=True, team__isnull=False).order_by("team__name").first()
    if team is not None and team.team is not None and not RiskLead.objects.exists():
        name_risk_lead(team.team, person=officer, by=head, at=at - LOOKS[0])


def _escalate(*, at: dt.datetime) -> None:
    for before in LOOKS:
        while escalate_alerts(at=at - before):
            pass


def _snooze(officer: User, *, at: dt.datetime) -> None:
    alerts = Alert.objects.open().filter(level=1, next_due_at__gt=at).exclude(severity="critical")
    for alert in alerts.select_related("rule").order_by("due_at", "pk")[:SNOOZED]:
        snooze_alert(alert, until=at + 7 * DAY, reason=REASON, by=officer, at=at)


def _assign(officer: User, *, at: dt.datetime) -> None:
    """To colleagues of who keeps the customer."""
    alerts = Alert.objects.open().awake(at).filter(assignee=None).select_related("rule", "customer")
    for alert in alerts.order_by("due_at", "pk")[:ASSIGNED]:
        others = takers_of(alert).filter(is_demo=True).exclude(pk=alert.customer.manager_id or 0)
        if to := others.exclude(pk=officer.pk).first():
            assign_alert(alert, to=to, by=officer, at=at)
