"""The acts on a case as people meet them: what the button says, and what is said afterwards."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Words:
    """A button's label, the sentence after it, and the icon; `primary` is the way onwards."""

    label: str | Promise
    done: str | Promise
    icon: str = ""
    primary: bool = False


WORDS: dict[str, Words] = {
    "start_assessment": Words(
        _("Start assessment"), _("You lead the assessment now."), "player-play", primary=True
    ),
    "return_case": Words(_("Return for rework"), _("The case is back with who proposed it.")),
    "submit_to_legal": Words(
        _("Hand to legal review"), _("The legal review has the case now."), primary=True
    ),
    "escalate_case": Words(
        _("Ask for an immediate decision"), _("The case waits for an immediate decision.")
    ),
    "pass_legal_review": Words(
        _("Pass legal review"), _("The legal review is passed."), "check", primary=True
    ),
    "issue_notice": Words(
        _("Go on to the notice"), _("The notice with reasons comes next."), primary=True
    ),
    "start_rectification": Words(
        _("Start rectification period"), _("The time to make good runs now."), primary=True
    ),
    "submit_for_decision": Words(
        _("Ask for the decision"), _("The case waits for its decision."), primary=True
    ),
    "accept_cure": Words(
        _("Accept rectification"), _("The customer made good and stays."), "heart-handshake"
    ),
    "approve_case": Words(
        _("Approve removal"), _("Your approval of the removal is recorded."), "check", primary=True
    ),
    "reject_case": Words(_("Reject removal"), _("The removal is rejected."), "x"),
    "withdraw_case": Words(_("Withdraw proposal"), _("The proposal is withdrawn.")),
    "start_termination": Words(
        _("Start termination"), _("The termination letter comes next."), primary=True
    ),
    "start_settlement": Words(
        _("Start settlement"),
        _("The relationship has ended; what is open is being settled."),
        primary=True,
    ),
    "close_case": Words(_("Close case"), _("The case is closed."), "check", primary=True),
    "reopen_case": Words(_("Reopen case"), _("The case is open again.")),
}
