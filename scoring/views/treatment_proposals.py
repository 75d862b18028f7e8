"""Pages of proposed treatments, and the part of a customer's page that says how it is treated."""

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
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from customers.models import Customer
from riskcrm.accounts.roles import DECIDE_TREATMENTS
from riskcrm.accounts.signed_in import person_of
from riskcrm.web.errors import refusal_of
from riskcrm.web.forms import status_of, succeeded
from riskcrm.web.keyset import Sort
from riskcrm.web.lists import ListPage
from riskcrm.web.permissions import requires
from riskcrm.web.today import today
from scoring import selectors, services
from scoring.models import CustomerTreatment, Rating, Treatment, TreatmentProposal
from scoring.treating.break_even import break_even_of
from scoring.treating.bulk import PROPOSAL_ACTIONS
from scoring.treating.filters import TreatmentProposalFilter
from scoring.treating.forms import AcceptForm, ReviewForm
from scoring.treating.rules import ASKED, label, shown
from scoring.treating.tables import TreatmentProposalTable
from scoring.treating.words import text_of
from scoring.views.acts import acted
from scoring.views.customer import customer_for

VIEW = "scoring.view_treatmentproposal"
TERMS = [*ASKED, "review_days"]
LATEST = 5


class TreatmentProposalList(ListPage):
    """What is proposed, and what was decided, for the customers a person sees."""

    permission_required = VIEW
    table_class = TreatmentProposalTable
    filterset_class = TreatmentProposalFilter
    sorts: ClassVar[dict[str, Any]] = {"proposed_at": Sort("proposed_at", descending=True)}
    default_sort = "-proposed_at"
    detail_route = "scoring:proposal_detail"
    bulk_actions = PROPOSAL_ACTIONS
    title = gettext_lazy("Proposed treatments")
    empty_text = gettext_lazy(
        "Nothing is proposed. When the tier of a customer moves, or a new policy is published, "
        "what would change for it stands here."
    )

    def get_queryset(self) -> QuerySet[TreatmentProposal]:
        rows = TreatmentProposal.objects.visible_to(self.request.user)
        return rows.select_related("customer", "former", "proposed", "decided_by")

    def get_tabs(self) -> Sequence[tuple[Any, str]]:
        tabs: list[tuple[Any, str]] = [(_("All"), ""), (_("Better terms"), "direction=better")]
        if self.request.user.has_perm(DECIDE_TREATMENTS):
            tabs.append((_("Waiting for me"), "waiting=1"))
        return tabs


@requires(VIEW)
@require_safe
def proposal_detail(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """One proposal: what would change, term by term, and the decision."""
    return _show(request, _find(request, proposal_id))


@requires(DECIDE_TREATMENTS)
@require_POST
def proposal_accept(request: HttpRequest, proposal_id: int) -> HttpResponse:
    said = _("The terms hold from today on.")
    return _act(request, proposal_id, services.accept_treatment, said)


@requires(DECIDE_TREATMENTS)
@require_POST
def proposal_decline(request: HttpRequest, proposal_id: int) -> HttpResponse:
    said = _("The proposal is declined; the customer is treated as before.")
    return _act(request, proposal_id, services.decline_treatment, said)


@requires("scoring.view_customertreatment")
@require_safe
def treatment_panel(request: HttpRequest, customer_id: int) -> HttpResponse:
    """How a customer is treated, what is proposed, and whether it pays at its risk."""
    customer = customer_for(request, customer_id)
    rows = TreatmentProposal.objects.filter(customer=customer).select_related(
        "former", "proposed", "decided_by"
    )
    held = _held(customer)
    terms = selectors.treatment_of(customer)
    even = break_even_of(customer, day=today())
    window: dict[str, Any] = {
        "customer": customer.pk,
        "invoice_date_after": even.first,
        "invoice_date_before": even.final,
    }
    context = {
        "customer": customer,
        "held": held,
        "terms": terms,
        "lines": [(label(Treatment, name), text_of(name, shown(terms, name))) for name in TERMS],
        "is_favourable": terms.limit_factor > 100,
        "review": _review_form(request, held),
        "is_due": CustomerTreatment.objects.due(today()).filter(customer=customer).exists(),
        "open": rows.open().first(),
        "latest": rows.exclude(state=TreatmentProposal.State.OPEN).order_by("-pk")[:LATEST],
        "even": even,
        "invoices_url": f"{reverse('customers:invoice_list')}?{urlencode(window)}",
    }
    return render(request, "scoring/_treatment_panel.html", context)


@requires(DECIDE_TREATMENTS)
@require_POST
def treatment_review(request: HttpRequest, customer_id: int) -> HttpResponse:
    """Note that the customer's treatment was looked at, and when it is to be looked at again."""
    customer = customer_for(request, customer_id)
    held = _held(customer)
    form = ReviewForm(request.POST)
    if held is None:
        messages.error(request, _("This customer has no treatment of its own yet."))
    elif not form.is_valid():
        messages.error(request, _("Say what you found; it is kept."))
    else:
        by, at = person_of(request), timezone.now()
        act = partial(services.review_treatment, held, by=by, at=at, **form.cleaned_data)
        succeeded(request, act, _("The review is noted."))
    url = reverse("monitoring:customer_detail", args=[customer.pk])
    return redirect(f"{url}?tab=treatment#panel")


def _held(customer: Customer) -> CustomerTreatment | None:
    rows = CustomerTreatment.objects.filter(customer=customer)
    return rows.select_related("customer", "treatment", "decided_by", "reviewed_by").first()


def _review_form(request: HttpRequest, held: CustomerTreatment | None) -> ReviewForm | None:
    """For who may review it."""
    if held is None or refusal_of(services.check_may_treat, held.customer, by=person_of(request)):
        return None
    return ReviewForm(initial={"version": held.version})


def _find(request: HttpRequest, proposal_id: int) -> TreatmentProposal:
    rows = TreatmentProposal.objects.visible_to(person_of(request))
    named = ("customer__manager", "former__policy", "proposed__policy", "decided_by")
    return get_object_or_404(rows.select_related(*named), pk=proposal_id)


def _act(
    request: HttpRequest, proposal_id: int, act: Callable[..., Any], said: str
) -> HttpResponse:
    proposal = _find(request, proposal_id)
    form = AcceptForm(request.POST)
    if not acted(request, form, partial(act, proposal), said):
        return _show(request, _find(request, proposal_id), form)
    return redirect("scoring:proposal_detail", proposal.pk)


def _show(
    request: HttpRequest, proposal: TreatmentProposal, form: AcceptForm | None = None
) -> HttpResponse:
    form = form or AcceptForm(initial={"version": proposal.version})
    context = {
        "proposal": proposal,
        "customer": proposal.customer,
        "rating": get_object_or_404(Rating, customer=proposal.customer_id),
        "lines": [_line(proposal, name) for name in TERMS],
        "form": form,
        "obstacle": refusal_of(
            services.check_may_decide_treatment, proposal, by=person_of(request)
        ),
    }
    return render(request, "scoring/proposal_detail.html", context, status=status_of(form))


def _line(proposal: TreatmentProposal, name: str) -> dict[str, Any]:
    former, new = shown(proposal.former, name), shown(proposal.proposed, name)
    return {
        "label": label(Treatment, name),
        "former": text_of(name, former) if proposal.former else "–",
        "new": text_of(name, new),
        "differs": proposal.former is not None and former != new,
    }
