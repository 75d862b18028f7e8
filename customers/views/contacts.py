"""Contacts of all customers, the changes of their details, and making sure of both."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from customers import services
from customers.bulk.rows import CONTACT_ACTIONS
from customers.contacts.filters import ContactChangeFilter, ContactListFilter
from customers.contacts.forms import EndForm, VerifyChangeForm, VerifyForm
from customers.contacts.tables import ContactChangeTable, ContactTable
from customers.models import Contact, ContactChange
from customers.services.contact_changes import refuse_verifying
from customers.views.find import find_customer
from riskcrm.accounts.signed_in import person_of
from riskcrm.web.errors import refusal_of
from riskcrm.web.forms import done, status_of, succeeded
from riskcrm.web.keyset import Sort
from riskcrm.web.lists import Act, ListPage
from riskcrm.web.permissions import requires


class ContactList(ListPage):
    """Everybody to speak with at the customers a person sees."""

    permission_required = "customers.view_contact"
    table_class = ContactTable
    filterset_class = ContactListFilter
    bulk_actions = CONTACT_ACTIONS
    sorts: ClassVar[dict[str, Any]] = {"name": "name"}
    default_sort = "name"
    title = gettext_lazy("Contacts")
    empty_text = gettext_lazy(
        "Nobody is named yet. Contacts are entered on a customer's page, or come with a file of "
        "customers."
    )

    def get_queryset(self) -> QuerySet[Contact]:
        return Contact.objects.visible_to(self.request.user).select_related("customer")

    def get_tabs(self) -> Sequence[tuple[Any, str]]:
        return (
            (_("All"), ""),
            (_("Main contacts"), "is_primary=true"),
            (_("Not verified"), "verified=false&ended=false"),
            (_("Ended"), "ended=true"),
        )

    def get_actions(self) -> Sequence[Act]:
        return [Act(_("Changes"), reverse("customers:contact_change_list"), "history")]


class ContactChangeList(ListPage):
    """What changed of how customers are reached and who stands behind them."""

    permission_required = "customers.view_contact"
    table_class = ContactChangeTable
    filterset_class = ContactChangeFilter
    sorts: ClassVar[dict[str, Any]] = {
        "date": Sort("effective_date", descending=True),
    }
    default_sort = "-date"
    title = gettext_lazy("Changes of contact details")
    empty_text = gettext_lazy(
        "Nothing has changed yet. A new phone number, address or bank account in place of a known "
        "one will show here."
    )

    def get_queryset(self) -> QuerySet[ContactChange]:
        rows = ContactChange.objects.visible_to(self.request.user)
        return rows.select_related("customer", "entered_by", "verified_by")

    def get_tabs(self) -> Sequence[tuple[Any, str]]:
        return (
            (_("All"), ""),
            (_("Not verified"), "verified=false"),
            (_("Bank accounts"), "kind=bank_account"),
        )

    def get_actions(self) -> Sequence[Act]:
        return [Act(_("Contacts"), reverse("customers:contact_list"), "users")]


@requires("customers.verify_contact")
@require_POST
def contact_verify(request: HttpRequest, customer_id: int, contact_id: int) -> HttpResponse:
    contact = _find(request, customer_id, contact_id)
    form = VerifyForm(request.POST)
    if form.is_valid():
        act, said = form.cleaned_data, _("The contact is verified.")
        by, at = person_of(request), timezone.now()
        succeeded(request, lambda: services.verify_contact(contact, by=by, at=at, **act), said)
    return redirect("customers:contact_edit", customer_id, contact_id)


@requires("customers.change_contact")
@require_POST
def contact_end(request: HttpRequest, customer_id: int, contact_id: int) -> HttpResponse:
    contact = _find(request, customer_id, contact_id)
    form = EndForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say why this person is no longer a contact."))
        return redirect("customers:contact_edit", customer_id, contact_id)
    services.end_contact(contact, by=person_of(request), at=timezone.now(), **form.cleaned_data)
    messages.success(request, _("The contact is ended."))
    return redirect(reverse("monitoring:customer_detail", args=[customer_id]) + "?tab=contacts")


@requires("customers.change_contact")
@require_POST
def contact_reopen(request: HttpRequest, customer_id: int, contact_id: int) -> HttpResponse:
    contact = _find(request, customer_id, contact_id)
    services.reopen_contact(contact, by=person_of(request), at=timezone.now())
    messages.success(request, _("The contact is taken up again."))
    return redirect("customers:contact_edit", customer_id, contact_id)


@requires("customers.verify_contact")
@require_http_methods(["GET", "HEAD", "POST"])
def contact_change_verify(request: HttpRequest, change_id: int) -> HttpResponse:
    """One change with what was and is, and how somebody made sure."""
    person = person_of(request)
    rows = ContactChange.objects.visible_to(person)
    rows = rows.select_related("customer", "entered_by", "verified_by")
    change = get_object_or_404(rows, pk=change_id)
    form = VerifyChangeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said, at = form.cleaned_data, timezone.now()
        if done(form, lambda: services.verify_contact_change(change, by=person, at=at, **said)):
            messages.success(request, _("The change is verified."))
            return redirect("customers:contact_change_list")
    context = {
        "change": change,
        "form": form,
        "obstacle": refusal_of(refuse_verifying, change, by=person),
    }
    return render(request, "customers/contactchange_verify.html", context, status=status_of(form))


def _find(request: HttpRequest, customer_id: int, contact_id: int) -> Contact:
    return get_object_or_404(find_customer(request, customer_id).contacts, pk=contact_id)
