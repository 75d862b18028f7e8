"""The IBM sample of receivables as a book, recorded as it came about."""

from __future__ import annotations

import csv
import datetime as dt

from customers.models import Allocation, Customer, Invoice, Payment
from tests.real_data import day_of, real_file


def load() -> None:
    """Skips the test where the file is not there."""
    with real_file("ibm_ar/accounts_receivable.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    first: dict[str, dt.date] = {}
    for row in rows:
        day = day_of(row["InvoiceDate"])
        first[row["customerID"]] = min(day, first.get(row["customerID"], day))
    customers = {
        customer.number: customer
        for customer in Customer.objects.bulk_create(
            Customer(number=number, name=number, recorded_at=_noon(day))
            for number, day in first.items()
        )
    }
    made = [_document(row, customers[row["customerID"]]) for row in rows]
    Invoice.objects.bulk_create(invoice for invoice, _payment, _allocation in made)
    Payment.objects.bulk_create(payment for _invoice, payment, _allocation in made)
    Allocation.objects.bulk_create(allocation for _invoice, _payment, allocation in made)


def _document(row: dict[str, str], customer: Customer) -> tuple[Invoice, Payment, Allocation]:
    issued, due, settled = (day_of(row[n]) for n in ("InvoiceDate", "DueDate", "SettledDate"))
    money = {"amount": row["InvoiceAmount"], "base_amount": row["InvoiceAmount"]}
    number = row["invoiceNumber"]
    invoice = Invoice(
        customer=customer, number=number, invoice_date=issued, due_date=due, currency="USD",
        recorded_at=_noon(issued), **money,
    )  # fmt: skip
    payment = Payment(
        customer=customer, source_key=number, received_date=settled, currency="USD",
        recorded_at=_noon(settled), **money,
    )  # fmt: skip
    allocation = Allocation(
        customer=customer, invoice=invoice, payment=payment, effective_date=settled,
        recorded_at=_noon(settled), **money,
    )  # fmt: skip
    return invoice, payment, allocation


def _noon(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(12), tzinfo=dt.UTC)
