"""Pages of reviews: the list, one review with what changed, and the part of a customer's page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_GET, require_POST

from customers.models import Customer
from monitoring.models import Alert, Review
from monitoring.reviews.filters import ReviewFilter
from monitoring.reviews.followed import followed
from monitoring.reviews.forms import CompleteForm, OpenForm
from monitoring.reviews.selectors import reviews, since_last
from monitoring.reviews.tables import ReviewTable
from monitoring.services import reviews as services
from riskcrm.accounts.models import User
from riskcrm.accounts.review_rights import COMPLETE_REVIEWS, OPEN_REVIEWS, VIEW_REVIEWS
from riskcrm.accounts.roles import PROPOSE
from riskcrm.accounts.signed_in import person_of
from riskcrm.web.errors import refusal_of
from riskcrm.web.forms import done, status_of, succeeded
from riskcrm.web.ids import id_of
from riskcrm.web.lists import Act, ListPage
from riskcrm.web.permissions import requires
from riskcrm.web.today import today

LATEST = 10
# what a result leads on to: the page of the act, its words, and who may open it
NEXT: dict[str, tuple[str, Any, str, str]] = {
    Review.Result.OVERRIDE: (
        "scoring:override_request", gettext_lazy("Ask for an override"), "scoring.add_override",
        "scale",
    ),
    Review.Result.PLAN: (
        "customers:plan_create", gettext_lazy("New plan"), "customers.add_plan", "plus"
    ),
    Review.Result.REMOVAL: (
        "removal:case_propose", gettext_lazy("Propose removal"), PROPOSE, "gavel"
    ),
    Review.Result.TERMS: (
        "customers:terms_change", gettext_lazy("Change credit terms"), "customers.change_customer",
        "coins",
    ),
}  # fmt: skip


class ReviewList(ListPage):
    """Every review of the customers a person sees, the most urgent first."""

    permission_required = VIEW_REVIEWS
    table_class = ReviewTable
    filterset_class = ReviewFilter
    sorts: ClassVar[dict[str, Any]] = {"due_date": "due_date"}
    default_sort = "due_date"
    default_columns = ("customer", "tier", "kind", "reasons", "due_date", "manager", "state")
    detail_route = "monitoring:review_detail"
    title = gettext_lazy("Reviews")
    empty_text = gettext_lazy(
        "No review. One opens two weeks before it is due, by the tier of the customer, "
        "or from a customer's page."
    )

    def get_queryset(self) -> QuerySet[Review]:
        return reviews(self.request.user)

    def get_tabs(self) -> Sequence[tuple[Any, str]]:
        user = person_of(self.request)
        tabs: list[tuple[Any, str]] = [(_("All"), ""), (pgettext("review", "Open"), "state=open")]
        if user.has_perm(COMPLETE_REVIEWS):
            tabs.append((_("Waiting for me"), "mine=1"))
        if user.team_id:
            tabs.append((_("My team"), f"state=open&team={user.team_id}"))
        return [*tabs, (_("Overdue"), "overdue=1"), (_("Completed"), "state=completed")]


@requires(OPEN_REVIEWS)
@require_POST
def review_open(request: HttpRequest, customer_id: int) -> HttpResponse:
    """Open a review, because of an alert (`alert`) or for a reason; an open one gains it."""
    customer = _customer(request, customer_id)
    alert = _alert(request, customer)
    reason = request.POST.get("reason", "")[:500] or (alert.rule.name if alert else "")
    kind = Review.Kind.ALERT if alert else Review.Kind.EVENT
    by, at = person_of(request), timezone.now()
    opened: list[Review] = []

    def act() -> None:
        opened.append(
            services.open_review(customer, reason=reason, kind=kind, by=by, at=at, alert=alert)
        )

    if not succeeded(request, act, _("The review is open.")):
        page = reverse("monitoring:customer_detail", args=[customer.pk])
        return redirect(f"{page}?tab=reviews#panel")
    return redirect("monitoring:review_detail", review_id=opened[0].pk)


@requires(VIEW_REVIEWS)
@require_GET
def review_detail(request: HttpRequest, review_id: int) -> HttpResponse:
    """One review: what changed since the last one, and what was found."""
    return _show(request, _find(request, review_id))


@requires(COMPLETE_REVIEWS)
@require_POST
def review_complete(request: HttpRequest, review_id: int) -> HttpResponse:
    review = _find(request, review_id)
    form = CompleteForm(request.POST)
    if form.is_valid():
        by, at, given = person_of(request), timezone.now(), form.cleaned_data
        if done(form, lambda: services.complete_review(review, by=by, at=at, **given)):
            messages.success(request, _("The review is completed."))
            return redirect("monitoring:review_detail", review_id=review.pk)
    return _show(request, _find(request, review_id), form)


@requires(VIEW_REVIEWS)
@require_GET
def review_panel(request: HttpRequest, customer_id: int) -> HttpResponse:
    """The reviews of one customer, for the customer's page."""
    customer = _customer(request, customer_id)
    rows = Review.objects.filter(customer=customer).select_related("completed_by")
    context = {
        "customer": customer,
        "open": rows.open().first(),
        "latest": rows.filter(completed_at__isnull=False).order_by("-completed_at")[:LATEST],
        "form": OpenForm() if request.user.has_perm(OPEN_REVIEWS) else None,
        "today": today(),
    }
    return render(request, "monitoring/_review_panel.html", context)


def review_urls() -> list[URLPattern]:
    return [
        path("reviews/", ReviewList.as_view(), name="review_list"),
        path("reviews/<int:review_id>/", review_detail, name="review_detail"),
        path("reviews/<int:review_id>/complete/", review_complete, name="review_complete"),
        path("customers/<int:customer_id>/reviews/", review_panel, name="review_panel"),
        path("customers/<int:customer_id>/review/", review_open, name="review_open"),
    ]


def _show(request: HttpRequest, review: Review, form: CompleteForm | None = None) -> HttpResponse:
    user = person_of(request)
    form = form or CompleteForm()
    came = [] if review.is_open else followed(review, user)
    is_due = not any(each.result == review.result for each in came)
    context = {
        "review": review,
        "customer": review.customer,
        "since": since_last(review, user),
        "form": form,
        "may_not": refusal_of(services.check_may_complete, review, by=user),
        "is_late": review.is_open and review.due_date < today(),
        "due_acts": _next(review, user) if is_due else [],
        "followed": came,
        "is_due": is_due and review.result in NEXT,
    }
    return render(request, "monitoring/review_detail.html", context, status=status_of(form))


def _next(review: Review, user: User) -> list[Act]:
    """The act that the result leads on to, for who may do it."""
    if review.result not in NEXT:
        return []
    route, label, permission, icon = NEXT[review.result]
    if not user.has_perm(permission):
        return []
    return [Act(label, reverse(route, args=[review.customer_id]), icon, primary=True)]


def _customer(request: HttpRequest, customer_id: int) -> Customer:
    return get_object_or_404(Customer.objects.visible_to(person_of(request)), pk=customer_id)


def _alert(request: HttpRequest, customer: Customer) -> Alert | None:
    asked = request.POST.get("alert", "")
    if not asked:
        return None
    return get_object_or_404(customer.alerts.select_related("rule"), pk=id_of(asked) or 0)


def _find(request: HttpRequest, review_id: int) -> Review:
    return get_object_or_404(reviews(person_of(request)), pk=review_id)
