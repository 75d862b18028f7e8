"""What is owed, as it is stored: open items, and the sums of the book that no page adds up itself.

Open items are kept by triggers in the transaction that writes an invoice or an allocation, whoever
writes it; ages follow from their due dates. All else here is derived from them by the sweep of
receivables, and says when that was.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from customers.models.book import MONEY, Customer, OfCustomerQuerySet, reach_of
from customers.models.ledger import Invoice
from customers.models.parties import CustomerGroup
from riskcrm.accounts.models import Team, User

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

# a sum over one customer's invoices, and one over many customers'
SUM: dict[str, Any] = {"max_digits": 22, "decimal_places": 2}
BOOK_SUM: dict[str, Any] = {"max_digits": 26, "decimal_places": 2}


class OpenItemQuerySet(OfCustomerQuerySet["OpenItem"]):
    pass


class OpenItem(models.Model):
    """An invoice of which something is open: its amount less its allocations. Kept by triggers."""

    customer = models.ForeignKey(
        Customer,
        on_delete=models.CASCADE,
        related_name="open_items",
        db_index=False,
        db_constraint=False,  # the triggers keep it, without a check for each row of an import
    )
    invoice = models.ForeignKey(
        Invoice,
        on_delete=models.CASCADE,
        related_name="open_items",
        db_index=False,
        db_constraint=False,  # the triggers keep it, without a check for each row of an import
    )
    due_date = models.DateField(_("due date"), null=True)
    currency = models.CharField(_("currency"), max_length=3)
    open_amount = models.DecimalField(_("open amount"), **MONEY)
    base_open = models.DecimalField(
        _("open amount in base currency"), **MONEY, null=True, help_text="null = no rate known"
    )

    objects = OpenItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("open item")
        verbose_name_plural = _("open items")
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "invoice"], name="one_open_item_per_invoice"
            ),
            models.CheckConstraint(condition=Q(open_amount__gt=0), name="open_item_is_open"),
        ]

    def __str__(self) -> str:
        return f"{self.open_amount} of {self.invoice_id}"


class CellQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """The cells whose customers this person sees; a cell has their manager and team."""
        return self.filter(reach_of(user))


class Cell(models.Model):
    """Figures of the customers of one manager and team."""

    team = models.ForeignKey(
        Team, null=True, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    manager = models.ForeignKey(
        User, null=True, on_delete=models.CASCADE, related_name="+", db_index=False
    )

    objects = CellQuerySet.as_manager()

    class Meta:
        abstract = True


class DayCell(Cell):
    """What is open and due on one day."""

    due_date = models.DateField(null=True)
    items = models.BigIntegerField()
    amount = models.DecimalField(**BOOK_SUM)
    disputed = models.DecimalField(**BOOK_SUM, help_text="part of the amount")
    without_rate = models.BigIntegerField(help_text="items that are in none of the amounts")

    class Meta:
        abstract = True


class OpenDay(DayCell):
    """What is open and due on one day. Days so long past that nothing changes any more are one.

    Buckets follow from the day, so that ages move at midnight without a write.
    """

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["team", "manager", "due_date"], nulls_distinct=False, name="one_open_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.team_id} {self.manager_id} due {self.due_date}"


class BalanceCell(Cell):
    """What stands beside the open items: credit that no invoice has used, and money lent."""

    customers = models.BigIntegerField(help_text="who owe anything")
    cash = models.DecimalField(**BOOK_SUM)
    credit_notes = models.DecimalField(**BOOK_SUM)
    loans = models.DecimalField(**BOOK_SUM, help_text="outstanding principal")
    non_performing = models.DecimalField(**BOOK_SUM, help_text="part of the loans")

    class Meta:
        abstract = True


class BookBalance(BalanceCell):
    """The credit and the loans of the customers of one manager and team."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["team", "manager"], nulls_distinct=False, name="one_book_balance"
            )
        ]

    def __str__(self) -> str:
        return f"balance of {self.team_id} {self.manager_id}"


class OfGroup(models.Model):
    """Figures of a customer group's members. A customer of two groups is in the cells of both."""

    group = models.ForeignKey(
        CustomerGroup, on_delete=models.CASCADE, related_name="+", db_index=False
    )

    class Meta:
        abstract = True


class GroupDay(OfGroup, DayCell):
    """What members of a group owe that is due on one day; see `OpenDay`."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["group", "team", "manager", "due_date"],
                nulls_distinct=False,
                name="one_group_day",
            )
        ]

    def __str__(self) -> str:
        return f"group {self.group_id} due {self.due_date}"


class GroupBalance(OfGroup, BalanceCell):
    """What stands beside the open items of a group's members; see `BookBalance`."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["group", "team", "manager"],
                nulls_distinct=False,
                name="one_group_balance",
            )
        ]

    def __str__(self) -> str:
        return f"balance of group {self.group_id}"


class AgeingRefresh(models.Model):
    """The latest adding up of the book's receivables, one row: when, what it saw, how long."""

    fingerprint = models.CharField(max_length=400, help_text="writes to the tables it sums up")
    day = models.DateField(help_text="from this day on, earlier due dates are told apart by bucket")
    read_at = models.DateTimeField()
    seconds = models.FloatField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="one_ageing_refresh")]

    def __str__(self) -> str:
        return f"receivables as of {self.read_at}"


class ReceivableChange(models.Model):
    """A customer whose receivables or promises may have changed; the sweep takes the row.

    A trigger adds one beside each `CustomerChange`: the row is the queue.
    """

    customer_id = models.BigIntegerField()
    recorded_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"receivables of {self.customer_id}"
