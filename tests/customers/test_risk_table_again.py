"""The risk-customer table again: several rows of one customer, and the sheet of the next month."""

from __future__ import annotations

import csv
import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from customers.imports import risk_table
from customers.imports.engine import import_rows
from customers.imports.options import Options
from customers.imports.services import unkept_file
from customers.imports.summary import Summary
from customers.models import (
    Contact,
    ContactChange,
    CreditReport,
    FactRevision,
    Interaction,
    MarketNote,
    Plan,
)
from riskcrm.accounts.models import User
from tests.customers.files import refused, run
from tests.customers.test_import_risk_table import CHINESE, ROW, book
from tests.factories import make_customer

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 3, 1)


def row_of(number: str = "K-001", **cells: Any) -> list[Any]:
    """A row that says of this customer no more than these cells."""
    names = ("contacts", "address", "kind", "industry", "score", "transactions", "tier", "talks",
             "problem", "measure", "responsible", "due_date", "feedback", "lesson")  # fmt: skip
    return [ROW[0], number, *(cells.get(name) for name in names)]


def run_on(path: Path, day: dt.date, by: User) -> Summary:
    at = dt.datetime.combine(day, dt.time(9), tzinfo=dt.UTC)
    return import_rows(
        path, Options(), kind="risk-table", by=by, at=at, dry_run=False,
        refusals=path.with_suffix(".refused"), obj=unkept_file("risk-table", path.name),
        name=path.name,
    )  # fmt: skip


# --- several rows of one customer ---


def test_a_second_row_brings_its_own_contacts_and_transactions(
    tmp_path: Path, account_manager: User
) -> None:
    first = row_of(contacts="张三 13800138000", transactions="A", score=650, tier="高风险")
    second = row_of(contacts="张三 13800138000；李四 13900139000", transactions="B", score=650)
    path = book(tmp_path / "two.xlsx", CHINESE, first, second)
    summary = run(path, "risk-table", by=account_manager)
    assert (summary.rows, summary.new, summary.refused) == (2, 2, 0), refused(path)
    contacts = Contact.objects.order_by("source_key").values_list("source_key", "name", "phone")
    assert list(contacts) == [
        ("table-1", "张三", "13800138000"),
        ("table-2", "李四", "13900139000"),
    ]
    assert CreditReport.objects.count() == 1
    assert MarketNote.objects.get().text == "A B"


@pytest.mark.parametrize(
    ("cells", "known"), [({"score": 600}, "650"), ({"tier": "中风险"}, "高风险")]
)
def test_a_second_row_with_another_score_or_tier_is_refused(
    tmp_path: Path, account_manager: User, cells: dict[str, Any], known: str
) -> None:
    first = row_of(score=650, tier="高风险")
    path = book(tmp_path / "two.xlsx", CHINESE, first, row_of(problem="P", **cells))
    summary = run(path, "risk-table", by=account_manager)
    assert (summary.rows, summary.new, summary.refused) == (2, 1, 1)
    assert refused(path) == {3: f"line 2 says “{known}” of the same customer"}
    assert CreditReport.objects.get().score == Decimal(650)
    assert not Plan.objects.exists()  # nothing of a refused line is written


def test_a_later_row_may_be_the_first_to_tell_the_score(
    tmp_path: Path, account_manager: User
) -> None:
    path = book(tmp_path / "two.xlsx", CHINESE, row_of(), row_of(score="B+", tier="低风险"))
    assert run(path, "risk-table", by=account_manager).refused == 0
    assert CreditReport.objects.get().rating == "B+"
    assert MarketNote.objects.get().rating == 5


def test_two_plans_of_one_problem_are_two_and_the_same_line_twice_is_one(
    tmp_path: Path, account_manager: User
) -> None:
    first = row_of(problem="逾期", due_date="2026-06-30")
    second = row_of(problem="逾期", due_date="2026-07-31", talks="2026-03-01 电话；2026-03-02 电话")
    path = book(tmp_path / "two.xlsx", CHINESE, first, second, second)
    for new in (2, 0):  # lines
        summary = run(path, "risk-table", by=account_manager)
        assert (summary.new, summary.changed, summary.refused) == (new, 0, 0), refused(path)
    dates = Plan.objects.order_by("due_date").values_list("due_date", flat=True)
    assert list(dates) == [dt.date(2026, 6, 30), dt.date(2026, 7, 31)]
    assert Interaction.objects.count() == 2


# --- the sheet of the next month ---


def test_another_score_is_a_report_of_the_day_of_its_sheet(
    tmp_path: Path, account_manager: User
) -> None:
    make_customer("K-001", name=ROW[0], manager=account_manager, team=account_manager.team)
    for place, (score, tier) in enumerate(
        [(650, "低风险"), (650, "低风险"), (600, "高风险"), (650, "高风险")]
    ):
        cells = row_of(score=score, tier=tier, transactions="A")
        path = book(tmp_path / f"{place}.xlsx", CHINESE, cells)
        run_on(path, DAY + dt.timedelta(days=30 * place), account_manager)
    reports = CreditReport.objects.order_by("effective_date")
    assert list(reports.values_list("effective_date", "score")) == [
        (DAY, Decimal(650)),
        (DAY + dt.timedelta(days=60), Decimal(600)),
        (DAY + dt.timedelta(days=90), Decimal(650)),
    ]
    notes = MarketNote.objects.order_by("effective_date")
    assert list(notes.values_list("effective_date", "rating", "text")) == [
        (DAY, 5, "A"),
        (DAY + dt.timedelta(days=60), 1, "A"),
    ]
    assert not FactRevision.objects.exists()  # nothing that was said has changed


def test_other_transactions_keep_the_tier_that_was_told(
    tmp_path: Path, account_manager: User
) -> None:
    run_on(book(tmp_path / "a.xlsx", CHINESE, row_of(tier="高风险", transactions="A")), DAY,
           account_manager)  # fmt: skip
    later = DAY + dt.timedelta(days=30)
    run_on(book(tmp_path / "b.xlsx", CHINESE, row_of(transactions="B")), later, account_manager)
    note = MarketNote.objects.get(effective_date=later)
    assert (note.title, note.rating, note.text) == ("高风险", 1, "B")


def test_a_contact_that_changes_its_number_is_the_same_contact(
    tmp_path: Path, account_manager: User
) -> None:
    run(book(tmp_path / "a.xlsx", CHINESE, row_of(contacts="张三 13800138000；李四 a@b.example")),
        "risk-table", by=account_manager)  # fmt: skip
    again = row_of(contacts="李四 a@b.example；王五 13700137000；张三 13900139000")
    run(book(tmp_path / "b.xlsx", CHINESE, again), "risk-table", by=account_manager)
    contacts = Contact.objects.order_by("source_key").values_list("source_key", "name", "phone")
    assert list(contacts) == [
        ("table-1", "张三", "13900139000"),
        ("table-2", "李四", ""),
        ("table-3", "王五", "13700137000"),
    ]
    assert list(ContactChange.objects.values_list("kind", "new_value")) == [
        ("phone", "13900139000")
    ]


def test_feedback_and_a_lesson_end_the_plan_and_leave_the_rest_as_it_was(
    tmp_path: Path, account_manager: User
) -> None:
    told = {"problem": "逾期", "measure": "电话催收", "due_date": "2026-02-28"}
    run_on(book(tmp_path / "a.xlsx", CHINESE, row_of(**told)), DAY, account_manager)
    Plan.objects.update(measures=["visit"])  # somebody knew better meanwhile
    told["feedback"] = "已还清"
    path = book(tmp_path / "b.xlsx", CHINESE, row_of(**told))
    assert run_on(path, DAY, account_manager).changed == 1
    assert Plan.objects.get().state == "open"  # without a lesson no plan ends
    path = book(tmp_path / "c.xlsx", CHINESE, row_of(lesson="早点催", **told))
    assert run_on(path, DAY, account_manager).changed == 1
    plan = Plan.objects.get()
    assert (plan.state, plan.done_date, plan.is_solved) == ("done", dt.date(2026, 2, 28), True)
    assert plan.measures == ["visit"]
    assert run_on(path, timezone.now().date(), account_manager).changed == 0


# --- differently messy ---


def test_contacts_in_several_lines_of_a_cell(tmp_path: Path, account_manager: User) -> None:
    cells = (
        "张三（财务总监）\n13800138000\n李四\n13900139000",
        "联系人：张三\n电话：13800138000\n邮箱：zs@firm.example\n微信：zs_2026",
        "· 王五\n· 赵六 (老板) 电话:12345",
    )
    rows = [row_of(f"K-{place}", contacts=cell) for place, cell in enumerate(cells)]
    path = book(tmp_path / "lines.xlsx", CHINESE, *rows)
    assert run(path, "risk-table", by=account_manager).refused == 0, refused(path)
    contacts = Contact.objects.order_by("customer__number", "source_key")
    assert list(
        contacts.values_list("customer__number", "name", "role", "phone", "email", "wechat")
    ) == [
        ("K-0", "张三", "财务总监", "13800138000", "", ""),
        ("K-0", "李四", "", "13900139000", "", ""),
        ("K-1", "张三", "", "13800138000", "zs@firm.example", "zs_2026"),
        ("K-2", "王五", "", "", "", ""),
        ("K-2", "赵六", "老板", "12345", "", ""),
    ]


def test_a_csv_in_gbk_as_excel_saves_it(tmp_path: Path, account_manager: User) -> None:
    path = tmp_path / "sheet.csv"
    with path.open("w", encoding="gbk", newline="") as text:
        out = csv.writer(text)
        out.writerow(["风险客户管理表格", *[""] * 15])
        out.writerow(CHINESE)
        out.writerow([*ROW[:2], "张三 13800138000\n李四 13900139000", *ROW[3:13], "2026/6/30",
                      *ROW[14:]])  # fmt: skip
        out.writerow([*ROW[:2], *[""] * 4, 600, *[""] * 9])
        out.writerow(row_of(problem="拒收", due_date="2026/7/31"))
    summary = run(path, "risk-table", by=account_manager)
    assert (summary.rows, summary.new, summary.refused) == (3, 2, 1), refused(path)
    assert summary.encoding.lower() in ("gbk", "gb18030")
    assert list(refused(path).values()) == ["line 3 says “620” of the same customer"]
    assert set(Contact.objects.values_list("name", flat=True)) == {"张三", "李四"}
    assert Plan.objects.count() == 2


def test_of_a_refused_line_nothing_is_written_and_another_one_speaks_for_its_customer(
    tmp_path: Path, account_manager: User
) -> None:
    first = row_of(score=650, tier="purple", transactions="A", address="1 Wrong St")
    second = row_of(score=650, tier="高风险", contacts="张三 13800138000")
    third = row_of(address="2 Right St", transactions="B", problem="P")
    broken = row_of(transactions="C", problem="P", due_date="32 May")
    path = book(tmp_path / "four.xlsx", CHINESE, first, second, third, broken)
    summary = run(path, "risk-table", by=account_manager)
    assert (summary.rows, summary.new, summary.refused) == (4, 2, 2), refused(path)
    assert set(refused(path)) == {2, 5}
    assert Contact.objects.get().customer.address == "2 Right St"
    assert CreditReport.objects.get().score == Decimal(650)
    assert (MarketNote.objects.get().rating, MarketNote.objects.get().text) == (1, "B")
    assert Plan.objects.count() == 1


def test_lines_that_say_the_same_refused_cell_are_refused_in_one_run(
    tmp_path: Path, account_manager: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs = []
    write = risk_table._write

    def counting(*args: Any, **said: Any) -> Any:
        runs.append(args)
        return write(*args, **said)

    monkeypatch.setattr(risk_table, "_write", counting)
    rows = [row_of(industry="spaceship", problem=f"P{n}") for n in range(8)]
    path = book(tmp_path / "same.xlsx", CHINESE, row_of(problem="innocent"), *rows)
    summary = run(path, "risk-table", by=account_manager)
    assert set(refused(path)) == set(range(3, 11))
    assert all("spaceship" in reason for reason in refused(path).values())
    assert (summary.new, summary.refused) == (1, 8)
    assert Plan.objects.get().problem == "innocent"
    assert len(runs) == 3  # one that finds them, one that finds no more, and the import


def test_where_each_run_refuses_another_line_the_customer_is_left_out(
    tmp_path: Path, account_manager: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(risk_table, "MOST_TRIES", 1)
    rows = [row_of(industry="spaceship"), row_of(problem="P")]
    other = row_of("K-002", problem="P")
    path = book(tmp_path / "left.xlsx", CHINESE, *rows, other)
    summary = run(path, "risk-table", by=account_manager)
    assert refused(path)[3] == "line 2 of the same customer is refused: mend that one first"
    assert (summary.new, summary.refused) == (1, 2)


def test_lines_are_counted_not_customers(tmp_path: Path, account_manager: User) -> None:
    make_customer("K-002", name=ROW[0], manager=account_manager, team=account_manager.team)
    rows = [row_of(number, problem=p) for number in ("K-001", "K-002") for p in ("P", "Q", "R")]
    path = book(tmp_path / "counts.xlsx", CHINESE, *rows, rows[0], row_of("K-002", score=5))
    summary = run(path, "risk-table", by=account_manager)
    assert (summary.rows, summary.new, summary.changed) == (8, 3, 4), refused(path)
    assert (summary.unchanged, summary.refused, summary.customers_created) == (1, 0, 1)
