"""When an episode ends, and what a changed rule does to the book it has seen before."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from monitoring.models import Acknowledgement, Alert, AlertNews, AlertRule
from monitoring.services import acknowledge_alert, raise_alerts
from riskcrm.accounts.models import User
from riskcrm.audit.models import Event
from scoring.models import RatingChange, Unscorable
from tests.customers.beside import Beside, wait_for_lock
from tests.factories import make_customer
from tests.monitoring.readings import DAY, NOON, read, sweep

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("only_two_rules")]


def sweep_rules(*, at: dt.datetime = NOON, most: int = 10) -> int:
    """Sweep until nothing is left, as the workers do; how many times it took."""
    times = 0
    while raise_alerts(at=at, most=most):
        times += 1
    return times


def change_rule(code: str = "max_dpd", **fields: Any) -> None:
    assert AlertRule.objects.filter(code=code).update(**fields)


def ends() -> list[tuple[int, str]]:
    """Episodes in their order, and why each ended; nothing for those that run."""
    alerts = Alert.objects.order_by("raised_at", "episode")
    assert all(bool(alert.cleared_at) is bool(alert.cleared_because) for alert in alerts)
    return [(alert.episode, alert.cleared_because) for alert in alerts]


# --- why an episode ends ---


def test_an_episode_ends_when_the_figure_fell_to_the_clearing_mark() -> None:
    customer = make_customer()
    sweep(customer, max_dpd=70)
    sweep(customer, at=NOON + DAY, max_dpd=49)
    assert ends() == [(1, "")]
    sweep(customer, at=NOON + DAY, max_dpd=48)
    assert ends() == [(1, "fell_back")]


def test_an_episode_ends_when_its_figure_is_no_longer_known() -> None:
    customer = make_customer()
    sweep(customer, max_dpd=None)
    assert ends() == []
    sweep(customer, max_dpd=70)
    sweep(customer, at=NOON + DAY, max_dpd=None)
    assert ends() == [(1, "unknown")]
    sweep(customer, at=NOON + 2 * DAY, max_dpd=70)
    assert ends() == [(1, "unknown"), (2, "")]


def test_an_alert_about_the_score_ends_when_the_customer_is_unrated() -> None:
    change_rule("score_high", is_active=True)
    customer = make_customer()
    sweep(customer, score=85, tier="high")
    sweep(customer, at=NOON + DAY, score=None, tier="unrated")
    assert ends() == [(1, "unknown"), (1, "unknown")]


def test_an_episode_of_a_customer_that_cannot_be_scored_runs_on() -> None:
    customer = make_customer()
    sweep(customer, max_dpd=70)
    Unscorable.objects.create(customer=customer, error="overflow", since=NOON, tried_at=NOON)
    sweep(customer, at=NOON + DAY, max_dpd=None)
    assert ends() == [(1, "")]


def test_an_episode_that_turns_graver_after_its_acknowledgement_ends_for_a_graver_one(
    account_manager: User,
) -> None:
    customer = make_customer(manager=account_manager)
    sweep(customer, max_dpd=70)
    acknowledge_alert(Alert.objects.get(), by=account_manager, note="Called them.", at=NOON)
    sweep(customer, at=NOON + DAY, max_dpd=95)
    assert ends() == [(1, "graver"), (2, "")]


@pytest.mark.django_db(transaction=True)
def test_who_acknowledges_while_it_turns_graver_has_acknowledged_the_former_one(
    account_manager: User,
) -> None:
    customer = make_customer(manager=account_manager, team=account_manager.team)
    sweep(customer, max_dpd=70)
    AlertNews.objects.all().delete()
    read(customer, at=NOON + DAY, max_dpd=95)
    with transaction.atomic():
        acknowledge_alert(Alert.objects.get(), by=account_manager, note="Called.", at=NOON)
        beside = Beside(lambda: raise_alerts(at=NOON + DAY))
        wait_for_lock()
    beside.end()
    assert ends() == [(1, "graver"), (2, "")]
    assert not Acknowledgement.objects.filter(alert__episode=2).exists()
    assert set(AlertNews.objects.values_list("alert__episode", "kind")) == {
        (1, "cleared"), (2, "raised"),
    }  # fmt: skip


def test_a_risen_tier_that_is_no_longer_known_ends_and_rises_anew_when_it_is_back() -> None:
    customer = make_customer()
    sweep(customer, tier="low")
    sweep(customer, at=NOON + DAY, tier="medium")
    sweep(customer, at=NOON + 2 * DAY, tier="unrated")
    assert ends() == [(1, "unknown")]
    sweep(customer, at=NOON + 3 * DAY, tier="medium")
    assert ends() == [(1, "unknown"), (2, "")]
    evidence = Alert.objects.get(episode=2).evidence.get()
    assert (evidence.from_tier, evidence.to_tier) == ("unrated", "medium")


def test_a_tier_that_is_back_lower_than_it_had_risen_raises_nothing() -> None:
    customer = make_customer()
    sweep(customer, tier="medium")
    sweep(customer, at=NOON + DAY, tier="high")
    sweep(customer, at=NOON + 2 * DAY, tier="unrated")
    sweep(customer, at=NOON + 3 * DAY, tier="medium")
    assert ends() == [(1, "unknown")]


def test_a_sweep_that_clears_says_why_in_its_event() -> None:
    customer = make_customer()
    sweep(customer, max_dpd=70)
    sweep(customer, at=NOON + DAY, max_dpd=None)
    event = Event.objects.filter(verb="raise_alerts").latest("id")
    assert '"cleared_because":{"unknown":1}' in event.payload.body


# --- rules that change ---


def test_a_rule_that_is_switched_off_ends_its_episodes_of_customers_that_do_not_change() -> None:
    sweep(make_customer(), max_dpd=70)
    change_rule(is_active=False)
    sweep_rules()
    assert ends() == [(1, "switched_off")]


def test_a_rule_that_is_switched_on_looks_at_customers_that_do_not_change() -> None:
    change_rule(is_active=False)
    sweep(make_customer(), max_dpd=70)
    assert ends() == []
    change_rule(is_active=True)
    sweep_rules(at=NOON + DAY)
    alert = Alert.objects.get()
    assert (alert.raised_at, alert.rule.code) == (NOON + DAY, "max_dpd")


def test_a_new_rule_looks_at_the_whole_book_once() -> None:
    for _ in range(3):
        sweep(make_customer(), utilisation=120)
    AlertRule.objects.create(
        code="own",
        kind=AlertRule.Kind.THRESHOLD,
        subject="utilisation",
        raise_at=110,
        clear_at=90,
        severity="low",
    )
    assert sweep_rules() == 1
    assert Alert.objects.filter(rule__code="own").count() == 3
    assert sweep_rules() == 0


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"raise_at": 71, "clear_at": 70}, [(1, "fell_back")]),
        ({"raise_at": 90}, [(1, "")]),
        ({"subject": "over_limit_days"}, [(1, "unknown")]),
    ],
)
def test_a_changed_threshold_is_held_against_what_runs(
    fields: dict[str, Any], expected: list[tuple[int, str]]
) -> None:
    sweep(make_customer(), max_dpd=70)
    change_rule(**fields)
    sweep_rules()
    assert ends() == expected


def test_a_rule_that_became_graver_makes_its_running_episodes_graver() -> None:
    sweep(make_customer(), max_dpd=70)
    change_rule(escalate_at=70)
    sweep_rules()
    assert Alert.objects.get().severity == "critical"


def test_a_rule_with_another_name_is_the_same_rule() -> None:
    sweep(make_customer(), max_dpd=70)
    change_rule(name_en="Sixty days late")
    assert sweep_rules() == 0


def test_a_large_book_is_swept_in_parts_and_goes_on_where_it_stopped() -> None:
    change_rule(is_active=False)
    for _ in range(5):
        sweep(make_customer(), max_dpd=70)
    change_rule(is_active=True)
    assert raise_alerts(at=NOON, most=2) == 2
    assert Alert.objects.count() == 2
    assert sweep_rules(most=2) == 2
    assert Alert.objects.count() == 5


def test_a_rule_that_changes_again_meanwhile_is_swept_from_the_start() -> None:
    change_rule(is_active=False)
    for figure in (61, 70, 70):
        sweep(make_customer(), max_dpd=figure)
    change_rule(is_active=True, raise_at=65)
    raise_alerts(at=NOON, most=2)
    change_rule(raise_at=60)
    sweep_rules(most=2)
    assert Alert.objects.count() == 3


def test_a_changed_customer_does_not_wait_for_the_rest_of_the_book() -> None:
    change_rule(is_active=False)
    for _ in range(4):
        sweep(make_customer(), max_dpd=70)
    change_rule(is_active=True)
    changed = make_customer()
    read(changed, max_dpd=70)
    raise_alerts(at=NOON, most=1)
    assert Alert.objects.filter(customer=changed).exists()
    assert not RatingChange.objects.exists()


def test_a_book_held_against_the_rules_again_changes_nothing() -> None:
    customer = make_customer()
    sweep(customer, tier="low", max_dpd=70)
    sweep(customer, tier="high", max_dpd=70)
    before = list(Alert.objects.order_by("pk").values())
    change_rule("utilisation", raise_at=130)
    assert sweep_rules() == 1
    assert list(Alert.objects.order_by("pk").values()) == before


def test_a_sweep_with_nothing_to_do_asks_three_questions() -> None:
    sweep(make_customer(), max_dpd=70)
    with CaptureQueriesContext(connection) as context:
        assert raise_alerts(at=NOON) == 0
    asked = [query["sql"] for query in context if "SAVEPOINT" not in query["sql"]]
    assert len(asked) <= 4
