"""What payments and credits have left: as it is kept, and worked out anew from the ledger."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from customers.models import OpenCredit
from customers.services.open_credits import refresh

ALL = """
SELECT customer_id, 'payment' AS kind, id FROM customers_payment
UNION ALL SELECT customer_id, 'credit_note', id FROM customers_creditnote
UNION ALL SELECT customer_id, 'write_off', id FROM customers_writeoff
"""


def open_credits() -> set[Any]:
    return set(
        OpenCredit.objects.values_list(
            "customer", "payment", "credit_note", "write_off", "effective_date", "amount",
            "currency",
        )
    )  # fmt: skip


def open_credits_worked_out() -> set[Any]:
    """Writes nothing in the end."""
    with transaction.atomic():
        OpenCredit.objects.all().delete()
        refresh(ALL)
        found = open_credits()
        transaction.set_rollback(True)
    return found
