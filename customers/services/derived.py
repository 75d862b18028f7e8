"""What apps above work out about customers, so that it can go where a customer goes.

The database says itself, by its foreign keys, which rows stand against deleting a customer. Rows
that are registered here do not: they only say what was known of it.
"""

from __future__ import annotations

from dataclasses import dataclass

CUSTOMERS = "customers_customer"


@dataclass(frozen=True)
class Derived:
    """Rows that hang on a customer by `column`, and the tables that hang on them in turn.

    What else refers to these rows keeps them, and with them the customer.
    """

    table: str
    column: str = "customer_id"
    children: tuple[tuple[str, str], ...] = ()


_derived: list[Derived] = [
    Derived("customers_customerchange"),
    Derived("customers_customerrevision"),
    Derived("customers_customvalue"),
    Derived("customers_duplicatepair", column="first_id"),
    Derived("customers_duplicatepair", column="second_id"),
]


def register_derived(*rows: Derived) -> None:
    """To be called when an app is ready; in the order in which they may be deleted."""
    _derived.extend(one for one in rows if one not in _derived)


def derived() -> tuple[Derived, ...]:
    return tuple(_derived)
