"""Pages of credit checks: asking for one, what was answered, releasing, and reservations."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from customers.merging.following import survivor_of
from customers.named import Name
from riskcrm.accounts.roles import ASK, RELEASE, VIEW_CHECKS
from riskcrm.accounts.signed_in import person_of
from riskcrm.web.errors import refusal_of
from riskcrm.web.forms import made, status_of, succeeded
from riskcrm.web.keyset import Sort
from riskcrm.web.lists import Act, ListPage
from riskcrm.web.permissions import requires
from scoring import services
from scoring.credit.filters import CreditCheckFilter, ReservationFilter
from scoring.credit.forms import CreditCheckForm, ReleaseForm
from scoring.credit.tables import CreditCheckTable, ReservationTable
from scoring.credit.words import VERDICTS, in_words, restriction_in_words
from scoring.models import CreditCheck, Reservation, Verdict
from scoring.views.acts import acted
from scoring.views.customer import customer_for


class CreditCheckList(ListPage):
    """Every check of the customers a person sees; what waits for a release comes first."""

    permission_required = VIEW_CHECKS
    table_class = CreditCheckTable
    filterset_class = CreditCheckFilter
    sorts: ClassVar[dict[str, Any]] = {
        "waits": Sort("waits", descending=True),
        "asked_at": Sort("asked_at", descending=True),
    }
    default_sort = "-waits"
    detail_route = "scoring:credit_check_detail"
    title = gettext_lazy("Credit checks")
    empty_text = gettext_lazy(
        "No check yet. Ask on a customer's page with “Credit check”, or let your order desk ask"
        " over the API."
    )

    def get_queryset(self) -> QuerySet[CreditCheck]:
        checks = CreditCheck.objects.visible_to(self.request.user)
        return checks.select_related("customer", "asked_by")

    def get_tabs(self) -> Sequence[tuple[Any, str]]:
        tabs: list[tuple[Any, str]] = [(_("All"), "")]
        if self.request.user.has_perm(RELEASE):
            tabs.append((_("Waiting for me"), "waiting=1"))
        tabs.append((_("Held"), "held=1"))
        if self.request.user.has_perm(ASK):
            tabs.append((_("Asked by me"), "mine=1"))
        return tabs

    def get_actions(self) -> Sequence[Act]:
        return [Act(_("Reservations"), reverse("scoring:reservation_list"))]


class ReservationList(ListPage):
    """What is kept of the limits of customers a person sees."""

    permission_required = VIEW_CHECKS
    table_class = ReservationTable
    filterset_class = ReservationFilter
    sorts: ClassVar[dict[str, Any]] = {"reserved_at": Sort("reserved_at", descending=True)}
    default_sort = "-reserved_at"
    title = gettext_lazy("Reservations")
    empty_text = gettext_lazy("Nothing is reserved. A credit check reserves where it is asked to.")

    def get_queryset(self) -> QuerySet[Reservation]:
        rows = Reservation.objects.visible_to(self.request.user)
        return rows.select_related("customer")

    def get_tabs(self) -> Sequence[tuple[Any, str]]:
        return ((_("Count as exposure"), "live=1"), (_("All"), ""))

    def get_actions(self) -> Sequence[Act]:
        return [Act(_("Credit checks"), reverse("scoring:credit_check_list"))]


@requires(ASK)
@require_http_methods(["GET", "HEAD", "POST"])
def credit_check_ask(request: HttpRequest, customer_id: int) -> HttpResponse:
    """Ask whether a customer may have a document on credit; of a merged one, that it is now."""
    if (now := survivor_of(customer_id, request.user)) is not None:
        messages.info(request, _("The customer you asked for was merged into this one."))
        return redirect("scoring:credit_check_ask", customer_id=now.pk)
    customer = customer_for(request, customer_id)
    form = CreditCheckForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        asked = services.Ask(Name(customer.pk), **form.cleaned_data)
        by, at = person_of(request), timezone.now()
        check = made(form, lambda: services.check_credit(asked, by=by, at=at))
        if check:
            return redirect("scoring:credit_check_detail", check_id=check.pk)
    checks = CreditCheck.objects.filter(customer=customer).order_by("-asked_at", "-pk")
    context = {
        "customer": customer,
        "form": form,
        "checks": checks.select_related("asked_by")[:10],
        "reservations": Reservation.objects.live(timezone.now()).filter(customer=customer)[:50],
        "may_see": request.user.has_perm(VIEW_CHECKS),
    }
    return render(request, "scoring/creditcheck_ask.html", context, status=status_of(form))


@requires(VIEW_CHECKS)
@require_safe
def credit_check_detail(request: HttpRequest, check_id: int) -> HttpResponse:
    """What was answered, why, and what has become of it."""
    return _show(request, _find(request, check_id))


@requires(RELEASE)
@require_POST
def credit_check_release(request: HttpRequest, check_id: int) -> HttpResponse:
    """Let a held order through, as a second person."""
    check = _find(request, check_id)
    form = ReleaseForm(request.POST)
    release = partial(services.release_check, check)
    if not acted(request, form, release, _("The order is released.")):
        return _show(request, _find(request, check_id), form)
    return redirect("scoring:credit_check_detail", check_id=check.pk)


@requires(ASK)
@require_POST
def reservation_settle(request: HttpRequest, reservation_id: int) -> HttpResponse:
    """The document is invoiced."""
    said = _("The reservation is settled: from now on the ledger counts.")
    return _close(request, reservation_id, services.settle_reservation, said)


@requires(ASK)
@require_POST
def reservation_cancel(request: HttpRequest, reservation_id: int) -> HttpResponse:
    """The document will not come."""
    said = _("The reservation is cancelled: its part of the limit is free again.")
    return _close(request, reservation_id, services.cancel_reservation, said)


def _close(
    request: HttpRequest, reservation_id: int, act: Callable[..., Any], said: str
) -> HttpResponse:
    rows = Reservation.objects.visible_to(request.user)
    reservation = get_object_or_404(rows, pk=reservation_id)
    by, at = person_of(request), timezone.now()
    succeeded(request, lambda: act(reservation, by=by, at=at), said)
    return redirect("scoring:credit_check_detail", check_id=reservation.check_row_id)


def _find(request: HttpRequest, check_id: int) -> CreditCheck:
    checks = CreditCheck.objects.visible_to(person_of(request)).select_related(
        "customer__manager", "policy", "asked_by", "reservation", "release__released_by"
    )
    return get_object_or_404(checks, pk=check_id)


def _show(
    request: HttpRequest, check: CreditCheck, form: ReleaseForm | None = None
) -> HttpResponse:
    user, at = person_of(request), timezone.now()
    form = form or ReleaseForm()
    reservation = getattr(check, "reservation", None)
    context = {
        "check": check,
        "customer": check.customer,
        "headline": VERDICTS[check.verdict],
        "reasons": [
            in_words(reason) | {"label": Verdict(reason["verdict"]).label}
            for reason in check.reasons
        ],
        "restrictions": [restriction_in_words(each) for each in check.restrictions or ()],
        "exposure": exposure_chart(check),
        "reservation": reservation,
        "is_live": reservation is not None and reservation.is_live(at),
        "release": getattr(check, "release", None),
        "form": form,
        "may_not_release": refusal_of(services.check_may_release, check, by=user, at=at)
        if check.waits
        else None,
        "is_over": check.expires_at <= at,
    }
    return render(request, "scoring/creditcheck_detail.html", context, status=status_of(form))


def exposure_chart(check: CreditCheck) -> dict[str, Any]:
    """The items of the exposure on one bar, and the limit in force below it."""
    items = (
        (_("Open invoices"), check.ledger, "age-3"),
        (_("Unbilled orders"), check.unbilled, "age-2"),
        (_("Other reservations"), check.reserved, "age-1"),
        (_("This document"), check.base_amount or 0, "medium"),
    )
    series = [{"name": name, "values": [amount, 0], "tone": tone} for name, amount, tone in items]
    series.append({"name": _("Limit in force"), "values": [0, check.allowed or 0], "tone": "low"})
    return {
        "horizontal": True,
        "categories": [_("Exposure"), _("Limit in force")],
        "series": series,
    }
