"""What removal brings to a customer's timeline: who proposed, decided and withdrew."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from customers.timeline.acts import PAGES, acts_source
from customers.timeline.sources import register
from riskcrm.accounts.removal_rights import (
    VIEW_ENTRIES,
    VIEW_LETTERS,
    VIEW_READMISSIONS,
    VIEW_STEPS,
)
from riskcrm.accounts.roles import VIEW_CASES

VERBS = {
    "propose_removal": _("removal proposed"),
    "start_assessment": _("assessment of the removal started"),
    "return_case": _("removal returned for rework"),
    "submit_to_legal": _("removal handed to the legal review"),
    "escalate_case": _("removal handed to a decision at once"),
    "pass_legal_review": _("legal review of the removal passed"),
    "issue_notice": _("removal moved on to the notice"),
    "start_rectification": _("rectification period started"),
    "extend_rectification": _("rectification period extended"),
    "move_due_date": _("deadline moved with a letter"),
    "give_time_back": _("deadline moved by the days on hold"),
    "submit_for_decision": _("removal handed to the decision"),
    "expire_rectification": _("rectification period ran out"),
    "accept_cure": _("rectification accepted"),
    "give_approval": _("removal approved by the first person"),
    "approve_case": _("removal approved"),
    "reject_case": _("removal rejected"),
    "withdraw_case": _("removal proposal withdrawn"),
    "start_termination": _("termination started"),
    "start_settlement": _("relationship ended, settlement started"),
    "close_case": _("removal case closed"),
    "reopen_case": _("removal case reopened"),
    "overturn_case": _("removal overturned"),
    "file_appeal": _("appeal received"),
    "uphold_appeal": _("appeal upheld"),
    "withdraw_appeal": _("appeal withdrawn by the customer"),
    "dismiss_appeal": _("appeal dismissed"),
    "reverse_steps": _("steps of reduction reversed"),
    "start_run_off": _("run-off begun"),
    "open_matter": _("legal recovery opened"),
}
STEP_VERBS = {
    "plan_reduction_step": _("step of reduction planned"),
    "note_step_notice": _("customer told of a step of reduction"),
    "release_reduction_step": _("step of reduction released"),
    "reverse_reduction_step": _("step of reduction reversed"),
    "drop_reduction_step": _("step of reduction dropped"),
    "confirm_reduction_step": _("step of reduction confirmed"),
    "fail_reduction_step": _("step of reduction could not be carried out"),
    "offer_security": _("security offered"),
    "accept_security": _("security accepted"),
    "refuse_security": _("security refused"),
}
LISTING = {
    "propose_entry": _("restricted list entry proposed"),
    "approve_entry": _("put on the restricted list"),
    "reject_entry": _("restricted list entry rejected"),
    "keep_entry": _("restricted list entry reviewed and kept"),
    "shorten_entry": _("restricted list entry shortened"),
    "ease_entry": _("restricted list entry eased on appeal"),
    "lift_entry": _("taken off the restricted list"),
    "appeal_entry": _("appeal against the entry received"),
    "decide_entry_appeal": _("appeal against the entry decided"),
}
READMISSIONS = {
    "propose_readmission": _("readmission asked for"),
    "approve_readmission": _("readmission approved"),
    "reject_readmission": _("readmission rejected"),
    "withdraw_readmission": _("request for readmission withdrawn"),
}
LETTER_VERBS = {
    "release_letter": _("letter released"),
    "post_letter": _("letter posted"),
    "note_letter_mailed": _("letter sent by e-mail"),
    "record_letter_arrival": _("letter arrived"),
    "deem_letter_arrived": _("letter counts as arrived"),
    "record_letter_returned": _("letter came back"),
    "record_letter_answer": _("letter answered"),
}


def register_sources() -> None:
    """Make them known; called once, when the app starts."""
    PAGES["removalcase"] = "removal:case_detail"
    PAGES["listentry"] = "removal:list_entry_detail"
    PAGES["listappeal"] = "removal:list_appeal_detail"
    PAGES["readmission"] = "removal:readmission_detail"
    register(acts_source("listing", _("restricted list"), "risk", VIEW_ENTRIES, LISTING))
    register(acts_source("readmissions", _("readmission"), "risk", VIEW_READMISSIONS, READMISSIONS))
    PAGES["reductionstep"] = "removal:step_detail"
    register(acts_source("reductions", _("step of reduction"), "risk", VIEW_STEPS, STEP_VERBS))
    PAGES["letter"] = "removal:letter_detail"
    letters = _("letters of removal cases")
    register(acts_source("letters", letters, "risk", VIEW_LETTERS, LETTER_VERBS))
    register(acts_source("cases", _("removal case"), "risk", VIEW_CASES, VERBS))
