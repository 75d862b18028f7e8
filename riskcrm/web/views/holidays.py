"""Pages of business holidays."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar, cast

from django.conf import settings
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from riskcrm.audit.services import Actor
from riskcrm.web import services
from riskcrm.web.forms import made, status_of
from riskcrm.web.holidays import HolidayForm, HolidayPageFilter, HolidayTable
from riskcrm.web.lists import Act, ListPage
from riskcrm.web.models import Holiday
from riskcrm.web.permissions import requires

KEEP = "web.change_holiday"


class HolidayList(ListPage):
    """The days of every calendar on which business rests, or is done in spite of the weekend."""

    permission_required = "web.view_holiday"
    table_class = HolidayTable
    filterset_class = HolidayPageFilter
    sorts: ClassVar[dict[str, Any]] = {"date": "-date"}
    default_sort = "-date"
    title = gettext_lazy("Business holidays")
    empty_text = gettext_lazy(
        "No holiday yet, so every Monday to Friday counts as a business day. Add the days of your "
        "country."
    )
    template_name = "web/holiday_list.html"

    def get_queryset(self) -> QuerySet[Holiday]:
        return Holiday.objects.all()

    def get_actions(self) -> Sequence[Act]:
        if not self.request.user.has_perm(KEEP):
            return ()
        return [Act(_("Add days"), reverse("web:holiday_add"), "plus", primary=True)]

    def get_context(self) -> dict[str, Any]:
        return {"country": settings.COUNTRY}


@requires(KEEP)
@require_http_methods(["GET", "HEAD", "POST"])
def holiday_add(request: HttpRequest) -> HttpResponse:
    form = HolidayForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        given, by, at = form.cleaned_data, _actor(request), timezone.now()
        kept = made(form, lambda: services.keep_holidays(
            services.read_days(given["file"] or given["days"]),
            calendar=given["calendar"], by=by, at=at))  # fmt: skip
        if kept:
            text = _("Days: %(new)s added, %(changed)s changed, %(unchanged)s there already.")
            messages.success(request, text % vars(kept))
            return redirect("web:holiday_list")
    return render(request, "web/holiday_add.html", {"form": form}, status=status_of(form))


@requires(KEEP)
@require_POST
def holiday_remove(request: HttpRequest, holiday_id: int) -> HttpResponse:
    holiday = get_object_or_404(Holiday, pk=holiday_id)
    services.remove_holiday(holiday, by=_actor(request), at=timezone.now())
    messages.success(request, _("%(day)s is taken out.") % {"day": holiday})
    return redirect("web:holiday_list")


def _actor(request: HttpRequest) -> Actor:
    """Who asks; the app that knows people lies above this one."""
    return cast(Actor, cast(Any, request.user).as_actor())
