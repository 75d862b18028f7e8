"""What of the restricted list and of requests waits for somebody, for the inbox."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from removal.models import ListAppeal, ListAppealQuerySet, ListEntry, Readmission, SubjectRequest
from riskcrm.accounts.inbox import Source, Waiting, register
from riskcrm.accounts.models import User
from riskcrm.web.today import end_of_day

CUSTOMER = ("customer__rating", "customer__reading")


def _exposure(customer: Any) -> Any:
    return getattr(getattr(customer, "reading", None), "exposure", None)


def _count_proposed(user: User, most: int) -> int:
    return ListEntry.objects.decidable_by(user)[:most].count()


def _proposed_for(user: User, most: int) -> list[Waiting]:
    rows = ListEntry.objects.decidable_by(user).select_related(*CUSTOMER, "proposed_by")
    return [
        Waiting(
            _("%(name)s proposes an entry of the restricted list: %(reason)s")
            % {"name": row.proposed_by, "reason": row.get_reason_class_display()},
            reverse("removal:list_entry_detail", args=[row.pk]) + "#decision",
            customer=row.customer,
            exposure=_exposure(row.customer),
        )
        for row in rows.order_by("proposed_at", "pk")[:most]
    ]


def _count_reviews(user: User, most: int) -> int:
    return ListEntry.objects.reviewable_by(user)[:most].count()


def _reviews_for(user: User, most: int) -> list[Waiting]:
    rows = ListEntry.objects.reviewable_by(user).select_related(*CUSTOMER)
    return [
        Waiting(
            _("Review of restricted list entry %(number)s") % {"number": row.pk},
            reverse("removal:list_entry_detail", args=[row.pk]) + "#review",
            customer=row.customer,
            due_at=end_of_day(row.review_date),
        )
        for row in rows.order_by("review_date", "pk")[:most]
    ]


def _count_appeals(user: User, most: int) -> int:
    deciding = ListAppeal.objects.reviewable_by(user)[:most].count()
    return deciding + _unacknowledged(user)[:most].count()


def _unacknowledged(user: User) -> ListAppealQuerySet:
    """New ones that wait for a word, for who does not have them to decide anyway."""
    deciding = ListAppeal.objects.reviewable_by(user)
    return ListAppeal.objects.to_acknowledge_by(user).exclude(pk__in=deciding.values("pk"))


def _appeals_for(user: User, most: int) -> list[Waiting]:
    names = [f"entry__{name}" for name in CUSTOMER]
    deciding = ListAppeal.objects.reviewable_by(user).select_related(*names)
    new = _unacknowledged(user).select_related(*names)
    words = (
        (deciding, _("Appeal of %(name)s against restricted list entry %(entry)s: decide on it")),
        (new, _("Appeal of %(name)s against restricted list entry %(entry)s: acknowledge it")),
    )
    return [
        Waiting(
            text % {"name": row.appellant, "entry": row.entry_id},
            reverse("removal:list_appeal_detail", args=[row.pk]),
            customer=row.entry.customer,
            due_at=end_of_day(row.due_date),
        )
        for rows, text in words
        for row in rows.order_by("answer_by_date", "pk")[:most]
    ]


def _count_readmissions(user: User, most: int) -> int:
    return Readmission.objects.decidable_by(user)[:most].count()


def _readmissions_for(user: User, most: int) -> list[Waiting]:
    rows = Readmission.objects.decidable_by(user).select_related(*CUSTOMER, "requested_by")
    return [
        Waiting(
            _("%(name)s asks that this customer may come back: %(text)s")
            % {"name": row.requested_by, "text": row.summary[:120]},
            reverse("removal:readmission_detail", args=[row.pk]) + "#decision",
            customer=row.customer,
        )
        for row in rows.order_by("requested_at", "pk")[:most]
    ]


def _requests(user: User) -> Any:
    if not user.has_perm("removal.change_subjectrequest"):
        return SubjectRequest.objects.none()
    return SubjectRequest.objects.visible_to(user).open()


def _count_requests(user: User, most: int) -> int:
    found: int = _requests(user)[:most].count()
    return found


def _requests_for(user: User, most: int) -> list[Waiting]:
    rows = _requests(user).select_related(*CUSTOMER).order_by("deadline_date", "pk")
    return [
        Waiting(
            _("Request of a data subject (%(kind)s), to be answered")
            % {"kind": row.get_kind_display()},
            reverse("removal:subject_request_detail", args=[row.pk]),
            customer=row.customer,
            title=row.subject,
            due_at=end_of_day(row.deadline_date),
        )
        for row in rows[:most]
    ]


def register_sources() -> None:
    """Make them known; called once, when the app starts."""
    register(Source("list_entries", _count_proposed, _proposed_for))
    register(Source("list_reviews", _count_reviews, _reviews_for))
    register(Source("list_appeals", _count_appeals, _appeals_for))
    register(Source("readmissions", _count_readmissions, _readmissions_for))
    register(Source("subject_requests", _count_requests, _requests_for))
