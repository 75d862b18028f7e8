"""The queue of hits, one hit side by side, and the decision on it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_GET, require_POST

from customers.bulk.rows import HIT_ACTIONS
from customers.models import Customer, CustomerKeys, ScreeningDecision, ScreeningDue, ScreeningHit
from customers.screening import selectors
from customers.screening.behind import known_by
from customers.screening.candidates import MOST_PER_NAME
from customers.screening.filters import ScreeningHitFilter
from customers.screening.forms import DecisionForm
from customers.screening.hits import check_may_decide, decide_hit
from customers.screening.keys import identity_of
from customers.screening.names import registration_key
from customers.screening.tables import ScreeningHitTable
from customers.views.find import find_customer
from riskcrm.accounts.roles import DECIDE_HITS, VIEW_HITS, VIEW_LISTS
from riskcrm.accounts.signed_in import person_of
from riskcrm.web.errors import refusal_of
from riskcrm.web.forms import done, status_of
from riskcrm.web.keyset import Sort
from riskcrm.web.lists import Act, ListPage
from riskcrm.web.permissions import requires
from riskcrm.web.today import today

MOST_ON_PANEL = 50


class HitList(ListPage):
    """Hits of the customers a person sees, the most alike first."""

    permission_required = VIEW_HITS
    table_class = ScreeningHitTable
    filterset_class = ScreeningHitFilter
    bulk_actions = HIT_ACTIONS
    sorts: ClassVar[dict[str, Any]] = {
        "score": Sort("score", descending=True),
        "found_at": Sort("found_at", descending=True),
    }
    default_sort = "-score"
    default_columns = ("score", "customer", "entry", "how", "found_at", "state")
    title = gettext_lazy("Screening")
    empty_text = gettext_lazy(
        "No name is on a list. Customers are screened when they come or are renamed, and when a"
        " list changes."
    )

    def get_queryset(self) -> QuerySet[ScreeningHit]:
        rows = ScreeningHit.objects.visible_to(self.request.user)
        return rows.select_related("customer__manager", "entry__of_list")

    def get_tabs(self) -> Sequence[tuple[Any, str]]:
        return (
            (_("All"), ""),
            (pgettext("state", "Open"), "state=open"),
            (_("Confirmed"), "state=confirmed"),
            (_("Dismissed"), "state=dismissed"),
            (pgettext("screening hit", "Outdated"), "state=outdated"),
        )

    def get_actions(self) -> Sequence[Act]:
        if not self.request.user.has_perm(VIEW_LISTS):
            return ()
        return [
            Act(_("Lists"), reverse("customers:screening_list_list"), "list-check"),
            Act(_("Entries"), reverse("customers:entry_list"), "search"),
        ]


@requires(VIEW_HITS)
@require_GET
def hit_count(request: HttpRequest) -> HttpResponse:
    """The number in the rail; nothing when nothing waits."""
    count = selectors.open_hits(person_of(request))
    text = f"{count - 1}+" if count >= selectors.MOST_COUNTED else str(count or "")
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


@requires(VIEW_HITS)
@require_GET
def hit_detail(request: HttpRequest, hit_id: int) -> HttpResponse:
    """One hit: the customer and the entry side by side, why they are alike, and the decision."""
    return _show(request, _find(request, hit_id))


@requires(DECIDE_HITS)
@require_POST
def hit_decide(request: HttpRequest, hit_id: int) -> HttpResponse:
    """Confirm or dismiss one hit with a reason."""
    hit = _find(request, hit_id)
    form = DecisionForm(request.POST)
    if form.is_valid():
        said, by, at = form.cleaned_data, person_of(request), timezone.now()
        if done(form, lambda: decide_hit(hit, by=by, at=at, **said)):
            is_same = said["outcome"] == ScreeningDecision.Outcome.CONFIRMED
            words = _("The hit is confirmed.") if is_same else _("The hit is dismissed.")
            messages.success(request, words)
            return redirect("customers:hit_detail", hit_id=hit.pk)
    return _show(request, _find(request, hit_id), form)


@requires(VIEW_HITS)
@require_GET
def screening_panel(request: HttpRequest, customer_id: int) -> HttpResponse:
    """What screening found about one customer, for the customer's page."""
    customer = find_customer(request, customer_id)
    decisions = ScreeningDecision.objects.order_by("-decided_at", "-pk").select_related(
        "decided_by"
    )
    hits = (
        ScreeningHit.objects.filter(customer=customer)
        .select_related("entry__of_list")
        .prefetch_related(Prefetch("decisions", decisions))
        .order_by("-found_at", "-pk")[:MOST_ON_PANEL]
    )
    context = {
        "customer": customer,
        "lines": [(hit, next(iter(hit.decisions.all()), None)) for hit in hits],
        "parked": ScreeningDue.objects.filter(customer=customer, parked_at__isnull=False).first(),
        "is_cut": CustomerKeys.objects.filter(customer=customer, is_cut=True).exists(),
        "most": MOST_PER_NAME,
    }
    return render(request, "customers/_screening_panel.html", context)


def _find(request: HttpRequest, hit_id: int) -> ScreeningHit:
    hits = ScreeningHit.objects.visible_to(person_of(request)).select_related(
        "customer__manager", "customer__team", "entry__of_list", "entry__changed_in"
    )
    return get_object_or_404(hits, pk=hit_id)


def _show(
    request: HttpRequest, hit: ScreeningHit, form: DecisionForm | None = None
) -> HttpResponse:
    user = person_of(request)
    status = status_of(form) if form else 200
    customer, entry = hit.customer, hit.entry
    then = selectors.entry_at(entry, hit.entry_version)
    others = ScreeningHit.objects.filter(customer=customer).exclude(pk=hit.pk)
    context = {
        "hit": hit,
        "customer": customer,
        "entry": entry,
        "decisions": hit.decisions.select_related("decided_by").order_by("-decided_at", "-pk"),
        "others": others.select_related("entry__of_list").order_by("-found_at", "-pk")[:10],
        "form": form or DecisionForm(initial={"seen_at": hit.found_at.isoformat()}),
        "may_not_decide": refusal_of(check_may_decide, hit, by=user),
        "may_see_lists": user.has_perm(VIEW_LISTS),
        "renamed": hit.customer_name not in _names_of(customer)
        and hit.how != ScreeningHit.How.NUMBER,
        "entry_changed": entry.version != hit.entry_version,
        "entry_then": then,
        "numbers_differ": not hit.whose
        and _differ(customer.registration_number, entry.registration_number),
    }
    return render(request, "customers/screeninghit_detail.html", context, status=status)


def _names_of(customer: Customer) -> set[str]:
    said = known_by([customer.pk], day=today()).get(customer.pk)
    return identity_of(**said).said if said else set()


def _differ(one: str, other: str) -> bool:
    """Whether both sides tell a registration number, and another one."""
    return bool(one and other) and registration_key(one)[0] != registration_key(other)[0]
