"""Views of lists of facts that everybody has: label and query, by the kind's name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from riskcrm.accounts.models import User

ALL = (_("All"), "")
Tabs = Callable[[User], Sequence[tuple[Any, str]]]


def _plans(user: User) -> Sequence[tuple[Any, str]]:
    return (
        ALL,
        (_("Mine"), f"responsible={user.pk}&state=open"),
        (pgettext_lazy("plan", "Under way"), "state=open"),
        (_("Past their day"), "overdue=1"),
        (pgettext_lazy("plan", "Ended"), "state=done"),
    )


def _events(_user: User) -> Sequence[tuple[Any, str]]:
    return (
        ALL,
        (_("To look at"), "confirmation=pending"),
        (_("Confirmed"), "confirmation=confirmed"),
        (_("Dismissed"), "confirmation=dismissed"),
    )


def _contracts(_user: User) -> Sequence[tuple[Any, str]]:
    return (
        ALL,
        (_("In force"), "state=in_force"),
        (_("Notice within 60 days"), "notice_within=60"),
        (_("Ending within 90 days"), "ends_within=90"),
    )


def _obligations(_user: User) -> Sequence[tuple[Any, str]]:
    return (
        ALL,
        (_("Due within 30 days"), "due_within=30"),
        (_("Overdue"), "overdue=1"),
        (_("Breached"), "state=breached"),
    )


def _violations(_user: User) -> Sequence[tuple[Any, str]]:
    return (ALL, (_("Not warned yet"), "warned=false"), (_("Warned"), "warned=true"))


TABS: dict[str, Tabs] = {
    "plan": _plans,
    "marketevent": _events,
    "contract": _contracts,
    "obligation": _obligations,
    "policyviolation": _violations,
}


# further pages that a list leads to: label, route and icon, by the kind's name
PAGES: dict[str, tuple[tuple[Any, str, str], ...]] = {
    "plan": ((_("Lessons learned"), "customers:lesson_list", "history"),),
    "task": ((_("My tasks"), "customers:my_tasks", "check"),),
}
