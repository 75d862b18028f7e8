"""What fitted cards reach on the real files. `python -m tests.scoring.fitting_trials` prints it.

The protocols are those of ../shared/data/README.md; nothing here or in scoring/fitting is tuned to
these files.
"""

from __future__ import annotations

import csv
import datetime as dt
import statistics
from typing import Any

import numpy as np

from scoring.fitting.study import Plan, Study, study
from scoring.fitting.table import Column, Table
from scoring.fitting.texts import column_of
from tests.real_data import day_of, real_file

CUT_OFF = dt.date(2013, 5, 6)  # 70 % of the invoice dates


def _rows(name: str) -> list[dict[str, str]]:
    with real_file(name).open(newline="") as file:
        return list(csv.DictReader(file))


def german_credit() -> Table:
    rows = _rows("german_credit/germancredit.csv")
    codes = [code for code in rows[0] if code != "creditability"]
    columns = tuple(column_of(code, [row[code] for row in rows]) for code in codes)
    return Table(columns, np.array([row["creditability"] == "bad" for row in rows]))


def taiwan_credit() -> Table:
    rows = _rows("taiwan_credit/UCI_Credit_Card.csv")
    codes = [code for code in rows[0] if code not in ("ID", "Y")]
    columns = tuple(column_of(code, [row[code] for row in rows]) for code in codes)
    return Table(columns, np.array([row["Y"] == "1" for row in rows]))


def ibm_invoices(min_days_late: int = 0) -> Table:
    """Each invoice with what was known of its customer on the day it was issued."""
    invoices = [_invoice(row, min_days_late) for row in _rows("ibm_ar/accounts_receivable.csv")]
    of_customer: dict[str, list[dict[str, Any]]] = {}
    for each in invoices:
        of_customer.setdefault(each["customer"], []).append(each)
    known = [_known_of(each, of_customer[each["customer"]], min_days_late) for each in invoices]
    customers = {name: number for number, name in enumerate(of_customer)}
    return Table(
        columns=tuple(
            Column(code, np.array([row[code] for row in known], dtype=float)) for code in known[0]
        ),
        bad=np.array([each["is_late"] for each in invoices]),
        customer=np.array([customers[each["customer"]] for each in invoices]),
        day=np.array([each["issued"] for each in invoices], dtype="datetime64[D]"),
        known=np.array([each["known"] for each in invoices], dtype="datetime64[D]"),
    )


def _invoice(row: dict[str, str], min_days_late: int) -> dict[str, Any]:
    issued, due, settled = (day_of(row[n]) for n in ("InvoiceDate", "DueDate", "SettledDate"))
    late_from = due + dt.timedelta(days=min_days_late + 1)
    return {
        "customer": row["customerID"],
        "issued": issued,
        "due": due,
        "settled": settled,
        "amount": float(row["InvoiceAmount"]),
        "is_late": settled >= late_from,
        "known": min(settled, late_from),
    }


def _known_of(
    invoice: dict[str, Any], all_of_customer: list[dict[str, Any]], min_days_late: int
) -> dict[str, float]:
    """Habits from invoices whose outcome was known, and what was open, on the day of issue."""
    at = invoice["issued"]
    told = [each for each in all_of_customer if each["issued"] < at and each["known"] <= at]
    days = [max(0, (min(each["settled"], at) - each["due"]).days) for each in told]
    still_open = [e for e in all_of_customer if e["issued"] < at < e["settled"]]
    newest = max(told, key=lambda each: each["due"], default=None)
    return {
        "late_ratio": statistics.fmean(e["is_late"] for e in told) if told else np.nan,
        "mean_days_late": statistics.fmean(days) if days else np.nan,
        "latest_was_late": float(newest["is_late"]) if newest else np.nan,
        "invoices_known": float(len(told)),
        "open_amount": sum(each["amount"] for each in still_open),
        "overdue_invoices": float(sum(each["due"] < at for each in still_open)),
        "amount": invoice["amount"],
    }


def _line(name: str, found: Study) -> str:
    test, gap = found.test, found.gap
    told = f"{name}: AUC {test.value:.3f} [{test.low:.3f}, {test.high:.3f}], learnt rows"
    told += f" {found.learnt.value:.3f}, {test.rows} tested, {test.bads} bad"
    if found.fold_aucs:
        told += f"; mean of 5 folds {statistics.fmean(found.fold_aucs):.4f}, gradient boosting"
        told += f" {statistics.fmean(found.challenger_folds):.4f}"
    elif found.challenger:
        told += f"; gradient boosting {found.challenger.value:.3f}"
    if found.unseen:
        told += f"; customers not seen {found.unseen.value:.3f}"
        told += f" [{found.unseen.low:.3f}, {found.unseen.high:.3f}]"
    if gap:
        told += f"; card less boosting {gap.value:+.3f} [{gap.low:+.3f}, {gap.high:+.3f}]"
    return told


def main() -> None:
    plan = Plan(days=0, horizon=0)
    print(_line("german_credit", study(german_credit(), plan)))
    print(_line("taiwan_credit", study(taiwan_credit(), plan)))
    for days in (0, 7):
        later = Plan(days=days, horizon=0, cut_off=CUT_OFF)
        print(_line(f"ibm_ar, over {days} days late", study(ibm_invoices(days), later)))


if __name__ == "__main__":
    main()
