"""The rows of reports of exceptions, and how one of them is worded."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from customers.models import MarketEvent
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
from riskcrm.audit.selectors import in_words, page_of
from riskcrm.web.today import today
from scoring.models import CustomerTreatment, Override

UNCONFIRMED_FOR = dt.timedelta(days=14)


@dataclass(frozen=True)
class Said:
    """One row in words: what it is, where it leads, whom it is about, who did it."""

    what: str
    url: str
    detail: str = ""
    who: str = ""


# --- acts, as the audit chain has them ---


def acts(*verbs: str) -> Callable[[User], QuerySet[Event]]:
    def rows(_user: User) -> QuerySet[Event]:
        return Event.objects.filter(verb__in=verbs)

    return rows


def event(row: Event) -> Said:
    line = in_words(row)
    return Said(line.sentence, page_of(row), line.reason, line.actor)


# --- what stands in the book ---


def overrides(user: User) -> QuerySet[Override]:
    return Override.objects.visible_to(user).exclude(state=Override.State.WITHDRAWN)


def override(row: Override) -> Said:
    what = _("Override to %(tier)s, until %(day)s") % {
        "tier": row.get_tier_display(), "day": row.expires_on
    }  # fmt: skip
    url = reverse("scoring:override_detail", args=[row.pk])
    return Said(what, url, f"{row.get_state_display()} · {row.text}", str(row.requested_by))


def immediate(user: User) -> QuerySet[RemovalDecision]:
    cases = RemovalCase.objects.visible_to(user).immediate()
    approved = RemovalDecision.Outcome.APPROVED
    return RemovalDecision.objects.filter(case__in=cases.values("pk"), outcome=approved)


def decision(row: RemovalDecision) -> Said:
    what = _("Case %(number)s: %(ground)s") % {
        "number": row.case_id, "ground": row.case.get_ground_display()
    }  # fmt: skip
    url = reverse("removal:case_detail", args=[row.case_id])
    return Said(what, url, row.reason, str(row.decided_by))


def late_alerts(user: User) -> QuerySet[Alert]:
    return Alert.objects.visible_to(user).open().filter(due_at__lt=timezone.now())


def alert(row: Alert) -> Said:
    due = _("acknowledge by %(day)s") % {"day": timezone.localtime(row.due_at).date()}
    url = reverse("monitoring:alert_detail", args=[row.pk])
    return Said(row.rule.name, url, due, str(row.customer.manager or ""))


def late_treatments(user: User) -> QuerySet[CustomerTreatment]:
    yesterday = today() - dt.timedelta(days=1)
    return CustomerTreatment.objects.visible_to(user).due(yesterday)


def treatment(row: CustomerTreatment) -> Said:
    url = reverse("monitoring:customer_detail", args=[row.customer_id]) + "?tab=treatment"
    what = _("Treatment to be reviewed by %(day)s") % {"day": row.review_date}
    return Said(what, url, "", str(row.customer.manager or ""))


def late_reviews(user: User) -> QuerySet[Review]:
    return Review.objects.visible_to(user).overdue(today())


def review(row: Review) -> Said:
    url = reverse("monitoring:review_detail", args=[row.pk])
    what = _("Review of the customer, due by %(day)s") % {"day": row.due_date}
    return Said(what, url, "; ".join(row.said_reasons), str(row.customer.manager or ""))


def late_entries(user: User) -> QuerySet[ListEntry]:
    return ListEntry.objects.visible_to(user).in_force().filter(review_date__lt=today())


def entry(row: ListEntry) -> Said:
    what = _("Entry %(number)s to be reviewed by %(day)s") % {
        "number": row.pk, "day": row.review_date
    }  # fmt: skip
    url = reverse("removal:list_entry_detail", args=[row.pk])
    return Said(what, url, str(row.get_reason_class_display()), str(row.proposed_by))


def unlinked(user: User) -> QuerySet[MarketEvent]:
    waiting = MarketEvent.objects.visible_to(user).filter(
        is_void=False, confirmation=MarketEvent.Confirmation.PENDING
    )
    return waiting.filter(recorded_at__lt=timezone.now() - UNCONFIRMED_FOR)


def news(row: MarketEvent) -> Said:
    url = reverse("monitoring:customer_detail", args=[row.customer_id]) + "?tab=records"
    return Said(row.title, url, row.source, str(row.reported_by or ""))


def late_cases(user: User) -> QuerySet[RemovalCase]:
    return RemovalCase.objects.visible_to(user).late(today())


def case(row: RemovalCase) -> Said:
    what = _("Case %(number)s: %(state)s, due by %(day)s") % {
        "number": row.pk, "state": row.get_state_display(), "day": row.due_date
    }  # fmt: skip
    url = reverse("removal:case_detail", args=[row.pk])
    return Said(what, url, row.summary, str(row.owner or row.proposed_by))


def late_requests(user: User) -> QuerySet[SubjectRequest]:
    return SubjectRequest.objects.visible_to(user).overdue(today())


def request(row: SubjectRequest) -> Said:
    what = _("Request %(number)s to be answered by %(day)s") % {
        "number": row.pk, "day": row.deadline_date
    }  # fmt: skip
    url = reverse("removal:subject_request_detail", args=[row.pk])
    return Said(what, url, str(row.get_kind_display()), str(row.recorded_by))


def late_appeals(user: User) -> QuerySet[ListAppeal]:
    entries = ListEntry.objects.visible_to(user).values("pk")
    late = ListAppeal.objects.open().filter(answer_by_date__lt=today())
    return late.filter(entry__in=entries)


def appeal(row: ListAppeal) -> Said:
    what = _("Appeal against entry %(number)s, to be answered by %(day)s") % {
        "number": row.entry_id, "day": row.answer_by_date
    }  # fmt: skip
    return Said(what, reverse("removal:list_appeal_detail", args=[row.pk]))
