"""What holds of dates whatever happened and whichever pack and calendar they stand on."""

from __future__ import annotations

import dataclasses
import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from removal.dates import WEEK, Calendar, Facts, Service, solve
from removal.dates.calendar import add_months, add_years, whole_years
from removal.packs.names import DELIVERY
from removal.packs.reading import built_in_packs
from removal.packs.strict import strictest
from removal.packs.value import parameter_of

ALL = built_in_packs()
DAYS = st.dates(dt.date(2015, 1, 1), dt.date(2040, 12, 31))
FREE = st.sets(DAYS, max_size=60)
packs = st.sampled_from(ALL)
COUNTED_RULES = {"law", "law_old_contract", "contract", "relationship", "period", "extension"}


@st.composite
def services(draw: st.DrawFn) -> tuple[Service, ...]:
    made = []
    for _ in range(draw(st.integers(1, 3))):
        sent_on = draw(DAYS)
        later = st.none() | st.integers(0, 40).map(lambda n, on=sent_on: on + dt.timedelta(n))
        method = draw(st.sampled_from(DELIVERY))
        made.append(
            Service(
                sent_on,
                method,
                draw(later),
                deadline=draw(st.none() | DAYS),
                end_date=draw(st.none() | DAYS),
            )
        )
    return tuple(made)


facts = st.builds(
    Facts,
    warning=services(),
    notice=services(),
    termination=services(),
    relationship_years=st.none() | st.integers(0, 60),
    contract_notice_days=st.none() | st.integers(0, 400),
    contract_made_on=st.none() | DAYS,
    known_on=st.none() | DAYS,
    reminded_on=st.none() | DAYS,
    due_on=st.none() | DAYS,
    demands=st.lists(DAYS, max_size=4).map(tuple),
    extensions=st.lists(st.integers(1, 60), max_size=2).map(tuple),
    appeal_received_on=st.none() | DAYS,
    immediate_on=st.none() | DAYS,
)


@given(packs, facts)
def test_no_period_ends_earlier_than_any_single_rule_of_it(pack, happened) -> None:
    solved = solve(happened, pack.parameters, WEEK)
    for name in ("notice_end", "cure_deadline", "warning_answer", "appeal_deadline"):
        if name in solved:
            rules = [step for step in solved[name].steps if step.rule in COUNTED_RULES]
            assert all(solved[name].date >= step.date for step in rules)


@given(packs, facts)
def test_no_period_ends_before_the_day_that_its_letter_names(pack, happened) -> None:
    solved = solve(happened, pack.parameters, WEEK)
    named = {
        "warning_answer": [each.deadline for each in happened.warning],
        "cure_deadline": [each.deadline for each in happened.notice],
        "notice_end": [each.end_date for each in happened.notice],
    }
    for name, days in named.items():
        if name in solved:
            assert all(solved[name].date >= day for day in days if day)


@given(packs, facts)
def test_the_relationship_ends_no_earlier_than_notice_and_cure(pack, happened) -> None:
    solved = solve(happened, pack.parameters, WEEK)
    if "earliest_end" in solved:
        for name in ("notice_end", "cure_deadline", "termination_arrival"):
            if name in solved:
                assert solved["earliest_end"].date >= solved[name].date


@given(packs, facts, st.integers(0, 60), st.integers(0, 60))
def test_more_years_never_shorten_the_notice(pack, happened, years, more) -> None:
    fewer = dataclasses.replace(happened, relationship_years=years)
    longer = dataclasses.replace(happened, relationship_years=years + more)
    first, second = (solve(each, pack.parameters, WEEK) for each in (fewer, longer))
    if "notice_end" in first:
        assert second["notice_end"].date >= first["notice_end"].date


@given(packs, facts, FREE, DAYS)
def test_one_more_holiday_never_brings_a_date_forward(pack, happened, free, holiday) -> None:
    calendar = dict.fromkeys(free, False)
    before = solve(happened, pack.parameters, Calendar(calendar))
    after = solve(happened, pack.parameters, Calendar(calendar | {holiday: False}))
    assert before.keys() == after.keys()
    assert all(after[name].date >= before[name].date for name in before)


@given(packs, facts, services())
def test_one_more_service_never_brings_a_deadline_forward(pack, happened, again) -> None:
    more = dataclasses.replace(happened, notice=happened.notice + again)
    before, after = (solve(each, pack.parameters, WEEK) for each in (happened, more))
    for name in ("notice_arrival", "notice_end", "cure_deadline"):
        if name in before:
            assert after[name].date >= before[name].date


@given(packs, facts, DAYS)
def test_one_more_demand_never_shortens_a_limitation(pack, happened, demand) -> None:
    more = dataclasses.replace(happened, demands=(*happened.demands, demand))
    before, after = (solve(each, pack.parameters, WEEK) for each in (happened, more))
    if "limitation" in before:
        assert after["limitation"].date >= before["limitation"].date


CUSTOMERS = (
    "warning_answer", "notice_end", "cure_deadline", "appeal_deadline", "notice_arrival",
    "earliest_end",
)  # fmt: skip
OURS = ("appeal_ack", "appeal_answer", "immediate_review", "termination_right_lapse", "limitation")


@given(packs, packs, facts)
def test_two_packs_together_are_never_milder_than_either(first, second, happened) -> None:
    joint = strictest([first.as_rows(), second.as_rows()])
    together = solve(happened, {name: parameter_of(row) for name, row in joint.items()}, WEEK)
    for pack in (first, second):
        alone = solve(happened, pack.parameters, WEEK)
        for name in CUSTOMERS:
            if name in alone:
                assert together[name].date >= alone[name].date
        for name in OURS:
            if name in alone:
                assert together[name].date <= alone[name].date


@given(DAYS, st.integers(0, 600))
def test_months_keep_the_day_or_end_with_their_month(day, months) -> None:
    later = add_months(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    is_last = (later + dt.timedelta(days=1)).day == 1
    assert later.day == day.day or (is_last and later.day < day.day)


@given(DAYS, DAYS)
def test_whole_years_are_the_most_that_fit(since, until) -> None:
    years = whole_years(since, until)
    assert years >= 0
    if since <= until:
        assert add_years(since, years) <= until < add_years(since, years + 1)
