"""What the book says about a removed customer that wants to come back."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q
from django.utils.translation import gettext as _

from customers.models import CreditReport, Customer, CustomerRevision
from removal.dates.calendar import add_months
from removal.models import ReadmissionChecklist
from riskcrm.web.today import local_date
from scoring.models import Reading

Proof = ReadmissionChecklist.Proof


def checklist_in_force() -> ReadmissionChecklist | None:
    state = ReadmissionChecklist.State.IN_FORCE
    return ReadmissionChecklist.objects.filter(state=state).first()


def exited_on(customer: Customer) -> dt.date | None:
    """The day on which an exited customer became that; None where nothing tells."""
    if customer.status != Customer.Status.EXITED:
        return None
    changes = CustomerRevision.objects.filter(customer=customer, former__has_key="status")
    latest = changes.order_by("-version").first()
    return local_date(latest.superseded_at) if latest else None


def missing_for(
    customer: Customer, checklist: ReadmissionChecklist, *, day: dt.date
) -> dict[str, str]:
    """By the code of a line what the book says against it; a line in words is not among them."""
    found = {}
    for line in checklist.lines:
        if line["proof"] == Proof.NOTHING_OWED:
            why = _owed(customer)
        elif line["proof"] == Proof.WAITED:
            why = _too_early(customer, int(line["months"]), day=day)
        elif line["proof"] == Proof.CREDIT_REPORT:
            why = _no_report(customer, day=day)
        else:
            why = ""
        if why:
            found[line["code"]] = why
    return found


def _owed(customer: Customer) -> str:
    reading = Reading.objects.filter(customer=customer).first()
    if reading is None or reading.exposure is None:
        return _("What the customer owes has not been read yet. Try again in a few minutes.")
    return (
        _("The customer still owes something. It has to be paid first.") if reading.exposure else ""
    )


def _too_early(customer: Customer, months: int, *, day: dt.date) -> str:
    left = exited_on(customer)
    if left is None:
        return _("The book does not say when the customer was removed, so the time cannot be told.")
    until = add_months(left, months)
    if until <= day:
        return ""
    return _("The waiting time runs until %(date)s.") % {"date": until.isoformat()}


def _no_report(customer: Customer, *, day: dt.date) -> str:
    reports = CreditReport.objects.filter(customer=customer, is_void=False)
    if reports.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=day)).exists():
        return ""
    return _("Enter a credit report of this customer first; it must still be valid.")
