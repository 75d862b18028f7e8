"""The date solver over all packs that come with the product."""

from __future__ import annotations

import datetime as dt

import pytest

from removal.dates import WEEK, Calendar, Facts, Service, solve, stage_due
from removal.packs.reading import built_in_packs
from tests.removal.dates.table import CASES, Case, arrived, day

PACKS = {pack.code: pack.parameters for pack in built_in_packs()}


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.pack}: {case.shows}")
def test_a_date_is_as_worked_out_by_hand(case: Case) -> None:
    found = solve(case.facts, PACKS[case.pack], Calendar(case.differences)).get(case.name)
    assert (found.date.isoformat() if found else "") == case.expected
    if found:
        assert found.steps[-1].date == found.date


def test_the_table_has_cases_of_every_pack_and_no_fewer_than_sixty() -> None:
    assert len(CASES) >= 60
    assert {case.pack for case in CASES} == set(PACKS)
    assert len({(case.shows, case.pack) for case in CASES}) == len(CASES)


def test_every_date_comes_with_the_steps_that_led_to_it() -> None:
    facts = Facts(notice=(Service(day("2026-03-06"), "courier"),), relationship_years=9)
    notice = solve(facts, PACKS["CN-seller"], WEEK)["notice_end"]
    told = [(step.rule, step.days, step.unit, step.date.isoformat()) for step in notice.steps]
    assert told == [
        ("sent", None, "", "2026-03-06"),
        ("deemed", 3, "business", "2026-03-11"),
        ("law", 30, "calendar", "2026-04-10"),
        ("relationship", 90, "calendar", "2026-06-09"),
        ("longest", None, "", "2026-06-09"),
    ]
    assert all(step.citation for step in notice.steps[1:])


def test_the_day_that_a_letter_names_is_a_step_of_its_own() -> None:
    by_mail = Service(day("2026-03-02"), "email", deadline=day("2026-03-24"))
    cure = solve(Facts(notice=(by_mail,)), PACKS["CN-seller"], WEEK)["cure_deadline"]
    assert [step.rule for step in cure.steps] == ["sent", "deemed", "period", "told"]


def test_a_cure_period_is_not_extended_more_often_than_the_pack_allows() -> None:
    facts = Facts(notice=arrived("2026-03-02"), extensions=(5, 5, 5))
    with pytest.raises(ValueError, match="2 times at most"):
        solve(facts, PACKS["CN-seller"], WEEK)


def test_no_letter_arrives_before_it_was_sent() -> None:
    with pytest.raises(ValueError, match="no earlier"):
        Service(day("2026-03-06"), "courier", day("2026-03-05"))


def test_nothing_is_dated_of_which_nothing_is_known() -> None:
    for parameters in PACKS.values():
        assert solve(Facts(), parameters, WEEK) == {}


@pytest.mark.parametrize(
    ("stage", "expected"),
    [
        ("assessment", "2026-03-16"),
        ("legal_review", "2026-03-09"),
        ("decision", "2026-03-09"),
        ("settlement", "2026-04-13"),
        ("reduction", ""),
    ],
)
def test_a_stage_is_due_by_its_service_level(stage: str, expected: str) -> None:
    due = stage_due(stage, day("2026-03-02"), PACKS["FR-lender"], WEEK)
    assert (due.date.isoformat() if due else "") == expected


def test_a_calendar_without_business_days_is_refused() -> None:
    start = day("2026-01-01")
    never = {start + dt.timedelta(days=each): False for each in range(500)}
    with pytest.raises(ValueError, match="no business day"):
        Calendar(never).next_worked(start)
