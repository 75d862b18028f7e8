"""Pages of the audit chain: what happened, and the proof of it."""

from __future__ import annotations

import re
from typing import Any

from django.contrib.auth.mixins import PermissionRequiredMixin
from django.db.models import OuterRef, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views import View

from riskcrm.audit import selectors, words
from riskcrm.audit.forms import EventFilter
from riskcrm.audit.models import Event, Seal

PAGE_SIZE = 50


class AuditPage(PermissionRequiredMixin, View):
    """Who may read the chain reads all of it."""

    permission_required = "audit.view_event"
    raise_exception = True


class EventList(AuditPage):
    """Events, newest first; `before=<id>` goes on from there."""

    def get(self, request: HttpRequest) -> HttpResponse:
        form = EventFilter(request.GET)
        events = form.apply(Event.objects.select_related("payload").order_by("-pk"))
        before = request.GET.get("before", "")
        if re.fullmatch("[0-9]{1,18}", before):
            events = events.filter(pk__lt=int(before))
        position = Seal.objects.filter(event_id=OuterRef("pk")).values("position")
        page = list(events.annotate(position=Subquery(position))[: PAGE_SIZE + 1])
        query = request.GET.copy()
        older = ""
        if len(page) > PAGE_SIZE:
            query["before"] = str(page[PAGE_SIZE - 1].pk)
            older = query.urlencode()
        query.pop("before", None)
        kind = request.GET.get("object_kind", "")
        context: dict[str, Any] = {
            "form": form,
            "lines": [selectors.in_words(event) for event in page[:PAGE_SIZE]],
            "older": older,
            "newest": query.urlencode() if before else "",
            "is_filtered": any(value for name, value in query.items()),
            "object_name": f"{words.kind_name(kind)} {request.GET.get('object_id', '')}",
            "chain": selectors.chain_state(),
        }
        return render(request, "audit/event_list.html", context)


class EventDetail(AuditPage):
    """One event: what was and what is, and its place in the chain."""

    def get(self, request: HttpRequest, event_id: int) -> HttpResponse:
        event = get_object_or_404(Event.objects.select_related("payload"), pk=event_id)
        line = selectors.in_words(event)
        context = {
            "line": line,
            "event": event,
            "changes": selectors.changes_of(line),
            "facts": selectors.facts_of(line),
            "object_kind": words.kind_name(event.object_kind),
            "object_page": selectors.page_of(event),
            "customer_page": selectors.customer_page(event),
            "proof": selectors.proof_of(event),
            "leaf_hash": bytes(event.leaf_hash).hex(),
        }
        return render(request, "audit/event_detail.html", context)
