"""What the credit file says, figured customer by customer from the definitions."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from customers.models import Customer
from customers.records import KINDS
from scoring.models import ScoreTable
from tests.scoring.oracles.known import facts, four, months_before
from tests.scoring.oracles.standing import Figures, file_of


def figures(customer: Customer, as_of: dt.date, known_at: dt.datetime) -> Figures:
    file = file_of(customer, known_at)
    if file is None:
        names = ("external_pd", "altman_manufacturer", "altman_other", "counterparty_share")
        return dict.fromkeys(names)
    return {
        "external_pd": external_pd(customer, as_of, known_at),
        **altman(customer, file.industry, as_of, known_at),
        "counterparty_share": counterparty_share(customer, as_of, known_at),
    }


def _newest(rows: list[Any]) -> Any:
    return max(rows, key=lambda row: (row.effective_date, row.id), default=None)


def external_pd(customer: Customer, as_of: dt.date, known_at: dt.datetime) -> Decimal | None:
    rated = []
    for report in facts(KINDS["credit-reports"], customer, known_at):
        age = (as_of - report.effective_date).days
        if not 0 <= age <= 90 or (report.valid_until and report.valid_until < as_of):
            continue
        rate = report.default_probability
        if rate is None and report.score is not None:
            rate = by_table(report, as_of, known_at)
        if rate is not None:
            report.rate = rate
            rated.append(report)
    return _newest(rated).rate if rated else None


def by_table(report: Any, as_of: dt.date, known_at: dt.datetime) -> Decimal | None:
    tables = [
        table
        for table in ScoreTable.objects.all()
        if table.provider.lower() == report.provider.lower()
        and table.effective_date <= as_of
        and table.recorded_at <= known_at
    ]
    if not tables:
        return None
    table = max(tables, key=lambda each: (each.effective_date, each.recorded_at))
    if table.direction != report.direction:
        return None
    rate = None
    for line in table.lines.order_by("score_from"):
        if line.score_from <= report.score:
            rate = line.default_probability
    return rate


def altman(
    customer: Customer, industry: str, as_of: dt.date, known_at: dt.datetime
) -> dict[str, Decimal | None]:
    found: dict[str, Decimal | None] = {"altman_manufacturer": None, "altman_other": None}
    if industry in ("", "K"):
        return found
    is_maker = industry == "C"
    complete = []
    for row in facts(KINDS["financial-statements"], customer, known_at):
        needed = [row.current_assets, row.current_liabilities, row.retained_earnings, row.ebit,
                  row.total_assets, row.total_liabilities]  # fmt: skip
        if is_maker:
            needed.append(row.sales)
        is_recent = months_before(as_of, 18) <= row.effective_date <= as_of
        if not is_recent or row.months != 12 or None in needed:
            continue
        if row.total_assets > 0 and row.total_liabilities > 0:
            complete.append(row)
    if not complete:
        return found
    row = max(complete, key=lambda r: (r.effective_date, r.is_audited, not r.is_consolidated, r.id))
    equity = row.total_assets - row.total_liabilities if row.equity is None else row.equity
    working = (row.current_assets - row.current_liabilities) / row.total_assets
    retained = row.retained_earnings / row.total_assets
    earned = row.ebit / row.total_assets
    owned = equity / row.total_liabilities
    d = Decimal
    if is_maker:
        found["altman_manufacturer"] = four(
            d("0.717") * working + d("0.847") * retained + d("3.107") * earned
            + d("0.420") * owned + d("0.998") * row.sales / row.total_assets
        )  # fmt: skip
    else:
        found["altman_other"] = four(
            d("6.56") * working + d("3.26") * retained + d("6.72") * earned + d("1.05") * owned
        )
    return found


def counterparty_share(customer: Customer, as_of: dt.date, known_at: dt.datetime) -> Decimal | None:
    rows = [
        row
        for row in facts(KINDS["bank-statements"], customer, known_at)
        if months_before(as_of, 12) < row.effective_date <= as_of
        and row.largest_payer_share is not None
    ]
    newest = _newest(rows)
    return newest.largest_payer_share if newest else None
