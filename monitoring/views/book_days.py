"""The book at the end of a day, from what was stored of it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from customers.selectors import managers_in_reach
from monitoring.book_days import rows
from monitoring.book_days.charts import ageing_chart, effectiveness_chart, moves_chart, sales_chart
from monitoring.book_days.effect import effect_until
from monitoring.book_days.figures import figures_of
from monitoring.book_days.indicators import kri_readings
from monitoring.book_days.links import customers_link
from monitoring.book_days.said import notes_on
from monitoring.book_days.sums import day_book, kept_day
from monitoring.models import BookDay
from riskcrm.accounts.kri_rights import VIEW_KRIS
from riskcrm.accounts.models import Team, User
from riskcrm.accounts.removal_rights import VIEW_EFFECTS
from riskcrm.accounts.roles import ALL_CUSTOMERS, VIEW_CASES
from riskcrm.accounts.signed_in import person_of
from riskcrm.web.ids import id_of
from riskcrm.web.today import today


def past_book(request: HttpRequest) -> HttpResponse:
    """The stored book of a day that was asked for, or of one team."""
    user, asked = person_of(request), request.GET.get("as_of", "")
    day, why = asked_day(asked)
    teams = Team.objects.order_by("name") if user.has_perm(ALL_CUSTOMERS) else Team.objects.none()
    team = teams.filter(pk=id_of(request.GET.get("team", "")) or 0).first()
    mine, kept = mine_asked(request), None if why else kept_day(day)
    if kept is None and not why:
        why = _("The figures of that day were not kept.") if day else _("No day was kept yet.")
    context: dict[str, Any] = {
        "why": why,
        "asked": asked,
        "teams": teams,
        "team": team,
        "near": _near(day),
        "mine": mine,
        "whose": whose_customers(request, user, mine=mine),
        "is_past": kept is not None and kept.day < today(),
        **day_context(user, kept, team=team, mine=mine, is_now=day is None),
    }
    return render(request, "monitoring/book_day.html", context, status=200 if kept else 404)


def mine_asked(request: HttpRequest) -> bool:
    """Whether somebody asks for the book of their own customers."""
    return request.GET.get("mine") == "1"


def whose_customers(request: HttpRequest, user: User, *, mine: bool) -> list[tuple[str, str, bool]]:
    """The choice between all customers that somebody sees and the own, for who may have some."""
    sees_all = user.has_perm(ALL_CUSTOMERS)
    if not (sees_all or user.team_id) or not managers_in_reach(user).filter(pk=user.pk).exists():
        return []
    words = request.GET.copy()
    for name in ("mine", "team"):
        words.pop(name, None)
    everybody, own = words.urlencode(), "&".join(filter(None, (words.urlencode(), "mine=1")))
    url = reverse("monitoring:book")
    return [
        (
            _("All customers") if sees_all else _("My team"),
            f"{url}?{everybody}".rstrip("?"),
            not mine,
        ),
        (_("My customers"), f"{url}?{own}", mine),
    ]


def asked_day(text: str) -> tuple[dt.date | None, str]:
    """The day that was asked for, if any, and what is wrong with the words."""
    if not text:
        return None, ""
    try:
        return dt.date.fromisoformat(text), ""
    except ValueError:
        return None, _("Give a day as year-month-day.")


def _near(day: dt.date | None) -> list[dt.date]:
    """The kept days closest to one that was not kept."""
    if day is None:
        return []
    days = BookDay.objects.values_list("day", flat=True)
    before = days.filter(day__lt=day).order_by("-day")[:1]
    return [*before, *days.filter(day__gt=day).order_by("day")[:1]]


def day_context(
    user: User,
    kept: BookDay | None,
    *,
    team: Team | None = None,
    mine: bool = False,
    is_now: bool = True,
) -> dict[str, Any]:
    """What the page says of a day; nothing where none was kept."""
    if kept is None:
        return {}
    book = day_book(user, kept, team=team.pk if team else None, mine=mine)
    until = None if is_now else kept.day
    sees_kris = not book.within and user.has_perms((ALL_CUSTOMERS, VIEW_KRIS))
    return {
        "day_book": book,
        "day_notes": notes_on(kept),
        "figures": figures_of(book, user=user),
        "kris": kri_readings(book, is_now=is_now) if sees_kris else [],
        "without_rate_url": "" if book.is_past else customers_link(book, without_rate=1),
        "tier_rows": rows.tier_rows(book),
        "largest_rows": rows.largest_rows(book),
        "industry_rows": rows.part_rows(book, "industry"),
        "region_rows": rows.part_rows(book, "region")[:12],
        "case_rows": rows.case_rows(book) if user.has_perm(VIEW_CASES) else [],
        "trend": ageing_chart(book),
        "sales": sales_chart(book),
        "collected": effectiveness_chart(book),
        "moves": moves_chart(book) if book.parts["move"] else None,
        "effect": effect_until(until) if user.has_perm(VIEW_EFFECTS) else None,
    }
