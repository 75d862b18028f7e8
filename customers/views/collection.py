"""Pages of collecting: a customer's receivables with its plan, what is tolerated, templates."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from customers.collection.forms import (
    CollectionSettingsForm,
    ReasonForm,
    ReminderLevelForm,
    StepForm,
    StepTemplateForm,
)
from customers.models import CollectionStep, PromiseToPay, ReminderLevel, StepTemplate
from customers.receivables.panel import receivables_of
from customers.services import collection, promises
from customers.services.arrears import follow_customers, settings_in_force
from customers.services.letters import save_reminder_level
from customers.views.find import find_customer
from riskcrm.accounts.signed_in import person_of
from riskcrm.web.forms import done, status_of, succeeded
from riskcrm.web.ids import id_of
from riskcrm.web.permissions import requires
from riskcrm.web.today import today

FORM_METHODS = ["GET", "HEAD", "POST"]
SETTINGS = "customers.change_collectionsettings"
TEMPLATES = "customers.change_steptemplate"
LEVELS = "customers.change_reminderlevel"
STEPS = "customers.change_collectionstep"


@requires("customers.view_invoice")
@require_GET
def receivables_panel(request: HttpRequest, customer_id: int) -> HttpResponse:
    """What a customer owes and how it is collected: items, disputes, promises, steps."""
    customer = find_customer(request, customer_id)
    context = {
        "customer": customer,
        "owed": receivables_of(customer, day=today()),
        "templates": StepTemplate.objects.filter(is_active=True).order_by("name_en"),
    }
    return render(request, "customers/_receivables_panel.html", context)


def _back(customer_id: int) -> HttpResponse:
    url = reverse("monitoring:customer_detail", args=[customer_id])
    return redirect(f"{url}?tab=receivables#panel")


@requires("customers.add_collectionstep")
@require_POST
def template_apply(request: HttpRequest, customer_id: int) -> HttpResponse:
    """Plan the steps of a template for a customer."""
    customer = find_customer(request, customer_id)
    rows = StepTemplate.objects.filter(is_active=True)
    template = get_object_or_404(rows, pk=id_of(request.POST.get("template", "")))
    at = timezone.now()
    succeeded(
        request,
        lambda: collection.apply_template(customer, template, by=person_of(request), at=at),
        _("The steps are planned."),
    )
    follow_customers([customer.pk], at=at)
    return _back(customer.pk)


def _step(request: HttpRequest, pk: int) -> CollectionStep:
    rows = CollectionStep.objects.visible_to(person_of(request)).select_related("customer")
    step: CollectionStep = get_object_or_404(rows, pk=pk)
    return step


@requires(STEPS)
@require_POST
def step_close(request: HttpRequest, pk: int) -> HttpResponse:
    """A planned step is done, moved or dropped: the button says which."""
    step, form, at = _step(request, pk), StepForm(request.POST), timezone.now()
    if not form.is_valid():
        messages.error(request, _("Say a day as YYYY-MM-DD, and in at most 1,000 characters."))
        return _back(step.customer_id)
    values = form.cleaned_data
    more: Any = {"version": values["version"], "by": person_of(request), "at": at}
    act = request.POST.get("act")
    if act == "postpone":
        to_date = values["to_date"] or today()
        succeeded(request, lambda: collection.postpone_step(step, to_date=to_date, **more),
                  _("The step is moved."))  # fmt: skip
    else:
        close = collection.drop_step if act == "drop" else collection.complete_step
        said = _("The step is dropped.") if act == "drop" else _("The step is done.")
        succeeded(request, lambda: close(step, text=values["text"], **more), said)
    follow_customers([step.customer_id], at=at)
    return _back(step.customer_id)


@requires("customers.change_promisetopay")
@require_POST
def promise_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """An open promise is taken back."""
    rows = PromiseToPay.objects.visible_to(person_of(request))
    promise: PromiseToPay = get_object_or_404(rows, pk=pk)
    form, at = ReasonForm(request.POST), timezone.now()
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    succeeded(
        request,
        lambda: promises.withdraw_promise(promise, reason=reason, by=person_of(request), at=at),
        _("The promise is withdrawn."),
    )
    follow_customers([promise.customer_id], at=at)
    return _back(promise.customer_id)


@requires(SETTINGS)
@require_http_methods(FORM_METHODS)
def collection_settings(request: HttpRequest) -> HttpResponse:
    """What is tolerated, and the ways to templates and letters."""
    held = settings_in_force()
    form = CollectionSettingsForm(
        request.POST or None, instance=held, initial={"version": held.version}
    )
    if request.method == "POST" and form.is_valid():
        said, by, at = form.cleaned_data, person_of(request), timezone.now()
        if done(form, lambda: collection.change_collection_settings(**said, by=by, at=at)):
            messages.success(
                request, _("The change is saved. The worklist follows within a few minutes.")
            )
            return redirect("customers:collection_settings")
    context = {
        "form": form,
        "levels": ReminderLevel.objects.order_by("days"),
        "step_templates": StepTemplate.objects.prefetch_related("steps").order_by("name_en"),
    }
    return render(request, "customers/collection_settings.html", context, status=status_of(form))


@requires(LEVELS)
@require_http_methods(FORM_METHODS)
def reminderlevel_edit(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """The letters of a level, in both languages."""
    level = None if pk is None else get_object_or_404(ReminderLevel, pk=pk)
    initial = {"version": level.version if level else 0}
    form = ReminderLevelForm(request.POST or None, instance=level, initial=initial)
    if request.method == "POST" and form.is_valid():
        return _save(request, form, lambda: save_reminder_level(
            level and ReminderLevel.objects.get(pk=level.pk), **form.cleaned_data,
            by=person_of(request), at=timezone.now()))  # fmt: skip
    return _form_page(request, form)


@requires(TEMPLATES)
@require_http_methods(FORM_METHODS)
def steptemplate_edit(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """A template of steps."""
    template = None if pk is None else get_object_or_404(StepTemplate, pk=pk)
    form = StepTemplateForm(request.POST or None, template=template)
    if request.method == "POST" and form.is_valid():
        names = ("name_en", "name_zh", "is_active", "version")
        said = {name: form.cleaned_data[name] for name in names}
        return _save(request, form, lambda: collection.save_template(
            template, steps=form.steps(), **said, by=person_of(request),
            at=timezone.now()))  # fmt: skip
    return _form_page(request, form)


def _save(request: HttpRequest, form: Any, act: Callable[[], Any]) -> HttpResponse:
    if not done(form, act):
        return _form_page(request, form)
    messages.success(request, _("The change is saved."))
    return redirect("customers:collection_settings")


def _form_page(request: HttpRequest, form: Any) -> HttpResponse:
    return render(request, "customers/collection_form.html", {"form": form}, status=status_of(form))
