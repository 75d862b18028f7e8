"""Reports of exceptions: what the rules allowed, refused or let slip, as lists of rows.

A report is a query and how one of its rows is worded. The page, its file and its count are made of
the same query; each row leads to where it came from.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Model, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy

from customers.models import MarketEvent
from monitoring.control.exception_rows import (
    Said,
    acts,
    alert,
    appeal,
    case,
    decision,
    entry,
    event,
    immediate,
    late_alerts,
    late_appeals,
    late_cases,
    late_entries,
    late_requests,
    late_reviews,
    late_treatments,
    news,
    override,
    overrides,
    request,
    review,
    treatment,
    unlinked,
)
from monitoring.control.populations import EXPORTS, RIGHTS
from monitoring.models import Alert, Review
from removal.models import (
    ListAppeal,
    ListEntry,
    RemovalCase,
    RemovalDecision,
    SubjectRequest,
)
from riskcrm.accounts.models import User
from riskcrm.audit.models import Event
from riskcrm.web.own_work import TRY_OWN_WORK
from scoring.models import CustomerTreatment, Override

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

RECENT = dt.timedelta(days=30)


@dataclass(frozen=True)
class Report:
    """One kind of exceptions."""

    code: str
    title: StrOrPromise
    lead: StrOrPromise
    at: str  # the field with its time; NOT NULL
    rows: Callable[[User], QuerySet[Any]]
    said: Callable[[Any], Said]
    is_standing: bool = False  # what is so now, instead of what happened on a day
    by: str = ""  # the field that names who did it
    customer: str = "customer"  # the path to the customer; "customer_id" = a value, no relation
    states: Sequence[tuple[str, Any]] = ()
    related: tuple[str, ...] = ()
    model: type[Model] = Event

    def customer_id(self, row: Any) -> int | None:
        """Whom a row is about; its relations are joined."""
        *owners, field = self.customer.split("__")
        for name in owners:
            row = getattr(row, name)
        found: int | None = getattr(row, field if self.is_of_audit else f"{field}_id")
        return found

    @property
    def is_of_audit(self) -> bool:
        """Its rows are acts of the audit chain, which name customers and people by their ids."""
        return self.at == "recorded_at" and self.by == "actor_id"

    @property
    def order(self) -> str:
        """The field it is sorted by; acts have ids in the order of time, and an index by verb."""
        return "pk" if self.is_of_audit else self.at

    @property
    def route(self) -> str:
        return f"monitoring:exception_{self.code}"

    def shown(self, user: User) -> QuerySet[Any]:
        """The rows with what their words need."""
        return self.rows(user).select_related(*self.related)

    def counted(self, user: User) -> QuerySet[Any]:
        """What the overview counts: all that stands, else what is recent."""
        rows = self.rows(user)
        if self.is_standing:
            return rows
        return rows.filter(**{f"{self.at}__gte": timezone.now() - RECENT})


def _of_events(code: str, title: StrOrPromise, lead: StrOrPromise, *verbs: str) -> Report:
    return Report(
        code, title, lead, "recorded_at", acts(*verbs), event, by="actor_id",
        customer="customer_id", related=("payload",),
    )  # fmt: skip


REPORTS = {
    report.code: report
    for report in (
        _of_events(
            "own_work", gettext_lazy("Attempts to decide on own work"),
            gettext_lazy("Refused each time: by page, by API, and among many rows."),
            TRY_OWN_WORK,
        ),
        Report(
            "overrides", gettext_lazy("Overrides"),
            gettext_lazy("Tiers that a person set in place of the scorecard's."),
            "requested_at", overrides, override, by="requested_by",
            states=Override.State.choices,
            model=Override, related=("customer", "requested_by"),
        ),
        Report(
            "immediate", gettext_lazy("Immediate terminations"),
            gettext_lazy("Decided without rectification; each is tested."),
            "decided_at", immediate, decision, by="decided_by", customer="case__customer",
            model=RemovalDecision, related=("case__customer", "decided_by"),
        ),
        Report(
            "late_alerts", gettext_lazy("Late alerts"),
            gettext_lazy("Open past the time by which somebody should have acknowledged them."),
            "raised_at", late_alerts, alert, is_standing=True,
            model=Alert, related=("customer__manager", "rule"),
        ),
        Report(
            "late_reviews", gettext_lazy("Late reviews"),
            gettext_lazy("Open reviews of customers past their day."),
            "due_date", late_reviews, review, is_standing=True,
            model=Review, related=("customer__manager",),
        ),
        Report(
            "late_treatments", gettext_lazy("Late reviews of treatments"),
            gettext_lazy("Their day of review has passed."),
            "review_date", late_treatments, treatment, is_standing=True,
            model=CustomerTreatment, related=("customer__manager",),
        ),
        Report(
            "late_entries", gettext_lazy("Late reviews of the restricted list"),
            gettext_lazy("In force past their day of review."),
            "review_date", late_entries, entry, is_standing=True,
            model=ListEntry, related=("customer", "proposed_by"),
        ),
        Report(
            "unlinked_news", gettext_lazy("News that nobody confirmed"),
            gettext_lazy("Market events that wait for more than 14 days for somebody to say whether"
                         " they are about this customer and true."),
            "recorded_at", unlinked, news, is_standing=True,
            model=MarketEvent, related=("customer", "reported_by"),
        ),
        Report(
            "late_cases", gettext_lazy("Stuck cases"),
            gettext_lazy("Removal cases whose stage should have been over."),
            "proposed_at", late_cases, case, by="owner", is_standing=True,
            model=RemovalCase, related=("customer", "owner", "proposed_by"),
        ),
        Report(
            "late_requests", gettext_lazy("Late answers to data subjects"),
            gettext_lazy("Requests whose deadline has passed."),
            "deadline_date", late_requests, request, is_standing=True,
            model=SubjectRequest, related=("customer", "recorded_by"),
        ),
        Report(
            "late_appeals", gettext_lazy("Late answers to appeals"),
            gettext_lazy("Appeals against list entries whose deadline has passed."),
            "answer_by_date", late_appeals, appeal, is_standing=True,
            customer="entry__customer", model=ListAppeal, related=("entry__customer",),
        ),
        _of_events(
            "exports", gettext_lazy("Data taken out"),
            gettext_lazy("Files of lists, panels of studies and bundles of evidence."),
            *EXPORTS,
        ),
        _of_events(
            "sign_ins", gettext_lazy("Failed sign-ins"),
            gettext_lazy("Wrong passwords and wrong codes of the second factor."),
            "fail_to_sign_in", "fail_second_factor",
        ),
        _of_events(
            "rights", gettext_lazy("Changes of rights"),
            gettext_lazy("People and keys that were added, changed or given new passwords."),
            *RIGHTS,
        ),
    )
}  # fmt: skip
