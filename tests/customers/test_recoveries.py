"""Recoveries of one write-off: together never more than was written off."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db.models import Sum

from customers.models import Recovery, WriteOff
from customers.records import KINDS
from customers.services.records import post_record, post_records, void_record
from riskcrm.accounts.models import User
from riskcrm.web.errors import Refused
from tests.customers.files import refused, run, write_csv
from tests.customers.undoing import imported, kept, undo
from tests.factories import make_customer

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)
DAY = dt.date(2026, 2, 10)
HEAD = "customer,number,recovery date,amount,currency,write-off number"


def row(key: str, amount: Any, **said: Any) -> dict[str, Any]:
    return {"customer": "N1", "source_key": key, "effective_date": DAY,
            "amount": Decimal(amount), "currency": "USD", **said}  # fmt: skip


def recovery(key: str, amount: Any, **said: Any) -> dict[str, Any]:
    return row(key, amount, write_off="W1", **said)


def write_off(by: User, **said: Any) -> Any:
    return post_record(KINDS["write-offs"], row(**{"key": "W1", "amount": 100} | said),
                       by=by, at=NOW)  # fmt: skip


@pytest.fixture(autouse=True)
def _written_off(account_manager: User) -> None:
    make_customer("N1", manager=account_manager, team=account_manager.team)
    write_off(account_manager)


def recover(by: User, *rows: dict[str, Any]) -> list[tuple[str, str]]:
    results = post_records(KINDS["recoveries"], rows, by=by, at=NOW)
    return [(r.outcome, r.code) for r in results]


TOO_MUCH = ("refused", "more_than_total")


def test_recoveries_together_stay_within_what_was_written_off(account_manager: User) -> None:
    by = account_manager
    assert recover(by, recovery("R1", 60), recovery("R2", 41), recovery("R3", 40)) == [
        ("created", ""), TOO_MUCH, ("created", ""),
    ]  # fmt: skip
    with pytest.raises(Refused, match=r"Of write-off W1 only 0.00 is left to recover, not 1.00"):
        post_record(KINDS["recoveries"], recovery("R4", 1), by=by, at=NOW)
    assert recover(by, recovery("R1", 60), recovery("R3", 40)) == [("unchanged", "")] * 2
    assert recover(by, recovery("R1", 61)) == [TOO_MUCH]
    # what is moved from one to the other, and what is void, leaves room
    assert recover(by, recovery("R1", 70), recovery("R3", 30)) == [("changed", "")] * 2
    assert recover(by, recovery("R4", 70), recovery("R1", 70, is_void=True)) == [
        ("created", ""), ("changed", ""),
    ]  # fmt: skip
    assert recover(by, recovery("R1", 70, is_void=False)) == [TOO_MUCH]


def test_a_refused_correction_counts_with_what_the_book_says(account_manager: User) -> None:
    recover(account_manager, recovery("R1", 50))
    assert recover(account_manager, recovery("R2", 60), recovery("R1", 80)) == [TOO_MUCH] * 2


def test_of_many_lines_no_sum_gets_past(account_manager: User) -> None:
    recover(account_manager, recovery("R0", 50))
    rows = [recovery(f"R{n}", 30 + n) for n in range(1, 20)]
    recover(account_manager, *rows, recovery("R0", 60))
    assert 80 <= (Recovery.objects.aggregate(x=Sum("amount"))["x"] or 0) <= 100


def test_many_bad_lines_take_no_good_one_with_them(account_manager: User) -> None:
    bad = [recovery(f"R{n}", 200) for n in range(2, 10)]
    first, *others = recover(account_manager, recovery("R1", 10), *bad)
    assert (first, set(others)) == (("created", ""), {TOO_MUCH})
    many = [recovery(f"M{n}", 12) for n in range(20)]
    same, *others = recover(account_manager, recovery("R1", 10), *many)
    assert (same, others) == (("unchanged", ""), [("created", "")] * 7 + [TOO_MUCH] * 13)


def test_what_is_too_much_already_may_become_less(account_manager: User) -> None:
    recover(account_manager, recovery("R1", 60), recovery("R2", 40))
    Recovery.objects.filter(source_key="R1").update(amount=90)
    assert recover(account_manager, recovery("R1", 80)) == [("changed", "")]
    assert recover(account_manager, recovery("R2", 41)) == [TOO_MUCH]


def test_a_write_off_stays_above_what_was_recovered(account_manager: User) -> None:
    by = account_manager
    recover(by, recovery("R1", 60), recovery("R2", 30))
    for said in ({"amount": 89}, {"is_void": True}):
        with pytest.raises(Refused) as error:
            write_off(by, **said)
        assert error.value.code == "recovered"
    held = write_off(by, amount=90)
    with pytest.raises(Refused, match="void those recoveries first"):
        void_record(KINDS["write-offs"], held, reason="Wrong.", by=by, at=NOW)
    for each in Recovery.objects.all():
        void_record(KINDS["recoveries"], each, reason="Wrong.", by=by, at=NOW)
    void_record(KINDS["write-offs"], held, reason="Wrong.", by=by, at=NOW)
    assert recover(by, recovery("R5", 1)) == [TOO_MUCH]


def test_a_file_of_recoveries_loses_the_line_that_is_too_much(
    account_manager: User, tmp_path: Path
) -> None:
    path = write_csv(
        tmp_path / "r.csv",
        HEAD,
        *(f"N1,R{n},{DAY},{amount},USD,W1" for n, amount in enumerate((60, 50, 40))),
    )
    summary = run(path, "recoveries", by=account_manager)
    assert (summary.new, summary.refused) == (2, 1)
    assert "Of write-off W1 only 40.00 is left to recover, not 50.00." in refused(path)[3]


def test_an_undone_file_gives_no_recovery_more_than_is_left(risk_officer: User) -> None:
    recover(risk_officer, recovery("R1", 60), recovery("R2", 40))
    swapped = [f"N1,R1,{DAY},40,USD,W1", f"N1,R2,{DAY},60,USD,W1"]
    undo(imported(risk_officer, HEAD, *swapped, kind="recoveries"), risk_officer)
    assert list(Recovery.objects.order_by("source_key").values_list("amount", flat=True)) == [
        60, 40,
    ]  # fmt: skip
    lowered = imported(risk_officer, HEAD, swapped[0], kind="recoveries")
    recover(risk_officer, recovery("R3", 1))
    undo(lowered, risk_officer)
    assert Recovery.objects.get(source_key="R1").amount == 40
    assert [one["Why it was kept"] for one in kept(lowered)] == [
        "more would have been recovered than written off"
    ]


@pytest.mark.parametrize(("amount", "left"), [(100, 100), (101, 150)])
def test_an_undone_file_leaves_a_write_off_what_was_recovered(
    amount: int, left: int, risk_officer: User
) -> None:
    head = "customer,number,date,amount,currency"
    file = imported(risk_officer, head, f"N1,W1,{DAY},150,USD", kind="write-offs")
    recover(risk_officer, recovery("R1", amount))
    undo(file, risk_officer)
    assert WriteOff.objects.get().amount == left
    assert len(kept(file)) == (left == 150)
