"""Business days: what counts as one, and the calendars that say so."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from riskcrm import environment
from riskcrm.accounts.models import User
from riskcrm.audit.models import Event
from riskcrm.audit.services import SYSTEM
from riskcrm.web.business_days import add_business_days, is_business_day, next_business_day
from riskcrm.web.errors import Refused
from riskcrm.web.models import Holiday
from riskcrm.web.services import Day, keep_holidays, read_days, remove_holiday

pytestmark = pytest.mark.django_db
ClientFor = Callable[[User], Client]
AT = dt.datetime(2026, 9, 1, 9, tzinfo=dt.UTC)
THURSDAY = dt.date(2026, 10, 1)
SATURDAY = dt.date(2026, 10, 10)
GOLDEN_WEEK = [Day(THURSDAY + dt.timedelta(days=n), "国庆节") for n in range(7)]


@pytest.fixture
def china(settings: Settings) -> None:
    settings.COUNTRY = "CN"
    keep_holidays([*GOLDEN_WEEK, Day(SATURDAY, "调休", True)], calendar="CN", by=SYSTEM, at=AT)


class TestBusinessDays:
    def test_without_a_calendar_only_weekends_rest(self, settings: Settings) -> None:
        settings.COUNTRY = ""
        assert is_business_day(THURSDAY)
        assert not is_business_day(SATURDAY)
        assert next_business_day(SATURDAY) == dt.date(2026, 10, 12)
        assert next_business_day(THURSDAY) == THURSDAY

    @pytest.mark.usefixtures("china")
    def test_holidays_rest_and_weekends_worked_in_return_do_not(self) -> None:
        assert not is_business_day(THURSDAY)
        assert is_business_day(SATURDAY)
        assert next_business_day(THURSDAY) == dt.date(2026, 10, 8)
        assert add_business_days(dt.date(2026, 9, 30), 3) == SATURDAY

    @pytest.mark.usefixtures("china")
    def test_another_country_has_its_own_calendar(self) -> None:
        assert is_business_day(THURSDAY, calendar="DE")

    @pytest.mark.usefixtures("china")
    def test_any_distance_costs_one_query(self, django_assert_num_queries: Any) -> None:
        with django_assert_num_queries(1):
            assert add_business_days(dt.date(2026, 1, 1), 250) > dt.date(2026, 12, 1)

    def test_days_are_counted_forwards(self) -> None:
        with pytest.raises(ValueError, match="forwards"):
            add_business_days(THURSDAY, 0)

    def test_a_country_that_is_none_stops_the_start(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("RISKCRM_COUNTRY", "China")
        with pytest.raises(ImproperlyConfigured, match="two capital letters"):
            environment.country("RISKCRM_COUNTRY")


class TestReading:
    @pytest.mark.parametrize(
        "text",
        [
            "2026-10-01, 国庆节\n2026-10-10, 调休, 上班",
            "date;name;kind\n2026/10/1;国庆节\n2026/10/10;调休;worked",
            "\ufeff日期\t名称\t类型\r\n2026年10月1日\t国庆节\t\r\n\r\n2026.10.10\t调休\t调休\r\n",
        ],
    )
    def test_lines_are_read_as_people_paste_them(self, text: str) -> None:
        assert read_days(text) == [Day(THURSDAY, "国庆节"), Day(SATURDAY, "调休", True)]

    @pytest.mark.parametrize(
        ("text", "code", "words"),
        [
            ("", "no_days", "no day"),
            ("2026-10-01, A\n2026-10-01, B", "unreadable_days", "name a day twice: 2."),
            ("2026-13-01, A", "unreadable_days", ": 1."),
            ("2026-10-01", "unreadable_days", ": 1."),
            ("2026-10-01, A\n2026-10-02, B, maybe", "unreadable_days", ": 2."),
            ("\n".join(f"line {n}" for n in range(1001)), "too_many_days", "At most 1000"),
        ],
    )
    def test_what_cannot_be_read_is_named_and_nothing_added(
        self, text: str, code: str, words: str
    ) -> None:
        with pytest.raises(Refused) as caught:
            read_days(text)
        assert caught.value.code == code
        assert words in caught.value.message


class TestKeeping:
    def test_the_same_again_changes_nothing(self) -> None:
        def keep(*days: Day) -> tuple[int, int, int]:
            kept = keep_holidays(days, calendar="CN", by=SYSTEM, at=AT)
            return kept.new, kept.changed, kept.unchanged

        first, second = Day(THURSDAY, "A"), Day(SATURDAY, "B", True)
        assert keep(first, second) == (2, 0, 0)
        assert keep(first, second) == (0, 0, 2)
        assert keep(Day(THURSDAY, "C"), second) == (0, 1, 1)
        assert Holiday.objects.get(date=THURSDAY).name == "C"
        assert Event.objects.filter(verb="keep_holidays").count() == 2

    @pytest.mark.usefixtures("china")
    def test_a_day_is_taken_out_once(self) -> None:
        holiday = Holiday.objects.get(date=THURSDAY)
        for _ in range(2):
            remove_holiday(holiday, by=SYSTEM, at=AT)
        assert is_business_day(THURSDAY)
        assert Event.objects.filter(verb="remove_holiday").count() == 1

    def test_a_calendar_is_a_country(self) -> None:
        with pytest.raises(Refused, match="two capital letters"):
            keep_holidays([Day(THURSDAY, "A")], calendar="c1", by=SYSTEM, at=AT)


class TestPages:
    def test_pasting_uploading_and_taking_out(
        self, client_for: ClientFor, administrator: User
    ) -> None:
        client = client_for(administrator)
        address = reverse("web:holiday_add")
        given = {"calendar": "cn", "days": "2026-10-01, National Day"}
        page = client.post(address, given, follow=True).content.decode()
        assert "Days: 1 added, 0 changed, 0 there already." in page
        assert "National Day" in page
        assert "Take out" in page
        file = SimpleUploadedFile("days.csv", "2027-02-06,春节".encode("gb18030"))
        assert client.post(address, {"calendar": "CN", "file": file}).status_code == 302
        assert Holiday.objects.get(date=dt.date(2027, 2, 6)).name == "春节"
        wrong = client.post(address, {"calendar": "CN", "days": "soon"})
        assert wrong.status_code == 422
        page = client.get(f"{reverse('web:holiday_list')}?year=2027&calendar=CN")
        assert len(page.context["table"].rows) == 1
        day = Holiday.objects.get(date=THURSDAY)
        assert client.post(reverse("web:holiday_remove", args=[day.pk])).status_code == 302
        assert Holiday.objects.count() == 1

    def test_a_file_that_is_no_text_is_refused(
        self, client_for: ClientFor, administrator: User
    ) -> None:
        file = SimpleUploadedFile("days.csv", b"\xff\xfe\x00\xd8")
        page = client_for(administrator).post(
            reverse("web:holiday_add"), {"calendar": "CN", "file": file}
        )
        assert page.status_code == 422

    @pytest.mark.usefixtures("china")
    def test_officers_read_and_account_managers_do_not(
        self, client_for: ClientFor, risk_officer: User, account_manager: User
    ) -> None:
        pages = [reverse("web:holiday_list"), reverse("web:holiday_add")]
        day = Holiday.objects.earliest("date")
        for person, codes in ((risk_officer, [200, 403]), (account_manager, [403, 403])):
            client = client_for(person)
            assert [client.get(page).status_code for page in pages] == codes
            remove = reverse("web:holiday_remove", args=[day.pk])
            assert client.post(remove).status_code == 403
        assert Client().get(pages[0]).status_code == 302
