"""What people made of the demonstration's alerts: closed, snoozed, up the chain, and counted."""

from __future__ import annotations

import datetime as dt
from random import Random

from django.db import transaction

from monitoring.models import Alert, AlertClosure, RiskLead
from monitoring.services.alert_life import close_alert, snooze_alert
from monitoring.services.alert_quality import read_quality
from monitoring.services.escalations import escalate_alerts, name_risk_lead
from riskcrm.accounts.models import User

MOST_CLOSED, SNOOZED = 400, 4
SHARE_CLOSED = 0.85
DAY = dt.timedelta(days=1)
LOOKS = (20 * DAY, 5 * DAY, DAY, dt.timedelta())  # before now, when deadlines were looked at
Outcome = AlertClosure.Outcome
# by rule: how often its alerts came to nothing, were watched, or led to a plan or a case
WEIGHTS = {
    "max_dpd": (1, 4, 5, 1), "tier_rise": (2, 5, 3, 0), "score_high": (1, 3, 4, 2),
    "utilisation": (3, 5, 2, 0), "invoice_surge": (7, 3, 0, 0), "activity_drop": (6, 4, 1, 0),
}  # fmt: skip
ELSE = (3, 5, 2, 0)
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
        read_quality(at=at)


def _close(officer: User, *, at: dt.datetime) -> None:
    managers = User.objects.filter(is_demo=True).in_bulk()  # one object each keeps its rights
    alerts = Alert.objects.filter(acknowledgement__isnull=False).select_related(
        "rule", "customer", "acknowledgement"
    )
    acts: list[tuple[dt.datetime, Alert, Outcome, User, str]] = []
    for alert in alerts.order_by("raised_at", "pk")[:MOST_CLOSED]:
        random = Random(f"{alert.customer.number}:{alert.rule.code}:{alert.episode}")  # noqa: S311
        when = alert.acknowledgement.at + random.randint(2, 70) * dt.timedelta(hours=1)
        if random.random() > SHARE_CLOSED or when > at:
            continue
        (outcome,) = random.choices(list(Outcome), WEIGHTS.get(alert.rule.code, ELSE))
        by = managers.get(alert.acknowledgement.by_id, officer)
        acts.append((when, alert, outcome, by, random.choice(NOTES[outcome])))
    for when, alert, outcome, by, note in sorted(acts, key=lambda act: (act[0], act[1].pk)):
        close_alert(alert, outcome=outcome, note=note, by=by, at=when)


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
