"""Related parties: the list of all, and one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from customers import services
from customers.models import Customer, RelatedParty
from customers.parties.filters import RelatedPartyFilter
from customers.parties.forms import PartyForm, VerifyPartyForm, values_of
from customers.parties.tables import RelatedPartyTable
from customers.views.find import find_customer
from riskcrm.accounts.signed_in import person_of
from riskcrm.web.errors import Refused
from riskcrm.web.forms import done, status_of
from riskcrm.web.lists import Act, ListPage
from riskcrm.web.permissions import requires

form_page = require_http_methods(["GET", "HEAD", "POST"])


class RelatedPartyList(ListPage):
    """Who stands behind the customers that a person sees."""

    permission_required = "customers.view_relatedparty"
    table_class = RelatedPartyTable
    filterset_class = RelatedPartyFilter
    sorts: ClassVar[dict[str, Any]] = {"party": "-pk"}
    default_sort = "-party"
    title = gettext_lazy("Related parties")
    empty_text = gettext_lazy(
        "No related party yet. Enter one on a customer's page, or import a file of them."
    )

    def get_queryset(self) -> QuerySet[RelatedParty]:
        return RelatedParty.objects.seen_by(self.request.user)

    def get_tabs(self) -> Sequence[tuple[Any, str]]:
        return (
            (_("All"), ""),
            (_("Beneficial owners"), "kind=owner&in_force=true"),
            (_("Guarantors"), "kind=guarantor&in_force=true"),
            (_("Not verified"), "verified=false"),
        )

    def get_actions(self) -> Sequence[Act]:
        return [Act(_("Groups"), reverse("monitoring:group_list"), "users-group")]


@requires("customers.add_relatedparty")
@form_page
def party_create(request: HttpRequest, customer_id: int) -> HttpResponse:
    return _party(request, find_customer(request, customer_id), None)


@requires("customers.change_relatedparty")
@form_page
def party_edit(request: HttpRequest, party_id: int) -> HttpResponse:
    party = _find(request, party_id)
    return _party(request, party.customer, party)


def _party(request: HttpRequest, customer: Customer, party: RelatedParty | None) -> HttpResponse:
    form = PartyForm(request.POST or None, initial=values_of(party) if party else None)
    if request.method == "POST" and form.is_valid():
        row = form.row(customer, party.source_key if party else "")
        seen = party and _as_seen(party, form.cleaned_data["seen"])
        by, at = person_of(request), timezone.now()
        if done(form, lambda: services.save_party(row, by=by, at=at, seen=seen)):
            messages.success(request, _("The related party is saved."))
            return redirect(_panel(customer))
    context: dict[str, Any] = {"form": form, "customer": customer, "party": party}
    if party:
        context["verify_form"] = VerifyPartyForm(initial={"seen": party.recorded_at.isoformat()})
    return render(request, "customers/relatedparty_edit.html", context, status=status_of(form))


@requires("customers.verify_contact")
@require_POST
def party_verify(request: HttpRequest, party_id: int) -> HttpResponse:
    party = _find(request, party_id)
    form = VerifyPartyForm(request.POST)
    if form.is_valid():
        seen = _as_seen(party, form.cleaned_data["seen"])
        try:
            services.verify_party(
                seen, by=person_of(request), at=timezone.now(), how=form.cleaned_data["how"]
            )
        except Refused as error:
            messages.error(request, error.message)
            return redirect("customers:party_edit", party_id)
        messages.success(request, _("The related party is verified."))
    return redirect(_panel(party.customer))


def _find(request: HttpRequest, party_id: int) -> RelatedParty:
    """A party to be changed: by who sees both ends of the relation."""
    rows = RelatedParty.objects.seen_by(person_of(request))
    return get_object_or_404(rows.filter(Q(other=None) | Q(other_seen=True)), pk=party_id)


def _as_seen(party: RelatedParty, seen: str) -> RelatedParty:
    """The party with the moment that the person's page had, so that the service can compare."""
    try:
        party.recorded_at = dt.datetime.fromisoformat(seen)
    except ValueError:
        party.recorded_at = dt.datetime.min.replace(tzinfo=dt.UTC)
    return party


def _panel(customer: Customer) -> str:
    return reverse("monitoring:customer_detail", args=[customer.pk]) + "?tab=parties"
