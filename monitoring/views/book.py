"""The book at a glance, from stored figures: ten customers or a million cost the same."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from customers.models import Customer
from monitoring import selectors
from monitoring.ageing import BUCKETS
from monitoring.book_days.sums import kept_day
from monitoring.views.book_days import day_context, mine_asked, past_book, whose_customers
from riskcrm.accounts.models import User
from riskcrm.accounts.signed_in import person_of
from riskcrm.web.lists import Act
from riskcrm.web.permissions import requires
from riskcrm.web.today import today
from scoring.models import Tier


@requires("customers.view_customer")
@require_GET
def book(request: HttpRequest) -> HttpResponse:
    """Exposure, overdue, tiers, alerts and cases of everything this person sees."""
    user, at = person_of(request), timezone.now()
    if "as_of" in request.GET or "team" in request.GET:
        return past_book(request)
    mine = mine_asked(request)
    figures = selectors.book_of(user, mine=mine)
    customers_url = reverse("monitoring:customer_list")
    within = f"manager={user.pk}&" if mine else ""
    is_read = figures.total.customers > 0
    context: dict[str, Any] = {
        "book": figures,
        "is_read": is_read,
        "is_old": figures.as_of is not None and figures.as_of < today(),
        "mine": mine,
        "whose": whose_customers(request, user, mine=mine),
        "customers_url": customers_url,
        "within": within,
        "live_without_rate_url": f"{customers_url}?{within}without_rate=1",
    }
    if is_read:
        context |= {
            "counts": selectors.open_counts(user, at=at, mine=mine),
            "high": figures.tiers[Tier.HIGH],
            "ageing": _ageing_chart(figures, within),
            "tiers": _tier_chart(figures, within),
            "largest": selectors.largest_exposures(user, mine=mine),
            "movers": selectors.worst_movers(user, mine=mine),
            **day_context(user, kept_day(None), mine=mine),
        }
    else:
        context["first_act"] = _first_act(user, mine=mine)
    return render(request, "monitoring/book.html", context)


def _tier_chart(book: selectors.Book, within: str) -> dict[str, Any]:
    customers_url = f"{reverse('monitoring:customer_list')}?{within}"
    return {
        "items": [
            {
                "name": Tier(tier).label,
                "value": reading.customers,
                "tone": tier,
                "link": f"{customers_url}tier={tier}",
            }
            for tier, reading in book.tiers.items()
        ]
    }


def _ageing_chart(book: selectors.Book, within: str) -> dict[str, Any]:
    """Open amounts by age, stacked by tier; a bar leads to the customers behind it."""
    customers_url = f"{reverse('monitoring:customer_list')}?{within}"
    links = [f"{customers_url}bucket={bucket.code}&sort=-exposure" for bucket in BUCKETS]
    return {
        "categories": [bucket.name for bucket in BUCKETS],
        "series": [
            {
                "name": Tier(tier).label,
                "values": [reading.ageing[bucket.code] for bucket in BUCKETS],
                "tone": tier,
                "links": [f"{link}&tier={tier}" for link in links],
            }
            for tier, reading in book.tiers.items()
        ],
        "links": links,
    }


def _first_act(user: User, *, mine: bool) -> tuple[str, Act | None]:
    """What is missing, and the one thing to do about it."""
    if mine:
        text = _("You look after no customers yourself, or their totals are not added up yet.")
        return text, Act(_("See the whole book"), reverse("monitoring:book"), "list-check")
    if Customer.objects.visible_to(user).exists():
        text = _("The customers are here. Their totals appear within a minute of scoring.")
        url = reverse("jobs:run_list") if user.has_perm("jobs.view_run") else None
        return text, Act(_("See the runs"), url, "player-play", primary=True) if url else None
    if not user.has_perm("customers.add_importfile"):
        return _("There are no customers for you to see yet."), None
    text = _("The book is empty. Import your customers and invoices to see who is risky and why.")
    url = reverse("customers:import_create")
    return text, Act(_("Import a book"), url, "file-import", primary=True)
