"""Deadlines of cases in the inbox: what the nightly sweep noticed and nobody has seen to."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from removal.models import DeadlineNotice, RemovalCase
from removal.selectors.notices import Kind, notices_for
from removal.waiting import stages_for
from riskcrm.accounts.inbox import Asks, Source, Waiting, register
from riskcrm.accounts.models import User
from riskcrm.web.today import end_of_day, today

DEADLINE = Asks(pgettext_lazy("inbox", "deadline"), pgettext_lazy("inbox", "Open the case"))


def deadlines_for(user: User) -> QuerySet[DeadlineNotice]:
    """Notices for this person, without those whose case waits in their inbox already."""
    shown: Any = Q(case__in=stages_for(user).values("pk"))
    shown |= Q(case__in=RemovalCase.objects.decidable_by(user).values("pk"))
    rest = notices_for(user).exclude(Q(kind__in=(Kind.STAGE_LATE, Kind.CURE_DUE)) & shown)
    return rest.order_by("due_date", "pk")


def _deadline(row: DeadlineNotice) -> Waiting:
    return Waiting(
        _words(row),
        reverse("removal:case_detail", args=[row.case_id]),
        customer_id=row.case.customer_id,
        exposure=row.case.exposure,
        due_at=end_of_day(row.due_date),
    )


def _words(notice: DeadlineNotice) -> str:
    if notice.kind == Kind.CURE_DUE:
        return _("The customer's time to make good ends soon")
    if notice.kind == Kind.LAPSE:
        if notice.due_date < today():
            return _("The right to terminate has lapsed")
        return _("The right to terminate lapses soon")
    return _("Removal case, %(stage)s: past its deadline") % {
        "stage": notice.case.get_state_display()
    }


def register_sources() -> None:
    register(Source("deadlines", deadlines_for, _deadline, ("case",), asks=DEADLINE))
