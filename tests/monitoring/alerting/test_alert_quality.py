"""The quality of rules against a slow and plain reading of the same book."""

from __future__ import annotations

import datetime as dt
import statistics
from decimal import Decimal
from random import Random
from typing import Any

import pytest

from customers.models import Customer, Plan
from monitoring.alerting import quality
from monitoring.alerting.filters import RuleQualityFilter
from monitoring.filters.alerts import AlertFilter
from monitoring.models import (
    Acknowledgement,
    Alert,
    AlertBreach,
    AlertClosure,
    AlertRule,
    BadCustomer,
    RuleQuality,
)
from monitoring.services.alert_quality import read_quality, renew_quality
from riskcrm.accounts.models import User
from scoring.models import RatingHistory
from tests.factories import make_customer, make_invoice, make_payment
from tests.scoring.oracles.outcomes import bad_day_of, outcome_of

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 5, 15)
AT = dt.datetime(2026, 5, 15, 3, tzinfo=dt.UTC)
QUARTERS = [dt.date(2025, 7, 1), dt.date(2025, 10, 1), dt.date(2026, 1, 1), dt.date(2026, 4, 1)]
RANKS = {"low": 1, "medium": 2, "high": 3}
DAY = dt.timedelta(days=1)


def moment(day: dt.date, hour: int = 10) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(hour), tzinfo=dt.UTC)


# --- a book of chance -----------------------------------------------------------------------------


def make_book(random: Random, people: list[User]) -> None:
    rules = list(AlertRule.objects.order_by("code")[:3])
    for _number in range(14):
        customer = make_customer()
        _bill(random, customer)
        _rate(random, customer)
        for rule in rules:
            for episode in range(1, random.randint(0, 3) + 1):
                _alert(random, customer, rule, episode, people)


def _bill(random: Random, customer: Customer) -> None:
    for _number in range(random.randint(1, 3)):
        due = TODAY - random.randint(20, 450) * DAY
        invoice = make_invoice(customer, "1000.00", invoice_date=due - 30 * DAY, due_date=due)
        paid = due + random.randint(0, 200) * DAY
        if random.random() < 0.6 and paid < TODAY:
            make_payment(customer, invoices=[invoice], received_date=paid)


def _rate(random: Random, customer: Customer) -> None:
    day = TODAY - 600 * DAY
    while day < TODAY:
        tier = random.choice(["unrated", "low", "medium", "high"])
        RatingHistory.objects.create(
            customer_id=customer.pk, as_of=day, tier=tier, card_tier=tier, recorded_at=AT
        )
        day += random.randint(20, 160) * DAY


def _alert(
    random: Random, customer: Customer, rule: AlertRule, episode: int, people: list[User]
) -> None:
    raised = moment(TODAY - random.randint(0, 500) * DAY, random.randint(0, 23))
    alert = Alert.objects.create(
        customer=customer, rule=rule, episode=episode, severity="high", raised_at=raised,
        latest_at=raised, due_at=raised + DAY, cleared_at=raised + DAY, hits=random.randint(1, 5),
    )  # fmt: skip
    at = raised + random.randint(0, 40) * DAY
    if random.random() < 0.6:
        Acknowledgement.objects.create(alert=alert, by=random.choice(people), at=at, note="Seen.")
    if random.random() < 0.5:
        outcome = random.choice(["false_alarm", "watched", "plan"])
        AlertClosure.objects.create(
            alert=alert, by=random.choice(people), at=at, note="Done.", outcome=outcome,
            plan=_plan(alert, at) if outcome == "plan" else None,
        )  # fmt: skip
    if random.random() < 0.3:
        AlertBreach.objects.create(
            alert=alert, deadline="acknowledge", due_at=alert.due_at, noticed_at=alert.due_at
        )


def _plan(alert: Alert, at: dt.datetime) -> Plan:
    return Plan.objects.create(
        customer=alert.customer, source_key=f"P-{alert.pk}", effective_date=at.date(),
        recorded_at=at, problem="Pays late",
    )  # fmt: skip


# --- the slow reading -----------------------------------------------------------------------------


def end_of(quarter: dt.date) -> dt.date:
    return quality.next_quarter(quarter)


def rose(alert: Alert) -> bool:
    """Whether the tier came to lie above where it was, within 90 days."""
    day = alert.raised_at.date()
    rows = list(RatingHistory.objects.filter(customer_id=alert.customer_id).order_by("as_of", "pk"))
    held = [row.tier for row in rows if row.as_of <= day]
    if not held or held[-1] == "unrated":
        return False
    later = [row.tier for row in rows if day < row.as_of <= day + 90 * DAY]
    return any(RANKS.get(tier, 0) > RANKS[held[-1]] for tier in later)


def counted(rule: AlertRule | None, quarter: dt.date) -> dict[str, Any]:
    alerts = [
        alert
        for alert in Alert.objects.select_related("closure", "rule")
        if quarter <= alert.raised_at.date() < end_of(quarter)
        and (rule is None or alert.rule == rule)
    ]
    closed = [alert for alert in alerts if hasattr(alert, "closure")]
    judged = [
        alert for alert in alerts if alert in closed or alert.raised_at.date() + 90 * DAY < TODAY
    ]
    led = [a for a in judged if a in closed and a.closure.outcome in ("plan", "case")]
    idle = [a for a in closed if a.closure.outcome in ("false_alarm", "watched")]
    return {
        "alerts": len(alerts),
        "hits": sum(alert.hits for alert in alerts),
        "judged": len(judged),
        "right": len([alert for alert in judged if alert in led or rose(alert)]),
        "closed": len(closed),
        "without_action": len(idle),
        "late": len([alert for alert in alerts if alert.breaches.exists()]),
        **foretold(rule, quarter),
        "analyst_days": len(worked(quarter)),
    }


def foretold(rule: AlertRule | None, quarter: dt.date) -> dict[str, Any]:
    bad, ahead = 0, []
    for customer in Customer.objects.all():
        eve = quarter - DAY
        day = bad_day_of(customer, eve, days=90, horizon=92)
        was_bad = outcome_of(customer, eve, days=90, horizon=92)[0]
        if was_bad or day is None or day >= min(end_of(quarter), TODAY):
            continue
        bad += 1
        alerts = customer.alerts.filter(rule=rule) if rule else customer.alerts.all()
        days = [(day - alert.raised_at.date()).days for alert in alerts]
        days = [each for each in days if 0 < each <= 365]
        ahead += [max(days)] if days else []
    return {
        "bad": bad,
        "foretold": len(ahead),
        "warned": len([each for each in ahead if each >= 60]),
        "lead_days": Decimal(statistics.median(ahead)) if ahead else None,
    }


def worked(quarter: dt.date) -> set[tuple[int, dt.date]]:
    acts = [*Acknowledgement.objects.all(), *AlertClosure.objects.all()]
    days = {(act.by_id, act.at.date()) for act in acts}
    return {(by, day) for by, day in days if quarter <= day < end_of(quarter)}


# --- both -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", [1, 2])
def test_the_figures_are_those_of_a_plain_reading(
    seed: int, risk_officer: User, second_officer: User
) -> None:
    make_book(Random(seed), [risk_officer, second_officer])
    read_quality(at=AT)
    rules = [*AlertRule.objects.order_by("code")[:3], None]
    assert RuleQuality.objects.count() == 4 * (AlertRule.objects.count() + 1)
    bad = 0
    for quarter in QUARTERS:
        for rule in rules:
            row = RuleQuality.objects.get(rule=rule, quarter=quarter)
            expected = counted(rule, quarter)
            assert {name: getattr(row, name) for name in expected} == expected, (rule, quarter)
            bad += row.bad
    assert bad > 0


def test_a_second_reading_of_the_day_changes_nothing(risk_officer: User) -> None:
    make_book(Random(3), [risk_officer])
    assert renew_quality(at=AT)
    before = list(RuleQuality.objects.order_by("pk").values())
    assert not renew_quality(at=AT)
    read_quality(at=AT)
    assert list(RuleQuality.objects.order_by("pk").values()) == before


def test_each_figure_is_as_many_alerts_as_its_link_lists(risk_officer: User) -> None:
    make_book(Random(4), [risk_officer])
    read_quality(at=AT)
    row = RuleQuality.objects.get(rule=None, quarter=QUARTERS[2])
    for asked, number in (
        ({}, row.alerts),
        ({"result": "judged"}, row.judged),
        ({"result": "right"}, row.right),
        ({"outcome": "without_action"}, row.without_action),
        ({"state": "closed"}, row.closed),
        ({"missed": "1"}, row.late),
    ):
        asked |= {"raised_after": "2026-01-01", "raised_before": "2026-03-31"}
        assert AlertFilter(asked, queryset=Alert.objects.all()).qs.count() == number
    assert BadCustomer.objects.filter(quarter=QUARTERS[2]).count() == row.bad
    chosen = RuleQualityFilter({"quarter": "2026-01-01"}, queryset=RuleQuality.objects.all()).qs
    assert row in chosen


# --- what they come to ----------------------------------------------------------------------------


def of(quarter: dt.date, **counts: int) -> RuleQuality:
    names = ("alerts", "hits", "judged", "right", "closed", "without_action", "late", "bad",
             "warned", "foretold", "analyst_days")  # fmt: skip
    return RuleQuality(quarter=quarter, **(dict.fromkeys(names, 0) | counts))


def test_of_too_few_nothing_is_said() -> None:
    row = of(QUARTERS[0], judged=19, right=1, bad=9, warned=3, closed=9, without_action=9)
    assert quality.precision(row) is None
    assert quality.recall(row) is None
    assert quality.idle_share(row) is None
    assert quality.per_analyst_day(row) is None
    assert quality.precision(of(QUARTERS[0], judged=20, right=1)) == Decimal("5.0")


@pytest.mark.parametrize(
    ("newest_first", "advice"),
    [
        ([(30, 1), (30, 1)], "retire"),  # 3.3 % twice
        ([(30, 1), (30, 4)], "tighten"),
        ([(30, 1)], "tighten"),
        ([(30, 1), (10, 0), (30, 1)], "tighten"),  # no two quarters running
        ([(30, 12), (30, 1)], ""),
        ([(10, 0), (10, 0)], ""),  # too few to say
    ],
)
def test_a_rule_is_to_be_retired_after_two_poor_quarters(
    newest_first: list[tuple[int, int]], advice: str
) -> None:
    days = reversed(QUARTERS[: len(newest_first)])
    rows = [of(day, judged=n, right=k) for day, (n, k) in zip(days, newest_first, strict=True)]
    assert quality.advice(rows) == advice
