"""Reports of exceptions: what the rules allowed, refused or let slip, as lists of rows.

A report is a query and how one of its rows is worded. The page, its file and its count are made of
the same query; each row leads to where it came from.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrOrPromise

from customers.models import MarketEvent
from monitoring.control.populations import EXPORTS, RIGHTS
from monitoring.models import Alert
from removal.models import (
    ListAppeal,
    ListEntry,
    RemovalCase,
    RemovalDecision,
    SubjectRequest,
)
from riskcrm.accounts.models import User
from riskcrm.audit.models import Event
from riskcrm.audit.selectors import in_words, page_of
from riskcrm.web.own_work import TRY_OWN_WORK
from riskcrm.web.today import today
from scoring.models import CustomerTreatment, Override

UNCONFIRMED_FOR = dt.timedelta(days=14)
RECENT = dt.timedelta(days=30)


@dataclass(frozen=True)
class Said:
    """One row in words: what it is, where it leads, whom it is about, who did it."""

    what: str
    url: str
    detail: str = ""
    who: str = ""


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


# --- acts, as the audit chain has them ---


def _events(*verbs: str) -> Callable[[User], QuerySet[Event]]:
    def rows(_user: User) -> QuerySet[Event]:
        return Event.objects.filter(verb__in=verbs)

    return rows


def _event(row: Event) -> Said:
    line = in_words(row)
    return Said(line.sentence, page_of(row), line.reason, line.actor)


def _of_events(code: str, title: StrOrPromise, lead: StrOrPromise, *verbs: str) -> Report:
    return Report(
        code, title, lead, "recorded_at", _events(*verbs), _event, by="actor_id",
        customer="customer_id", related=("payload",),
    )  # fmt: skip


# --- what stands in the book ---


def _overrides(user: User) -> QuerySet[Override]:
    return Override.objects.visible_to(user).exclude(state=Override.State.WITHDRAWN)


def _override(row: Override) -> Said:
    what = _("Override to %(tier)s, until %(day)s") % {
        "tier": row.get_tier_display(), "day": row.expires_on
    }  # fmt: skip
    url = reverse("scoring:override_detail", args=[row.pk])
    return Said(what, url, f"{row.get_state_display()} · {row.text}", str(row.requested_by))


def _immediate(user: User) -> QuerySet[RemovalDecision]:
    cases = RemovalCase.objects.visible_to(user).immediate()
    approved = RemovalDecision.Outcome.APPROVED
    return RemovalDecision.objects.filter(case__in=cases.values("pk"), outcome=approved)


def _decision(row: RemovalDecision) -> Said:
    what = _("Case %(number)s: %(ground)s") % {
        "number": row.case_id, "ground": row.case.get_ground_display()
    }  # fmt: skip
    url = reverse("removal:case_detail", args=[row.case_id])
    return Said(what, url, row.reason, str(row.decided_by))


def _late_alerts(user: User) -> QuerySet[Alert]:
    return Alert.objects.visible_to(user).open().filter(due_at__lt=timezone.now())


def _alert(row: Alert) -> Said:
    due = _("acknowledge by %(day)s") % {"day": timezone.localtime(row.due_at).date()}
    url = reverse("monitoring:alert_detail", args=[row.pk])
    return Said(row.rule.name, url, due, str(row.customer.manager or ""))


def _late_treatments(user: User) -> QuerySet[CustomerTreatment]:
    yesterday = today() - dt.timedelta(days=1)
    return CustomerTreatment.objects.visible_to(user).due(yesterday)


def _treatment(row: CustomerTreatment) -> Said:
    url = reverse("monitoring:customer_detail", args=[row.customer_id]) + "?tab=treatment"
    what = _("Treatment to be reviewed by %(day)s") % {"day": row.review_date}
    return Said(what, url, "", str(row.customer.manager or ""))


def _late_entries(user: User) -> QuerySet[ListEntry]:
    return ListEntry.objects.visible_to(user).in_force().filter(review_date__lt=today())


def _entry(row: ListEntry) -> Said:
    what = _("Entry %(number)s to be reviewed by %(day)s") % {
        "number": row.pk, "day": row.review_date
    }  # fmt: skip
    url = reverse("removal:list_entry_detail", args=[row.pk])
    return Said(what, url, str(row.get_reason_class_display()), str(row.proposed_by))


def _unlinked(user: User) -> QuerySet[MarketEvent]:
    waiting = MarketEvent.objects.visible_to(user).filter(
        is_void=False, confirmation=MarketEvent.Confirmation.PENDING
    )
    return waiting.filter(recorded_at__lt=timezone.now() - UNCONFIRMED_FOR)


def _news(row: MarketEvent) -> Said:
    url = reverse("monitoring:customer_detail", args=[row.customer_id]) + "?tab=records"
    return Said(row.title, url, row.source, str(row.reported_by or ""))


def _late_cases(user: User) -> QuerySet[RemovalCase]:
    return RemovalCase.objects.visible_to(user).late(today())


def _case(row: RemovalCase) -> Said:
    what = _("Case %(number)s: %(state)s, due by %(day)s") % {
        "number": row.pk, "state": row.get_state_display(), "day": row.due_date
    }  # fmt: skip
    url = reverse("removal:case_detail", args=[row.pk])
    return Said(what, url, row.summary, str(row.owner or row.proposed_by))


def _late_requests(user: User) -> QuerySet[SubjectRequest]:
    return SubjectRequest.objects.visible_to(user).overdue(today())


def _request(row: SubjectRequest) -> Said:
    what = _("Request %(number)s to be answered by %(day)s") % {
        "number": row.pk, "day": row.deadline_date
    }  # fmt: skip
    url = reverse("removal:subject_request_detail", args=[row.pk])
    return Said(what, url, str(row.get_kind_display()), str(row.recorded_by))


def _late_appeals(user: User) -> QuerySet[ListAppeal]:
    entries = ListEntry.objects.visible_to(user).values("pk")
    late = ListAppeal.objects.open().filter(answer_by_date__lt=today())
    return late.filter(entry__in=entries)


def _appeal(row: ListAppeal) -> Said:
    what = _("Appeal against entry %(number)s, to be answered by %(day)s") % {
        "number": row.entry_id, "day": row.answer_by_date
    }  # fmt: skip
    return Said(what, reverse("removal:list_appeal_detail", args=[row.pk]))


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
            "requested_at", _overrides, _override, by="requested_by", is_standing=True,
            states=Override.State.choices,
            model=Override, related=("customer", "requested_by"),
        ),
        Report(
            "immediate", gettext_lazy("Immediate terminations"),
            gettext_lazy("Decided without rectification; each is tested."),
            "decided_at", _immediate, _decision, by="decided_by", customer="case__customer",
            model=RemovalDecision, related=("case__customer", "decided_by"),
        ),
        Report(
            "late_alerts", gettext_lazy("Late alerts"),
            gettext_lazy("Open past the time by which somebody should have acknowledged them."),
            "raised_at", _late_alerts, _alert, is_standing=True,
            model=Alert, related=("customer__manager", "rule"),
        ),
        Report(
            "late_treatments", gettext_lazy("Late reviews of treatments"),
            gettext_lazy("Their day of review has passed."),
            "review_date", _late_treatments, _treatment, is_standing=True,
            model=CustomerTreatment, related=("customer__manager",),
        ),
        Report(
            "late_entries", gettext_lazy("Late reviews of the restricted list"),
            gettext_lazy("In force past their day of review."),
            "review_date", _late_entries, _entry, is_standing=True,
            model=ListEntry, related=("customer", "proposed_by"),
        ),
        Report(
            "unlinked_news", gettext_lazy("News that nobody confirmed"),
            gettext_lazy("Market events that wait for more than 14 days for somebody to say whether"
                         " they are about this customer and true."),
            "recorded_at", _unlinked, _news, is_standing=True,
            model=MarketEvent, related=("customer", "reported_by"),
        ),
        Report(
            "late_cases", gettext_lazy("Stuck cases"),
            gettext_lazy("Removal cases whose stage should have been over."),
            "proposed_at", _late_cases, _case, by="owner", is_standing=True,
            model=RemovalCase, related=("customer", "owner", "proposed_by"),
        ),
        Report(
            "late_requests", gettext_lazy("Late answers to data subjects"),
            gettext_lazy("Requests whose deadline has passed."),
            "deadline_date", _late_requests, _request, is_standing=True,
            model=SubjectRequest, related=("customer", "recorded_by"),
        ),
        Report(
            "late_appeals", gettext_lazy("Late answers to appeals"),
            gettext_lazy("Appeals against list entries whose deadline has passed."),
            "answer_by_date", _late_appeals, _appeal, is_standing=True,
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
