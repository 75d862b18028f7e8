"""Deadlines of alerts in business hours, over weekends and holidays."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from monitoring.alerting.deadlines import Deadlines, deadlines
from riskcrm.web.models import Holiday

pytestmark = pytest.mark.django_db


def at(day: int, hour: int = 12, minute: int = 0, month: int = 5) -> dt.datetime:
    return dt.datetime(2026, month, day, hour, minute, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def nine_to_six(settings: Any) -> None:
    settings.WORKING_HOURS = (dt.time(9), dt.time(18))
    settings.COUNTRY = ""


# 4 May 2026 is a Monday
@pytest.mark.parametrize(
    ("raised", "due"),
    [
        (at(4, 10), at(4, 14)),
        (at(4, 16), at(5, 11)),  # two hours today, two tomorrow
        (at(4, 14), at(4, 18)),  # just within the day
        (at(4, 20), at(5, 13)),  # after hours: from the morning on
        (at(4, 3), at(4, 13)),
        (at(8, 17), at(11, 12)),  # over a weekend
        (at(9, 12), at(11, 13)),  # raised on a Saturday
    ],
)
def test_a_critical_alert_is_due_after_four_working_hours(
    raised: dt.datetime, due: dt.datetime
) -> None:
    assert deadlines(raised)["critical"].acknowledge_by == due


@pytest.mark.parametrize(
    ("severity", "raised", "taken", "decided"),
    [
        ("critical", at(4), at(4, 16), at(5, 18)),
        ("high", at(4), at(5, 18), at(7, 18)),
        ("high", at(8), at(11, 18), at(13, 18)),  # from Friday on
        ("high", at(9), at(11, 18), at(13, 18)),  # from Saturday on: it is no day itself
        ("medium", at(4), at(7, 18), at(18, 18)),
        ("low", at(4), at(30, 18, month=6), at(30, 18, month=6)),  # in one go, next month
        ("low", at(30, month=6), at(31, 18, month=7), at(31, 18, month=7)),
    ],
)
def test_deadlines_run_in_business_days(
    severity: str, raised: dt.datetime, taken: dt.datetime, decided: dt.datetime
) -> None:
    assert deadlines(raised)[severity] == Deadlines(acknowledge_by=taken, decide_by=decided)


def test_holidays_and_worked_weekends_of_the_country_count(settings: Any) -> None:
    settings.COUNTRY = "CN"
    for day, is_worked in ((5, False), (6, False), (9, True)):
        Holiday.objects.create(
            calendar="CN", date=dt.date(2026, 5, day), name="Labour", is_worked=is_worked
        )
    assert deadlines(at(4, 16))["critical"].acknowledge_by == at(7, 11)
    assert deadlines(at(4))["high"].acknowledge_by == at(7, 18)
    assert deadlines(at(4))["high"].decide_by == at(9, 18)  # Thursday, Friday, the worked Saturday


def test_hours_are_those_of_the_organisation(settings: Any) -> None:
    settings.TIME_ZONE = "Asia/Shanghai"
    settings.WORKING_HOURS = (dt.time(8, 30), dt.time(17, 30))
    # 16:00 in Shanghai: an hour and a half left, two and a half the next morning
    assert deadlines(at(4, 8))["critical"].acknowledge_by == at(5, 3)


def test_all_deadlines_cost_one_query(settings: Any) -> None:
    settings.COUNTRY = "CN"
    with CaptureQueriesContext(connection) as queries:
        assert set(deadlines(at(4))) == {"low", "medium", "high", "critical"}
    assert len(queries) == 1
