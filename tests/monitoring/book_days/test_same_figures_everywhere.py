"""Page, API, document and paper say the same, line by line; figures are sums of their rows."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db.models import Sum
from django.test import Client
from pypdf import PdfReader
from rest_framework.test import APIClient
from time_machine import TimeMachineFixture

from customers.models import Invoice
from monitoring.book_days.figures import figures_of
from monitoring.book_days.indicators import kri_readings
from monitoring.book_days.sums import whole_book
from monitoring.models import BookDay
from monitoring.reports.document import document_of
from monitoring.services import make_month_report
from riskcrm.accounts.models import User
from riskcrm.web.templatetags.riskcrm import figure_text
from tests.monitoring.book_days.month_end import (
    BEFORE,
    END,
    EVENING,
    figures_on,
    make_month_end,
    tables_on,
)
from tests.monitoring.readings import DAY

pytestmark = pytest.mark.django_db
Sign = Callable[[User], Client]
Call = Callable[[User], APIClient]
MOVES = "Moves between tiers since 2026-03-31"
AGES = "Ageing over twelve months"
COLLECTED = "Sales outstanding and collection over twelve months"
SHARES = ("Tiers", "Ten largest debtors", "By industry", "By region")


@pytest.fixture
def book(account_manager: User, risk_officer: User, time_machine: TimeMachineFixture) -> Any:
    time_machine.move_to(EVENING, tick=False)
    make_month_end(account_manager, risk_officer)
    return whole_book(BookDay.objects.get(pk=END))


def documents(book: Any, language: str) -> dict[str, list[list[str]]]:
    tables = document_of(book, language=language)["tables"]
    return {table["title"]: table["rows"] for table in tables}


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_report_says_each_line_of_the_page(
    book: Any, head_of_risk: User, client_for: Sign, language: str
) -> None:
    User.objects.filter(pk=head_of_risk.pk).update(language=language)
    page = client_for(head_of_risk).get(f"/?as_of={END}").content.decode()
    paper, tables, figures = documents(book, language), tables_on(page), figures_on(page)
    lines = list(paper.values())
    assert len(lines[0]) == len(figures)
    for (label, value, change), (shown, number, note) in zip(
        lines[0], figures.values(), strict=True
    ):
        unit = value.removeprefix(number).strip()
        assert value.startswith(number)
        assert shown == (f"{label} ({unit})" if unit else label)
        assert change == note, label
    kris = next(iter(tables.values()))
    for (label, value, limits, status), shown in zip(lines[1], kris, strict=True):
        assert shown[:3] == [label, value, limits]
        assert shown[3].partition(" ")[2] == status
    titles = list(paper)
    assert len(titles) == 11
    for title in (titles[2], *titles[6:10]):  # those between are pictures on the page
        told = paper[title]
        if len(told[0]) > len(tables[title][0]):  # the largest debtors, each of whom is one
            told = [[name, *rest] for name, _one, *rest in told]
        assert tables[title] == told, title
        assert len(told) >= 2, title


def test_the_report_says_what_the_pictures_of_the_page_show(
    book: Any, head_of_risk: User, client_for: Sign
) -> None:
    page, paper = client_for(head_of_risk).get(f"/?as_of={END}").context, documents(book, "en")
    moves = {f"{was} → {now}": number for was, now, number, _sum in paper[MOVES]}
    assert moves == {move["name"]: str(move["value"]) for move in page["moves"]["items"]}
    assert len(moves) >= 3
    *recent, late_1, late_2, late_3, undated = _columns(page["trend"])
    late = [sum(values) for values in zip(late_1, late_2, late_3, strict=True)]
    days = page["trend"]["categories"]
    assert days == [str(BEFORE), str(END)]
    assert [[Decimal(cell.replace(",", "")) for cell in line[1:]] for line in paper[AGES]] == [
        list(line) for line in zip(*recent, undated, late, strict=True)
    ]
    assert [line[0] for line in paper[AGES]] == [line[0] for line in paper[COLLECTED]] == days
    figures = [*_columns(page["sales"]), *_columns(page["collected"])]
    assert [line[1:] for line in paper[COLLECTED]] == [
        [figure_text(value, 1) for value in line] for line in zip(*figures, strict=True)
    ]
    assert paper["Effect of removals to date"] == [[page["effect"]["said"]]]


def _columns(chart: Any) -> list[list[Any]]:
    return [series["values"] for series in chart["series"]]


def test_the_api_says_each_line_of_the_report(
    book: Any, head_of_risk: User, api_client_for: Call
) -> None:
    api, paper = api_client_for(head_of_risk), documents(book, "en")
    answer = api.get(f"/api/v1/book/?as_of={END}").json()
    said = [[each["name"], each["text"]] for each in answer["figures"]]
    assert said == [[label, value.rsplit(" ", 1)[0] if " " in value else value]
                    for label, value, _change in paper["Figures"]]  # fmt: skip
    kris = api.get(f"/api/v1/kris/?as_of={END}").json()
    for (label, value, limits, _status), one in zip(
        paper["Key risk indicators"], kris, strict=True
    ):
        assert (one["name"], one["text"]) == (label, value.split(" ")[0])
        amber, red = (Decimal(each) for each in limits.split(" / "))
        assert (Decimal(one["amber"]), Decimal(one["red"])) == (amber, red)
    for title, name in zip(SHARES, ("tiers", "largest", "industries", "regions"), strict=True):
        lines = [[r["name"], r["number"], r["amount"], r["share"]] for r in answer[name]]
        assert [_written(*line) for line in lines] == paper[title], title
    assert [[r["name"], str(r["number"])] for r in answer["cases"]] == paper["Cases by stage"]


def _written(name: str, number: int | None, amount: str, share: str | None) -> list[str]:
    return [
        name,
        "–" if number is None else f"{number:,}",
        f"{Decimal(amount):,.0f}",
        "–" if share is None else f"{Decimal(share):,.1f}",
    ]


def test_the_paper_says_each_line_of_the_report(book: Any, head_of_risk: User) -> None:
    reports = make_month_report(END, by=head_of_risk, at=EVENING + DAY)
    assert {report.language for report in reports} == {"en", "zh-hans"}
    for report in reports:
        pages = PdfReader(io.BytesIO(bytes(report.content))).pages
        words = "".join(re.sub(r"\s", "", page.extract_text()) for page in pages)
        for title, lines in documents(book, report.language).items():
            for line in lines:
                assert _set(line) in words, (report.language, title, line)


def _set(line: list[str]) -> str:
    """A line as its cells stand beside each other on paper."""
    text = "".join(line)
    for sign, drawn in (("−", "–"), ("▲ ", "+"), ("▼ ", "–")):
        text = text.replace(sign, drawn)
    return re.sub(r"\s", "", text)


# --- figures and their rows ----------------------------------------------------------------------


def exposure(rows: list[Any]) -> Decimal:
    return sum((row.reading.exposure for row in rows), Decimal(0))


def overdue(rows: list[Any]) -> Decimal:
    return sum((row.reading.overdue for row in rows), Decimal(0))


def in_base(rows: list[Any]) -> Decimal:
    return sum((row.base_amount for row in rows), Decimal(0))


def sales_90() -> Decimal:
    days = Invoice.objects.filter(invoice_date__gt=END - 90 * DAY, invoice_date__lte=END)
    return Decimal(days.aggregate(sum=Sum("base_amount"))["sum"])


def with_action(rows: list[Any]) -> int:
    return sum(row.closure.outcome in ("plan", "case") for row in rows)


# no list shows what was open ninety days ago, or in which month what is open was invoiced
NO_ROWS = {"effectiveness", "count_back"}
FIGURES: dict[str, Callable[[list[Any]], Any]] = {
    "customers": len,
    "exposure": exposure,
    "overdue": overdue,
    "expected_loss": lambda rows: sum(row.rating.expected_loss for row in rows),
    "high_customers": len,
    "exposure_at_risk": exposure,
    "over_limit": exposure,
    "dso": lambda rows: exposure(rows) * 90 / sales_90(),
    "best_dso": lambda rows: (exposure(rows) - overdue(rows)) * 90 / sales_90(),
    "hhi": lambda rows: sum(row.reading.exposure**2 for row in rows) / exposure(rows) ** 2,
    "sales_month": in_base,
    "payments_month": in_base,
    "alerts_open": len,
    "alerts_late": len,
    "alerts_raised": len,
    "alerts_closed": len,
    "alerts_decided": len,
    "alerts_with_action": len,
    "alert_precision": lambda rows: Decimal(100) * with_action(rows) / len(rows),
    "reviews_open": len,
    "reviews_overdue": len,
}
# what an indicator counts, of the rows that it leads to
KRIS: dict[str, Callable[[list[Any]], Any]] = {
    "over_90_ratio": lambda rows: sum(row.reading.due_91_180 for row in rows),
    "overdue_ratio": overdue,
    "average_days_delinquent": overdue,
    "top_ten_share": lambda rows: exposure(rows[:10]),
    "hhi": lambda rows: sum(row.reading.exposure**2 for row in rows),
    "high_tier_share": exposure,
    "limit_breaches": exposure,
    "alerts_late": len,
    "override_rate": len,
    "reviews_overdue": len,
    "appeals_upheld": len,
    "list_unreviewed": len,
}


def test_every_figure_is_what_its_rows_add_up_to(
    book: Any, head_of_risk: User, client_for: Sign
) -> None:
    client = client_for(head_of_risk)
    figures = {each.code: each for each in figures_of(book)}
    assert set(figures) == set(FIGURES) | NO_ROWS
    for code, of_rows in FIGURES.items():
        rows = rows_of(client, figures[code].link)
        assert figures[code].value is not None, code
        assert round(Decimal(of_rows(rows)), 6) == round(Decimal(figures[code].value), 6), code


def test_every_indicator_counts_the_rows_that_it_leads_to(
    book: Any, head_of_risk: User, client_for: Sign
) -> None:
    client = client_for(head_of_risk)
    readings = {each.kri.code: each for each in kri_readings(book)}
    matrix = readings.pop("net_downgrades")
    shown = client.get(matrix.link).context["matrix"]
    assert (matrix.numerator, matrix.denominator) == (shown.risen, shown.fallen) == (2, 1)
    upheld = readings["appeals_upheld"]
    assert (upheld.numerator, upheld.denominator, upheld.status) == (1, 2, "red")
    assert readings["list_unreviewed"].status == "red"
    assert set(readings) == set(KRIS) | {"collection_effectiveness"}
    for code, of_rows in KRIS.items():
        rows = rows_of(client, readings[code].link)
        assert readings[code].numerator is not None, code
        assert of_rows(rows) == readings[code].numerator, code


def rows_of(client: Client, link: str) -> list[Any]:
    answer = client.get(link)
    assert answer.status_code == 200, link
    return [row.record for row in answer.context["table"].rows]
