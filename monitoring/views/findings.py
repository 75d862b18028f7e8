"""Pages of findings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from monitoring.control.filters import FindingFilter
from monitoring.control.forms import CloseForm, FindingForm, FollowUpForm, SendBackForm
from monitoring.control.selectors import findings, say_items
from monitoring.control.tables import FindingTable, item_link, severity
from monitoring.models import Finding, SampleItem
from monitoring.services import findings as services
from monitoring.views.control import BOTH, show_form
from riskcrm.accounts.control_rights import (
    ANSWER_FINDINGS,
    CLOSE_FINDINGS,
    RAISE_FINDINGS,
    VIEW_FINDINGS,
)
from riskcrm.accounts.signed_in import person_of
from riskcrm.web.errors import refusal_of
from riskcrm.web.forms import done, made, status_of
from riskcrm.web.ids import id_of
from riskcrm.web.keyset import Sort
from riskcrm.web.lists import Act, ListPage
from riskcrm.web.permissions import requires
from riskcrm.web.today import today

USUAL_DAYS = 30


class FindingList(ListPage):
    """Findings that a person sees, the most urgent first."""

    permission_required = VIEW_FINDINGS
    table_class = FindingTable
    filterset_class = FindingFilter
    sorts: ClassVar[dict[str, Any]] = {
        "due_date": "due_date",
        "raised_at": Sort("raised_at", descending=True),
    }
    default_sort = "due_date"
    detail_route = "monitoring:finding_detail"
    title = gettext_lazy("Findings")
    empty_text = gettext_lazy(
        "No finding. They are raised from an item of a test, from a report of exceptions, or here."
    )

    def get_queryset(self) -> QuerySet[Finding]:
        return findings(self.request.user)

    def get_tabs(self) -> Sequence[tuple[Any, str]]:
        user = person_of(self.request)
        tabs = [
            (_("All"), ""), (_("Open"), "state=open"), (_("To be closed"), "state=answered"),
            (_("Overdue"), "late=1"),
        ]  # fmt: skip
        own = (_("Mine"), f"owner={user.pk}")
        return [*tabs, own] if user.has_perm(ANSWER_FINDINGS) else tabs

    def get_actions(self) -> Sequence[Act]:
        if not self.request.user.has_perm(RAISE_FINDINGS):
            return []
        return [Act(_("Raise a finding"), reverse("monitoring:finding_raise"), "plus", True)]


@requires(RAISE_FINDINGS)
@require_http_methods(BOTH)
def finding_raise(request: HttpRequest) -> HttpResponse:
    """Raise a finding: of an item (`?item=`), of an exception (`?source=`), or free."""
    item = _item(request)
    form = FindingForm(request.POST or None, initial=_initial(request, item))
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        given["source"] = _inside(given["source"])
        by, at = person_of(request), timezone.now()
        row = made(form, lambda: services.raise_finding(item=item, by=by, at=at, **given))
        if row:
            messages.success(request, _("The finding waits for its owner."))
            return redirect("monitoring:finding_detail", finding_id=row.pk)
    lead = item_link(item.row, item.row.words) if item else ""  # type: ignore[attr-defined]
    return show_form(
        request, form, title=_("Raise a finding"), back=reverse("monitoring:finding_list"),
        verb=_("Raise the finding"), lead=lead,
    )  # fmt: skip


def _item(request: HttpRequest) -> SampleItem | None:
    asked = request.GET.get("item", "")
    if not asked:
        return None
    rows = SampleItem.objects.select_related("row__test__control", "test__control__owner")
    item = get_object_or_404(rows, pk=id_of(asked) or 0)
    say_items([item.row])
    return item


def _initial(request: HttpRequest, item: SampleItem | None) -> dict[str, Any]:
    usual = today() + dt.timedelta(days=USUAL_DAYS)
    known: dict[str, Any] = {
        "due_date": usual, "source": _inside(request.GET.get("source", "")),
        "severity": Finding.Severity.MEDIUM,
    }  # fmt: skip
    if item is not None:
        control = item.test.control
        known |= {"text": item.note, "owner": control.owner, "title": control.name}
        known["severity"] = Finding.Severity.HIGH if control.is_key else Finding.Severity.MEDIUM
    return known


def _inside(address: str) -> str:
    """An address of this product, or none."""
    is_ours = address.startswith("/") and url_has_allowed_host_and_scheme(address, None)
    return address if is_ours else ""


@requires(VIEW_FINDINGS)
@require_GET
def finding_detail(request: HttpRequest, finding_id: int) -> HttpResponse:
    return _show(request, _find(request, finding_id))


@requires(ANSWER_FINDINGS)
@require_POST
def finding_follow_up(request: HttpRequest, finding_id: int) -> HttpResponse:
    said = _("Somebody else looks at it now and closes it.")
    form = FollowUpForm(request.POST)
    return _act(request, finding_id, "follow_up", form, services.follow_up_finding, said)


@requires(CLOSE_FINDINGS)
@require_POST
def finding_send_back(request: HttpRequest, finding_id: int) -> HttpResponse:
    said = _("The finding is its owner's again.")
    form = SendBackForm(request.POST, auto_id="id_back_%s")
    return _act(request, finding_id, "back", form, services.send_finding_back, said)


@requires(CLOSE_FINDINGS)
@require_POST
def finding_close(request: HttpRequest, finding_id: int) -> HttpResponse:
    form = CloseForm(request.POST, finding=_find(request, finding_id))
    said = _("The finding is closed.")
    return _act(request, finding_id, "close", form, services.close_finding, said)


def _act(
    request: HttpRequest, finding_id: int, name: str, form: forms.Form, act: Callable[..., Any],
    said: str,
) -> HttpResponse:  # fmt: skip
    row = _find(request, finding_id)
    by, at = person_of(request), timezone.now()
    if form.is_valid() and done(form, lambda: act(row, by=by, at=at, **form.cleaned_data)):
        messages.success(request, said)
        return redirect("monitoring:finding_detail", finding_id=row.pk)
    return _show(request, _find(request, finding_id), {name: form})


def _show(
    request: HttpRequest, row: Finding, filled: dict[str, forms.Form] | None = None
) -> HttpResponse:
    filled, initial, user = filled or {}, {"version": row.version}, person_of(request)
    answered = row.state == Finding.State.ANSWERED and user.has_perm(CLOSE_FINDINGS)
    if row.item:
        say_items([row.item.row])
    is_owner = row.owner_id == user.pk and user.has_perm(ANSWER_FINDINGS)
    context = {
        "finding": row,
        "severity": severity(row),
        "item": item_link(row.item.row, row.item.row.words) if row.item else "",  # type: ignore[attr-defined]
        "follow_ups": row.follow_ups.select_related("by"),
        "may_answer": is_owner and row.state == Finding.State.OPEN,
        "asks_to_close": answered,
        "may_not_close": refusal_of(services.check_may_close, row, by=user) if answered else None,
        "follow_up": filled.get("follow_up")
        or FollowUpForm(initial=initial | {"cause": row.cause}),
        "back": filled.get("back") or SendBackForm(initial=initial, auto_id="id_back_%s"),
        "close": filled.get("close") or CloseForm(initial=initial, finding=row),
    }
    status = max((status_of(form) for form in filled.values()), default=200)
    return render(request, "monitoring/finding_detail.html", context, status=status)


def _find(request: HttpRequest, finding_id: int) -> Finding:
    rows = findings(person_of(request)).select_related(
        "item__row__test__control", "retest__control"
    )
    return get_object_or_404(rows, pk=finding_id)
