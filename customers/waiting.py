"""What of customers waits for somebody's decision, for the inbox."""

from __future__ import annotations

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from customers.models import Admission
from riskcrm.accounts.inbox import Source, Waiting, register
from riskcrm.accounts.models import User


def _admissions(user: User) -> QuerySet[Admission]:
    return Admission.objects.decidable_by(user).order_by("requested_at", "pk")


def _admission(row: Admission) -> Waiting:
    return Waiting(
        _("%(name)s asks to admit this prospect.") % {"name": row.requested_by},
        reverse("customers:onboarding", args=[row.customer_id]),
        customer_id=row.customer_id,
    )


def register_sources() -> None:
    """Make them known; called once, when the app starts."""
    register(Source("admissions", _admissions, _admission, ("requested_by",)))
