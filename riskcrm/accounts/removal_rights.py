"""What each role may do about ending relationships, room by room; `roles` adds it to the roles."""

from __future__ import annotations

ASSESS = "removal.assess_removalcase"
RETURN = "removal.return_removalcase"
REVIEW_LAW = "removal.review_removalcase"
CONTRIBUTE = "removal.contribute_to_removalcase"
CHECK_CURE = "removal.check_cureitem"
DECIDE_IMMEDIATE = "removal.decide_immediate_removal"
DECIDE_LARGE = "removal.decide_large_removal"
SET_BLOCKS = "removal.set_caseblock"
SET_INSOLVENCY = "removal.set_insolvency"
PROPOSE_LIMITS = "removal.add_approvallimits"
APPROVE_LIMITS = "removal.approve_approvallimits"
REVIEW_IMMEDIATE = "removal.review_immediate_removal"
# looking again at what others decided
LOOK_AGAIN = frozenset({"removal.decide_appeal", REVIEW_IMMEDIATE})
LEAD_CASES = frozenset(
    {ASSESS, CONTRIBUTE, RETURN, CHECK_CURE, SET_BLOCKS, SET_INSOLVENCY, REVIEW_IMMEDIATE}
)
REVIEW_CASES = frozenset(
    {REVIEW_LAW, CONTRIBUTE, RETURN, CHECK_CURE, SET_BLOCKS, SET_INSOLVENCY, DECIDE_IMMEDIATE}
) | {"removal.set_legal_hold", "removal.set_keep_open"}

VIEW_PACKS = "removal.view_policypack"
DRAFT_PACKS = "removal.change_policypack"
APPROVE_PACKS = "removal.approve_policypack"

# letters of cases: written by those who know the customer, released by a second person
VIEW_LETTERS = "removal.view_letter"
DRAFT_LETTERS = "removal.add_letter"
RELEASE_LETTERS = "removal.release_letter"
DELIVER_LETTERS = "removal.deliver_letter"
VIEW_LETTER_TEMPLATES = "removal.view_lettertemplate"
CHANGE_LETTER_TEMPLATES = "removal.change_lettertemplate"
PUBLISH_LETTER_TEMPLATES = "removal.publish_lettertemplate"
WRITE_LETTERS = frozenset({DRAFT_LETTERS, DELIVER_LETTERS})
SEND_LETTERS = WRITE_LETTERS | {RELEASE_LETTERS}
KEEP_LETTER_TEMPLATES = frozenset({CHANGE_LETTER_TEMPLATES, PUBLISH_LETTER_TEMPLATES})

_EVERYBODY = frozenset({VIEW_PACKS, VIEW_LETTERS})
_OFFICER = LEAD_CASES | SEND_LETTERS | {APPROVE_PACKS, VIEW_LETTER_TEMPLATES}
_BY_ROLE: dict[str, frozenset[str]] = {
    "account_manager": WRITE_LETTERS | {CONTRIBUTE},
    "risk_officer": _OFFICER,
    "head_of_risk": _OFFICER
    | LOOK_AGAIN
    | KEEP_LETTER_TEMPLATES
    | {DECIDE_IMMEDIATE, DECIDE_LARGE, PROPOSE_LIMITS, APPROVE_LIMITS},
    "legal_reviewer": REVIEW_CASES
    | LOOK_AGAIN
    | SEND_LETTERS
    | KEEP_LETTER_TEMPLATES
    | {APPROVE_PACKS, VIEW_LETTER_TEMPLATES},
    "auditor": frozenset({VIEW_LETTER_TEMPLATES}),
    "administrator": frozenset({PROPOSE_LIMITS, DRAFT_PACKS, VIEW_LETTER_TEMPLATES}),
    "data_clerk": frozenset({VIEW_LETTER_TEMPLATES}),
}


def of_role(code: str) -> frozenset[str]:
    """The permissions of a role here; everybody who reads the book reads packs and letters."""
    return _EVERYBODY | _BY_ROLE.get(code, frozenset())
