"""What the people of the demonstration did about their alerts, by the real service."""

from __future__ import annotations

import datetime as dt
from random import Random

from django.db import transaction

from monitoring.models import Alert
from monitoring.services.alerts import acknowledge_alert
from riskcrm.accounts.models import User

OFFICERS = ("officer", "officer2")
OFFICERS_SHARE = 0.25
NOTES = {
    "tier_rise": (
        "Went through the open items with accounts payable; we watch the next two due dates.",
        "Limit stays frozen until the overdue invoices are paid.",
        "已与对方财务核对账目，下月复评。",
    ),
    "score_high": (
        "Deliveries against prepayment only until the balance is down.",
        "Talked to the head of risk: reminder at once, decision after the month end.",
        "已通知销售暂停新订单。",
    ),
    "max_dpd": (
        "Second reminder sent; their finance promises the transfer this week.",
        "Asked for a payment plan in writing.",
        "已发催款函，对方承诺月底前付款。",
    ),
    "consecutive_late": (
        "Known habit: they pay with their month-end run. Terms are up at the next review.",
        "Called: their approval takes three weeks now. Dunning moved forward.",
        "对方付款审批变慢，已提前催收。",
    ),
    "utilisation": (
        "New orders are held until the next payment comes in.",
        "Limit review asked for; the order book justifies more.",
        "额度已用满，暂停发货。",
    ),
    "invoice_surge": (
        "Seasonal order, agreed with sales beforehand.",
        "Checked the orders: one project, delivered in three parts.",
        "大单为年度项目，已与销售确认。",
    ),
    "activity_drop": (
        "They buy elsewhere since summer; we collect what is open.",
        "Project ended; balance to be paid by the end of the month.",
    ),
}
FALLBACK = ("Seen; no step needed now.",)


@transaction.atomic  # one commit, not hundreds
def acknowledge_demo_alerts(*, at: dt.datetime, share: float) -> int:
    """Acknowledge about `share` of the alerts that are open; how many.

    By the customer's demo manager or a risk officer, with a note that fits the rule. Chosen by the
    customer's number, the rule and the episode: a second call picks the same ones.
    """
    officers = list(User.objects.filter(is_demo=True, username__in=OFFICERS).order_by("username"))
    if not officers:
        return 0
    managers = User.objects.filter(is_demo=True).in_bulk()  # one object each keeps its rights
    alerts = Alert.objects.open().filter(raised_at__lte=at).select_related("customer", "rule")
    done = 0
    for alert in alerts.order_by("pk"):
        random = Random(f"{alert.customer.number}:{alert.rule.code}:{alert.episode}")  # noqa: S311
        if random.random() >= share:
            continue
        by = managers.get(alert.customer.manager_id or 0)
        if by is None or random.random() < OFFICERS_SHARE:
            by = random.choice(officers)
        note = random.choice(NOTES.get(alert.rule.code, FALLBACK))
        waited = dt.timedelta(minutes=random.randint(20, 60 * 40))
        acknowledge_alert(alert, by=by, note=note, at=min(at, alert.raised_at + waited))
        done += 1
    return done
