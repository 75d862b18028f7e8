"""What the book has worked out about two customers, once they have become one or two again."""

from __future__ import annotations

import datetime as dt

from django.db import connection
from django.utils.translation import gettext as _

from customers.models import Admission, Customer, CustomerKeys, ScreeningDue
from customers.services.arrears import follow_customers
from customers.services.talks import keep_latest_pins
from riskcrm.web.errors import Refused

# the triggers open an item for whom an invoice comes to, and leave that of whom it has left
ITEMS_LEFT_BEHIND = """
DELETE FROM customers_openitem o USING customers_invoice i
WHERE o.customer_id = ANY(%s) AND i.id = o.invoice_id AND i.customer_id <> o.customer_id
"""


def refuse_waiting_admission(survivor: Customer, merged: Customer) -> None:
    """Raises `Refused` while somebody has to decide on one of them as it is."""
    if Admission.objects.waiting().filter(customer__in=[survivor, merged]).exists():
        raise Refused(
            _("An admission waits for a decision. Decide on it before you merge."),
            code="admission_waiting",
        )
    if survivor.status == Customer.Status.PROSPECT != merged.status:
        raise Refused(
            _(
                "{name} is a prospect and cannot take over a customer. Merge the other way round."
            ).format(name=survivor.name),
            code="survivor_is_prospect",
        )


def follow_merge(survivor: Customer, merged: Customer, at: dt.datetime) -> None:
    """Nobody is found by the merged customer's names any more, and it owes nothing."""
    CustomerKeys.objects.filter(customer=merged).delete()
    keep_latest_pins(survivor, at=at)
    _follow(survivor, merged, at)


def follow_undo(survivor: Customer, merged: Customer, at: dt.datetime) -> None:
    ScreeningDue.objects.create(customer=merged)
    _follow(survivor, merged, at)


def _follow(survivor: Customer, merged: Customer, at: dt.datetime) -> None:
    ids = [survivor.pk, merged.pk]
    with connection.cursor() as cursor:
        cursor.execute(ITEMS_LEFT_BEHIND, [ids])
    follow_customers(ids, at=at)
