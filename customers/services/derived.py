"""What is worked out about rows of the book, so that it can go where a row goes.

The database says itself, by its foreign keys, which rows stand against deleting a customer. Rows
that are registered here do not: they only say what was known of it.
"""

from __future__ import annotations

from dataclasses import dataclass

CUSTOMERS = "customers_customer"


@dataclass(frozen=True)
class Derived:
    """Rows that hang on a row of `parent` by `column`, and the tables that hang on them in turn.

    What else refers to these rows keeps them, and with them the row they hang on.
    """

    table: str
    column: str = "customer_id"
    parent: str = CUSTOMERS
    children: tuple[tuple[str, str], ...] = ()


_derived: list[Derived] = [
    Derived("customers_customerchange"),
    Derived("customers_customerrevision"),
    Derived("customers_customvalue"),
    Derived("customers_duplicatepair", column="first_id"),
    Derived("customers_duplicatepair", column="second_id"),
    Derived("customers_customerkeys"),
    Derived("customers_screeninghit"),  # one that a person has decided on is referred to
    Derived("customers_arrears"),
    Derived("customers_opencredit", "payment_id", "customers_payment"),
    Derived("customers_opencredit", "credit_note_id", "customers_creditnote"),
    Derived("customers_opencredit", "write_off_id", "customers_writeoff"),
]


def register_derived(*rows: Derived) -> None:
    """To be called when an app is ready; in the order in which they may be deleted."""
    _derived.extend(one for one in rows if one not in _derived)


def derived(parent: str) -> list[Derived]:
    """What hangs on rows of this table."""
    return [one for one in _derived if one.parent == parent]
