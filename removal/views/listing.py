"""The restricted list: who stands on it, proposing somebody, deciding, reviewing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from customers.models import Attachment, Customer, ScreeningHit
from removal.dates.calendar import add_months
from removal.listing.filters import ListEntryFilter
from removal.listing.forms import (
    EntryForm,
    KeepForm,
    PersonFormSet,
    ReasonForm,
    ShortenForm,
    persons_of,
)
from removal.listing.reasons import REASONS
from removal.listing.tables import ListEntryTable
from removal.listing.terms import TERMS
from removal.models import ListAppeal, ListEntry, Readmission, RemovalCase
from removal.services import list_reviews, list_rights, listing, readmissions
from riskcrm.accounts.removal_rights import (
    APPROVE_ENTRY,
    PROPOSE_ENTRY,
    PROPOSE_READMISSION,
    VIEW_ENTRIES,
    VIEW_READMISSIONS,
)
from riskcrm.accounts.roles import VIEW_CASES, VIEW_HITS
from riskcrm.accounts.signed_in import person_of
from riskcrm.web.errors import refusal_of
from riskcrm.web.forms import done, made, status_of
from riskcrm.web.keyset import Sort
from riskcrm.web.lists import Act, ListPage
from riskcrm.web.permissions import requires
from riskcrm.web.today import today

MOST_SHOWN = 20
FORMS: dict[str, type[ReasonForm]] = {"keep": KeepForm, "shorten": ShortenForm, "lift": ReasonForm}


class ListEntryList(ListPage):
    """The restricted list, as far as a person sees its customers. It does not leave the product."""

    permission_required = VIEW_ENTRIES
    table_class = ListEntryTable
    filterset_class = ListEntryFilter
    is_exportable = False
    sorts: ClassVar[dict[str, Any]] = {
        "state": "state", "review_date": "review_date", "expires_on": "expires_on",
        "proposed_at": Sort("proposed_at", descending=True),
    }  # fmt: skip
    default_sort = "-proposed_at"
    default_columns = (
        "customer", "state", "reason_class", "who", "bars", "review_date", "expires_on",
    )  # fmt: skip
    detail_route = "removal:list_entry_detail"
    title = gettext_lazy("Restricted list")
    empty_text = gettext_lazy(
        "Nobody is listed. An entry starts on a customer's page, under “Restricted list”."
    )

    def get_queryset(self) -> QuerySet[ListEntry]:
        entries = ListEntry.objects.visible_to(self.request.user)
        return entries.select_related("customer", "proposed_by")

    def prepare(self, rows: list[Any]) -> list[Any]:
        """Each with how many persons it names, and whether an appeal waits."""
        ids = [row.pk for row in rows]
        counted = ListEntry.objects.filter(pk__in=ids).values_list("pk", Count("persons"))
        persons = dict(counted)
        appealed = set(
            ListAppeal.objects.open().filter(entry__in=ids).values_list("entry", flat=True)
        )
        for row in rows:
            row.person_count = persons.get(row.pk, 0)
            row.is_appealed = row.pk in appealed
        return rows

    def get_tabs(self) -> Sequence[tuple[Any, str]]:
        tabs: list[tuple[Any, str]] = [
            (pgettext("list entries", "In force"), "state=active"),
            (_("Review or end is near"), "expiring=1"),
            (pgettext("list entries", "Proposed"), "state=proposed"),
            (_("Appeals"), "appealed=1"),
        ]
        if self.request.user.has_perm(APPROVE_ENTRY):
            tabs.append((_("Waiting for me"), "waiting=1"))
        return [*tabs, (_("All"), "")]

    def get_actions(self) -> Sequence[Act]:
        if not self.request.user.has_perm(VIEW_READMISSIONS):
            return []
        return [Act(_("Readmissions"), reverse("removal:readmission_list"), "user")]


@requires(PROPOSE_ENTRY)
@require_http_methods(["GET", "HEAD", "POST"])
def list_entry_propose(request: HttpRequest, customer_id: int) -> HttpResponse:
    """The form that proposes to list a customer, persons, or both."""
    user = person_of(request)
    customer = get_object_or_404(Customer.objects.visible_to(user), pk=customer_id)
    form, persons = _entry_forms(request, customer)
    if request.method == "POST" and form.is_valid() and persons.is_valid():
        said = form.cleaned_data
        entry = made(form, lambda: listing.propose_entry(
            customer, by=user, at=timezone.now(), evidence=form.rests_on(),
            persons=persons_of(persons), case=said.get("case"),
            **{name: said[name] for name in (
                "reason_class", "reason", "bars", "covers_company", "review_date", "expires_on")},
        ))  # fmt: skip
        if entry:
            messages.success(request, _("The entry is proposed and waits for a second person."))
            return redirect("removal:list_entry_detail", entry_id=entry.pk)
    context = {
        "customer": customer,
        "form": form,
        "persons": persons,
        "obstacle": refusal_of(list_rights.check_may_list, customer, by=user),
        "open_entry": ListEntry.objects.open().filter(customer=customer).first(),
        "terms": [(reason, TERMS.years_for(reason.code)) for reason in REASONS.values()],
    }
    return render(request, "removal/listentry_propose.html", context, status=status_of(form))


def _entry_forms(request: HttpRequest, customer: Customer) -> tuple[EntryForm, Any]:
    day = today()
    initial = {
        "bars": ListEntry.Bars.ALL_TRADE, "case": request.GET.get("case"),
        "review_date": add_months(day, TERMS.review_months),
        "expires_on": add_months(day, 12 * TERMS.years_for("breach")),
    }  # fmt: skip
    cases = RemovalCase.objects.none()
    if request.user.has_perm(VIEW_CASES):
        cases = customer.removal_cases.order_by("-pk")
    documents = Attachment.objects.none()
    if request.user.has_perm("customers.view_attachment"):
        documents = customer.attachments.kept().order_by("-pk")
    form = EntryForm(request.POST or None, initial=initial, documents=documents, cases=cases)
    return form, PersonFormSet(request.POST or None, prefix="person")


@requires(VIEW_ENTRIES)
@require_GET
def list_entry_detail(request: HttpRequest, entry_id: int) -> HttpResponse:
    """One entry: whom it lists, what it rests on, what was done to it, and what is to do."""
    return _show(request, _find(request, entry_id))


@requires(APPROVE_ENTRY)
@require_POST
def list_entry_approve(request: HttpRequest, entry_id: int) -> HttpResponse:
    said = _("The entry is in force. Screening and credit checks know it.")
    return _act(request, entry_id, "decide", ReasonForm, listing.approve_entry, said)


@requires(APPROVE_ENTRY)
@require_POST
def list_entry_reject(request: HttpRequest, entry_id: int) -> HttpResponse:
    said = _("The proposal is rejected; nobody is listed.")
    return _act(request, entry_id, "decide", ReasonForm, listing.reject_entry, said)


@requires(APPROVE_ENTRY)
@require_POST
def list_entry_keep(request: HttpRequest, entry_id: int) -> HttpResponse:
    said = _("The review is recorded; the entry stays.")
    return _act(request, entry_id, "keep", KeepForm, list_reviews.keep_entry, said)


@requires(APPROVE_ENTRY)
@require_POST
def list_entry_shorten(request: HttpRequest, entry_id: int) -> HttpResponse:
    said = _("The review is recorded; the entry ends earlier.")
    return _act(request, entry_id, "shorten", ShortenForm, list_reviews.shorten_entry, said)


@requires(APPROVE_ENTRY)
@require_POST
def list_entry_lift(request: HttpRequest, entry_id: int) -> HttpResponse:
    said = _("The entry is lifted; it bars nothing any more.")
    return _act(request, entry_id, "lift", ReasonForm, list_reviews.lift_entry, said)


@requires(VIEW_ENTRIES)
@require_GET
def listing_panel(request: HttpRequest, customer_id: int) -> HttpResponse:
    """A customer's entries and ways back, for the customer's page."""
    user = person_of(request)
    customer = get_object_or_404(Customer.objects.visible_to(user), pk=customer_id)
    entries = customer.list_entries.select_related("proposed_by", "decided_by").order_by("-pk")
    back = Readmission.objects.none()
    if user.has_perm(VIEW_READMISSIONS):
        back = customer.readmissions.select_related("requested_by", "decided_by").order_by("-pk")
    context = {
        "customer": customer,
        "entries": entries[:MOST_SHOWN],
        "readmissions": back[:MOST_SHOWN],
        "bound": back.with_conditions().first(),
        "may_propose": user.has_perm(PROPOSE_ENTRY)
        and refusal_of(list_rights.check_may_list, customer, by=user) is None,
        "may_readmit": user.has_perm(PROPOSE_READMISSION)
        and refusal_of(readmissions.check_may_readmit, customer, by=user) is None,
    }
    return render(request, "removal/_listing_panel.html", context)


def _act(
    request: HttpRequest,
    entry_id: int,
    name: str,
    form_class: type[ReasonForm],
    act: Callable[..., Any],
    said: str,
) -> HttpResponse:
    entry = _find(request, entry_id)
    form = form_class(request.POST)
    by, at = person_of(request), timezone.now()
    if form.is_valid() and done(form, lambda: act(entry, by=by, at=at, **form.cleaned_data)):
        messages.success(request, said)
        return redirect("removal:list_entry_detail", entry_id=entry.pk)
    return _show(request, _find(request, entry_id), {name: form})


def _show(
    request: HttpRequest, entry: ListEntry, filled: dict[str, ReasonForm] | None = None
) -> HttpResponse:
    user, filled = person_of(request), filled or {}
    check = list_rights.check_may_review
    if entry.state == ListEntry.State.PROPOSED:
        check = list_rights.check_may_approve
    context = {
        "entry": entry,
        "customer": entry.customer,
        "persons": _persons_with_hits(entry, user.has_perm(VIEW_HITS)),
        "evidence": entry.evidence.select_related("document").order_by("pk"),
        "acts": entry.acts.select_related("by").order_by("number"),
        "appeals": entry.appeals.order_by("-pk"),
        "obstacle": refusal_of(check, entry, by=user),
        "no_appeal": refusal_of(list_rights.check_may_appeal, entry, by=user),
        "forms": _forms_on(entry, filled),
    }
    status = max((status_of(form) for form in filled.values()), default=200)
    return render(request, "removal/listentry_detail.html", context, status=status)


def _forms_on(entry: ListEntry, filled: dict[str, ReasonForm]) -> dict[str, ReasonForm]:
    """A form for each act that the state allows, each under ids of its own."""
    if entry.state == ListEntry.State.PROPOSED:
        return {"decide": filled.get("decide") or ReasonForm(initial={"version": entry.version})}
    if entry.state != ListEntry.State.ACTIVE:
        return {}
    next_review = min(add_months(today(), TERMS.review_months), entry.expires_on)
    initial = {"version": entry.version, "review_date": next_review}
    return {
        name: filled.get(name) or form(initial=initial, auto_id=f"id_{name}_%s")
        for name, form in FORMS.items()
    }


def _persons_with_hits(entry: ListEntry, may_see: bool) -> list[Any]:
    """The listed persons, each with how many customers their name was found at."""
    persons = list(entry.persons.order_by("pk"))
    found: dict[int, int] = {}
    if may_see:
        keys = [person.screening_entry_id for person in persons]
        hits = ScreeningHit.objects.filter(entry__in=[key for key in keys if key])
        found = dict(hits.order_by().values_list("entry").annotate(Count("pk")))
    for person in persons:
        person.hit_count = found.get(person.screening_entry_id or 0, 0)  # type: ignore[attr-defined]
    return persons


def _find(request: HttpRequest, entry_id: int) -> ListEntry:
    entries = ListEntry.objects.visible_to(person_of(request)).select_related(
        "customer__manager", "case", "proposed_by", "decided_by"
    )
    return get_object_or_404(entries, pk=entry_id)
