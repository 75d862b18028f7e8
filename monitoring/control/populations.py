"""What controls are performed on: named queries that each give the items of a period.

An item is a row of the book (kind, id) with when it was done, by whom, and its page. The names are
kept with each test; a query that changes its meaning gets another name.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import BigIntegerField, Case, CharField, F, QuerySet, Value, When
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext_lazy as _

from customers.models import WriteOff
from monitoring.models import Acknowledgement, AlertClosure, Review
from removal.models import Letter, ListEntry, RemovalCase, RemovalDecision
from riskcrm.audit.models import Event
from riskcrm.web.own_work import TRY_OWN_WORK
from scoring.models import Override, Release, TreatmentProposal

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Period = tuple[dt.datetime, dt.datetime]  # from this moment until before that one
FIELDS = ("row_id", "item_at", "label", "of_customer", "done_by", "page_id")
RIGHTS = (
    "create_person", "change_person", "reset_password", "reset_second_factor", "create_api_key",
    "revoke_api_key", "hand_over",
)  # fmt: skip
EXPORTS = ("request_export", "export_list", "export_effect_panel", "make_evidence_bundle")


@dataclass(frozen=True)
class Population:
    """A named query. `find` gives rows annotated with what `FIELDS` says."""

    code: str
    name: StrOrPromise
    kind: str  # what its items are, as the audit calls it
    route: str  # the page of an item, which takes its `page_id`
    find: Callable[[Period], QuerySet[Any]]
    by_performers: bool = True  # who did an item performed the control, so does not test it

    def rows(self, period: Period) -> QuerySet[Any]:
        """(id, time, label, customer, who, id in its page's address) of each item, in order."""
        return self.find(period).order_by("row_id").values_list(*FIELDS)


def _said(
    rows: QuerySet[Any], *, at: str, period: Period, customer: str, by: str = "", page: str = "pk",
    label: str = "",
) -> QuerySet[Any]:  # fmt: skip
    """The rows of the period, annotated with what `FIELDS` says."""
    first, until = period
    number = f"{customer}__number" if customer else label
    nobody = Value(None, output_field=BigIntegerField())
    found: QuerySet[Any] = rows.filter(**{f"{at}__gte": first, f"{at}__lt": until}).annotate(
        row_id=F("pk"),
        item_at=F(at),
        label=Concat(F(number), Value(""), output_field=CharField()),
        of_customer=F(f"{customer}_id") if customer else nobody,
        done_by=F(by) if by else nobody,
        page_id=F(page),
    )
    return found


def _events(*verbs: str) -> Callable[[Period], QuerySet[Any]]:
    """Acts as the audit chain has them."""

    def find(period: Period) -> QuerySet[Any]:
        first, until = period
        rows = Event.objects.filter(verb__in=verbs, recorded_at__gte=first, recorded_at__lt=until)
        by_user = When(
            actor_kind__in=["person", "service"], then=Cast("actor_id", BigIntegerField())
        )
        return rows.annotate(
            row_id=F("pk"),
            item_at=F("recorded_at"),
            label=Concat(F("verb"), Value(" "), F("object_kind"), Value(" "), F("object_id")),
            of_customer=F("customer_id"),
            done_by=Case(by_user, default=None, output_field=BigIntegerField()),
            page_id=F("pk"),
        )

    return find


def _decisions(period: Period) -> QuerySet[Any]:
    return _said(
        RemovalDecision.objects.all(), at="decided_at", period=period, customer="case__customer",
        by="decided_by_id", page="case_id",
    )  # fmt: skip


def _immediate(period: Period) -> QuerySet[Any]:
    cases = RemovalCase.objects.immediate().values("pk")
    rows = RemovalDecision.objects.filter(case__in=cases, outcome=RemovalDecision.Outcome.APPROVED)
    return _said(
        rows, at="decided_at", period=period, customer="case__customer", by="decided_by_id",
        page="case_id",
    )  # fmt: skip


def _overrides(period: Period) -> QuerySet[Any]:
    rows = Override.objects.filter(decided_at__isnull=False)
    return _said(rows, at="decided_at", period=period, customer="customer", by="decided_by_id")


def _treatments(period: Period) -> QuerySet[Any]:
    rows = TreatmentProposal.objects.filter(decided_by__isnull=False)
    return _said(rows, at="decided_at", period=period, customer="customer", by="decided_by_id")


def _releases(period: Period) -> QuerySet[Any]:
    return _said(
        Release.objects.all(), at="released_at", period=period, customer="check_row__customer",
        by="released_by_id",
    )  # fmt: skip


def _letters(period: Period) -> QuerySet[Any]:
    rows = Letter.objects.filter(released_by__isnull=False)
    return _said(
        rows, at="released_at", period=period, customer="case__customer", by="released_by_id"
    )


def _entries(period: Period) -> QuerySet[Any]:
    rows = ListEntry.objects.filter(decided_by__isnull=False)
    return _said(rows, at="decided_at", period=period, customer="customer", by="decided_by_id")


def _write_offs(period: Period) -> QuerySet[Any]:
    rows = WriteOff.objects.filter(is_void=False)
    return _said(rows, at="recorded_at", period=period, customer="customer", page="customer_id")


def _acknowledged(period: Period) -> QuerySet[Any]:
    return _said(
        Acknowledgement.objects.all(), at="at", period=period, customer="alert__customer",
        by="by_id", page="alert_id",
    )  # fmt: skip


def _false_alarms(period: Period) -> QuerySet[Any]:
    rows = AlertClosure.objects.filter(outcome=AlertClosure.Outcome.FALSE_ALARM)
    return _said(
        rows, at="at", period=period, customer="alert__customer", by="by_id", page="alert_id"
    )


def _reviewed(period: Period) -> QuerySet[Any]:
    """Those that somebody completed; what ended because the customer left is no review."""
    rows = Review.objects.filter(completed_by__isnull=False)
    return _said(rows, at="completed_at", period=period, customer="customer", by="completed_by_id")


POPULATIONS = {
    each.code: each
    for each in (
        Population(
            "case_decisions", _("Decisions on removal cases"), "removaldecision",
            "removal:case_detail", _decisions,
        ),
        Population(
            "immediate_terminations", _("Immediate terminations that were approved"),
            "removaldecision", "removal:case_detail", _immediate,
        ),
        Population(
            "overrides", _("Overrides that were decided"), "override", "scoring:override_detail",
            _overrides,
        ),
        Population(
            "treatments", _("Treatments that were decided"), "treatmentproposal",
            "scoring:proposal_detail", _treatments,
        ),
        Population(
            "limit_changes", _("Credit terms that were set"), "event", "audit:event_detail",
            _events("set_credit_terms"),
        ),
        Population(
            "credit_releases", _("Held orders that were released"), "release",
            "scoring:credit_check_detail", _releases,
        ),
        Population(
            "letters_released", _("Letters that were released"), "letter",
            "removal:letter_detail", _letters,
        ),
        Population(
            "list_entries", _("Entries of the restricted list that were decided"), "listentry",
            "removal:list_entry_detail", _entries,
        ),
        Population(
            "write_offs", _("Write-offs"), "writeoff", "monitoring:customer_detail", _write_offs
        ),
        Population(
            "acknowledged_alerts", _("Alerts that were acknowledged"), "acknowledgement",
            "monitoring:alert_detail", _acknowledged,
        ),
        Population(
            "false_alarms", _("Alerts that were closed as false alarms"), "alertclosure",
            "monitoring:alert_detail", _false_alarms,
        ),
        Population(
            "treatment_reviews", _("Reviews of how customers are treated"), "event",
            "audit:event_detail", _events("review_treatment"),
        ),
        Population(
            "customer_reviews", _("Reviews of customers that were completed"), "review",
            "monitoring:review_detail", _reviewed,
        ),
        Population(
            "right_changes", _("Changes of people's rights and keys"), "event",
            "audit:event_detail", _events(*RIGHTS),
        ),
        Population(
            "own_work_attempts", _("Attempts to decide on own work"), "event",
            "audit:event_detail", _events(TRY_OWN_WORK), by_performers=False,
        ),
        Population(
            "bulk_exports", _("Lists and evidence taken out"), "event", "audit:event_detail",
            _events(*EXPORTS), by_performers=False,
        ),
    )
}  # fmt: skip
