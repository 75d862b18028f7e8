"""The rail at the left: what each person may open."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.models import AbstractUser
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Entry:
    """One line of the rail; `counted` names the count shown beside it, `under` the path of the
    pages that belong to it where they do not all lie below its own."""

    label: Promise
    route: str
    icon: str
    permission: str
    counted: str = ""
    under: str = ""


@dataclass(frozen=True)
class Link:
    """An entry as a person sees it now."""

    label: Promise
    url: str
    icon: str
    counted: str
    here: bool


ENTRIES = (
    Entry(_("Book"), "monitoring:book", "layout-dashboard", "customers.view_customer"),
    Entry(_("Customers"), "monitoring:customer_list", "users", "customers.view_customer"),
    Entry(_("Contacts"), "customers:contact_list", "phone", "customers.view_contact"),
    Entry(_("Groups"), "monitoring:group_list", "users-group", "customers.view_customergroup"),
    Entry(_("Documents"), "customers:document_list", "book", "customers.view_attachment"),
    Entry(_("Inbox"), "monitoring:inbox", "inbox", "monitoring.view_alert", "inbox"),
    Entry(_("Alerts"), "monitoring:alert_list", "bell", "monitoring.view_alert"),
    Entry(_("Cases"), "removal:case_list", "gavel", "removal.view_removalcase"),
    Entry(_("Imports"), "customers:import_list", "file-import", "customers.view_importfile"),
    Entry(_("Scorecards"), "scoring:scorecard_list", "scale", "scoring.view_scorecard"),
    Entry(_("Indicators"), "scoring:indicator_list", "list-check", "scoring.view_scorecard"),
    Entry(_("Runs"), "jobs:run_list", "player-play", "jobs.view_run"),
    Entry(_("Audit"), "audit:event_list", "shield-check", "audit.view_event"),
    Entry(_("Settings"), "accounts:people", "settings", "accounts.view_user", under="/settings/"),
)


def rail(user: AbstractUser, path: str) -> list[Link]:
    """The entries this person may open, the one they stand on marked."""
    links = []
    for entry in ENTRIES:
        if not user.has_perm(entry.permission):
            continue
        url = reverse(entry.route)
        here = path == url if url == "/" else path.startswith(entry.under or url)
        links.append(Link(entry.label, url, entry.icon, entry.counted, here))
    return links
