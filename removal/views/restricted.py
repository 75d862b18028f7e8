"""Pages of restricted matters. For who may not look, none of these addresses exists."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from customers.merging.following import keys_of
from removal.models import RestrictedMatter
from removal.restricted.forms import FilingForm, MatterForm, NoteForm, OutcomeForm
from removal.selectors.restricted import customers_now, matters, may_keep
from removal.services import restricted as services
from removal.views.compartment_door import keeping, looking
from riskcrm.accounts.signed_in import person_of
from riskcrm.web.forms import done, made, status_of
from riskcrm.web.keyset import Sort, page_of
from riskcrm.web.plain import plain_text

PAGE_SIZE = 25


@require_GET
@looking("read_matters")
def matter_list(request: HttpRequest) -> HttpResponse:
    """Open matters, the newest first, or closed ones. No file, no count, no saved view of it."""
    state = "closed" if request.GET.get("state") == "closed" else "open"
    places = {name: request.GET.get(name, "") for name in ("after", "before")}
    sort = Sort.parse("-opened_at")
    page = page_of(matters().filter(state=state), sort=sort, size=PAGE_SIZE, **places)
    now = customers_now({matter.customer_key for matter in page.rows})
    context = {
        "here": "matters",
        "state": state,
        "rows": [(matter, now.get(matter.customer_key)) for matter in page.rows],
        "page": page,
        "may_keep": may_keep(person_of(request)),
    }
    return render(request, "removal/restrictedmatter_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@keeping
def matter_open(request: HttpRequest) -> HttpResponse:
    """The form that writes down a new matter."""
    user = person_of(request)
    form = MatterForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        matter = made(form, lambda: services.open_matter(by=user, at=timezone.now(), **said))
        if matter:
            messages.success(request, _("The matter is written down."))
            return redirect("compliance:matter_detail", matter_id=matter.pk)
    context = {"form": form, "here": "matters"}
    return render(request, "removal/restrictedmatter_open.html", context, status=status_of(form))


@require_GET
@looking("read_matter")
def matter_detail(request: HttpRequest, matter_id: uuid.UUID) -> HttpResponse:
    """One matter, its notes, and the other matters of the same customer."""
    return _show(request, matter_id)


@require_POST
@keeping
def matter_note(request: HttpRequest, matter_id: uuid.UUID) -> HttpResponse:
    return _act(request, matter_id, NoteForm, services.add_note, _("The note is added."))


@require_POST
@keeping
def matter_filing(request: HttpRequest, matter_id: uuid.UUID) -> HttpResponse:
    said = _("The filing is written down.")
    return _act(request, matter_id, FilingForm, services.note_filing, said)


@require_POST
@keeping
def matter_close(request: HttpRequest, matter_id: uuid.UUID) -> HttpResponse:
    said = _("The matter is closed.")
    return _act(request, matter_id, OutcomeForm, services.close_matter, said)


def _act(
    request: HttpRequest,
    matter_id: uuid.UUID,
    form_class: type[forms.Form],
    act: Callable[..., Any],
    said: str,
) -> HttpResponse:
    matter = get_object_or_404(RestrictedMatter, pk=matter_id)
    form = form_class(request.POST)
    by, at = person_of(request), timezone.now()
    if form.is_valid() and done(form, lambda: act(matter, by=by, at=at, **form.cleaned_data)):
        messages.success(request, said)
        return redirect("compliance:matter_detail", matter_id=matter.pk)
    return _show(request, matter_id, form)


def _show(
    request: HttpRequest, matter_id: uuid.UUID, form: forms.Form | None = None
) -> HttpResponse:
    matter = get_object_or_404(matters(), pk=matter_id)
    customer = customers_now({matter.customer_key}).get(matter.customer_key)
    keys = keys_of(customer) if customer else [matter.customer_key]
    blank = {"note": NoteForm(), "filing": FilingForm(), "outcome": OutcomeForm()}
    if form is not None:
        blank |= {name: form for name, each in blank.items() if type(each) is type(form)}
    context = {
        "here": "matters",
        "matter": matter,
        "customer": customer,
        "notes": matter.notes.select_related("written_by").order_by("pk"),
        "others": matters().filter(customer_key__in=keys).exclude(pk=matter.pk)[:20],
        "forms": blank,
        "may_keep": may_keep(person_of(request)),
        "title": plain_text(matter.customer_name),
    }
    template = "removal/restrictedmatter_detail.html"
    return render(request, template, context, status=status_of(form) if form else 200)
