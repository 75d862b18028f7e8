"""What removal brings to a customer's timeline: who proposed, decided and withdrew."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from customers.timeline.acts import PAGES, acts_source
from customers.timeline.sources import register
from riskcrm.accounts.roles import VIEW_CASES

VERBS = {
    "propose_removal": _("removal proposed"),
    "approve_case": _("removal approved"),
    "reject_case": _("removal rejected"),
    "withdraw_case": _("removal proposal withdrawn"),
}


def register_sources() -> None:
    """Make them known; called once, when the app starts."""
    PAGES["removalcase"] = "removal:case_detail"
    register(acts_source("cases", _("removal case"), "risk", VIEW_CASES, VERBS))
