"""Possible duplicates, deciding on them, and the merges that were made."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from customers import services
from customers.bulk.rows import PAIR_ACTIONS
from customers.merging.comparing import counts_of, kept_in_words, known_twice, lines_of
from customers.merging.filters import CustomerMergeFilter, DuplicatePairFilter
from customers.merging.forms import MergeForm, OtherCustomerForm, ReasonForm
from customers.merging.tables import CustomerMergeTable, DuplicatePairTable
from customers.models import Customer, CustomerMerge, DuplicatePair
from customers.services.duplicates import MOST_ALIKE
from customers.services.merges import check_may_merge
from customers.services.undo_merges import check_may_undo
from customers.views.find import find_customer
from riskcrm.accounts.signed_in import person_of
from riskcrm.jobs.models import Run
from riskcrm.web.errors import Refused, refusal_of
from riskcrm.web.forms import done, made, status_of
from riskcrm.web.keyset import Sort
from riskcrm.web.lists import Act, ListPage
from riskcrm.web.permissions import requires
from riskcrm.web.today import today

form_page = require_http_methods(["GET", "HEAD", "POST"])


class DuplicatePairList(ListPage):
    """Pairs that a person has to look at, the most certain first."""

    permission_required = "customers.view_duplicatepair"
    table_class = DuplicatePairTable
    filterset_class = DuplicatePairFilter
    bulk_actions = PAIR_ACTIONS
    sorts: ClassVar[dict[str, Any]] = {"strength": Sort("strength", descending=True)}
    default_sort = "-strength"
    default_columns = ("first", "second", "strength", "reasons", "act")
    title = gettext_lazy("Possible duplicates")
    empty_text = gettext_lazy(
        "No two customers look like one. The book is searched every night and when a customer is "
        "entered or renamed."
    )
    template_name = "customers/duplicatepair_list.html"

    def get_queryset(self) -> QuerySet[DuplicatePair]:
        rows = DuplicatePair.objects.visible_to(self.request.user)
        if not self.request.GET.get("state"):
            rows = rows.filter(state=DuplicatePair.State.OPEN)
        return rows.select_related("first", "second", "decided_by")

    def get_tabs(self) -> Sequence[tuple[Any, str]]:
        return (
            (_("To look at"), ""),
            (_("Likely"), "strength=2"),
            (_("Nearly certain"), "strength=3"),
            (_("Not duplicates"), "state=dismissed"),
            (_("Merged"), "state=merged"),
        )

    def get_actions(self) -> Sequence[Act]:
        return [Act(_("Merges"), reverse("customers:merge_list"), "history")]

    def get_context(self) -> dict[str, Any]:
        runs = Run.objects.filter(kind="find_duplicates").order_by("-pk")
        return {"search": runs.first(), "most": MOST_ALIKE}


@requires("customers.merge_customer")
@require_POST
def duplicate_search(request: HttpRequest) -> HttpResponse:
    """Have the whole book searched now."""
    services.request_search(by=person_of(request).as_actor(), at=timezone.now())
    messages.success(request, _("The book is being searched. The pairs show here as they come."))
    return redirect("customers:duplicate_list")


@requires("customers.change_duplicatepair")
@form_page
def duplicate_dismiss(request: HttpRequest, pair_id: int) -> HttpResponse:
    rows = DuplicatePair.objects.visible_to(person_of(request))
    pair = get_object_or_404(rows.select_related("first", "second"), pk=pair_id)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.dismiss_pair(pair, by=person_of(request), at=timezone.now(), **form.cleaned_data)
        messages.success(request, _("The two will not be proposed again."))
        return redirect("customers:duplicate_list")
    context = {
        "form": form,
        "title": _("Not a duplicate"),
        "words": _("{first} and {second} are two customers.").format(
            first=pair.first, second=pair.second
        ),
        "verb": _("They are two"),
        "back": reverse("customers:duplicate_list"),
    }
    return render(request, "customers/reason_form.html", context, status=status_of(form))


@requires("customers.change_duplicatepair")
@require_POST
def duplicate_reopen(request: HttpRequest, pair_id: int) -> HttpResponse:
    pair = get_object_or_404(DuplicatePair.objects.visible_to(person_of(request)), pk=pair_id)
    services.reopen_pair(pair, by=person_of(request), at=timezone.now())
    messages.success(request, _("The pair waits for a decision again."))
    return redirect("customers:duplicate_list")


@requires("customers.merge_customer")
@form_page
def merge_start(request: HttpRequest, customer_id: int) -> HttpResponse:
    """Name the customer that is to be merged into this one."""
    customer = find_customer(request, customer_id)
    form = OtherCustomerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        rows = Customer.objects.visible_to(person_of(request)).exclude(pk=customer_id)
        other = rows.filter(number=form.cleaned_data["number"]).first()
        if other is not None:
            return redirect("customers:customer_merge", customer_id, other.pk)
        form.add_error("number", _("This is not the number of another customer of yours."))
    context = {
        "form": form,
        "title": _("Merge a customer into {name}").format(name=customer.name),
        "words": "",
        "verb": _("Compare the two"),
        "back": reverse("monitoring:customer_detail", args=[customer_id]),
    }
    return render(request, "customers/reason_form.html", context, status=status_of(form))


@requires("customers.merge_customer")
@form_page
def customer_merge(request: HttpRequest, survivor_id: int, merged_id: int) -> HttpResponse:
    """The two side by side; whose value stays is chosen field by field."""
    person = person_of(request)
    survivor, merged = find_customer(request, survivor_id), find_customer(request, merged_id)
    if survivor.pk == merged.pk:
        raise Http404
    twice = known_twice(survivor, merged)
    form = MergeForm(
        request.POST or None,
        lines=lines_of(survivor, merged, day=today()),
        clashes=bool(twice),
        initial={"versions": f"{survivor.version}-{merged.version}"},
    )
    if request.method == "POST" and form.is_valid():
        said, at = form.said(), timezone.now()
        if done(form, lambda: services.merge_customers(
                survivor, merged, by=person, at=at, **said)):  # fmt: skip
            messages.success(request, _("The two are one customer now."))
            return redirect("monitoring:customer_detail", survivor.pk)
    ids = sorted((survivor.pk, merged.pk))
    context = {
        "form": form,
        "survivor": survivor,
        "merged": merged,
        "twice": twice,
        "counts": counts_of(merged),
        "pair": DuplicatePair.objects.filter(first=ids[0], second=ids[1]).first(),
        "obstacle": _obstacle(survivor, merged, by=person),
    }
    return render(request, "customers/customer_merge.html", context, status=status_of(form))


def _obstacle(survivor: Customer, merged: Customer, *, by: Any) -> Refused | None:
    try:
        check_may_merge(survivor, merged, by=by)
    except Refused as refused:
        return refused
    return None


class CustomerMergeList(ListPage):
    """Which customers became one, and what was undone."""

    permission_required = "customers.view_customermerge"
    table_class = CustomerMergeTable
    filterset_class = CustomerMergeFilter
    sorts: ClassVar[dict[str, Any]] = {"merged_at": Sort("merged_at", descending=True)}
    default_sort = "-merged_at"
    title = gettext_lazy("Merges of customers")
    empty_text = gettext_lazy("No customers were merged yet.")

    def get_queryset(self) -> QuerySet[CustomerMerge]:
        rows = CustomerMerge.objects.visible_to(self.request.user)
        return rows.select_related("survivor", "merged", "merged_by", "undone_by")

    def get_actions(self) -> Sequence[Act]:
        return [Act(_("Possible duplicates"), reverse("customers:duplicate_list"), "users")]


@requires("customers.merge_customer")
@form_page
def merge_undo(request: HttpRequest, merge_id: int) -> HttpResponse:
    person = person_of(request)
    rows = CustomerMerge.objects.visible_to(person).select_related("survivor", "merged")
    merge = get_object_or_404(rows, pk=merge_id)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said, at = form.cleaned_data, timezone.now()
        if undone := made(form, lambda: services.undo_merge(merge, by=person, at=at, **said)):
            messages.success(request, _("The two are two customers again."))
            if left := kept_in_words(undone.kept):
                words = _("These stayed as the merge left them: {what}.")
                messages.warning(request, words.format(what=", ".join(left)))
            return redirect("customers:merge_list")
    context = {
        "form": form,
        "title": _("Undo the merge of {name}").format(name=merge.merged.name),
        "words": _(
            "Its rows go back to it, and fields of {survivor} to what they were, where nobody has "
            "changed them since. What was joined with rows of {survivor} meanwhile stays there."
        ).format(survivor=merge.survivor),
        "verb": _("Undo the merge"),
        "back": reverse("customers:merge_list"),
        "obstacle": refusal_of(check_may_undo, merge),
    }
    return render(request, "customers/reason_form.html", context, status=status_of(form))
