"""The risk-customer table of sixteen columns, from three sheets, each differently messy."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.db import connection
from openpyxl.styles import Font

from customers.imports import risk_table
from customers.imports.errors import FileRefused
from customers.models import (
    CreditReport,
    Customer,
    FactRevision,
    Interaction,
    MarketNote,
    Plan,
)
from customers.risk_table.columns import is_solved
from riskcrm.accounts.models import User
from riskcrm.web.today import today
from tests.customers.files import refused, run
from tests.factories import make_customer

pytestmark = pytest.mark.django_db
CHINESE = [
    *("客户名称", "编号", "联系方式", "地址", "客户类型", "行业", "信用评分", "交易记录"),
    *("风险等级", "沟通记录", "问题描述", "处理措施", "责任人", "完成时间", "结果反馈", "经验总结"),
]
ROW: list[Any] = [
    "华东精密机械有限公司",
    "K-001",
    "张三 13800138000；李四(财务) 010-88886666 lisi@example.com",
    "上海市浦东新区世纪大道1号",
    "企业",
    "机械制造",
    620,
    "月均采购50万元，近一年逾期3次",
    "高风险",
    "2026-03-01 电话催款，承诺月底付款；2026/4/2 上门拜访，负责人不在",
    "连续三个月逾期",
    "降低信用额度，电话催收",
    "Ming Chen",
    dt.date(2026, 6, 30),
    "已还清欠款，问题已解决",
    "账期不应超过60天",
]


def book(path: Path, *rows: list[Any], merge: tuple[str, ...] = ()) -> Path:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    for row in rows:
        sheet.append(row)
    for cells in merge:
        sheet.merge_cells(cells)
    sheet["A1"].font = Font(bold=True)
    workbook.save(path)
    return path


def test_the_plain_sheet_lands_in_the_book(tmp_path: Path, account_manager: User) -> None:
    path = book(tmp_path / "plain.xlsx", CHINESE, ROW)
    summary = run(path, "risk-table", by=account_manager)
    assert (summary.rows, summary.new, summary.refused) == (1, 1, 0), refused(path)
    customer = Customer.objects.get(number="K-001")
    assert (customer.name, customer.kind, customer.industry) == (ROW[0], "company", "C")
    assert customer.address == ROW[3]
    report = CreditReport.objects.get(customer=customer)
    assert report.score == Decimal(620)
    note = MarketNote.objects.get(customer=customer)
    assert (note.title, note.rating, note.text) == ("高风险", 1, ROW[7])
    talks = list(Interaction.objects.filter(customer=customer).order_by("effective_date"))
    assert [(t.effective_date, t.channel, t.content) for t in talks] == [
        (dt.date(2026, 3, 1), "call", "电话催款，承诺月底付款"),
        (dt.date(2026, 4, 2), "visit", "上门拜访，负责人不在"),
    ]
    plan = Plan.objects.get(customer=customer)
    assert (plan.problem, plan.measure_text, plan.responsible) == (
        ROW[10],
        ROW[11],
        account_manager,
    )
    assert (plan.due_date, plan.state, plan.is_solved) == (dt.date(2026, 6, 30), "done", True)
    assert (plan.reaction, plan.lesson) == (ROW[14], ROW[15])
    assert plan.measures == ["limit", "call"]


def test_the_same_sheet_again_changes_nothing(tmp_path: Path, account_manager: User) -> None:
    path = book(tmp_path / "plain.xlsx", CHINESE, ROW)
    run(path, "risk-table", by=account_manager)
    summary = run(path, "risk-table", by=account_manager)
    assert (summary.new, summary.changed, summary.unchanged) == (0, 0, 1)
    assert not FactRevision.objects.exists()
    assert Interaction.objects.count() == 2


def test_a_check_finds_the_same_and_writes_nothing(tmp_path: Path, account_manager: User) -> None:
    path = book(tmp_path / "plain.xlsx", CHINESE, ROW)
    summary = run(path, "risk-table", by=account_manager, dry_run=True)
    assert (summary.rows, summary.new, summary.refused) == (1, 1, 0)
    assert not Customer.objects.exists()


def test_a_title_merged_heads_and_customers_over_several_rows(
    tmp_path: Path, account_manager: User
) -> None:
    """A title over all, heads of two rows, and a customer whose cells span two lines."""
    groups = ["客户名称", "编号", "基本信息", "", "", "", "风险", "", "", "跟进", *[""] * 6]
    heads = ["", "", *CHINESE[2:]]
    second = [None, None, None, None, None, None, None, None, None, "2026年5月8日：微信联系",
              "拒收货物", "要求保证金", "王主管", "2026年7月底", "尚未解决", None]  # fmt: skip
    path = book(
        tmp_path / "merged.xlsx",
        ["风险客户管理表格（2026年）"],
        groups,
        heads,
        ROW,
        second,
        merge=("A1:P1", "A2:A3", "B2:B3", "C2:F2", "G2:I2", "J2:P2",
               *(f"{column}4:{column}5" for column in "ABCDEFGHI")),
    )  # fmt: skip
    summary = run(path, "risk-table", by=account_manager)
    assert (summary.rows, summary.new, summary.refused) == (2, 2, 0), refused(path)
    customer = Customer.objects.get()
    assert Interaction.objects.filter(channel="wechat").get().content == "微信联系"
    first, other = Plan.objects.filter(customer=customer).order_by("id")
    assert (other.problem, other.responsible, other.responsible_name) == (
        "拒收货物",
        None,
        "王主管",
    )
    assert (other.due_date, other.is_solved, other.measures) == (
        dt.date(2026, 7, 31),
        False,
        ["security"],
    )
    assert first.problem == ROW[10]


def test_english_names_text_dates_and_lines_that_cannot_be_taken(
    tmp_path: Path, account_manager: User
) -> None:
    heads = [
        "Company", "No.", "Contact details", "Address", "Customer type", "Industry",
        "Credit score", "Transaction history", "Risk level", "Communication log", "Problem",
        "Action taken", "Owner", "Deadline", "Feedback", "Lesson learned",
    ]  # fmt: skip
    good = ["Brook & Sons Ltd", "E-1", "Tom Brook +44 20 7946 0958, tom@brook.example", "1 High St",
            "Company", "Wholesale and retail trade", "B+", "", "Medium risk", "called, no answer",
            "slow payer", "ask for a deposit", "", "13/05/2026", "", ""]  # fmt: skip
    bad_tier = ["Wild Ltd", "E-2", *[""] * 6, "purple", *[""] * 7]
    nameless = ["", "", "x", *[""] * 13]
    bad_kind = ["Odd Ltd", "E-3", "", "", "spaceship", *[""] * 11]
    path = book(tmp_path / "english.xlsx", heads, good, bad_tier, nameless, bad_kind)
    summary = run(path, "risk-table", by=account_manager)
    assert (summary.rows, summary.new, summary.refused) == (4, 1, 3), refused(path)
    told = refused(path)
    assert "purple" in told[3]
    assert "missing" in told[4]
    assert "spaceship" in told[5]
    assert list(Customer.objects.values_list("number", "industry")) == [("E-1", "G")]
    report = CreditReport.objects.get()
    assert (report.score, report.rating) == (None, "B+")
    assert MarketNote.objects.get().rating == 3
    assert Interaction.objects.get().effective_date == today()
    plan = Plan.objects.get()
    assert (plan.due_date, plan.state) == (dt.date(2026, 5, 13), "open")


def test_customers_of_others_are_not_touched(
    tmp_path: Path, outsider: User, account_manager: User
) -> None:
    make_customer("K-001", name="Theirs", manager=account_manager, team=account_manager.team)
    path = book(tmp_path / "plain.xlsx", CHINESE, ROW)
    summary = run(path, "risk-table", by=outsider)
    assert (summary.new, summary.refused) == (0, 1)
    assert not Plan.objects.exists()
    assert not Interaction.objects.exists()


@pytest.mark.parametrize(
    ("feedback", "solved"),
    [("Still unresolved", False), ("not paid in full", False), ("尚未解决", False),
     ("resolved in May", True), ("已还清", True), ("will call again", None)],
)  # fmt: skip
def test_what_a_feedback_says_of_the_problem(feedback: str, solved: bool | None) -> None:
    assert is_solved(feedback) is solved


def test_a_sheet_of_too_many_lines_is_refused_before_anything_is_written(
    tmp_path: Path, account_manager: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(risk_table, "MOST", 2)
    rows = [[f"Customer {n}", f"K-{n}", *[""] * 14] for n in range(3)]
    path = book(tmp_path / "long.xlsx", CHINESE, *rows)
    with pytest.raises(FileRefused, match="at most 2 lines") as error:
        run(path, "risk-table", by=account_manager)
    assert error.value.code == "too_many_lines"
    assert not Customer.objects.exists()


def test_names_of_people_are_read_once_for_a_sheet(tmp_path: Path, account_manager: User) -> None:
    asked: list[int] = []

    def note(execute: Any, sql: str, *rest: Any) -> Any:
        asked[-1] += 'FROM "accounts_user"' in sql
        return execute(sql, *rest)

    for lines in (1, 10):
        asked.append(0)
        rows = [[ROW[0], f"K-{lines}-{n}", *ROW[2:]] for n in range(lines)]
        path = book(tmp_path / f"{lines}.xlsx", CHINESE, *rows)
        with connection.execute_wrapper(note):
            run(path, "risk-table", by=account_manager)
    assert asked[0] == asked[1] > 0
