"""What waits for me, with the act itself on each line."""

from __future__ import annotations

import datetime as dt
import re

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from customers.models import Customer
from monitoring import services
from monitoring.forms import AcknowledgementForm
from monitoring.inbox import MOST_COUNTED, MOST_SHOWN, Asked, Work, ask, inbox_of
from monitoring.inbox import inbox_count as count_of
from monitoring.models import Alert
from monitoring.tables.alerts import figure_of, severity
from riskcrm.accounts.models import PolicyVersion, User
from riskcrm.accounts.roles import ACKNOWLEDGE, VIEW_ALERTS
from riskcrm.accounts.signed_in import person_of
from riskcrm.web.errors import Refused
from riskcrm.web.permissions import requires

TOP_SHOWN = 6


@requires(VIEW_ALERTS)
@require_GET
def inbox(request: HttpRequest) -> HttpResponse:
    """Everything that waits for this person, the most pressing first."""
    at = timezone.now()
    user = person_of(request)
    asked = ask(user, at=at, most=MOST_COUNTED)
    lines = [line_of(item) for item in inbox_of(user, at=at, asked=asked)]
    policies = PolicyVersion.objects.waiting_for(user).select_related("document")
    context = {"lines": lines, "policies": policies, **_waiting(user, at, asked)}
    return render(request, "monitoring/inbox.html", context)


def _waiting(user: User, at: dt.datetime, asked: Asked | None = None) -> dict[str, int]:
    waiting = count_of(user, at=at, asked=asked)
    return {"waiting": waiting, "most_counted": MOST_COUNTED, "most_shown": MOST_SHOWN}


@requires(VIEW_ALERTS)
@require_GET
def inbox_top(request: HttpRequest) -> HttpResponse:
    """The first few lines, for a panel of the book's page."""
    found = inbox_of(person_of(request), at=timezone.now(), count=TOP_SHOWN)
    lines = [line_of(item) for item in found]
    return render(request, "monitoring/_inbox_top.html", {"lines": lines})


@requires(VIEW_ALERTS)
@require_GET
def inbox_count(request: HttpRequest) -> HttpResponse:
    """The number in the top bar; nothing when nothing waits."""
    count = count_of(person_of(request), at=timezone.now())
    text = f"{count - 1}+" if count >= MOST_COUNTED else str(count or "")
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


@requires(ACKNOWLEDGE)
@require_POST
def inbox_acknowledge(request: HttpRequest, customer_id: int) -> HttpResponse:
    """Acknowledge the alerts of a line, those that were on it and no later ones, with one note."""
    user = person_of(request)
    customer = get_object_or_404(Customer.objects.visible_to(user), pk=customer_id)
    given = request.POST.getlist("alert")
    seen = [int(number) for number in given if re.fullmatch("[0-9]{1,18}", number)]
    alerts = list(Alert.objects.filter(customer=customer, pk__in=seen).select_related("rule"))
    is_part = bool(getattr(request, "htmx", False))
    try:
        done = _acknowledge(request, alerts, by=user)
    except Refused as refused:
        if not is_part:
            messages.error(request, refused.message)
            return redirect("monitoring:inbox")
        # htmx swaps answers of 200 only, and the refusal belongs beside the field
        context = {"customer": customer, "alerts": alerts, "error": refused.message}
        context["note"] = request.POST.get("note", "")
        return render(request, "monitoring/_work_acknowledge.html", context)
    text = ngettext("%(count)d alert acknowledged.", "%(count)d alerts acknowledged.", done)
    text %= {"count": done}
    if not is_part:
        messages.success(request, text)
        return redirect("monitoring:inbox")
    context = {"text": text, **_waiting(user, timezone.now())}
    response = render(request, "monitoring/_work_acknowledged.html", context)
    response.headers["HX-Trigger"] = "inbox-changed"
    return response


def _acknowledge(request: HttpRequest, alerts: list[Alert], *, by: User) -> int:
    if not alerts:
        raise Refused(_("These alerts no longer exist. Load the page again."), code="gone")
    form = AcknowledgementForm(request.POST)
    note = form.cleaned_data["note"] if form.is_valid() else ""
    return len(services.acknowledge_alerts(alerts, by=by, note=note, at=timezone.now()))


def line_of(item: Work) -> dict[str, object]:
    """A line with the words and figures its template shows."""
    return {
        "item": item,
        "case": item.case,
        "mention": item.mention,
        "decision": item.decision,
        "customer": item.customer,
        "alerts": item.alerts,
        "gravest": severity(item.alerts[0]) if item.alerts else "",
        "figures": [(alert, figure_of(alert.rule, alert.figure)) for alert in item.alerts],
    }
