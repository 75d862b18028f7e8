"""What scoring brings to a customer's timeline: what people decided on tiers and treatments."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from customers.timeline.acts import PAGES, acts_source
from customers.timeline.sources import register

VERBS = {
    "request_override": _("override asked for"),
    "approve_override": _("override approved"),
    "reject_override": _("override rejected"),
    "withdraw_override": _("request for an override withdrawn"),
    "lift_override": _("override lifted"),
    "expire_override": _("override expired"),
}
DECIDED = {
    "accept_treatment": _("proposed treatment accepted"),
    "decline_treatment": _("proposed treatment declined"),
    "review_treatment": _("treatment reviewed"),
}


def register_sources() -> None:
    """Make them known; called once, when the app starts."""
    PAGES["override"] = "scoring:override_detail"
    register(acts_source("overrides", _("override"), "risk", "scoring.view_override", VERBS))
    PAGES["treatmentproposal"] = "scoring:proposal_detail"
    permission = "scoring.view_treatmentproposal"
    register(acts_source("treatments", _("treatment"), "risk", permission, DECIDED))
