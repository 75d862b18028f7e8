"""What I was told, and how I want to be told."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django.conf import settings
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from monitoring.models import Notice, NoticeSettings
from monitoring.notices.filters import NoticeFilter
from monitoring.notices.forms import NoticeSettingsForm
from monitoring.notices.tables import NoticeTable, prepared
from monitoring.services.notices import change_notice_settings, read_all_notices, read_notices
from riskcrm.accounts.signed_in import person_of
from riskcrm.jobs.mail import is_mail_set
from riskcrm.web.forms import done, status_of
from riskcrm.web.keyset import Sort
from riskcrm.web.lists import Act, ListPage
from riskcrm.web.permissions import SIGNED_IN, requires

VIEW = "monitoring.view_notice"
MOST_COUNTED = 100


class NoticeList(ListPage):
    """One's own notices, the latest first."""

    permission_required = VIEW
    table_class = NoticeTable
    filterset_class = NoticeFilter
    template_name = "monitoring/notice_list.html"
    title = gettext_lazy("Notices")
    empty_text = gettext_lazy(
        "Nobody has told you anything yet. Alerts of your customers and what else you are told "
        "appear here as they come."
    )
    sorts: ClassVar[dict[str, Any]] = {"at": Sort("at", descending=True, tie_reversed=False)}
    default_sort = "-at"

    def get_queryset(self) -> QuerySet[Notice]:
        rows: QuerySet[Notice] = Notice.objects.visible_to(person_of(self.request))
        return rows.select_related("customer", "alert__rule")

    def prepare(self, rows: list[Any]) -> list[Any]:
        return prepared(rows)

    def get_tabs(self) -> Sequence[tuple[Any, str]]:
        return ((_("All"), ""), (_("Unread"), "unread=1"))

    def get_actions(self) -> Sequence[Act]:
        return [Act(_("Which mails I get"), reverse("monitoring:notice_settings"), "mail")]

    def get_context(self) -> dict[str, Any]:
        return {"shown_until": timezone.now().isoformat()}


@requires(VIEW)
@require_GET
def notice_count(request: HttpRequest) -> HttpResponse:
    """The number at the bell; nothing when all is read."""
    unread = Notice.objects.visible_to(person_of(request)).unread()
    count = unread[:MOST_COUNTED].count()
    text = f"{count - 1}+" if count >= MOST_COUNTED else str(count or "")
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


@requires(VIEW)
@require_POST
def notice_open(request: HttpRequest, pk: int) -> HttpResponse:
    """Go to what it is about; it counts as read."""
    notice = _find(request, pk)
    read_notices([notice], by=person_of(request), at=timezone.now())
    return redirect(notice.link)


@requires(VIEW)
@require_POST
def notice_read(request: HttpRequest, pk: int) -> HttpResponse:
    """I have read this one."""
    notice = _find(request, pk)
    read_notices([notice], by=person_of(request), at=timezone.now())
    if not getattr(request, "htmx", False):
        return redirect("monitoring:notice_list")
    notice.refresh_from_db()
    response = render(request, "monitoring/_notice_read.html", {"record": notice})
    response.headers["HX-Trigger"] = "notices-changed"
    return response


@requires(VIEW)
@require_POST
def notice_read_all(request: HttpRequest) -> HttpResponse:
    """I have read all that was on the page."""
    now = timezone.now()
    until = min(parsed(request.POST.get("until", "")) or now, now)
    read_all_notices(by=person_of(request), until=until, at=now)
    return redirect("monitoring:notice_list")


def parsed(text: str) -> Any:
    """The moment a page was shown, as it said it itself."""
    try:
        moment = parse_datetime(text)
    except ValueError:
        return None
    return moment if moment is not None and timezone.is_aware(moment) else None


@requires(SIGNED_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def notice_settings(request: HttpRequest) -> HttpResponse:
    """Which mails I get, and when."""
    person = person_of(request)
    row = NoticeSettings.objects.filter(person=person).first() or NoticeSettings(person=person)
    initial = {"at_once": row.at_once, "digest": row.digest, "digest_hour": row.digest_hour}
    form = NoticeSettingsForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        said, at = form.cleaned_data, timezone.now()
        if done(form, lambda: change_notice_settings(person, **said, by=person, at=at)):
            messages.success(request, _("It is saved."))
            return redirect("monitoring:notice_settings")
    context = {
        "form": form,
        "person": person,
        "is_mail_set": is_mail_set(),
        "zone": settings.TIME_ZONE,
    }
    return render(request, "monitoring/notice_settings.html", context, status=status_of(form))


def _find(request: HttpRequest, pk: int) -> Notice:
    return get_object_or_404(Notice.objects.visible_to(person_of(request)), pk=pk)
