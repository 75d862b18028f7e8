from __future__ import annotations

import datetime as dt
import threading
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.db.models import Sum
from django.test.utils import CaptureQueriesContext

from monitoring.alert_rules.subjects import SUBJECTS
from monitoring.models import Alert, AlertEvidence, AlertRule
from monitoring.services import acknowledge_alert, raise_alerts
from riskcrm.accounts.models import User
from riskcrm.audit.models import Event
from scoring.models import RatingChange
from tests.factories import make_customer
from tests.monitoring.readings import DAY, NOON, read, sweep

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("only_two_rules")]


def test_a_figure_at_its_threshold_raises_one_alert_with_its_evidence() -> None:
    customer = make_customer()
    sweep(customer, max_dpd=60)
    alert = Alert.objects.get()
    assert (alert.customer, alert.rule.code, alert.episode) == (customer, "max_dpd", 1)
    assert (alert.severity, alert.hits, alert.raised_at) == ("high", 1, NOON)
    assert alert.due_at == dt.datetime(2026, 5, 5, 18, tzinfo=dt.UTC)  # the next business day
    assert alert.next_due_at == alert.due_at
    assert alert.decision_due_at == dt.datetime(2026, 5, 7, 18, tzinfo=dt.UTC)
    evidence = alert.evidence.get()
    assert (evidence.value, evidence.as_of) == (Decimal(60), NOON.date())


def test_a_figure_below_its_threshold_raises_nothing() -> None:
    sweep(make_customer(), max_dpd="59.9999")
    assert not Alert.objects.exists()
    assert not Event.objects.filter(verb="raise_alerts").exists()


def test_swept_changes_are_gone_and_those_of_others_stay() -> None:
    read(make_customer(), max_dpd=70)
    read(make_customer(), max_dpd=70)
    assert raise_alerts(at=NOON, most=1) == 1
    assert RatingChange.objects.count() == 1
    assert raise_alerts(at=NOON, most=1) == 1
    assert raise_alerts(at=NOON, most=1) == 0
    assert Alert.objects.count() == 2


def test_a_graver_hit_after_acknowledgement_is_a_new_alert(account_manager: User) -> None:
    customer = make_customer(manager=account_manager)
    sweep(customer, max_dpd=70)
    acknowledge_alert(Alert.objects.get(), by=account_manager, note="Called them.", at=NOON)
    sweep(customer, at=NOON + DAY, max_dpd=71)
    assert Alert.objects.count() == 1
    sweep(customer, at=NOON + 2 * DAY, max_dpd=95)
    second = Alert.objects.get(episode=2)
    assert (second.severity, second.hits) == ("critical", 1)
    assert Alert.objects.get(episode=1).cleared_at == NOON + 2 * DAY


def test_a_figure_that_fell_to_the_clearing_mark_ends_the_episode_and_a_rise_starts_another() -> (
    None
):
    customer = make_customer()
    sweep(customer, max_dpd=70)
    sweep(customer, at=NOON + DAY, max_dpd=48)
    assert Alert.objects.get().cleared_at == NOON + DAY
    sweep(customer, at=NOON + 2 * DAY, max_dpd=60)
    assert list(Alert.objects.order_by("episode").values_list("episode", "cleared_at")) == [
        (1, NOON + DAY),
        (2, None),
    ]


def test_a_rule_that_watches_a_falling_figure_raises_low_and_clears_high() -> None:
    AlertRule.objects.create(
        code="pays_slowly",
        kind=AlertRule.Kind.THRESHOLD,
        subject="payment_index",
        raise_at=50,
        clear_at=60,
        escalate_at=25,
        falling=True,
        severity="medium",
    )
    customer = make_customer()
    sweep(customer, payment_index=55)
    assert not Alert.objects.exists()
    sweep(customer, payment_index=50)
    assert Alert.objects.get().severity == "medium"
    sweep(customer, at=NOON + DAY, payment_index=59)
    assert Alert.objects.get().cleared_at is None
    for figure, hits in ((41, 1), (40, 2), (24, 3)):
        sweep(customer, at=NOON + DAY, payment_index=figure)
        assert Alert.objects.get().hits == hits
    sweep(customer, at=NOON + 2 * DAY, payment_index=60)
    assert Alert.objects.get().cleared_at is not None


def test_a_score_is_a_figure_like_any_other() -> None:
    AlertRule.objects.filter(code="score_high").update(is_active=True)
    sweep(make_customer(), score=80)
    assert Alert.objects.get().rule.code == "score_high"


@pytest.mark.parametrize(
    ("before", "after", "raised"),
    [
        ("low", "medium", True),
        ("low", "high", True),
        ("medium", "high", True),
        ("unrated", "high", True),
        ("unrated", "medium", False),
        ("unrated", "low", False),
        ("high", "medium", False),
        ("medium", "unrated", False),
        ("medium", "medium", False),
    ],
)
def test_a_tier_raises_an_alert_only_when_it_rises(before: str, after: str, raised: bool) -> None:
    customer = make_customer()
    sweep(customer, tier=before)
    Alert.objects.all().delete()
    sweep(customer, at=NOON + DAY, tier=after)
    assert Alert.objects.exists() is raised


@pytest.mark.parametrize(
    ("before", "after", "raised"),
    [("low", "medium", True), ("medium", "high", True), ("high", "high", False)],
)
def test_a_rise_through_unrated_is_one_from_the_tier_before(
    before: str, after: str, raised: bool
) -> None:
    customer = make_customer()
    sweep(customer, tier=before)
    Alert.objects.all().delete()
    sweep(customer, at=NOON + DAY, tier="unrated")
    sweep(customer, at=NOON + 2 * DAY, tier=after)
    assert Alert.objects.exists() is raised


def test_a_tier_alert_is_graver_for_high_and_cleared_when_the_tier_falls_back() -> None:
    customer = make_customer()
    sweep(customer, tier="low")
    sweep(customer, at=NOON + DAY, tier="medium")
    assert Alert.objects.get().severity == "medium"
    sweep(customer, at=NOON + 2 * DAY, tier="high")
    assert Alert.objects.get().severity == "high"
    sweep(customer, at=NOON + 3 * DAY, tier="medium")
    assert Alert.objects.get().cleared_at == NOON + 3 * DAY


def test_several_changes_of_a_customer_in_one_sweep_count_from_the_first_to_now() -> None:
    customer = make_customer()
    sweep(customer, tier="low")
    read(customer, tier="high")
    read(customer, tier="low")
    assert raise_alerts(at=NOON) == 2
    assert not Alert.objects.exists()


def test_a_switched_off_rule_raises_nothing() -> None:
    AlertRule.objects.update(is_active=False)
    sweep(make_customer(), max_dpd=70, tier="high")
    assert not Alert.objects.exists()
    assert not RatingChange.objects.exists()


def test_a_rule_on_an_unknown_figure_is_left_out_and_the_others_work() -> None:
    AlertRule.objects.filter(code="utilisation").update(is_active=True, subject="moon_phase")
    sweep(make_customer(), max_dpd=70)
    assert Alert.objects.get().rule.code == "max_dpd"


def test_every_default_rule_watches_a_figure_that_exists() -> None:
    watched = set(AlertRule.objects.filter(kind="threshold").values_list("subject", flat=True))
    assert watched
    assert watched <= SUBJECTS.keys()


def test_every_default_rule_clears_on_the_safe_side_of_its_threshold() -> None:
    for rule in AlertRule.objects.filter(kind="threshold"):
        assert rule.raise_at is not None
        assert rule.clear_at is not None
        assert (rule.clear_at > rule.raise_at) is rule.falling, rule.code


def test_a_sweep_writes_one_event_with_what_it_raised_and_cleared() -> None:
    first, second = make_customer(), make_customer()
    sweep(first, max_dpd=70)
    read(first, at=NOON + DAY, max_dpd=0)
    read(second, at=NOON + DAY, max_dpd=70, tier="high")
    raise_alerts(at=NOON + DAY)
    event = Event.objects.filter(verb="raise_alerts").latest("id")
    assert '"raised":{"max_dpd":1,"tier_rise":1}' in event.payload.body
    assert '"cleared":{"max_dpd":1}' in event.payload.body
    assert Event.objects.filter(verb="raise_alerts").count() == 2


def test_the_number_of_queries_does_not_depend_on_the_number_of_customers() -> None:
    def queries(customers: int) -> int:
        for _ in range(customers):
            read(make_customer(), max_dpd=70, tier="high")
        with CaptureQueriesContext(connection) as context:
            raise_alerts(at=NOON)
        return len(context)

    assert queries(1) == queries(20)


def test_a_crash_before_the_end_leaves_the_changes_for_the_next_sweep() -> None:
    read(make_customer(), max_dpd=70)

    def sweep_and_die() -> None:
        with transaction.atomic():
            raise_alerts(at=NOON)
            raise RuntimeError("power cut")

    with pytest.raises(RuntimeError):
        sweep_and_die()
    assert not Alert.objects.exists()
    assert RatingChange.objects.count() == 1
    raise_alerts(at=NOON)
    assert Alert.objects.get().hits == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_raise_each_alert_once() -> None:
    customers = [make_customer() for _ in range(30)]
    for customer in customers:
        read(customer, max_dpd=70)
        read(customer, max_dpd=71)
    barrier = threading.Barrier(4)
    failures: list[BaseException] = []

    def work() -> None:
        try:
            barrier.wait()
            for _ in range(30):
                raise_alerts(at=NOON, most=7)
        except BaseException as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    while raise_alerts(at=NOON, most=7):
        pass
    assert not failures
    dpd = Alert.objects.filter(rule__code="max_dpd")
    assert dpd.count() == len(customers)
    assert (
        dpd.aggregate(hits=Sum("hits"))["hits"]
        == AlertEvidence.objects.filter(alert__rule__code="max_dpd").count()
    )
    assert not RatingChange.objects.exists()
