from __future__ import annotations

from decimal import Decimal

import pytest

from monitoring.book_days.ratios import count_back, days_of_sales, effectiveness
from monitoring.kris.limits import status_of


def test_days_of_sales_agree_with_the_golden_numbers() -> None:
    sales = Decimal(1_350_000)
    assert days_of_sales(900_000, sales, 90) == 60
    assert days_of_sales(600_000, sales, 90) == 40
    assert days_of_sales(300_000, sales, 90) == 20


def test_collection_effectiveness_agrees_with_the_golden_number() -> None:
    value = effectiveness(Decimal(800), Decimal(450), Decimal(900), Decimal(600))
    assert value is not None
    assert round(value, 4) == Decimal("53.8462")


def test_count_back_agrees_with_the_golden_number() -> None:
    value = count_back(Decimal(900), [(Decimal(500), 31), (Decimal(450), 28)])
    assert value is not None
    assert round(value, 4) == Decimal("55.8889")


def test_what_is_not_known_is_no_number() -> None:
    assert days_of_sales(5, 0, 90) is None
    assert count_back(Decimal(900), [(Decimal(500), 31)]) is None
    assert status_of(None, Decimal(1), Decimal(2)) == "unknown"


@pytest.mark.parametrize(
    ("value", "status"), [(81, "green"), (80, "amber"), (70, "red"), (10, "red")]
)
def test_limits_of_a_figure_that_is_dangerous_when_low(value: int, status: str) -> None:
    assert status_of(Decimal(value), Decimal(80), Decimal(70)) == status
