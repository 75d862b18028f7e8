"""Pages of reminders: what would be sent, starting a run, the letters, and what became of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import Count, Q, QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from customers.bulk.rows import REMINDER_ACTIONS
from customers.collection.filters import ReminderFilter
from customers.collection.forms import ReasonForm
from customers.collection.tables import ReminderRunTable, ReminderTable
from customers.models import Reminder, ReminderLevel, ReminderRun
from customers.services.arrears import settings_in_force
from customers.services.letters import (
    MOST_AT_ONCE,
    count_covered,
    count_outdated,
    drafts_of,
    drop_reminders,
    send_reminders,
)
from customers.services.reminding import START, candidates, start_reminder_run
from riskcrm.accounts.models import User
from riskcrm.accounts.signed_in import person_of
from riskcrm.web.errors import Refused
from riskcrm.web.forms import succeeded
from riskcrm.web.ids import id_of
from riskcrm.web.keyset import Sort
from riskcrm.web.lists import Act, ListPage
from riskcrm.web.permissions import requires
from riskcrm.web.today import today

VIEW = "customers.view_reminder"
SEND = "customers.change_reminder"
SAMPLE = 10


class ReminderList(ListPage):
    """Reminders of the customers a person sees, newest first."""

    permission_required = VIEW
    table_class = ReminderTable
    filterset_class = ReminderFilter
    bulk_actions = REMINDER_ACTIONS
    detail_route = "customers:reminder_detail"
    template_name = "customers/reminder_list.html"
    title = gettext_lazy("Reminders")
    empty_text = gettext_lazy(
        "No reminders yet. Start a run: it makes one draft for each customer that is overdue."
    )
    default_sort = "-as_of"
    sorts: ClassVar[dict[str, Any]] = {
        "as_of": Sort("as_of", descending=True, tie_reversed=True),
        "demanded": Sort("demanded", descending=True, tie_reversed=True),
    }

    def get_queryset(self) -> QuerySet[Reminder]:
        rows = Reminder.objects.visible_to(self.request.user).with_credit()
        return rows.select_related("customer")

    def get_tabs(self) -> Sequence[tuple[Any, str]]:
        return [
            (_("All"), ""),
            (_("Drafts"), "state=draft"),
            (_("Sent"), "state=sent"),
            (_("Dropped"), "state=dropped"),
        ]

    def get_actions(self) -> Sequence[Act]:
        acts = [Act(_("Runs of reminders"), reverse("customers:reminderrun_list"), "history")]
        if self.request.user.has_perm(START):
            url = reverse("customers:reminderrun_create")
            acts.append(Act(_("Make reminders"), url, "mail", primary=True))
        return acts

    def get_context(self) -> dict[str, Any]:
        """The run that is shown, with how many of its drafts may be marked as sent at once."""
        run = id_of(self.request.GET.get("run", ""))
        if run is None:
            return {}
        shown = ReminderRun.objects.visible_to(person_of(self.request)).filter(pk=run)
        made = shown.select_related("run").first()
        if made is None:
            return {}
        person = person_of(self.request)
        return {
            "made": made,
            "drafts": len(drafts_of(made, by=person)),
            "covered": count_covered(made, by=person),
            "outdated": count_outdated(made, by=person),
            "most": MOST_AT_ONCE,
        }


class ReminderRunList(ListPage):
    """The makings of reminders, newest first."""

    permission_required = VIEW
    table_class = ReminderRunTable
    title = gettext_lazy("Runs of reminders")
    empty_text = gettext_lazy("Nobody has made reminders yet.")
    default_sort = "-started_at"
    sorts: ClassVar[dict[str, Any]] = {"started_at": Sort("pk", descending=True)}

    def get_queryset(self) -> QuerySet[ReminderRun]:
        rows = ReminderRun.objects.visible_to(self.request.user)
        return rows.select_related("run", "started_by")

    def get_actions(self) -> Sequence[Act]:
        if not self.request.user.has_perm(START):
            return []
        url = reverse("customers:reminderrun_create")
        return [Act(_("Make reminders"), url, "mail", primary=True)]


@requires(START)
@require_http_methods(["GET", "HEAD", "POST"])
def reminderrun_create(request: HttpRequest) -> HttpResponse:
    """What a run would make today, and starting it."""
    person, error = person_of(request), ""
    if request.method == "POST":
        try:
            made = start_reminder_run(by=person, at=timezone.now())
        except Refused as refused:
            error = refused.message
        else:
            messages.success(request, _("The reminders are being made; they appear here."))
            return redirect(f"{reverse('customers:reminder_list')}?run={made.pk}")
    context = {**_preview(person), "error": error, "held": settings_in_force()}
    return render(
        request, "customers/reminderrun_create.html", context, status=409 * bool(error) or 200
    )


def _preview(person: User) -> dict[str, Any]:
    """Who would be reminded, per level, and the largest of them. Three queries."""
    day = today()
    rows = candidates(person, day=day)
    levels = list(ReminderLevel.objects.order_by("days"))
    wanted: Any = {}
    for level, following in zip(levels, [*levels[1:], None], strict=True):
        late = Q(oldest_due_date__lte=day - dt.timedelta(days=level.days))
        if following:
            late &= Q(oldest_due_date__gt=day - dt.timedelta(days=following.days))
        wanted |= {
            f"count_{level.pk}": Count("pk", filter=late),
            f"sum_{level.pk}": Sum("overdue", filter=late),
        }
    sums = rows.aggregate(total=Count("pk"), amount=Sum("overdue"), **wanted)
    lines = [
        {"level": level, "count": sums[f"count_{level.pk}"], "amount": sums[f"sum_{level.pk}"] or 0}
        for level in levels
    ]
    sample = rows.select_related("customer").order_by("-overdue", "pk")[:SAMPLE]
    return {"lines": lines, "total": sums["total"], "amount": sums["amount"] or 0,
            "sample": sample, "day": day}  # fmt: skip


@requires(VIEW)
@require_GET
def reminder_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One reminder: its letter as it is printed, in the customer's language."""
    return _show(request, _find(request, pk))


def _find(request: HttpRequest, pk: int) -> Reminder:
    rows = Reminder.objects.visible_to(person_of(request)).with_credit()
    return get_object_or_404(rows.select_related("customer", "run", "closed_by"), pk=pk)


def _show(request: HttpRequest, reminder: Reminder, status: int = 200) -> HttpResponse:
    items = list(reminder.items.order_by("due_date", "pk"))
    with translation.override(reminder.language):
        letter = {"reminder": reminder, "items": items,
                  "has_disputes": any(item.disputed for item in items)}  # fmt: skip
        printed = render_to_string("customers/_reminder_letter.html", letter)
    context = {
        "reminder": reminder,
        "letter": printed,
        "may_close": person_of(request).has_perm(SEND) and reminder.state == Reminder.State.DRAFT,
    }
    return render(request, "customers/reminder_detail.html", context, status=status)


@requires(SEND)
@require_POST
def reminder_send(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark one reminder as sent."""
    reminder, by, at = _find(request, pk), person_of(request), timezone.now()
    said = _("The reminder is marked as sent and logged as a letter.")
    if succeeded(request, lambda: send_reminders([reminder], by=by, at=at), said):
        return redirect("customers:reminder_detail", pk=pk)
    return _show(request, _find(request, pk), status=409)


@requires(SEND)
@require_POST
def reminder_drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Leave one reminder unsent."""
    reminder = _find(request, pk)
    form = ReasonForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    try:
        drop_reminders([reminder], reason=reason, by=person_of(request), at=timezone.now())
    except Refused as refused:
        messages.error(request, refused.message)
        status = 422 if refused.code == "no_reason" else 409
        return _show(request, _find(request, pk), status=status)
    messages.success(request, _("The reminder is dropped."))
    return redirect("customers:reminder_detail", pk=pk)


@requires(SEND)
@require_POST
def reminderrun_send(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark the drafts of a run as sent, up to the most at once."""
    person = person_of(request)
    made = get_object_or_404(ReminderRun.objects.visible_to(person), pk=pk)
    try:
        sent = send_reminders(drafts_of(made, by=person), by=person, at=timezone.now())
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        text = ngettext(
            "%(count)s reminder is marked as sent.", "%(count)s reminders are marked as sent.",
            sent,
        )  # fmt: skip
        messages.success(request, text % {"count": sent})
    return redirect(f"{reverse('customers:reminder_list')}?run={made.pk}")
