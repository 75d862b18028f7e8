"""What waits for me, with the act itself on each line."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from monitoring import selectors
from monitoring.tables.alerts import severity, value_of
from monitoring.views.alerts import VIEW, person
from riskcrm.web.permissions import requires


@requires(VIEW)
@require_GET
def inbox(request: HttpRequest) -> HttpResponse:
    """Everything that waits for this person, the most pressing first."""
    at = timezone.now()
    user = person(request)
    work = selectors.inbox_of(user, at=at)
    context = {
        "lines": [line_of(item) for item in work],
        "waiting": selectors.inbox_count(user, at=at),
        "most_counted": selectors.MOST_COUNTED,
        "most_shown": selectors.MOST_SHOWN,
    }
    return render(request, "monitoring/inbox.html", context)


@requires(VIEW)
@require_GET
def inbox_count(request: HttpRequest) -> HttpResponse:
    """The number in the top bar; nothing when nothing waits."""
    count = selectors.inbox_count(person(request), at=timezone.now())
    text = f"{count - 1}+" if count >= selectors.MOST_COUNTED else str(count or "")
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


def line_of(item: selectors.Work) -> dict[str, object]:
    """A line with the words and figures its template shows."""
    line: dict[str, object] = {"item": item, "row": item.row, "customer": item.customer}
    if item.kind == "alert":
        evidence = item.evidence
        line |= {
            "severity": severity(item.row),
            "evidence": evidence,
            "value": evidence and value_of(item.row.rule.subject, evidence.value),
        }
    return line
