"""Dry runs: what a rule would have raised in the last 90 days, and what became of it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from customers.models import Customer
from monitoring.alert_rules.selectors import tally_of
from monitoring.models import Alert, DryRun, RuleVersion
from monitoring.services import change_version, draft_rule, request_dry_run, work_on_dry_runs
from riskcrm.accounts.models import User
from tests.factories import make_customer, make_invoice, make_team
from tests.monitoring.alert_rules.rules import SAID, refusal
from tests.monitoring.readings import DAY, NOON, read
from tests.removal.criteria.books import scores, snapshot, tiers

pytestmark = pytest.mark.django_db
MARCH, APRIL = dt.date(2026, 3, 31), dt.date(2026, 4, 30)
BEFORE = dt.date(2026, 1, 31)  # the month end before the 90 days, from which it is followed


@pytest.fixture
def draft(risk_officer: User) -> RuleVersion:
    return draft_rule(SAID, by=risk_officer, at=NOON)


def tried(draft: RuleVersion, by: User) -> DryRun:
    run = request_dry_run(draft, by=by, at=NOON)
    assert work_on_dry_runs(at=NOON) == 1
    run.refresh_from_db()
    assert run.failed == ""
    return run


def history(customer: Customer, figures: dict[dt.date, Any], now: Any = 0) -> None:
    for day, value in figures.items():
        snapshot(customer, day, utilisation=value)
    read(customer, utilisation=now)


def hits(run: DryRun) -> list[tuple[dt.date, Decimal | None]]:
    return list(run.hits.order_by("day").values_list("day", "value"))


def test_an_episode_is_one_alert_however_long_it_lasts(
    draft: RuleVersion, risk_officer: User
) -> None:
    history(make_customer(), {BEFORE: 10, MARCH: 130, APRIL: 140}, now=150)
    run = tried(draft, risk_officer)
    assert hits(run) == [(MARCH, Decimal(130))]
    assert (run.looked_at, run.held_before) == ([MARCH, APRIL, NOON.date()], 0)
    assert not Alert.objects.exists()


def test_one_that_fell_back_and_rose_again_is_two_unless_within_the_cooldown(
    draft: RuleVersion, risk_officer: User
) -> None:
    history(make_customer(), {BEFORE: 130, MARCH: 10, APRIL: 130}, now=130)
    run = tried(draft, risk_officer)
    assert (hits(run), run.held_before) == ([(APRIL, Decimal(130))], 1)
    change_version(draft, {"cooldown_days": 60}, version=draft.version, by=risk_officer, at=NOON)
    assert hits(tried(draft, risk_officer)) == []


def test_the_cooldown_is_of_what_fell_back_and_lets_through_what_is_graver(
    draft: RuleVersion, risk_officer: User
) -> None:
    said = {"cooldown_days": 60, "escalate_at": "200"}
    change_version(draft, said, version=draft.version, by=risk_officer, at=NOON)
    unknown, graver = make_customer(), make_customer()
    history(unknown, {BEFORE: 10, MARCH: 130, APRIL: None}, now=130)
    history(graver, {BEFORE: 10, MARCH: 130, APRIL: 10}, now=210)
    run = tried(draft, risk_officer)
    raised = sorted(run.hits.values_list("customer", "day", "severity"))
    assert raised == sorted([
        (unknown.pk, MARCH, "medium"), (unknown.pk, NOON.date(), "medium"),
        (graver.pk, MARCH, "medium"), (graver.pk, NOON.date(), "high"),
    ])  # fmt: skip


def test_once_the_cooldown_is_over_what_still_holds_is_raised(
    draft: RuleVersion, risk_officer: User
) -> None:
    change_version(draft, {"cooldown_days": 33}, version=draft.version, by=risk_officer, at=NOON)
    first = dt.date(2026, 2, 28)
    history(make_customer(), {BEFORE: 130, first: 10, MARCH: 130, APRIL: 130}, now=130)
    assert [day for day, _value in hits(tried(draft, risk_officer))] == [APRIL]


@pytest.mark.parametrize("subject", ["dso", "score"])
def test_a_customer_is_compared_with_its_industry_of_then(risk_officer: User, subject: str) -> None:
    said = {"subject": subject, "versus": "peers", "as_share": True, "raise_at": "200"}
    draft = draft_rule({**SAID, **said, "clear_at": "160"}, by=risk_officer, at=NOON)
    for number in range(21):
        customer, figure = make_customer(industry="C"), 60 if number == 20 else 30
        for day, then in ((BEFORE, 30), (MARCH, figure)):
            snapshot(customer, day, **({"dso": then} if subject == "dso" else {}))
        read(customer, dso=figure)
        scores(customer, [(MARCH, figure)])
    run = tried(draft, risk_officer)
    assert hits(run) == [(MARCH, Decimal(200))]


def test_between_the_marks_an_episode_goes_on(draft: RuleVersion, risk_officer: User) -> None:
    history(make_customer(), {BEFORE: 10, MARCH: 130, APRIL: 90}, now=130)
    assert [day for day, _value in hits(tried(draft, risk_officer))] == [MARCH]


def test_what_is_not_known_is_counted_and_no_hit(draft: RuleVersion, risk_officer: User) -> None:
    history(make_customer(), {BEFORE: 10}, now=None)
    history(make_customer(), {BEFORE: 10}, now=10)
    run = tried(draft, risk_officer)
    assert (hits(run), run.not_evaluated, run.customers_read) == ([], 1, 2)


def test_who_went_bad_after_the_alert_is_told(draft: RuleVersion, risk_officer: User) -> None:
    bad, good = make_customer(), make_customer()
    for customer in (bad, good):
        history(customer, {BEFORE: 10, MARCH: 130}, now=130)
    make_invoice(bad, "5000.00", due_date=dt.date(2026, 1, 20))  # 91 days late on April 21
    make_invoice(good, "5000.00", due_date=dt.date(2026, 4, 1))
    run = tried(draft, risk_officer)
    found = dict(run.hits.values_list("customer", "bad_date"))
    assert found == {bad.pk: dt.date(2026, 4, 21), good.pk: None}
    tally = tally_of(run, risk_officer)
    assert (tally.alerts, tally.customers, tally.gone_bad) == (2, 2, 1)


def test_figures_count_only_whom_the_reader_sees(
    draft: RuleVersion, risk_officer: User, account_manager: User
) -> None:
    account_manager.team = make_team()
    account_manager.save()
    mine = make_customer(manager=account_manager, team=account_manager.team)
    for customer in (mine, make_customer()):
        history(customer, {BEFORE: 10, MARCH: 130}, now=130)
    run = tried(draft, risk_officer)
    assert tally_of(run, risk_officer).customers == 2
    assert tally_of(run, account_manager).customers == 1


def test_rises_of_the_tier_are_found_in_its_history(risk_officer: User) -> None:
    draft = draft_rule({**SAID, "kind": "tier_rise"}, by=risk_officer, at=NOON)
    risen, stayed = make_customer(), make_customer()
    for customer in (risen, stayed):
        history(customer, {BEFORE: 10, MARCH: 10, APRIL: 10})
    tiers(risen, [(dt.date(2026, 1, 1), "low"), (dt.date(2026, 4, 10), "high")])
    tiers(stayed, [(dt.date(2026, 1, 1), "high")])
    run = tried(draft, risk_officer)
    assert list(run.hits.values_list("customer", "day")) == [(risen.pk, APRIL)]


def test_the_same_content_is_tried_once_a_day(draft: RuleVersion, risk_officer: User) -> None:
    first = tried(draft, risk_officer)
    assert request_dry_run(draft, by=risk_officer, at=NOON).pk == first.pk
    assert request_dry_run(draft, by=risk_officer, at=NOON + DAY).pk != first.pk
    assert DryRun.objects.count() == 1


def test_one_that_fails_says_so_and_the_next_has_its_turn(
    draft: RuleVersion, risk_officer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    from monitoring.services import dry_runs

    def fail(*_args: Any, **_more: Any) -> None:
        raise RuntimeError("disk full")

    monkeypatch.setattr(dry_runs, "_try", fail)
    run = request_dry_run(draft, by=risk_officer, at=NOON)
    assert work_on_dry_runs(at=NOON) == 1
    run.refresh_from_db()
    assert (run.failed, work_on_dry_runs(at=NOON)) == ("RuntimeError", 0)


def test_an_account_manager_tries_nothing(draft: RuleVersion, account_manager: User) -> None:
    assert refusal(request_dry_run, draft, by=account_manager, at=NOON).code == "no_right"
