"""What the pages of acts have in common: a form, one service call, and the page again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from customers.records.kinds import Kind
from customers.views.records import find_record, show_record
from riskcrm.web.errors import Refused
from riskcrm.web.permissions import requires


def act_view(
    kind: Kind,
    make_form: Callable[[HttpRequest, Any], Form],
    act: Callable[[HttpRequest, Any, Form], str],
    *,
    shown_as: str,
    permission: str = "",
) -> Callable[..., HttpResponse]:
    """A page that does an act to a fact: POST only, back to the fact's page afterwards.

    `act` does it and answers the sentence that is shown. A form with errors is shown on the fact's
    page under the name `shown_as`.
    """

    @requires(permission or kind.permission("change"))
    @require_POST
    def view(request: HttpRequest, pk: int) -> HttpResponse:
        fact = find_record(request, kind, pk)
        form = make_form(request, fact)
        if not form.is_valid():
            return show_record(request, kind, fact, status=422, **{shown_as: form})
        try:
            messages.success(request, act(request, fact, form))
        except Refused as refused:
            return _refused(request, kind, fact, form, refused, shown_as)
        return redirect(page_of_fact(kind, fact))

    return view


def _refused(
    request: HttpRequest, kind: Kind, fact: Any, form: Form, refused: Refused, shown_as: str
) -> HttpResponse:
    """The fact's page as it is now; what is about no field stands above it, for the form may have
    gone with what somebody else did."""
    if refused.field in form.fields:
        form.add_error(refused.field, refused.message)
        return show_record(request, kind, fact, status=422, **{shown_as: form})
    messages.error(request, refused.message)
    fact = find_record(request, kind, fact.pk)
    return show_record(request, kind, fact, status=409, **{shown_as: form})


def page_of_fact(kind: Kind, fact: Any) -> str:
    return reverse(f"customers:{kind.name}_detail", args=[fact.pk])


def errors_in_words(form: Form) -> str:
    """The first thing that is wrong, for where the form itself is not shown again."""
    for name, errors in form.errors.items():
        label = form.fields[name].label if name in form.fields else ""
        return f"{label}: {errors[0]}" if label else str(errors[0])
    return ""


def is_htmx(request: HttpRequest) -> bool:
    return bool(getattr(request, "htmx", None))


def part(
    request: HttpRequest, template: str, context: dict[str, Any], *events: str
) -> HttpResponse:
    """A part of a page for htmx, which swaps answers of 200 only."""
    response = render(request, template, context)
    if events:
        response.headers["HX-Trigger"] = ", ".join(events)
    return response
