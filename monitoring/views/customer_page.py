"""The customer page: what all apps know of a customer, side by side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views import View

from customers.merging.following import survivor_of
from customers.models import Customer
from customers.screening.selectors import listed_on
from monitoring.ageing import BUCKETS
from monitoring.models import Alert
from removal.models import RemovalCase
from removal.states import OPEN, State
from riskcrm.accounts.control_rights import MAKE_BUNDLES
from riskcrm.accounts.models import User
from riskcrm.accounts.plan_rights import VIEW_LIBRARY
from riskcrm.accounts.removal_rights import VIEW_ENTRIES
from riskcrm.accounts.review_rights import VIEW_REVIEWS
from riskcrm.accounts.roles import ASK, PROPOSE, VIEW_ALERTS, VIEW_CASES, VIEW_HITS
from riskcrm.accounts.signed_in import person_of
from riskcrm.web.lists import Act
from scoring.models import Reading, Tier
from scoring.selectors import scored_since


@dataclass(frozen=True)
class Panel:
    """A tab of the customer page: a part that an app brings, loaded when it is asked for."""

    key: str
    label: str | Promise
    route: str
    permission: str


PANELS = (
    Panel("invoices", _("Invoices"), "customers:invoice_panel", "customers.view_invoice"),
    Panel("payments", _("Payments"), "customers:payment_panel", "customers.view_payment"),
    Panel("receivables", _("Receivables"), "customers:receivables_panel", "customers.view_invoice"),
    Panel(
        "treatment",
        _("Treatment"),
        "scoring:treatment_panel",
        "scoring.view_customertreatment",
    ),
    Panel("contacts", _("Contacts"), "customers:contact_panel", "customers.view_contact"),
    Panel("records", _("Records"), "customers:record_panel", "customers.view_customer"),
    Panel(
        "parties",
        _("Related parties"),
        "monitoring:party_panel",
        "customers.view_relatedparty",
    ),
    Panel("documents", _("Documents"), "customers:document_panel", "customers.view_attachment"),
    Panel("details", _("Details"), "customers:details_panel", "customers.view_customer"),
    Panel("timeline", _("Timeline"), "customers:timeline_panel", "customers.view_customer"),
    Panel("screening", _("Screening"), "customers:screening_panel", VIEW_HITS),
    Panel("plans", _("Plans"), "customers:plan_panel", "customers.view_plan"),
    Panel("alerts", _("Alerts"), "monitoring:alert_panel", VIEW_ALERTS),
    Panel("reviews", _("Reviews"), "monitoring:review_panel", VIEW_REVIEWS),
    Panel("cases", _("Cases"), "removal:case_panel", VIEW_CASES),
    Panel("studied", _("Studied cases"), "monitoring:studied_panel", VIEW_LIBRARY),
    Panel("listing", _("Restricted list"), "removal:listing_panel", VIEW_ENTRIES),
)


class CustomerDetail(PermissionRequiredMixin, View):
    permission_required = "customers.view_customer"
    raise_exception = True

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        rows = Customer.objects.visible_to(request.user)
        rows = rows.select_related("rating", "reading", "manager", "team")
        customer = rows.filter(pk=pk).first()
        if customer is None:
            return _lead_on(request, pk)
        user = person_of(request)
        reading: Reading | None = getattr(customer, "reading", None)
        case = _case_in_force(customer)
        rating = customer.rating
        panels = self._panels(customer)
        rest = request.GET.copy()
        asked = rest.pop("tab", [""])[-1]
        rest.pop("from", None)  # the list one came from is the page's, not the panel's
        context = {
            "customer": customer,
            "rating": rating,
            "scored_since": scored_since(rating) if rating.change is not None else None,
            "reading": reading,
            "ageing": ageing_chart(reading) if reading and reading.exposure else None,
            "use": reading and limit_use(reading),
            "open_alerts": Alert.objects.filter(customer=customer).open().count(),
            "case": case,
            "listed": listed_on(customer) if user.has_perm(VIEW_HITS) else [],
            "panels": panels,
            "panel": next((p for p in panels if p["key"] == asked), panels[0] if panels else None),
            "panel_query": rest.urlencode(),
            "score_url": user.has_perm("scoring.view_riskscore")
            and reverse("scoring:score_panel", args=[customer.pk]),
            "audit_url": user.has_perm("audit.view_event") and reverse("audit:event_list"),
            "actions": actions_on(customer, case, user),
        }
        return render(request, "monitoring/customer_detail.html", context)

    def _panels(self, customer: Customer) -> list[dict[str, Any]]:
        """Each with its own address, which carries the list one came from along."""
        came_from = self.request.GET.get("from", "")
        carried = f"&{urlencode({'from': came_from})}" if came_from else ""
        return [
            {
                "key": panel.key,
                "address": f"?tab={panel.key}{carried}",
                "label": panel.label,
                "url": reverse(panel.route, args=[customer.pk]),
            }
            for panel in PANELS
            if self.request.user.has_perm(panel.permission)
        ]


def _lead_on(request: HttpRequest, pk: int) -> HttpResponse:
    """From a customer that was merged to the one it is now."""
    now = survivor_of(pk, request.user)
    if now is None:
        raise Http404
    messages.info(request, gettext("The customer you asked for was merged into this one."))
    return redirect("monitoring:customer_detail", pk=now.pk)


def _case_in_force(customer: Customer) -> RemovalCase | None:
    """The open case, or the one by which the customer has left."""
    cases = RemovalCase.objects.filter(customer=customer).order_by("-pk")
    if customer.status == Customer.Status.EXITED:
        cases = cases.filter(state__in=[*OPEN, State.CLOSED])
    else:
        cases = cases.open()
    return cases.select_related("proposed_by", "owner").first()


def limit_use(reading: Reading) -> Any:
    """Exposure as a share of the limit; None where there is no limit to use."""
    return reading.exposure / reading.credit_limit if reading.credit_limit else None


def ageing_chart(reading: Reading) -> dict[str, Any]:
    """What is open by age; the bars add up to what is owed."""
    return {
        "horizontal": True,
        "categories": [bucket.name for bucket in BUCKETS],
        "series": [
            {
                "name": _("Open amount"),
                "values": [getattr(reading, bucket.code) for bucket in BUCKETS],
                "tones": [bucket.tone for bucket in BUCKETS],
            }
        ],
        "links": [f"?tab=invoices&show=open&{bucket.invoices}#panel" for bucket in BUCKETS],
    }


def actions_on(customer: Customer, case: RemovalCase | None, user: User) -> list[Act]:
    """What this person may do to this customer now; what cannot be done says why."""
    offered = (
        (_("Log contact"), "customers:contact_log", "phone", "customers.add_interaction"),
        (_("New plan"), "customers:plan_create", "list-check", "customers.add_plan"),
        (_("Credit check"), "scoring:credit_check_ask", "coins", ASK),
        (_("Edit"), "customers:customer_edit", "edit", "customers.change_customer"),
        (_("Change terms"), "customers:terms_change", "adjustments", "customers.change_customer"),
        (_("Merge"), "customers:merge_start", "users", "customers.merge_customer"),
        (_("Evidence"), "monitoring:customer_evidence", "download", MAKE_BUNDLES),
    )
    acts = [
        Act(label, reverse(route, args=[customer.pk]), icon)
        for label, route, icon, permission in offered
        if user.has_perm(permission)
    ]
    if customer.status == Customer.Status.PROSPECT and user.has_perm("customers.view_admission"):
        url = reverse("customers:onboarding", args=[customer.pk])
        acts.insert(0, Act(_("Onboarding"), url, "user", primary=True))
    if user.has_perm(PROPOSE):
        url = reverse("removal:case_propose", args=[customer.pk])
        why = _no_proposal_because(customer, case)
        is_risky = customer.rating.tier in (Tier.HIGH, Tier.MEDIUM)
        acts.append(Act(_("Propose removal"), url, "gavel", is_risky and not why, why))
    return acts


def _no_proposal_because(customer: Customer, case: RemovalCase | None) -> str | Promise:
    if customer.status == Customer.Status.EXITING:
        return _("This customer is already being removed.")
    if customer.status == Customer.Status.EXITED:
        return _("This customer has already been removed.")
    return _("A removal case of this customer is open already.") if case else ""
