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

# who is listed, hears of it or wants to come back; deciding is others'
VIEW_ENTRIES = "removal.view_listentry"
PROPOSE_ENTRY = "removal.propose_listentry"
APPROVE_ENTRY = "removal.approve_listentry"
ADD_APPEAL = "removal.add_listappeal"
REVIEW_APPEALS = "removal.review_listappeal"
VIEW_READMISSIONS = "removal.view_readmission"
PROPOSE_READMISSION = "removal.propose_readmission"
DECIDE_READMISSION = "removal.decide_readmission"
CHANGE_READMISSION_CRITERIA = "removal.add_readmissionchecklist"
DECIDE_READMISSION_CRITERIA = "removal.decide_readmissionchecklist"
KEEP_LISTED = frozenset({PROPOSE_ENTRY, ADD_APPEAL, PROPOSE_READMISSION})
DECIDE_LISTED = frozenset(
    {
        APPROVE_ENTRY,
        DECIDE_READMISSION,
        CHANGE_READMISSION_CRITERIA,
        DECIDE_READMISSION_CRITERIA,
    }
)
VIEW_SUBJECT_REQUESTS = "removal.view_subjectrequest"
KEEP_SUBJECT_REQUESTS = frozenset(
    {VIEW_SUBJECT_REQUESTS, "removal.add_subjectrequest", "removal.change_subjectrequest"}
)

# steps of a reduction, and what comes after the end
VIEW_STEPS = "removal.view_reductionstep"
PLAN_REDUCTION = "removal.plan_reduction"
RELEASE_REDUCTION = "removal.release_reduction"
CONFIRM_REDUCTION = "removal.confirm_reduction"  # of keys: the other system's word
KEEP_ENDING = "removal.keep_ending"
VIEW_MATTERS = "removal.view_legalrecovery"
CHANGE_SERVICE_KINDS = "customers.change_servicekind"

# which customers should be proposed
VIEW_CRITERIA = "removal.view_criterionset"
VIEW_SUGGESTIONS = "removal.view_suggestion"
KEEP_CRITERIA = frozenset({"removal.change_criterionset", "removal.publish_criterionset"})

# the restricted compartment: of one role alone, and of no scope
VIEW_COMPARTMENT = "removal.view_restrictedmatter"
KEEP_COMPARTMENT = "removal.add_restrictedmatter"
COMPARTMENT = frozenset(
    {
        VIEW_COMPARTMENT,
        KEEP_COMPARTMENT,
        "removal.change_restrictedmatter",
        "removal.add_sendclearance",
        "removal.add_compartmentgrant",
    }
)

# whether removals helped: of the whole book, so for who sees all of it
VIEW_EFFECTS = "removal.view_effectstudy"
STUDY_EFFECTS = "removal.add_effectstudy"
VIEW_FEEDBACK = "removal.view_marketfeedback"
ADD_FEEDBACK = "removal.add_marketfeedback"
READ_EFFECTS = frozenset({VIEW_EFFECTS, VIEW_FEEDBACK})
MEASURE_EFFECTS = READ_EFFECTS | {STUDY_EFFECTS, ADD_FEEDBACK}

# what goes after its time: proposed by one, approved by two others
VIEW_ERASURES = "removal.view_erasurerun"
PROPOSE_ERASURES = "removal.add_erasurerun"
APPROVE_ERASURES = "removal.approve_erasurerun"
FIND_ERASED = "removal.view_erasedidentifier"
PROPOSE_GOING = frozenset({VIEW_ERASURES, PROPOSE_ERASURES, FIND_ERASED})
APPROVE_GOING = frozenset({VIEW_ERASURES, APPROVE_ERASURES, FIND_ERASED})

_EVERYBODY = frozenset(
    {VIEW_PACKS, VIEW_LETTERS, VIEW_ENTRIES, VIEW_READMISSIONS, VIEW_STEPS, VIEW_MATTERS}
    | {VIEW_CRITERIA, VIEW_SUGGESTIONS}
)
_OFFICER = (
    LEAD_CASES
    | SEND_LETTERS
    | KEEP_LISTED
    | DECIDE_LISTED
    | KEEP_SUBJECT_REQUESTS
    | MEASURE_EFFECTS
    | KEEP_CRITERIA
    | {PLAN_REDUCTION, RELEASE_REDUCTION, KEEP_ENDING, CHANGE_SERVICE_KINDS}
    | {APPROVE_PACKS, VIEW_LETTER_TEMPLATES}
)
_BY_ROLE: dict[str, frozenset[str]] = {
    "account_manager": WRITE_LETTERS | KEEP_LISTED | {CONTRIBUTE, PLAN_REDUCTION},
    "risk_officer": _OFFICER,
    "head_of_risk": _OFFICER
    | LOOK_AGAIN
    | KEEP_LETTER_TEMPLATES
    | APPROVE_GOING
    | {DECIDE_IMMEDIATE, DECIDE_LARGE, PROPOSE_LIMITS, APPROVE_LIMITS, REVIEW_APPEALS},
    "legal_reviewer": REVIEW_CASES
    | LOOK_AGAIN
    | SEND_LETTERS
    | KEEP_LETTER_TEMPLATES
    | KEEP_SUBJECT_REQUESTS
    | READ_EFFECTS
    | PROPOSE_GOING
    | APPROVE_GOING
    | {KEEP_ENDING}
    | {APPROVE_PACKS, VIEW_LETTER_TEMPLATES, ADD_APPEAL, REVIEW_APPEALS},
    "auditor": READ_EFFECTS
    | frozenset({VIEW_LETTER_TEMPLATES, VIEW_SUBJECT_REQUESTS, VIEW_ERASURES}),
    "administrator": READ_EFFECTS
    | PROPOSE_GOING
    | {PROPOSE_LIMITS, DRAFT_PACKS, VIEW_LETTER_TEMPLATES},
    "compliance_officer": COMPARTMENT,
    "data_clerk": frozenset({VIEW_LETTER_TEMPLATES}),
}


def of_role(code: str) -> frozenset[str]:
    """The permissions of a role here; everybody who reads the book reads packs and letters."""
    return _EVERYBODY | _BY_ROLE.get(code, frozenset())
