"""The risk-customer table as a file is a sheet that imports as what the book says."""

from __future__ import annotations

import csv
import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.db import models
from django.utils import timezone, translation

from customers.models import (
    Contact,
    ContactChange,
    CreditReport,
    Customer,
    FactRevision,
    Interaction,
    MarketNote,
    Plan,
)
from customers.risk_table.columns import PROVIDER
from monitoring.tables.customers import SHEET_COLUMNS
from riskcrm.accounts.models import User
from riskcrm.web.services import exports
from scoring.models import Rating, Tier
from tests.customers.files import refused, run
from tests.factories import make_contact, make_customer, make_person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_media")]
ADDRESS = f"/customers/?columns={','.join(SHEET_COLUMNS)}"
AT = dt.datetime(2026, 3, 3, 9, tzinfo=dt.UTC)
KINDS: tuple[type[models.Model], ...] = (
    *(Contact, ContactChange, CreditReport, Customer, FactRevision, Interaction, MarketNote, Plan),
)  # fmt: skip


def export(by: User, file_format: str = "xlsx", language: str = "en") -> Path:
    asked = exports.request_export(
        by=by, address=ADDRESS, file_format=file_format, language=language, at=timezone.now()
    )
    return Path(exports.make_export(asked, at=timezone.now()).file.path)


def cells(path: Path) -> list[list[str]]:
    if path.suffix == ".csv":
        with path.open(encoding="utf-8-sig", newline="") as text:
            return list(csv.reader(text))
    sheet = openpyxl.load_workbook(path).worksheets[0]
    return [[value or "" for value in row] for row in sheet.iter_rows(values_only=True)]


def fact(model: type[Any], customer: Customer, key: str, **values: Any) -> None:
    values.setdefault("effective_date", dt.date(2026, 3, 3))
    model.objects.create(customer=customer, source_key=key, recorded_at=AT, **values)


def rich(by: User) -> Customer:
    """A customer of whom the book knows more than a row of a sheet can hold."""
    customer = make_customer("K-1", name="华东（上海）机械 Co.", address="1 High St, 2nd floor",
                             kind="company", industry="C", manager=by, team=by.team)  # fmt: skip
    make_contact(customer, source_key="c1", name="Smith, John", role="Head of Buying (EU)",
                 phone="+44 20 7946 0958 ext. 12", email="j.o'hara@firm.example")  # fmt: skip
    make_contact(customer, source_key="c2", name="张三", phone="13800138000", wechat="13900139000")
    make_contact(customer, source_key="c3", name="王五", is_primary=True)
    make_contact(customer, source_key="c4", name="财务", phone="12345")
    make_contact(customer, source_key="c5", name=customer.name, phone="010-88886666")
    make_contact(customer, source_key="c6", name="Gone", phone="110110110", ended_at=AT,
                 ended_because="left")  # fmt: skip
    fact(CreditReport, customer, "r1", provider="Bureau", score=Decimal("650.5"), scale_max=850)
    fact(CreditReport, customer, "r2", provider="Bureau", defaults=2)
    fact(MarketNote, customer, "n1", source=PROVIDER, title="High risk", rating=1,
         text="- 3 late\n  payments")  # fmt: skip
    for n in range(12):
        fact(Interaction, customer, f"t{n}", content="电话催款", owner=by, channel="visit",
             effective_date=dt.date(2026, 1, n + 1))  # fmt: skip
    fact(Interaction, customer, "t-date", content="will pay on 2026-05-01\nor 2026/6/1")
    fact(Interaction, customer, "t-subject", subject="only a subject;")
    fact(Interaction, customer, "t-none")
    fact(Interaction, customer, "t-void", content="by mistake", is_void=True)
    late: dict[str, Any] = {"problem": "pays late", "measure_text": "call", "responsible": by}
    fact(Plan, customer, "p1", **late, due_date=dt.date(2026, 6, 30))
    fact(Plan, customer, "p2", **late, due_date=dt.date(2026, 7, 31), measures=["visit"])
    fact(Plan, customer, "p3", **late, due_date=dt.date(2026, 7, 31))  # says the same as p2
    fact(Plan, customer, "p4", problem="refuses\ngoods", responsible_name="王主管")
    fact(Plan, customer, "p5", problem="ended", state="done", done_date=dt.date(2026, 4, 1),
         reaction="已还清", lesson="=ask earlier", is_solved=False)  # fmt: skip
    return customer


def rows_now() -> list[list[dict[str, Any]]]:
    return [list(model.objects.order_by("pk").values()) for model in KINDS]


@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
@pytest.mark.parametrize("tier", [Tier.UNRATED, Tier.LOW])
def test_what_was_exported_changes_nothing_when_it_is_imported(
    account_manager: User, file_format: str, tier: Tier
) -> None:
    customer = rich(account_manager)
    make_customer("K-2", name="Knows nothing", manager=account_manager, team=account_manager.team)
    Rating.objects.filter(customer=customer).update(tier=tier)
    before = rows_now()
    path = export(account_manager, file_format, "zh-hans")
    summary = run(path, "risk-table", by=account_manager)
    assert (summary.new, summary.changed, summary.refused) == (0, 0, 0), refused(path)
    assert summary.rows == 5  # four plans that differ, and the other customer
    assert rows_now() == before


@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
def test_in_a_book_that_knows_nothing_it_makes_the_same_table(
    account_manager: User, tmp_path: Path, file_format: str
) -> None:
    rich(account_manager)
    first = cells(export(account_manager, file_format))
    copies = [first[0], *([row[0], f"copy of {row[1]}", *row[2:]] for row in first[1:])]
    path = tmp_path / f"copy.{file_format}"
    if file_format == "csv":
        with path.open("w", encoding="utf-8-sig", newline="") as text:
            csv.writer(text).writerows(copies)
    else:
        workbook = openpyxl.Workbook()
        for row in copies:
            workbook.worksheets[0].append(row)
        workbook.save(path)
    summary = run(path, "risk-table", by=account_manager)
    assert (summary.new, summary.customers_created, summary.refused) == (4, 1, 0), refused(path)
    again = [row for row in cells(export(account_manager)) if row[1] == "copy of K-1"]
    assert again == copies[1:]
    copy = Customer.objects.get(number="copy of K-1")
    assert Plan.objects.filter(customer=copy).count() == 4
    assert Interaction.objects.filter(customer=copy).count() == 15


def test_a_cell_that_no_sheet_could_hold_goes_on_in_the_next_line(
    account_manager: User,
) -> None:
    customer = make_customer("K-1", manager=account_manager, team=account_manager.team)
    for n in range(10):
        fact(Interaction, customer, f"t{n}", content=f"{n} " * 2400)
    rows = cells(export(account_manager))
    assert len(rows) == 3
    assert all(len(cell) < 32_767 for row in rows for cell in row)
    assert sum(len(row[9].splitlines()) for row in rows[1:]) == 10


def test_every_word_for_a_type_and_an_industry_is_read_again(
    account_manager: User, tmp_path: Path
) -> None:
    for language in ("en", "zh-hans"):
        with translation.override(language):
            heads = ["customer name", "number", "customer type", "industry"]
            rows = [
                [f"Firm {code}", f"{language}-{code}", str(kind), str(industry)]
                for (code, industry), kind in zip(
                    Customer.Industry.choices,
                    [label for _code, label in Customer.Kind.choices] * 9,
                    strict=False,
                )
            ]
        workbook = openpyxl.Workbook()
        for row in (heads, *rows):
            workbook.worksheets[0].append(row)
        path = tmp_path / f"{language}.xlsx"
        workbook.save(path)
        assert run(path, "risk-table", by=account_manager).refused == 0, refused(path)
        for number, industry in Customer.objects.values_list("number", "industry"):
            assert number.endswith(f"-{industry}")


def test_others_learn_nothing_from_what_stays_unchanged(
    account_manager: User, outsider: User
) -> None:
    rich(account_manager)
    path = export(account_manager)
    summary = run(path, "risk-table", by=outsider)
    assert (summary.unchanged, summary.refused) == (0, 4), refused(path)


def test_who_may_see_no_customers_gets_no_table(account_manager: User) -> None:
    rich(account_manager)
    stranger = make_person("account_manager", username="stranger")
    assert len(cells(export(stranger))) == 1
