from __future__ import annotations

import base64
import datetime as dt
import re
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient
from time_machine import TimeMachineFixture

from customers.models import Customer, Plan
from monitoring.kris.catalogue import KRIS
from monitoring.models import KriLimit, MonthReport
from monitoring.services import (
    change_limits,
    decide_limits,
    keep_day,
    make_month_reports,
)
from monitoring.services.alert_life import close_alert
from riskcrm.accounts.models import User
from riskcrm.accounts.roles import ALL_CUSTOMERS
from riskcrm.web.errors import Refused
from tests.factories import make_customer, make_invoice, make_payment, make_service_user
from tests.monitoring.readings import DAY, NOON, make_alert, read

pytestmark = pytest.mark.django_db
Sign = Callable[[User], Client]
Call = Callable[[User], APIClient]
TODAY = NOON.date()
END = dt.date(2026, 4, 30)
FIGURE = re.compile(r'data-figure="(\w+)".*?class="figure-value"[^>]*>([^<]*)<', re.DOTALL)
KRI = re.compile(r'data-kri="(\w+)".*?class="figure"[^>]*>([^<]*)<', re.DOTALL)


@pytest.fixture
def month(time_machine: TimeMachineFixture, account_manager: User) -> dt.date:
    """An end of a month that was kept, from the ledger."""
    time_machine.move_to(NOON)
    customer = make_customer(
        manager=account_manager, team=account_manager.team, industry="C", region="Ost",
        since_date=END - 300 * DAY,
    )  # fmt: skip
    for ago, amount in ((150, 1234), (60, 50_000), (5, 7_777)):
        day = END - ago * DAY
        make_invoice(customer, invoice_date=day, due_date=day + 30 * DAY, amount=Decimal(amount))
    make_alert(make_customer(manager=account_manager), at=NOON - 10 * DAY)
    keep_day(END, at=NOON)
    return END


def figures_on(text: str, pattern: re.Pattern[str] = FIGURE) -> dict[str, str]:
    return {code: said.strip() for code, said in pattern.findall(text)}


def test_page_and_api_say_the_same_figures_of_a_day_looked_up_afterwards(
    month: dt.date, head_of_risk: User, client_for: Sign, api_client_for: Call
) -> None:
    page = client_for(head_of_risk).get(f"/?as_of={month}").content.decode()
    api = api_client_for(head_of_risk)
    book = api.get(f"/api/v1/book/?as_of={month}").json()
    kris = api.get(f"/api/v1/kris/?as_of={month}").json()
    shown, kris_shown = figures_on(page), figures_on(page, KRI)
    assert shown == {each["code"]: each["text"] for each in book["figures"]}
    assert kris_shown == {each["code"]: each["text"] for each in kris}
    assert shown["exposure"] == "59,011"
    assert len(shown) > 15


def test_the_figures_of_the_newest_day_lead_to_rows_that_add_up(
    head_of_risk: User, client_for: Sign, time_machine: TimeMachineFixture
) -> None:
    time_machine.move_to(NOON)
    for exposure, tier, industry in ((100, "high", "C"), (50, "low", "C"), (7, "low", "G")):
        customer = make_customer(industry=industry, region="Ost")
        read(customer, tier=tier, exposure=exposure, overdue=exposure - 5, utilisation=exposure + 1)
    keep_day(TODAY, at=NOON)
    client = client_for(head_of_risk)
    context = client.get(f"/?as_of={TODAY}").context
    by_code = {each.code: each for each in context["figures"]}

    def rows(link: str) -> list[object]:
        return [row.record for row in client.get(link).context["table"].rows]

    for code, name in (("exposure", "exposure"), ("overdue", "overdue"), ("over_limit", "exposure"),
                       ("exposure_at_risk", "exposure")):  # fmt: skip
        figure = by_code[code]
        assert sum(getattr(row.reading, name) for row in rows(figure.link)) == figure.value, code  # type: ignore[attr-defined]
    assert len(rows(by_code["high_customers"].link)) == by_code["high_customers"].value
    for line in [*context["industry_rows"], *context["region_rows"], *context["tier_rows"]]:
        if line.link:
            assert sum(row.reading.exposure for row in rows(line.link)) == line.amount  # type: ignore[attr-defined]


def test_what_came_in_a_month_leads_to_its_invoices_and_payments(
    account_manager: User, head_of_risk: User, client_for: Sign, time_machine: TimeMachineFixture
) -> None:
    time_machine.move_to(NOON)
    for who in (account_manager, None):
        customer = make_customer(manager=who, since_date=END - 90 * DAY)
        for day in (END - 40 * DAY, END - 29 * DAY, END, END + DAY):
            make_invoice(customer, invoice_date=day, due_date=day + DAY, amount=Decimal(100))
            make_payment(customer, received_date=day, amount=Decimal(30))
    keep_day(END, at=NOON)
    for user, times in ((head_of_risk, 2), (account_manager, 1)):
        client = client_for(user)
        shown = {each.code: each for each in client.get(f"/?as_of={END}").context["figures"]}
        for code, value in (("sales_month", 200), ("payments_month", 60)):
            figure = shown[code]
            rows = [row.record for row in client.get(figure.link).context["table"].rows]
            assert sum(row.base_amount for row in rows) == figure.value == value * times, code


def test_a_figure_of_a_past_day_is_no_link_to_rows_of_today(
    month: dt.date, head_of_risk: User, client_for: Sign
) -> None:
    client = client_for(head_of_risk)
    page = client.get(f"/?as_of={month}").content.decode()
    within = r'">(?:(?!</(?:li|tr)>).)*<a class="'
    linked = set(re.findall(rf'data-figure="(\w+){within}figure-value"', page, re.DOTALL))
    assert linked == {"sales_month", "payments_month", "alerts_raised", "alerts_closed",
                      "alerts_decided", "alerts_with_action", "alert_precision"}  # fmt: skip
    assert re.findall(rf'data-kri="(\w+){within}figure"', page, re.DOTALL) == ["appeals_upheld"]
    said = re.findall(r'aria-label="([^"]*): rows of today">(\w+)</a>', page)
    assert {("Exposure", "today"), ("high", "today"), ("Manufacturing", "today")} <= set(said)
    keep_day(TODAY, at=NOON)
    now = client.get(f"/?as_of={TODAY}").content.decode()
    assert "rows of today" not in now
    assert 'href="/customers/?sort=-exposure">' in now


def test_counts_and_precision_of_alerts_lead_to_their_rows(
    head_of_risk: User, client_for: Sign, time_machine: TimeMachineFixture
) -> None:
    time_machine.move_to(NOON)
    client = client_for(head_of_risk)
    for outcome in ("", "plan", "watched", "false_alarm"):
        alert = make_alert(make_customer(), at=NOON)
        if outcome:
            plan = None
            if outcome == "plan":
                plan = Plan.objects.create(
                    customer=alert.customer, source_key="P-1", effective_date=TODAY,
                    recorded_at=NOON, problem="Pays late",
                )  # fmt: skip
            close_alert(alert, outcome=outcome, note="Called.", plan=plan, by=head_of_risk, at=NOON)
    keep_day(TODAY, at=NOON)
    counted = {each.code: each for each in client.get(f"/?as_of={TODAY}").context["figures"]}
    for code in ("alerts_open", "alerts_late", "alerts_raised", "alerts_closed",
                 "alerts_decided", "alerts_with_action"):  # fmt: skip
        table = client.get(counted[code].link).context["table"]
        assert len(table.rows) == counted[code].value, code
    precision = counted["alert_precision"]
    table = client.get(precision.link).context["table"]
    assert (precision.text, len(table.rows)) == ("33.3", 3)


def test_a_day_that_was_not_kept_is_said_and_the_closest_are_offered(
    month: dt.date, head_of_risk: User, client_for: Sign, api_client_for: Call
) -> None:
    answer = client_for(head_of_risk).get(f"/?as_of={month - DAY}")
    assert answer.status_code == 404
    assert "were not kept" in answer.content.decode()
    assert f"?as_of={month}" in answer.content.decode()
    assert client_for(head_of_risk).get("/?as_of=soon").status_code == 404
    assert api_client_for(head_of_risk).get("/api/v1/book/?as_of=2020-01-01").status_code == 404
    assert api_client_for(head_of_risk).get("/api/v1/book/?as_of=soon").status_code == 400


def test_each_person_sees_the_sums_of_their_own_customers(
    month: dt.date, account_manager: User, outsider: User, nobody: User, api_client_for: Call
) -> None:
    def exposure(user: User) -> str:
        figures = api_client_for(user).get("/api/v1/book/").json()["figures"]
        return str(next(each["text"] for each in figures if each["code"] == "exposure"))

    assert exposure(account_manager) == "59,011"
    assert exposure(outsider) == "0"
    assert api_client_for(nobody).get("/api/v1/book/").status_code == 403
    assert api_client_for(account_manager).get("/api/v1/kris/").status_code == 403
    assert api_client_for(account_manager).get("/api/v1/month-reports/").status_code == 403


def test_indicators_are_shown_to_who_may_see_them_and_the_whole_book(
    month: dt.date, head_of_risk: User, legal_reviewer: User, client_for: Sign
) -> None:
    assert figures_on(client_for(head_of_risk).get("/?team=").content.decode(), KRI)
    assert legal_reviewer.has_perm(ALL_CUSTOMERS)
    client = client_for(legal_reviewer)
    for address in ("/?team=", f"/?as_of={month}"):
        page = client.get(address).content.decode()
        assert "data-figure" in page, address
        assert figures_on(page, KRI) == {}, address
    assert client.get("/book/indicators/").status_code == 403


def test_a_key_of_a_team_reads_no_figures_of_the_whole_book(
    month: dt.date, account_manager: User, api_client_for: Call
) -> None:
    of_team = api_client_for(make_service_user("book:read", team=account_manager.team))
    of_all = api_client_for(make_service_user("book:read"))
    for path in ("kris", "month-reports"):
        assert of_team.get(f"/api/v1/{path}/").status_code == 403
        assert of_all.get(f"/api/v1/{path}/").status_code == 200
    codes = {each["code"] for each in of_team.get("/api/v1/book/").json()["figures"]}
    assert not codes & {"alerts_open", "reviews_open"}, "the key may see neither"


def test_who_looks_after_other_customers_by_now_reads_no_former_names(
    month: dt.date, account_manager: User, outsider: User, api_client_for: Call
) -> None:
    before = api_client_for(account_manager).get("/api/v1/book/").json()["largest"]
    assert len(before) == 1
    Customer.objects.update(manager=outsider, team=outsider.team)
    assert api_client_for(account_manager).get("/api/v1/book/").json()["largest"] == []


def test_a_day_is_held_against_the_limits_of_then(
    month: dt.date, head_of_risk: User, api_client_for: Call
) -> None:
    def limits(query: str) -> tuple[str, str]:
        kris = api_client_for(head_of_risk).get(f"/api/v1/kris/{query}").json()
        one = next(each for each in kris if each["code"] == "overdue_ratio")
        return one["amber"], one["red"]

    then = limits(f"?as_of={month}")
    change_limits(KRIS["overdue_ratio"], amber=Decimal(1), red=Decimal(2), owner=None,
                  reason="as the board says", by=head_of_risk, at=NOON)  # fmt: skip
    assert limits(f"?as_of={month}") == then
    assert limits("") == ("1.0000", "2.0000")


def test_limits_of_a_falling_indicator_are_never_equal(head_of_risk: User) -> None:
    with pytest.raises(Refused) as refused:
        change_limits(KRIS["collection_effectiveness"], amber=Decimal(80), red=Decimal(80),
                      owner=None, reason="x", by=head_of_risk, at=NOON)  # fmt: skip
    assert refused.value.code == "limits_order"


def test_a_team_is_shown_to_who_sees_all(
    month: dt.date, head_of_risk: User, account_manager: User, other_team: object, client_for: Sign
) -> None:
    client = client_for(head_of_risk)
    of_team = client.get(f"/?team={account_manager.team_id}").content.decode()
    assert figures_on(of_team)["exposure"] == "59,011"
    other = client.get(f"/?team={other_team.pk}").content.decode()  # type: ignore[attr-defined]
    assert figures_on(other)["exposure"] == "0"


def test_the_page_asks_as_many_queries_for_many_customers_as_for_one(
    head_of_risk: User, client_for: Sign
) -> None:
    def queries(customers: int) -> int:
        for _ in range(customers):
            read(make_customer(region="Ost"), tier="low", exposure=5)
        keep_day(TODAY, at=NOON)
        client = client_for(head_of_risk)
        client.get(f"/?as_of={TODAY}")
        with CaptureQueriesContext(connection) as context:
            assert client.get(f"/?as_of={TODAY}").status_code == 200
        assert not [q for q in context if '"scoring_reading"' in q["sql"]]
        return len(context)

    assert queries(1) == queries(8)


def test_tighter_limits_hold_at_once_and_looser_ones_need_a_second_person(
    head_of_risk: User, risk_officer: User, auditor: User
) -> None:
    kri = KRIS["overdue_ratio"]

    def change(amber: int, red: int, by: User = head_of_risk) -> KriLimit:
        return change_limits(kri, amber=Decimal(amber), red=Decimal(red), owner=risk_officer,
                             reason="as the board says", by=by, at=NOON)  # fmt: skip

    assert change(10, 20).in_force_at == NOON
    asked = change(30, 40)
    assert asked.in_force_at is None
    with pytest.raises(Refused, match="second person"):
        decide_limits(asked, approve=True, by=head_of_risk, at=NOON)
    with pytest.raises(Refused):
        decide_limits(asked, approve=True, by=auditor, at=NOON)
    with pytest.raises(Refused, match="wait"):
        change(31, 41)
    waiting = KriLimit.objects.filter(pk=asked.pk)
    for alone, name in ((None, "kri_looser_by_two"), (head_of_risk, "kri_four_eyes")):
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            waiting.update(in_force_at=NOON, approved_by=alone)
    decide_limits(asked, approve=True, by=risk_officer, at=NOON)
    asked.refresh_from_db()
    assert asked.in_force_at == NOON
    with pytest.raises(Refused, match="beyond"):
        change(40, 30)
    with pytest.raises(Refused):
        change(1, 2, by=risk_officer)


def test_reports_are_made_once_and_kept_with_their_hash(
    month: dt.date, head_of_risk: User, auditor: User, client_for: Sign, api_client_for: Call
) -> None:
    assert make_month_reports(at=NOON) == 2
    assert make_month_reports(at=NOON) == 0
    report = MonthReport.objects.get(language="en")
    client = client_for(auditor)
    assert report.sha256[:12] in client.get("/book/reports/").content.decode()
    file = client.get(f"/book/reports/{report.pk}/")
    assert file.content == bytes(report.content)
    assert client.post("/book/reports/make/", {"month": "2026-04"}).status_code == 403
    answer = api_client_for(auditor).get("/api/v1/month-reports/").json()
    assert base64.b64decode(answer[0]["content"])[:4] == b"%PDF"
    refused = client_for(head_of_risk).post("/book/reports/make/", {"month": "2025-04"})
    assert refused.status_code == 422
    assert "were not kept" in refused.content.decode()


def test_limits_are_changed_and_decided_on_pages(
    month: dt.date, head_of_risk: User, risk_officer: User, auditor: User, client_for: Sign
) -> None:
    filled = {"amber": "30", "red": "40", "owner": risk_officer.pk, "reason": "season"}
    client = client_for(head_of_risk)
    assert client.get("/book/indicators/overdue_ratio/limits/").status_code == 200
    assert client.post("/book/indicators/overdue_ratio/limits/", filled).status_code == 302
    assert client.get("/book/indicators/nothing/limits/").status_code == 404
    asked = KriLimit.objects.get()
    assert "season" in client_for(auditor).get("/book/indicators/").content.decode()
    url = f"/book/limits/{asked.pk}/decide/"
    assert client_for(auditor).post(url, {"decision": "approve"}).status_code == 403
    client_for(risk_officer).post(url, {"decision": "approve"})
    asked.refresh_from_db()
    assert asked.approved_by == risk_officer
    page = client_for(head_of_risk).get("/book/indicators/").content.decode()
    assert risk_officer.name in page
