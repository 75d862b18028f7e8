"""A customer's timeline, with the contact log on top of it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from customers.follow_up.forms import ContactLogForm
from customers.models import Customer, Interaction, Task
from customers.records.follow_up import INTERACTIONS, TASKS
from customers.services import mentions, talks
from customers.timeline.forms import TimelineForm
from customers.timeline.reading import TimelinePage, timeline_of
from customers.timeline.sources import sources_for
from customers.views.acts import is_htmx, part
from customers.views.find import find_customer
from customers.views.records import find_record
from riskcrm.accounts.signed_in import person_of
from riskcrm.web.errors import Refused
from riskcrm.web.forms import came_from, show_refusal, status_of
from riskcrm.web.permissions import requires
from riskcrm.web.today import today

TASKS_SHOWN = 10
LOG = INTERACTIONS.permission("add")


@requires("customers.view_customer")
@require_GET
def timeline_panel(request: HttpRequest, customer_id: int) -> HttpResponse:
    """What happened with a customer, filtered; what is pinned, what is to be done, and the log."""
    customer = find_customer(request, customer_id)
    response = render(request, "customers/_timeline_panel.html", _panel(request, customer))
    if is_htmx(request) and request.GET.get("asked"):
        query = _query(request)
        tail = f"&{query}" if query else ""
        page = reverse("monitoring:customer_detail", args=[customer.pk])
        response.headers["HX-Push-Url"] = f"{page}?tab=timeline{tail}"
    return response


def _panel(request: HttpRequest, customer: Customer, log: Any = None) -> dict[str, Any]:
    person = person_of(request)
    form = TimelineForm(request.GET, customer=customer, sources=sources_for(person))
    asked = form.asked()
    page = TimelinePage([], "", "")
    if asked is not None:
        places = {name: request.GET.get(name, "") for name in ("after", "before")}
        page = timeline_of(customer, by=person, today=today(), asked=asked, **places)
    currencies = {entry.currency for entry in page.entries if entry.amount is not None}
    query = _query(request)
    return {
        "customer": customer,
        "entries": page.entries,
        "older": page.after and _joined(query, "after", page.after),
        "newer": page.before and _joined(query, "before", page.before),
        "currency": currencies.pop() if len(currencies) == 1 else "",
        "is_by_people": any(entry.who for entry in page.entries),
        "form": form,
        "is_filtered": bool(query),
        "log": log or (new_log(customer, person) if person.has_perm(LOG) else None),
        "pinned": _pinned(customer) if person.has_perm(INTERACTIONS.permission("view")) else [],
        "tasks": _open_tasks(customer) if person.has_perm(TASKS.permission("view")) else [],
        "here": f"{reverse('monitoring:customer_detail', args=[customer.pk])}?tab=timeline#panel",
    }


def _query(request: HttpRequest) -> str:
    """The filter in force, without empty parts and without the place."""
    given = [
        (name, value)
        for name, values in request.GET.lists()
        if name in TimelineForm.base_fields
        for value in values
        if value
    ]
    return urlencode(given)


def _joined(query: str, name: str, cursor: str) -> str:
    return "&".join(filter(None, (query, urlencode({name: cursor}))))


def new_log(customer: Customer, person: Any) -> ContactLogForm:
    now = timezone.localtime()
    initial = {"effective_date": today(), "at_time": now.time(), "owner": person.pk}
    return ContactLogForm(customer=customer, initial=initial)


def _pinned(customer: Customer) -> list[Interaction]:
    rows = Interaction.objects.filter(customer=customer, is_pinned=True).standing()
    return list(
        rows.select_related("owner").order_by("-effective_date", "-pk")[: talks.MOST_PINNED]
    )


def _open_tasks(customer: Customer) -> list[Task]:
    rows = Task.objects.filter(customer=customer, state=Task.State.OPEN).standing()
    return list(rows.select_related("owner").order_by("effective_date", "pk")[:TASKS_SHOWN])


@requires(LOG)
@require_http_methods(["GET", "HEAD", "POST"])
def contact_log(request: HttpRequest, customer_id: int) -> HttpResponse:
    """Log a contact; from the timeline in place, from the customer's head on a page of its own."""
    customer = find_customer(request, customer_id)
    if request.method != "POST":
        return _log_page(request, customer, new_log(customer, person_of(request)))
    form = ContactLogForm(request.POST, customer=customer)
    if form.is_valid() and (done := _log(request, customer, form)):
        if is_htmx(request):
            context = _panel(request, customer) | {"done": done}
            return part(request, "customers/_timeline_panel.html", context, "tasks-changed")
        messages.success(request, done)
        return redirect(f"{reverse('monitoring:customer_detail', args=[customer.pk])}?tab=timeline")
    return _log_page(request, customer, form)


def _log_page(request: HttpRequest, customer: Customer, form: ContactLogForm) -> HttpResponse:
    context = {"customer": customer, "log": form}
    if is_htmx(request):
        response = render(request, "customers/_contact_log.html", context)
        response.headers["HX-Retarget"] = "#contact-log"
        return response
    return render(request, "customers/contact_log.html", context, status=status_of(form))


def _log(request: HttpRequest, customer: Customer, form: ContactLogForm) -> str:
    """Log what was filled in; the sentence that says so, "" where it was refused."""
    person = person_of(request)
    try:
        interaction, task = talks.log_contact(
            customer, form.talk(), then=form.next_step(by=person), by=person, at=timezone.now()
        )
    except Refused as refused:
        beside = "content" if refused.code == "cannot_be_mentioned" else ""
        show_refusal(form, refused, beside=beside)
        return ""
    told = mentions.people_named([interaction.content]).get(interaction.content, [])
    words = [_("The contact is logged.")]
    if task:
        words.append(_("The task is noted."))
    if others := [str(one) for one in told if one != person]:
        text = ngettext("%(names)s is told.", "%(names)s are told.", len(others))
        words.append(text % {"names": ", ".join(others)})
    return " ".join(words)


@requires(INTERACTIONS.permission("change"))
@require_POST
def interaction_pin(request: HttpRequest, pk: int) -> HttpResponse:
    """Pin a note, or take its pin off: what the form says."""
    interaction = find_record(request, INTERACTIONS, pk)
    is_wanted = request.POST.get("pinned") == "1"
    act = talks.pin_interaction if is_wanted else talks.unpin_interaction
    try:
        act(interaction, by=person_of(request), at=timezone.now())
    except Refused as refused:
        messages.error(request, refused.message)
    page = reverse("customers:interaction_detail", args=[interaction.pk])
    return redirect(came_from(request, page))
