"""Entering and changing customers, their terms and contacts."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from customers import services
from customers.contacts.forms import ContactForm, EndForm, VerifyForm
from customers.forms import CustomerForm
from customers.merging.duplicates import Lookalike, lookalikes
from customers.models import Contact
from customers.terms.forms import TermsForm
from customers.timeline.history import FieldChange, changes_of
from customers.views.find import find_customer
from riskcrm.accounts.signed_in import person_of
from riskcrm.web.errors import Refused
from riskcrm.web.forms import done, made, show_refusal, status_of
from riskcrm.web.permissions import requires
from riskcrm.web.today import today

FORM_METHODS = ["GET", "HEAD", "POST"]


@requires("customers.add_customer")
@require_http_methods(FORM_METHODS)
def customer_create(request: HttpRequest) -> HttpResponse:
    person = person_of(request)
    mine = {} if person.has_perm("customers.view_all_customers") else {"manager": person}
    form = CustomerForm(request.POST or None, person=person, initial=mine)
    alike: list[Lookalike] = []
    if request.method == "POST" and form.is_valid() and "nevertheless" not in request.POST:
        alike = lookalikes(
            name=form.cleaned_data["name"],
            registration_number=form.cleaned_data["registration_number"],
            user=person,
        )
    if request.method == "POST" and form.is_valid() and not alike:
        said, at = form.values(), timezone.now()
        if customer := made(form, lambda: services.create_customer(by=person, at=at, **said)):
            messages.success(request, _("The customer was added."))
            return redirect("monitoring:customer_detail", pk=customer.pk)
    context = {"form": form, "alike": alike}
    status = 409 if alike else status_of(form)
    return render(request, "customers/customer_create.html", context, status=status)


@requires("customers.change_customer")
@require_http_methods(FORM_METHODS)
def customer_edit(request: HttpRequest, customer_id: int) -> HttpResponse:
    """Change a customer. Who was slower sees what the other person changed, and may save again."""
    customer = find_customer(request, customer_id)
    name, seen = customer.name, customer.version
    form = CustomerForm(
        request.POST or None,
        instance=customer,
        person=person_of(request),
        initial={"version": customer.version},
    )
    conflict: list[FieldChange] = []
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"] or 0
        try:
            services.change_customer(
                customer,
                by=person_of(request),
                at=timezone.now(),
                version=version,
                **form.values(),
            )
        except services.Stale as stale:
            conflict = changes_of(stale.latest, since=version)
            form.data = {**request.POST.dict(), "version": str(stale.latest.version)}
            show_refusal(form, stale)
        except (Refused, ValidationError) as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("The change is saved."))
            return redirect("monitoring:customer_detail", pk=customer.pk)
    context = {"form": form, "pk": customer_id, "name": name, "seen": seen, "conflict": conflict}
    return render(request, "customers/customer_edit.html", context, status=status_of(form))


@requires("customers.change_customer")
@require_http_methods(FORM_METHODS)
def terms_change(request: HttpRequest, customer_id: int) -> HttpResponse:
    customer = find_customer(request, customer_id)
    history = list(customer.credit_terms.order_by("-effective_date", "-recorded_at")[:20])
    now = next((terms for terms in history if terms.effective_date <= today()), None)
    initial = {"effective_date": today()} | (
        {"credit_limit": now.credit_limit, "payment_days": now.payment_days} if now else {}
    )
    form = TermsForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        said, by, at = form.cleaned_data, person_of(request), timezone.now()
        if done(form, lambda: services.set_credit_terms(customer, by=by, at=at, **said)):
            messages.success(request, _("The new terms are saved."))
            return redirect("monitoring:customer_detail", pk=customer.pk)
    context = {"form": form, "customer": customer, "history": history}
    return render(request, "customers/creditterms_change.html", context, status=status_of(form))


@requires("customers.add_contact")
@require_http_methods(FORM_METHODS)
def contact_create(request: HttpRequest, customer_id: int) -> HttpResponse:
    return _contact(request, customer_id, None)


@requires("customers.change_contact")
@require_http_methods(FORM_METHODS)
def contact_edit(request: HttpRequest, customer_id: int, contact_id: int) -> HttpResponse:
    return _contact(request, customer_id, contact_id)


def _contact(request: HttpRequest, customer_id: int, contact_id: int | None) -> HttpResponse:
    customer = find_customer(request, customer_id)
    contact = None
    if contact_id is not None:
        rows = Contact.objects.select_related("verified_by")
        contact = get_object_or_404(rows, customer=customer, pk=contact_id)
    form = ContactForm(
        request.POST or None,
        instance=contact,
        initial={"version": contact.version} if contact else None,
    )
    if request.method == "POST" and form.is_valid():
        said = form.values() | {"contact": contact, "version": form.cleaned_data["version"]}
        by, at = person_of(request), timezone.now()
        if done(form, lambda: services.save_contact(customer, by=by, at=at, **said)):
            messages.success(request, _("The contact is saved."))
            return redirect("monitoring:customer_detail", pk=customer.pk)
    context: dict[str, Any] = {"form": form, "customer": customer, "contact": contact}
    if contact is not None:
        seen = {"version": contact.version}
        context |= {"verify_form": VerifyForm(initial=seen), "end_form": EndForm(initial=seen)}
    return render(request, "customers/contact_edit.html", context, status=status_of(form))
