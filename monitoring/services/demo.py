"""The demonstration: a made-up book, what became of it in two months, and what people did about it.

All of it by the real services. Each step looks for itself whether it is done, and is one
transaction or goes on where it stopped; so it may be killed anywhere and started again.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from random import Random

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from customers.generator.write import Plan, make_book
from customers.models import Customer
from customers.screening.demo import seed_demo_lists
from monitoring.models import Alert
from monitoring.services.ageing import keep_month
from monitoring.services.alerts import acknowledge_alert
from monitoring.services.book import refresh_book
from monitoring.services.demo_alert_life import seed_demo_alert_life
from monitoring.services.demo_book_days import seed_demo_book_days
from monitoring.services.demo_control import seed_demo_control
from monitoring.services.demo_credit import seed_demo_credit
from monitoring.services.demo_emergency import seed_demo_emergency
from monitoring.services.demo_files import seed_demo_files, seed_demo_reminders
from monitoring.services.demo_follow_up import seed_demo_follow_up
from monitoring.services.demo_notices import seed_demo_notices
from monitoring.services.demo_reviews import seed_demo_reviews
from monitoring.services.demo_rules import seed_demo_rules
from monitoring.services.sweep import raise_alerts
from removal import services as removal
from removal.services.criteria_demo import seed_demo_criteria
from removal.services.demo_listing import seed_demo_listing
from riskcrm.accounts.demo import make_demo_people
from riskcrm.accounts.models import User
from riskcrm.audit import services as audit
from riskcrm.audit.services import SYSTEM
from riskcrm.jobs.models import Run, Slot
from riskcrm.jobs.services import SET_UP, take_slot
from riskcrm.web.errors import Refused
from riskcrm.web.today import end_of_day, today
from scoring import services as scoring
from scoring.models import BackTest
from scoring.months import latest_month_ends
from scoring.selectors import champion

INVOICES = 11.5  # of a customer in two years, on average
MONTHS_OF_SCORES = 12
A_MONTH = dt.timedelta(days=30)
WORK_OF_ALERTS = dt.timedelta(days=3)  # within which people get to them
# days before today that the demo lived through: the share of their alerts that people acknowledged
LIVED_THROUGH = {2 * A_MONTH.days: 0.97, A_MONTH.days: 0.85, 0: 0.1}
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

    By the customer's demo manager or a risk officer, with a note that fits the rule, one after the
    other. Chosen by the customer's number, the rule and the episode: a second call picks the same.
    """
    officers = list(User.objects.filter(is_demo=True, username__in=OFFICERS).order_by("username"))
    if not officers:
        return 0
    managers = User.objects.filter(is_demo=True).in_bulk()  # one object each keeps its rights
    alerts = Alert.objects.open().filter(raised_at__lte=at).select_related("customer", "rule")
    acts: list[tuple[dt.datetime, Alert, User, str]] = []
    for alert in alerts.order_by("pk"):
        random = Random(f"{alert.customer.number}:{alert.rule.code}:{alert.episode}")  # noqa: S311
        if random.random() >= share:
            continue
        by = managers.get(alert.customer.manager_id or 0)
        if by is None or random.random() < OFFICERS_SHARE:
            by = random.choice(officers)
        note = random.choice(NOTES.get(alert.rule.code, FALLBACK))
        waited = dt.timedelta(minutes=random.randint(20, 60 * 40))
        acts.append((min(at, alert.raised_at + waited), alert, by, note))
    acts.sort(key=lambda act: (act[0], act[1].pk))  # as the chain of events would have grown
    for moment, alert, by, note in acts:
        acknowledge_alert(alert, by=by, note=note, at=moment)
    return len(acts)


def make_demonstration(*, say: Callable[[str], None]) -> bool:
    """Make the demonstration of `RISKCRM_DEMO_CUSTOMERS` customers, once; whether it was made now.

    `say` hears of each step and how long it took. Refused where the copy was set up without it.
    """
    if Slot.objects.filter(job=SET_UP, slot="demo").exists():
        return False
    if not Customer.objects.exists() and Slot.objects.filter(job=SET_UP).exists():
        raise Refused(
            _(
                "This copy was set up without the demonstration. Start it with DEMO=0, or begin a "
                "demonstration in a folder of its own: RISKCRM_HOME=/some/folder make run."
            ),
            code="set_up_without_demo",
        )
    started = time.monotonic()
    for name, work in _story():
        begun = time.monotonic()
        work()
        say(f"  {name}: {time.monotonic() - begun:.1f} s")
    take_slot(SET_UP, "demo", at=timezone.now())
    say(f"The demonstration is made ({time.monotonic() - started:.0f} s).")
    return True


def _story() -> list[tuple[str, Callable[[], object]]]:
    days = [(today() - dt.timedelta(days=ago), share) for ago, share in LIVED_THROUGH.items()]
    return [
        ("people", lambda: make_demo_people(at=timezone.now())),
        ("book", _make_book),
        ("scores", _score_history),
        ("round", lambda: scoring.ensure_peers_of_yesterday(at=timezone.now())),
        *(step for day, acknowledged in days for step in _steps_of(day, acknowledged)),
        ("lists", lambda: seed_demo_lists(at=timezone.now())),
        ("follow-up", lambda: seed_demo_follow_up(at=timezone.now())),
        ("files", lambda: seed_demo_files(at=timezone.now())),
        ("reminders", lambda: seed_demo_reminders(at=timezone.now())),
        ("credit checks", lambda: seed_demo_credit(at=timezone.now())),
        ("cases", lambda: removal.seed_demo_cases(removal.NOW, at=timezone.now())),
        ("criteria", lambda: seed_demo_criteria(at=timezone.now())),
        ("restricted list", lambda: seed_demo_listing(at=timezone.now())),
        ("reviews", lambda: seed_demo_reviews(at=timezone.now())),
        ("internal control", lambda: seed_demo_control(at=timezone.now())),
        ("emergencies and training", lambda: seed_demo_emergency(at=timezone.now())),
        ("lives of alerts", lambda: seed_demo_alert_life(at=timezone.now())),
        ("notices", lambda: seed_demo_notices(at=timezone.now())),
        ("back-test", _ask_for_back_test),
        ("figures", lambda: refresh_book(at=timezone.now(), force=True)),
        ("months", _keep_months),
        ("alert rules", lambda: seed_demo_rules(at=timezone.now())),
        ("days of the book", lambda: seed_demo_book_days(at=timezone.now())),
        ("audit", _seal),
    ]


def _steps_of(day: dt.date, acknowledged: float) -> list[tuple[str, Callable[[], object]]]:
    """A day as it would have happened: ratings move, alerts rise, people do something."""

    def at() -> dt.datetime:
        return timezone.now() if day == today() else end_of_day(day)

    def work() -> None:
        seen_by = min(at() + WORK_OF_ALERTS, timezone.now())
        acknowledge_demo_alerts(at=seen_by, share=acknowledged)
        if day == today() - A_MONTH:
            removal.seed_demo_cases(removal.BEFORE, at=at())

    return [
        (f"scores of {day}", lambda: _score_as_of(day, is_current=True)),
        (f"alerts of {day}", lambda: _raise_alerts(at=at())),
        (f"work of {day}", work),
    ]


def _make_book() -> None:
    if not Customer.objects.exists():
        size = settings.DEMO_CUSTOMERS
        plan = Plan(customers=size, seed=1, end_date=today(), average=INVOICES, mark=False)
        make_book(plan, at=timezone.now())


def _score_history() -> None:
    """The month ends of the past year, for the charts. Ratings do not move."""
    for day in latest_month_ends(today(), MONTHS_OF_SCORES):
        _score_as_of(day)


def _ask_for_back_test() -> None:
    """Ask how well the card did; workers find it and read the months on their way."""
    officer = User.objects.filter(is_demo=True, username=OFFICERS[0]).first()
    if officer is None or BackTest.objects.exists():
        return
    months = latest_month_ends(today(), MONTHS_OF_SCORES)
    scoring.request_back_test(
        champion(),
        first_month=months[0],
        final_month=months[-1],
        days=30,
        horizon=90,
        by=officer,
        at=timezone.now(),
    )


def _score_as_of(day: dt.date, *, is_current: bool = False) -> None:
    """A run that an earlier start began is gone on with."""
    runs = Run.objects.filter(
        kind=scoring.BOOK_RUN,
        params__as_of=day.isoformat(),
        params__is_current=is_current or day == today(),
    )
    if runs.filter(state=Run.State.DONE).exists():
        return
    run = scoring.request_book_run(as_of=day, by=SYSTEM, at=timezone.now(), is_current=is_current)
    while run.state in Run.OPEN:
        if not scoring.work_on_book_runs(at=timezone.now(), seconds=60):
            time.sleep(0.2)  # somebody else holds the remaining chunks
        run.refresh_from_db()
    if run.state != Run.State.DONE:
        raise Refused(
            _("The book could not be scored: %(error)s") % {"error": run.error}, code="not_scored"
        )


def _raise_alerts(*, at: dt.datetime) -> None:
    while raise_alerts(at=at):
        pass


def _keep_months() -> None:
    while keep_month(at=timezone.now()):
        pass


def _seal() -> None:
    while audit.seal(at=timezone.now()):
        pass
