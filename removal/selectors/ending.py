"""Reads of what follows an end: facts for the checklist, the final settlement, the run-off."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import (
    Count,
    DecimalField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
)
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _

from customers.models import (
    Allocation,
    Attachment,
    Contact,
    Customer,
    DishonouredPayment,
    GoodsReturn,
    Invoice,
    OpenCredit,
    Order,
    Payment,
    Recovery,
    Security,
)
from customers.receivables.ageing import ageing_of_customers
from customers.selectors import open_in_base, with_open_amount
from removal.models import (
    Compensation,
    LegalReceipt,
    LegalRecovery,
    ProposedWriteOff,
    RecoveryCost,
    RemovalCase,
    RunOff,
    RunOffItem,
)

ZERO = Decimal(0)
RETURNS_WITHIN = dt.timedelta(days=90)


@dataclass(frozen=True)
class Line:
    """One figure with the rows it comes from; `amount` None = there is none, or none is known."""

    name: str
    count: int
    amount: Decimal | None
    url: str
    without_rate: int = 0


@dataclass(frozen=True)
class Facts:
    """What the book knows of one item of the checklist."""

    code: str
    lines: tuple[Line, ...]


def ending_facts(customer: Customer, as_of: dt.date) -> list[Facts]:
    """What the ledger says now of each item of the termination checklist, by the item's code.

    Receivables are aged to `as_of`. Amounts are in the base currency.
    """
    own = {"customer": customer, "is_void": False}
    valid = Security.objects.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=as_of), **own)
    orders = Order.objects.filter(state__in=[Order.State.OPEN, Order.State.SHIPPED], **own)
    returns = GoodsReturn.objects.filter(effective_date__gt=as_of - RETURNS_WITHIN, **own)
    kinds = Security.Kind

    def secured(name: str, kind: str) -> Line:
        return _sum(name, valid.filter(kind=kind), "security", customer, f"&kind={kind}")

    return [
        Facts("orders", (_sum(_("Orders open or shipped"), orders, "order", customer),)),
        Facts("receivables", _receivables(customer, as_of)),
        Facts("deposits", (secured(_("Deposits held"), kinds.DEPOSIT),)),
        Facts("guarantees", (secured(_("Guarantees"), kinds.GUARANTEE),)),
        Facts(
            "goods",
            (
                secured(_("Under retention of title"), kinds.TITLE),
                _sum(_("Returns of the last 90 days"), returns, "goodsreturn", customer),
            ),
        ),
        Facts("data", _data(customer)),
    ]


def _sum(name: str, rows: QuerySet[Any], kind: str, customer: Customer, more: str = "") -> Line:
    found = rows.aggregate(
        rows=Count("pk"), total=Sum("base_amount"),
        unknown=Count("pk", filter=Q(base_amount__isnull=True)),
    )  # fmt: skip
    amount = found["total"] or (None if found["unknown"] else ZERO)
    return Line(name, found["rows"], amount, _list(kind, customer, more), found["unknown"])


def _receivables(customer: Customer, as_of: dt.date) -> tuple[Line, ...]:
    owed = ageing_of_customers([customer.pk], day=as_of)[customer.pk]
    url = _list("invoice", customer)
    count = customer.open_items.count()
    overdue = customer.open_items.filter(due_date__lt=as_of).count()
    cash = OpenCredit.objects.filter(customer=customer, payment__isnull=False).count()
    return (
        Line(_("Open invoices"), count, owed.total, url, owed.without_rate),
        Line(_("Of these overdue"), overdue, owed.overdue, url),
        Line(_("Cash not allocated"), cash, owed.cash, _list("opencredit", customer)),
    )


def _data(customer: Customer) -> tuple[Line, ...]:
    contacts = Contact.objects.filter(customer=customer, ended_at__isnull=True).count()
    # that an authority asks is a secret, and so are its papers
    kept = Attachment.objects.kept().exclude(record_kind="authorityrequest")
    documents = kept.filter(customer=customer).count()
    return (
        Line(_("Contacts"), contacts, None, _list("contact", customer)),
        Line(_("Documents"), documents, None, _list("document", customer)),
    )


def _list(kind: str, customer: Customer, more: str = "") -> str:
    return f"{reverse(f'customers:{kind}_list')}?customer={customer.pk}{more}"


# --- the final settlement ---

LEDGER = """
SELECT
  (SELECT coalesce(sum(base_amount), 0) FROM customers_invoice
    WHERE customer_id = %(customer)s AND NOT is_void
      AND (%(before)s::date IS NULL OR invoice_date < %(before)s)),
  coalesce(sum(a.base_amount) FILTER (WHERE a.payment_id IS NOT NULL), 0),
  coalesce(sum(a.base_amount) FILTER (WHERE a.credit_note_id IS NOT NULL), 0),
  coalesce(sum(a.base_amount) FILTER (WHERE a.write_off_id IS NOT NULL), 0),
  (SELECT coalesce(sum(base_open), 0) FROM customers_openitem WHERE customer_id = %(customer)s),
  (SELECT count(*) FROM customers_openitem
    WHERE customer_id = %(customer)s AND base_open IS NULL)
FROM customers_allocation a
JOIN customers_invoice i ON i.customer_id = a.customer_id AND i.id = a.invoice_id AND NOT i.is_void
  AND (%(before)s::date IS NULL OR i.invoice_date < %(before)s)
WHERE a.customer_id = %(customer)s
  AND (%(before)s::date IS NULL OR a.effective_date < %(before)s)"""


@dataclass(frozen=True)
class Ledger:
    """What was invoiced to a customer and what became of it, over all time, and what is open."""

    invoiced: Decimal
    paid: Decimal
    credited: Decimal
    written_off: Decimal
    open: Decimal
    without_rate: int


def ledger_of(customer_id: int, *, before: dt.date | None = None) -> Ledger:
    """The ledger as it stands, or as it stood when this day began."""
    with connection.cursor() as cursor:
        cursor.execute(LEDGER, {"customer": customer_id, "before": before})
        found = Ledger(*(cursor.fetchone() or ()))
    if before is None:
        return found
    standing = Invoice.objects.filter(customer=customer_id, is_void=False, invoice_date__lt=before)
    settled = Allocation.objects.filter(effective_date__lt=before)
    opened = open_in_base(with_open_amount(standing, settled))
    return replace(found, open=opened["total"], without_rate=opened["unknown"])


@dataclass(frozen=True)
class Statement:
    """From what was open at the end to what is open now, and what the end has brought and cost.

    `opening + invoiced - collected - credited - written_off + rounding = rest`, where the rest is
    read from the open items and everything else from its own rows.
    """

    opening: Line
    invoiced: Line
    collected: Line
    credited: Line
    written_off: Line
    rest: Line
    rounding: Decimal
    recovered: Line
    costs: Line
    compensation: Line
    cash: Line

    @property
    def net(self) -> Decimal:
        """What came in, less what it cost."""
        came_in = (self.collected.amount or ZERO) + (self.recovered.amount or ZERO)
        return came_in - (self.costs.amount or ZERO) - (self.compensation.amount or ZERO)

    @property
    def without_rate(self) -> int:
        return self.rest.without_rate


def settlement_statement(case: RemovalCase) -> Statement | None:
    """The final settlement as the book stands now; None while nothing has ended."""
    start = RunOff.objects.filter(case=case).first()
    if start is None:
        return None
    customer, now = case.customer, ledger_of(case.customer_id)
    since = {"customer": customer, "is_void": False}
    cash = Payment.objects.filter(received_date__gte=start.started_date, **since)
    bounced = DishonouredPayment.objects.filter(effective_date__gte=start.started_date, **since)
    recovered = Recovery.objects.filter(effective_date__gte=start.started_date, **since)
    costs = RecoveryCost.objects.filter(matter__case=case)
    agreed = [Compensation.State.ACCEPTED, Compensation.State.PAID]
    compensated = case.compensations.filter(state__in=agreed)
    page = reverse("removal:ending", args=[case.pk])
    moved = {
        "invoiced": now.invoiced - start.invoiced_before,
        "collected": now.paid - start.paid_before,
        "credited": now.credited - start.credited_before,
        "written_off": now.written_off - start.written_off_before,
    }
    opening, allocations = start.opening, _list("allocation", customer)
    ends = opening + moved["invoiced"] - moved["collected"] - moved["credited"]
    return Statement(
        opening=Line(_("Open at the end"), 0, opening, page, start.without_rate),
        invoiced=Line(
            _("Invoiced and corrected since"), 0, moved["invoiced"], _list("invoice", customer)
        ),
        collected=Line(_("Collected"), 0, moved["collected"], allocations),
        credited=Line(_("Credited"), 0, moved["credited"], _list("creditnote", customer)),
        written_off=Line(_("Written off"), 0, moved["written_off"], _list("writeoff", customer)),
        rest=Line(_("Still open"), 0, now.open, _list("invoice", customer), now.without_rate),
        rounding=now.open - (ends - moved["written_off"]),
        recovered=_sum(_("Recovered after write-off"), recovered, "recovery", customer),
        costs=_own(_("Costs of recovery"), costs, f"{page}#legal"),
        compensation=_own(_("Compensation agreed"), compensated, f"{page}#compensation"),
        cash=_less(_sum(_("Cash received since"), cash, "payment", customer), bounced),
    )


def _less(line: Line, bounced: QuerySet[DishonouredPayment]) -> Line:
    """A line without what the bank took back; not known stays not known."""
    back = bounced.aggregate(total=Sum("base_amount"))["total"] or ZERO
    return replace(line, amount=None if line.amount is None else line.amount - back)


def _own(name: str, rows: QuerySet[Any], url: str) -> Line:
    found = rows.aggregate(rows=Count("pk"), total=Sum("amount"))
    return Line(name, found["rows"], found["total"] or ZERO, url)


def with_sums(matters: QuerySet[LegalRecovery]) -> QuerySet[LegalRecovery]:
    """The same with what each has cost and what came in by it, in one statement."""
    nothing = Value(ZERO, DecimalField(max_digits=22, decimal_places=2))
    costs = RecoveryCost.objects.filter(matter=OuterRef("pk")).order_by()
    cost = costs.values("matter").annotate(total=Sum("amount")).values("total")
    receipts = LegalReceipt.objects.filter(matter=OuterRef("pk"), recovery__is_void=False)
    came = receipts.order_by().values("matter").annotate(total=Sum("recovery__base_amount"))
    return matters.annotate(
        cost=Coalesce(Subquery(cost), nothing),
        recovered=Coalesce(Subquery(came.values("total")), nothing),
    )


def unsettled(case: RemovalCase) -> list[str]:
    """What of an end is still open, each a sentence: with it the case cannot be closed."""
    items = case.run_off_items.filter(state=RunOffItem.State.OPEN).count()
    matters = case.legal_recoveries.exclude(state=LegalRecovery.State.ENDED).count()
    writing = case.proposed_write_offs.filter(state=ProposedWriteOff.State.PROPOSED).count()
    offers = case.compensations.filter(state=Compensation.State.PROPOSED).count()
    unpaid = case.compensations.filter(state__in=Compensation.UNPAID).count()
    said = (
        (items, _("Items of the run-off are open: %(count)s. Close each with its result.")),
        (matters, _("Legal recoveries are under way: %(count)s. Say how each ended.")),
        (writing, _("Write-offs wait for a decision: %(count)s.")),
        (offers, _("Compensations wait for a decision: %(count)s.")),
        (unpaid, _("Compensations are offered and not paid: %(count)s. Say how each ended.")),
    )
    return [text % {"count": count} for count, text in said if count]
