"""Every write to the book. One place for pages, API, imports, tasks and commands."""

from customers.services.allocations import allocate, take_back
from customers.services.attachments import add_attachment, note_reading, remove_attachment
from customers.services.changes import mark_changed
from customers.services.contact_changes import verify_contact_change
from customers.services.contacts import (
    end_contact,
    reopen_contact,
    save_contact,
    verify_contact,
)
from customers.services.custom_fields import (
    archive_custom_field,
    change_custom_field,
    create_custom_field,
    restore_custom_field,
)
from customers.services.customers import (
    Stale,
    change_customer,
    change_status,
    create_customer,
)
from customers.services.duplicates import (
    dismiss_pair,
    reopen_pair,
    request_search,
)
from customers.services.groups import (
    add_member,
    change_group,
    create_group,
    end_group,
    end_membership,
)
from customers.services.ledger import post_invoices, post_payments
from customers.services.ledger_acts import (
    correct_invoice,
    correct_payment,
    enter_invoice,
    enter_payment,
    reinstate_document,
    seen_of,
    void_document,
)
from customers.services.merges import merge_customers
from customers.services.parties import post_parties, save_party, verify_party
from customers.services.party_rows import PartyRow
from customers.services.post_contacts import post_contacts
from customers.services.post_customers import post_customers
from customers.services.rows import AllocateRow, AllocationRow, InvoiceRow, PaymentRow, Result
from customers.services.terms import set_credit_terms, set_many_payment_days
from customers.services.undo_merges import undo_merge

__all__ = [
    "AllocateRow",
    "AllocationRow",
    "InvoiceRow",
    "PartyRow",
    "PaymentRow",
    "Result",
    "Stale",
    "add_attachment",
    "add_member",
    "allocate",
    "archive_custom_field",
    "change_custom_field",
    "change_customer",
    "change_group",
    "change_status",
    "correct_invoice",
    "correct_payment",
    "create_custom_field",
    "create_customer",
    "create_group",
    "dismiss_pair",
    "end_contact",
    "end_group",
    "end_membership",
    "enter_invoice",
    "enter_payment",
    "mark_changed",
    "merge_customers",
    "note_reading",
    "post_contacts",
    "post_customers",
    "post_invoices",
    "post_parties",
    "post_payments",
    "reinstate_document",
    "remove_attachment",
    "reopen_contact",
    "reopen_pair",
    "request_search",
    "restore_custom_field",
    "save_contact",
    "save_party",
    "seen_of",
    "set_credit_terms",
    "set_many_payment_days",
    "take_back",
    "undo_merge",
    "verify_contact",
    "verify_contact_change",
    "verify_party",
    "void_document",
]
