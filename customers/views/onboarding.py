"""Pages of onboarding: a prospect's checklist, what waits for a decision, the wording."""

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
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from customers.models import Admission, Customer, OnboardingCheck, OnboardingItem
from customers.onboarding.filters import AdmissionFilter
from customers.onboarding.forms import CheckForm, OnboardingItemForm
from customers.onboarding.tables import AdmissionTable
from customers.services import onboarding as services
from customers.services.evidence import evidence_of
from customers.services.turning_down import decline_prospect, withdraw_admission
from customers.views.find import find_customer
from riskcrm.accounts.roles import ADMIT, KEEP_CHECKLIST
from riskcrm.accounts.signed_in import person_of
from riskcrm.web.forms import done, status_of, succeeded
from riskcrm.web.keyset import Sort
from riskcrm.web.lists import Act, ListPage
from riskcrm.web.permissions import requires

FORM_METHODS = ["GET", "HEAD", "POST"]
VIEW = "customers.view_admission"
ASK = "customers.add_admission"


class AdmissionList(ListPage):
    """What was asked and decided, of the customers a person sees."""

    permission_required = VIEW
    table_class = AdmissionTable
    filterset_class = AdmissionFilter
    sorts: ClassVar[dict[str, Any]] = {"requested_at": Sort("requested_at", descending=True)}
    default_sort = "-requested_at"
    default_columns = ("customer", "outcome", "requested_by", "requested_at", "decided_by",
                       "decided_at", "reason")  # fmt: skip
    title = gettext_lazy("Admissions")
    empty_text = gettext_lazy(
        "No request yet. It starts on a prospect's page, once its checklist has passed."
    )

    def get_queryset(self) -> QuerySet[Admission]:
        rows = Admission.objects.visible_to(self.request.user)
        return rows.select_related("customer", "requested_by", "taken_over_by", "decided_by")

    def get_tabs(self) -> Sequence[tuple[Any, str]]:
        tabs = [(_("All"), ""), (_("Waiting"), "outcome=waiting")]
        if self.request.user.has_perm(ADMIT):
            tabs.append((_("Waiting for me"), "mine=1"))
        return tabs

    def get_actions(self) -> Sequence[Act]:
        prospects = f"{reverse('monitoring:customer_list')}?status=prospect"
        acts = [Act(_("Prospects"), prospects, "users")]
        if self.request.user.has_perm(KEEP_CHECKLIST):
            acts.append(Act(_("Checklist"), reverse("customers:checklist"), "list-check"))
        return acts


@requires(VIEW)
@require_GET
def onboarding(request: HttpRequest, customer_id: int) -> HttpResponse:
    """The checklist of a prospect with what was found, and where its admission stands."""
    return _show(request, find_customer(request, customer_id))


def _show(
    request: HttpRequest, customer: Customer, form: CheckForm | None = None, status: int = 200
) -> HttpResponse:
    person = person_of(request)
    found = {
        check.item_id: check
        for check in OnboardingCheck.objects.filter(customer=customer).select_related("checked_by")
    }
    items = OnboardingItem.objects.filter(archived_at__isnull=True)
    may_see = person.has_perm("customers.view_attachment")
    documents = evidence_of(list(found.values())) if may_see else {}
    may_attach = person.has_perm("customers.add_attachment")
    admission = (
        Admission.objects.filter(customer=customer)
        .select_related("requested_by", "taken_over_by", "decided_by")
        .order_by("-pk")
        .first()
    )
    waits = admission is not None and admission.outcome == Admission.Outcome.WAITING
    is_prospect = customer.status == Customer.Status.PROSPECT
    passed = sum(check.state == OnboardingCheck.State.PASSED for check in found.values())
    context = {
        "customer": customer,
        "lines": [
            {
                "item": item,
                "check": (check := found.get(item.pk)),
                "documents": documents.get(check.pk, ()) if check else (),
                "form": form
                if form and form.item == item
                else CheckForm(item=item, may_attach=may_attach),
            }
            for item in items
        ],
        "passed": passed,
        "total": len(items),
        "admission": admission,
        "waits": waits,
        "may_check": is_prospect and not waits and person.has_perm(ASK),
        "may_ask": is_prospect and not waits and person.has_perm(ASK),
        "may_decide": Admission.objects.decidable_by(person).filter(customer=customer).exists(),
        "may_withdraw": Admission.objects.asked_by(person).filter(customer=customer).exists()
        and person.has_perm(ASK),
        "may_decline": is_prospect and not waits and person.has_perm(ADMIT),
        "is_prospect": is_prospect,
    }
    return render(request, "customers/onboarding.html", context, status=status)


@requires(ASK)
@require_POST
def item_check(request: HttpRequest, customer_id: int, item_id: int) -> HttpResponse:
    """Write what was found for a line."""
    customer = find_customer(request, customer_id)
    item = get_object_or_404(OnboardingItem, pk=item_id, archived_at__isnull=True)
    person = person_of(request)
    may_attach = person.has_perm("customers.add_attachment")
    form = CheckForm(request.POST, request.FILES, item=item, may_attach=may_attach)
    if form.is_valid():
        said, at = form.cleaned_data, timezone.now()
        if done(form, lambda: services.check_item(customer, item, by=person, at=at, **said),
                beside="document"):  # fmt: skip
            messages.success(request, _("The check is saved."))
            return redirect("customers:onboarding", customer_id=customer.pk)
    return _show(request, customer, form, status_of(form))


@requires(ASK)
@require_POST
def admission_request(request: HttpRequest, customer_id: int) -> HttpResponse:
    customer = find_customer(request, customer_id)
    act = partial(services.request_admission, customer)
    said = _("The admission is requested and waits for a second person.")
    return _do(request, customer, act, said, "customers:onboarding")


@requires(ADMIT)
@require_POST
def admission_decide(request: HttpRequest, admission_id: int) -> HttpResponse:
    """Admit the prospect, or return the request with the reason."""
    admission, admit = _find(request, admission_id), request.POST.get("decision") == "admit"
    act = partial(services.decide_admission, admission, admit=admit, reason=_reason(request))
    said = _("The decision is saved.")
    return _do(request, admission.customer, act, said, "monitoring:customer_detail")


@requires(ADMIT)
@require_POST
def prospect_decline(request: HttpRequest, customer_id: int) -> HttpResponse:
    """Turn the prospect down, with the reason; a request that waits is decided with it."""
    customer = find_customer(request, customer_id)
    act = partial(decline_prospect, customer, reason=_reason(request))
    said = _("The prospect is turned down.")
    return _do(request, customer, act, said, "monitoring:customer_detail")


@requires(ASK)
@require_POST
def admission_withdraw(request: HttpRequest, admission_id: int) -> HttpResponse:
    """Take back one's request, so that the checklist can be corrected."""
    admission = _find(request, admission_id)
    act = partial(withdraw_admission, admission, reason=_reason(request))
    said = _("The request is withdrawn.")
    return _do(request, admission.customer, act, said, "customers:onboarding")


def _find(request: HttpRequest, admission_id: int) -> Admission:
    rows = Admission.objects.visible_to(person_of(request)).select_related("customer")
    return get_object_or_404(rows, pk=admission_id)


def _reason(request: HttpRequest) -> str:
    return request.POST.get("reason", "")[:2000]


def _do(
    request: HttpRequest, customer: Customer, act: Callable[..., object], said: str, page: str
) -> HttpResponse:
    """Do it and go on to a page of the customer; if it is refused, its checklist says why."""
    if succeeded(request, lambda: act(by=person_of(request), at=timezone.now()), said):
        return redirect(page, customer.pk)
    return _show(request, customer, status=409)


@requires(KEEP_CHECKLIST)
@require_GET
def checklist(request: HttpRequest) -> HttpResponse:
    items = OnboardingItem.objects.order_by("archived_at", "position", "pk")
    return render(request, "customers/checklist.html", {"items": items})


@requires(KEEP_CHECKLIST)
@require_http_methods(FORM_METHODS)
def item_create(request: HttpRequest) -> HttpResponse:
    return _item(request, None)


@requires(KEEP_CHECKLIST)
@require_http_methods(FORM_METHODS)
def item_edit(request: HttpRequest, item_id: int) -> HttpResponse:
    return _item(request, get_object_or_404(OnboardingItem, pk=item_id))


def _item(request: HttpRequest, item: OnboardingItem | None) -> HttpResponse:
    seen = {"version": item.version} if item else {}
    form = OnboardingItemForm(request.POST or None, instance=item, initial=seen)
    if request.method == "POST" and form.is_valid():
        said, by, at = form.cleaned_data, person_of(request), timezone.now()
        if done(form, lambda: services.save_item(by=by, at=at, item=item, **said)):
            messages.success(request, _("The checklist is saved."))
            return redirect("customers:checklist")
    context = {"form": form, "item": item}
    return render(request, "customers/checklist_item.html", context, status=status_of(form))


@requires(KEEP_CHECKLIST)
@require_POST
def item_archive(request: HttpRequest, item_id: int) -> HttpResponse:
    item = get_object_or_404(OnboardingItem, pk=item_id)
    said, by, at = _("The line is asked no more."), person_of(request), timezone.now()
    succeeded(request, lambda: services.archive_item(item, by=by, at=at), said)
    return redirect("customers:checklist")
