"""The command palette's answers, and news of long work."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from riskcrm.web.notices import news_for
from riskcrm.web.palette import look_up
from riskcrm.web.permissions import SIGNED_IN, requires
from riskcrm.web.person import person_of

STOP_ASKING = 286  # by this status htmx ends a poll


@requires(SIGNED_IN)
@require_GET
def palette(request: HttpRequest) -> HttpResponse:
    """What can be opened that is called so, as options of the palette's list."""
    text = request.GET.get("find", "")
    groups = look_up(request.user, text)
    return render(request, "web/_palette.html", {"groups": groups, "asked": text.strip()})


@requires(SIGNED_IN)
@require_GET
def news(request: HttpRequest) -> HttpResponse:
    """What ended since the last look; the page stops looking once nothing goes on."""
    ended, goes_on = news_for(request, person_of(request))
    status = 200 if ended or goes_on else STOP_ASKING
    return render(request, "web/_news.html", {"ended": ended}, status=status)
