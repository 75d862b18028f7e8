"""Whatever stands in the book, the items of the exposure add up, and to what the rows say."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from riskcrm.accounts.models import User
from tests.factories import make_invoice
from tests.scoring.credit.desk import NOON, TODAY, ask, make_buyer, order

pytestmark = pytest.mark.django_db
AMOUNTS = st.decimals("0.01", "9999", places=2)
# kind, amount, whether its worth is known
DOCUMENTS = st.lists(
    st.tuples(st.sampled_from(["invoice", "order", "reservation"]), AMOUNTS, st.booleans()),
    max_size=6,
)


@settings(
    max_examples=25,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(documents=DOCUMENTS, asked=AMOUNTS, about=st.integers(0, 7), limit=st.integers(0, 30_000))
def test_the_items_add_up_to_what_the_rows_say(
    documents: list[tuple[str, Decimal, bool]], asked: Decimal, about: int, limit: int,
    risk_officer: User,
) -> None:  # fmt: skip
    buyer = make_buyer(limit="9999999")
    sums = {"invoice": Decimal(0), "order": Decimal(0), "reservation": Decimal(0)}
    unknown = 0
    # reservations first: they are granted only while all is known
    for n, (kind, amount, is_known) in sorted(
        enumerate(documents), key=lambda each: each[1][0] != "reservation"
    ):
        money = {"currency": "USD" if is_known else "EUR"}
        if not is_known:
            money["base_amount"] = None
        if kind == "invoice":
            make_invoice(
                buyer, amount, number=f"D-{n}", invoice_date=TODAY,
                due_date=TODAY + dt.timedelta(days=9), **money,
            )  # fmt: skip
        elif kind == "order":
            order(buyer, amount, f"D-{n}", **money)
        else:
            is_known = True
            ask(buyer, amount, reference=f"D-{n}", reserve=True, by=risk_officer)
        if n != about:
            sums[kind] += amount if is_known else 0
            unknown += not is_known
    buyer.credit_terms.update(credit_limit=limit)
    check = ask(buyer, asked, reference=f"D-{about}", at=NOON, by=risk_officer)
    assert (check.ledger, check.unbilled, check.reserved) == tuple(sums.values())
    assert check.unknown == unknown
    total = sum(sums.values()) + asked
    assert check.total == (None if unknown else total)
    assert (check.verdict == "allow") == (not unknown and total <= limit)
