"""What the routes of an alert's life need."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from tests.web.routes.needs import HEAD, MANAGER, OFFICER, Needs, needs

CLOSED = {"outcome": "watched", "note": "paid"}


def _tomorrow() -> dt.datetime:
    return timezone.now() + dt.timedelta(days=1)


PAGES: dict[str, Needs] = {
    "alerts/customers/": needs(MANAGER, get=200),
    "alerts/quality/": needs(OFFICER, get=200),
    "alerts/quality/<code>/": needs(OFFICER, "=all", get=200),
    "alerts/leads/": needs(MANAGER, get=200),
    "alerts/leads/<team_id>/": needs(HEAD, "team", get=200, post=(302, {"person": ""})),
    "alerts/<alert_id>/assign/": needs(MANAGER, get=200, post=(302, {"to": ""})),
    "alerts/<alert_id>/snooze/": needs(
        MANAGER, get=200,
        post=(302, lambda _r: {"until": f"{_tomorrow():%Y-%m-%d}", "reason": "paid on Friday"}),
    ),
    "alerts/<alert_id>/wake/": needs(MANAGER, post=302),
    "alerts/<alert_id>/close/": needs(MANAGER, get=200, post=(302, CLOSED)),
}  # fmt: skip

CALLS: dict[str, Needs] = {
    "alerts/<alert_id>/assign/": needs(MANAGER, post=(200, {"assignee": None})),
    "alerts/<alert_id>/snooze/": needs(
        MANAGER, post=(200, lambda _r: {"until": _tomorrow().isoformat(), "reason": "paid"})
    ),
    "alerts/<alert_id>/wake/": needs(MANAGER, post=409),
    "alerts/<alert_id>/close/": needs(MANAGER, post=(200, CLOSED)),
    "alerts/by-customer/": needs(MANAGER, get=200),
    "alerts/quality/": needs(OFFICER, get=200),
    "alerts/leads/": needs(MANAGER, get=200),
    "alerts/leads/<pk>/name-lead/": needs(HEAD, "team", post=(200, {"person": None})),
}
