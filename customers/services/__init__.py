"""Every write to the book. One place for pages, API, imports, tasks and commands."""

from customers.services.changes import mark_changed
from customers.services.contact_changes import verify_contact_change
from customers.services.contacts import (
    end_contact,
    reopen_contact,
    save_contact,
    verify_contact,
)
from customers.services.customers import (
    Stale,
    change_customer,
    change_status,
    create_customer,
)
from customers.services.ledger import post_invoices, post_payments
from customers.services.rows import AllocationRow, InvoiceRow, PaymentRow, Result
from customers.services.terms import set_credit_terms

__all__ = [
    "AllocationRow",
    "InvoiceRow",
    "PaymentRow",
    "Result",
    "Stale",
    "change_customer",
    "change_status",
    "create_customer",
    "end_contact",
    "mark_changed",
    "post_invoices",
    "post_payments",
    "reopen_contact",
    "save_contact",
    "set_credit_terms",
    "verify_contact",
    "verify_contact_change",
]
