"""What was read of each customer: its latest figures, and those at the ends of months."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from customers.models import MONEY, Customer

# a sum over one customer's invoices may be longer than the longest single amount
SUM_OF_MONEY: dict[str, Any] = {"max_digits": 22, "decimal_places": 2}
FIGURE: dict[str, Any] = {"max_digits": 18, "decimal_places": 4, "null": True}

VIEW_RESTRICTED = "scoring.view_restricted_figures"
ASK_WHAT_IF = "scoring.ask_what_if"


class Figures(models.Model):
    """What is read of a customer as of a day: exposure, ageing, and every indicator.

    Indicator columns bear the indicator's code; null means "not enough known", never zero.
    """

    as_of = models.DateField(_("as of"))
    known_at = models.DateTimeField(_("known at"))

    exposure = models.DecimalField(_("exposure"), **SUM_OF_MONEY, default=0)
    overdue = models.DecimalField(_("overdue"), **SUM_OF_MONEY, default=0)
    unallocated = models.DecimalField(_("unallocated cash"), **SUM_OF_MONEY, null=True)
    unbilled = models.DecimalField(
        _("orders not yet invoiced"), **SUM_OF_MONEY, null=True,
        help_text="null = an order has no exchange rate",
    )  # fmt: skip
    disputed = models.DecimalField(
        _("open amount in dispute"), **SUM_OF_MONEY, null=True,
        help_text="part of the exposure; null = a rate is not known",
    )  # fmt: skip
    covered = models.DecimalField(
        _("overdue, but covered by unused payments"), **SUM_OF_MONEY, null=True,
        help_text="part of what is overdue; null = a rate is not known",
    )  # fmt: skip
    oldest_days = models.IntegerField(_("oldest days past due"), default=0)
    credit_limit = models.DecimalField(_("credit limit"), **MONEY, null=True)
    not_due = models.DecimalField(_("not due"), **SUM_OF_MONEY, default=0)
    due_1_30 = models.DecimalField(_("1–30 days"), **SUM_OF_MONEY, default=0)
    due_31_60 = models.DecimalField(_("31–60 days"), **SUM_OF_MONEY, default=0)
    due_61_90 = models.DecimalField(_("61–90 days"), **SUM_OF_MONEY, default=0)
    due_91_180 = models.DecimalField(_("91–180 days"), **SUM_OF_MONEY, default=0)
    due_181_365 = models.DecimalField(_("181–365 days"), **SUM_OF_MONEY, default=0)
    due_over_365 = models.DecimalField(_("over 365 days"), **SUM_OF_MONEY, default=0)
    no_due_date = models.DecimalField(_("no due date"), **SUM_OF_MONEY, default=0)
    open_without_rate = models.IntegerField(
        _("open invoices without a rate"), default=0, help_text="in none of the amounts above"
    )

    # payment behaviour
    dbt_paid = models.DecimalField(**FIGURE)
    dbt_open = models.DecimalField(**FIGURE)
    dbt_signed = models.DecimalField(**FIGURE)
    payment_index = models.DecimalField(**FIGURE)
    late_frequency = models.DecimalField(**FIGURE)
    overdue_ratio = models.DecimalField(**FIGURE)
    over_90_ratio = models.DecimalField(**FIGURE)
    max_dpd = models.DecimalField(**FIGURE)
    consecutive_late = models.DecimalField(**FIGURE)
    roll_forward = models.DecimalField(**FIGURE)
    collection_effectiveness = models.DecimalField(**FIGURE)
    broken_promises = models.DecimalField(**FIGURE)
    dishonoured_count = models.DecimalField(**FIGURE)
    dishonoured_ratio = models.DecimalField(**FIGURE)
    deduction_rate = models.DecimalField(**FIGURE)
    payment_method_changes = models.DecimalField(**FIGURE)
    payment_anomalies = models.DecimalField(**FIGURE)
    # credit use and exposure
    dso = models.DecimalField(**FIGURE)
    count_back_dso = models.DecimalField(**FIGURE)
    best_possible_dso = models.DecimalField(**FIGURE)
    average_days_delinquent = models.DecimalField(**FIGURE)
    utilisation = models.DecimalField(**FIGURE)
    over_limit_days = models.DecimalField(**FIGURE)
    book_share = models.DecimalField(**FIGURE)
    invoice_surge = models.DecimalField(**FIGURE)
    large_transactions = models.DecimalField(**FIGURE)
    activity_drop = models.DecimalField(**FIGURE)
    tenure = models.DecimalField(**FIGURE)
    counterparty_share = models.DecimalField(**FIGURE)
    # what went wrong in trade, and what was said of it
    return_rate = models.DecimalField(**FIGURE)
    return_rate_to_peers = models.DecimalField(**FIGURE)
    dispute_rate = models.DecimalField(**FIGURE)
    disputes_won = models.DecimalField(**FIGURE)
    complaints_about = models.DecimalField(**FIGURE)
    complaints_by = models.DecimalField(**FIGURE)
    contact_changes = models.DecimalField(**FIGURE)
    # what others say
    external_pd = models.DecimalField(**FIGURE)
    altman_manufacturer = models.DecimalField(**FIGURE)
    altman_other = models.DecimalField(**FIGURE)
    negative_news = models.DecimalField(**FIGURE)
    list_hits = models.DecimalField(**FIGURE)
    sanctions_hits = models.DecimalField(**FIGURE)
    litigation = models.DecimalField(**FIGURE)
    claims_ratio = models.DecimalField(**FIGURE)
    insolvency = models.DecimalField(**FIGURE)
    recorded_defaults = models.DecimalField(**FIGURE)
    # where the customer stands
    company_age = models.DecimalField(**FIGURE)
    industry_risk = models.DecimalField(**FIGURE)
    region_risk = models.DecimalField(**FIGURE)
    region_grade = models.DecimalField(**FIGURE)

    class Meta:
        abstract = True


class Reading(Figures):
    """The latest reading of a customer. One row each."""

    customer = models.OneToOneField(
        Customer, on_delete=models.CASCADE, primary_key=True, related_name="reading"
    )

    class Meta:
        verbose_name = _("reading")
        verbose_name_plural = _("readings")
        permissions = [
            ("view_restricted_figures", "Can see figures of restricted matters"),
            ("ask_what_if", "Can try changed scorecards on the book"),
        ]
        indexes = [
            models.Index(fields=["-exposure", "customer"], name="reading_by_exposure"),
            models.Index(fields=["-overdue", "customer"], name="reading_by_overdue"),
            models.Index(fields=["-oldest_days", "customer"], name="reading_by_oldest_days"),
        ]

    def __str__(self) -> str:
        return f"reading of {self.customer_id} as of {self.as_of}"


class Snapshot(Figures):
    """A customer's reading at the end of a month, kept for history, drift and back-tests.

    It can be made again from the ledger at any time, with the same digits: `known_at` is the end
    of its day, so what was posted later is not in it.
    """

    customer_id = models.BigIntegerField()

    class Meta:
        verbose_name = _("snapshot")
        verbose_name_plural = _("snapshots")
        constraints = [
            models.UniqueConstraint(fields=["as_of", "customer_id"], name="one_snapshot_a_day"),
        ]

    def __str__(self) -> str:
        return f"snapshot of {self.customer_id} as of {self.as_of}"
