"""What of the restricted list and of requests waits for somebody, for the inbox."""

from __future__ import annotations

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from removal.models import ListAppeal, ListEntry, Readmission, SubjectRequest
from riskcrm.accounts.inbox import TO_ANSWER, TO_REVIEW, Asks, Source, Waiting, register
from riskcrm.accounts.models import User
from riskcrm.web.today import end_of_day

APPEAL = Asks(pgettext_lazy("inbox", "to acknowledge"), pgettext_lazy("inbox", "Acknowledge"))


def _proposed(user: User) -> QuerySet[ListEntry]:
    return ListEntry.objects.decidable_by(user).order_by("proposed_at", "pk")


def _entry(row: ListEntry) -> Waiting:
    said = {"name": row.proposed_by, "reason": row.get_reason_class_display()}
    return Waiting(
        _("%(name)s proposes an entry of the restricted list: %(reason)s") % said,
        reverse("removal:list_entry_detail", args=[row.pk]) + "#decision",
        customer_id=row.customer_id,
    )


def _reviews(user: User) -> QuerySet[ListEntry]:
    return ListEntry.objects.reviewable_by(user).order_by("review_date", "pk")


def _review(row: ListEntry) -> Waiting:
    return Waiting(
        _("Review of restricted list entry %(number)s") % {"number": row.pk},
        reverse("removal:list_entry_detail", args=[row.pk]) + "#review",
        customer_id=row.customer_id,
        due_at=end_of_day(row.review_date),
    )


def _appeals(user: User) -> QuerySet[ListAppeal]:
    return ListAppeal.objects.reviewable_by(user).order_by("answer_by_date", "pk")


def _appeal(row: ListAppeal) -> Waiting:
    return _of(row, _("Appeal of %(name)s against restricted list entry %(entry)s: decide on it"))


def _new_appeals(user: User) -> QuerySet[ListAppeal]:
    """Those that wait for a word, for who does not have them to decide anyway."""
    new = ListAppeal.objects.to_acknowledge_by(user)
    deciding = ListAppeal.objects.reviewable_by(user)
    return new.exclude(pk__in=deciding.values("pk")).order_by("answer_by_date", "pk")


def _new_appeal(row: ListAppeal) -> Waiting:
    words = _("Appeal of %(name)s against restricted list entry %(entry)s: acknowledge it")
    return _of(row, words)


def _of(row: ListAppeal, words: str) -> Waiting:
    return Waiting(
        words % {"name": row.appellant, "entry": row.entry_id},
        reverse("removal:list_appeal_detail", args=[row.pk]),
        customer_id=row.entry.customer_id,
        due_at=end_of_day(row.due_date),
    )


def _readmissions(user: User) -> QuerySet[Readmission]:
    return Readmission.objects.decidable_by(user).order_by("requested_at", "pk")


def _readmission(row: Readmission) -> Waiting:
    said = {"name": row.requested_by, "text": row.summary[:120]}
    return Waiting(
        _("%(name)s asks that this customer may come back: %(text)s") % said,
        reverse("removal:readmission_detail", args=[row.pk]) + "#decision",
        customer_id=row.customer_id,
    )


def _requests(user: User) -> QuerySet[SubjectRequest]:
    if not user.has_perm("removal.change_subjectrequest"):
        return SubjectRequest.objects.none()
    return SubjectRequest.objects.visible_to(user).open().order_by("deadline_date", "pk")


def _request(row: SubjectRequest) -> Waiting:
    words = _("Request of a data subject (%(kind)s), to be answered")
    return Waiting(
        words % {"kind": row.get_kind_display()},
        reverse("removal:subject_request_detail", args=[row.pk]),
        customer_id=row.customer_id,
        title=row.subject,
        due_at=end_of_day(row.deadline_date),
    )


def register_sources() -> None:
    """Make them known; called once, when the app starts."""
    register(
        Source("list_entries", _proposed, _entry, ("proposed_by",)),
        Source("list_reviews", _reviews, _review, asks=TO_REVIEW),
        Source("list_appeals", _appeals, _appeal, ("entry",)),
        Source("new_list_appeals", _new_appeals, _new_appeal, ("entry",), asks=APPEAL),
        Source("readmissions", _readmissions, _readmission, ("requested_by",)),
        Source("subject_requests", _requests, _request, asks=TO_ANSWER),
    )
