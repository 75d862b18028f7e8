"""What each scope of an API key grants. Data, like `roles`."""

from __future__ import annotations

from riskcrm.accounts.control_rights import READ_CONTROL
from riskcrm.accounts.plan_rights import (
    ACTIVATE_PLANS,
    READ_PLANS,
    RECORD_TRAINING,
    VIEW_COURSES,
    VIEW_LIBRARY,
    VIEW_QUEUE,
    VIEW_TRAINING,
)
from riskcrm.accounts.removal_rights import (
    ADD_APPEAL,
    CONFIRM_REDUCTION,
    DELIVER_LETTERS,
    MEASURE_EFFECTS,
    PROPOSE_ENTRY,
    READ_EFFECTS,
    VIEW_CRITERIA,
    VIEW_ENTRIES,
    VIEW_ERASURES,
    VIEW_LETTERS,
    VIEW_MATTERS,
    VIEW_PACKS,
    VIEW_READMISSIONS,
    VIEW_STEPS,
    VIEW_SUBJECT_REQUESTS,
    VIEW_SUGGESTIONS,
)
from riskcrm.accounts.review_rights import OPEN_REVIEWS, VIEW_REVIEWS
from riskcrm.accounts.roles import (
    ACKNOWLEDGE,
    ASK,
    ASK_WHAT_IF,
    BRING_ACTIVE,
    DRAFT_CARDS,
    FIT_CARDS,
    KEEP_COLLECTION,
    KEEP_CUSTOM_FIELDS,
    KEEP_LISTS,
    KEEP_REFERENCES,
    KEEP_REQUESTS,
    KEEP_WEBHOOKS,
    MERGE,
    PROPOSE,
    PUBLISH_POLICIES,
    READ_LISTS,
    READ_WEBHOOKS,
    REMIND,
    TEST_CARDS,
    USE_LISTS,
    VIEW_ALERT_QUALITY,
    VIEW_ALERTS,
    VIEW_CASES,
    VIEW_CHECKS,
    VIEW_HITS,
    VIEW_POLICIES,
    VIEW_REQUESTS,
    WATCH_POLICIES,
    on_facts,
)

READ_TREATMENTS = frozenset(
    {
        "scoring.view_treatmentpolicy",
        "scoring.view_customertreatment",
        "scoring.view_treatmentproposal",
    }
)

# cases, and what they rest on
SEE_REMOVAL = frozenset({VIEW_CASES, VIEW_CRITERIA, VIEW_SUGGESTIONS, VIEW_PACKS})

# No scope decides on a removal or a screening hit, or says whether a market event is true:
# people decide.
SCOPES: dict[str, frozenset[str]] = {
    "customers:read": frozenset({"customers.view_customer"}),
    "customers:write": frozenset(
        {"customers.view_customer", "customers.add_customer", "customers.change_customer"}
    ),
    # for a system that keeps the book: what it brings needs no onboarding here
    "customers:admit": frozenset({"customers.view_customer", BRING_ACTIVE}),
    "admissions:read": frozenset({"customers.view_customer", "customers.view_admission"}),
    "admissions:write": frozenset(
        {"customers.view_customer", "customers.view_admission", "customers.add_admission"}
    ),
    "contacts:read": frozenset({"customers.view_contact"}),
    "contacts:write": frozenset(
        {"customers.view_contact", "customers.add_contact", "customers.change_contact"}
    ),
    "invoices:read": frozenset({"customers.view_invoice"}),
    "invoices:write": frozenset(
        {"customers.view_invoice", "customers.add_invoice", "customers.change_invoice"}
    ),
    "payments:read": frozenset({"customers.view_payment"}),
    "payments:write": frozenset(
        {"customers.view_payment", "customers.add_payment", "customers.change_payment"}
    ),
    "parties:read": frozenset({"customers.view_relatedparty", "customers.view_customergroup"}),
    "parties:write": frozenset(
        {
            "customers.view_relatedparty",
            "customers.add_relatedparty",
            "customers.change_relatedparty",
            "customers.view_customergroup",
            "customers.add_customergroup",
            "customers.change_customergroup",
        }
    ),
    "documents:read": frozenset({"customers.view_attachment"}),
    "documents:write": frozenset(
        {"customers.view_attachment", "customers.add_attachment", "customers.delete_attachment"}
    ),
    "customers:merge": MERGE
    | {
        "customers.view_customer",
        "customers.view_duplicatepair",
        "customers.change_duplicatepair",
        "customers.view_customermerge",
    },
    **{f"{group}:read": rights for group, rights in on_facts("view").items()},
    **{f"{group}:write": rights for group, rights in on_facts("view", "add", "change").items()},
    # no scope gives passwords, makes keys or hands over: a key comes by no more than it was given
    "people:read": frozenset({"accounts.view_user"}),
    "people:write": frozenset({"accounts.view_user", "accounts.add_user", "accounts.change_user"}),
    "policies:read": frozenset({VIEW_POLICIES, WATCH_POLICIES}),
    "policies:write": frozenset({VIEW_POLICIES, WATCH_POLICIES, PUBLISH_POLICIES}),
    "holidays:read": frozenset({"web.view_holiday"}),
    "holidays:write": frozenset({"web.view_holiday", "web.change_holiday"}),
    "lists:use": USE_LISTS,
    "reminders:read": frozenset({"customers.view_reminder"}),
    "reminders:write": frozenset({"customers.view_reminder"}) | REMIND,
    # a key brings what it may write one by one as well: give it the scopes of the rows it imports
    "imports:read": frozenset({"customers.view_importfile"}),
    "imports:write": frozenset(
        {"customers.view_importfile", "customers.add_importfile", "customers.undo_import"}
    ),
    "scores:read": frozenset(
        {"scoring.view_riskscore", "scoring.view_scorecard", "scoring.view_provisionmatrix"}
    ),
    "overrides:read": frozenset({"scoring.view_override"}),
    "overrides:write": frozenset({"scoring.view_override", "scoring.add_override"}),
    "treatments:read": READ_TREATMENTS,
    # as of a card: people publish it, and people decide on what is proposed for a customer
    "treatments:write": READ_TREATMENTS | {"scoring.add_treatmentpolicy"},
    # a draft decides nothing: people review and publish it
    "scorecards:fit": frozenset({"scoring.view_scorecard", FIT_CARDS}),
    "back-tests:write": frozenset({"scoring.view_scorecard"}) | TEST_CARDS,
    # drafts and reviews; what is published scores everybody, so people decide on that
    "scorecards:write": frozenset({"scoring.view_scorecard", DRAFT_CARDS}),
    "what-if:ask": frozenset({"scoring.view_riskscore", "scoring.view_scorecard", ASK_WHAT_IF}),
    # no scope releases what a check holds
    "credit-checks:ask": frozenset({VIEW_CHECKS, ASK}),
    "alerts:read": frozenset({VIEW_ALERTS}),
    "alerts:write": frozenset({VIEW_ALERTS, ACKNOWLEDGE}),
    # of the whole book: of no use to a key of one team
    "alert-quality:read": frozenset({VIEW_ALERTS, VIEW_ALERT_QUALITY}),
    # a system may ask for a review; people complete it
    "reviews:read": frozenset({VIEW_REVIEWS}),
    "reviews:write": frozenset({VIEW_REVIEWS, OPEN_REVIEWS}),
    # webhooks of its own alone; what they tell takes the scopes to see it besides
    "webhooks:read": READ_WEBHOOKS,
    "webhooks:write": KEEP_WEBHOOKS,
    "book:read": frozenset(
        {"customers.view_customer", "monitoring.view_krilimit", "monitoring.view_monthreport"}
    ),
    "screening:read": READ_LISTS | {VIEW_HITS},
    "screening-lists:write": READ_LISTS
    | {KEEP_LISTS, "customers.add_screeninglist", "customers.change_screeningentry"},
    "screenings:run": frozenset({"customers.screen_name"}),
    # no scope approves an entry, decides an appeal or lets anybody come back
    "list-entries:read": frozenset({VIEW_ENTRIES}),
    "list-entries:write": frozenset({VIEW_ENTRIES, PROPOSE_ENTRY}),
    "list-appeals:write": frozenset({VIEW_ENTRIES, ADD_APPEAL}),
    "readmissions:read": frozenset({VIEW_READMISSIONS}),
    "subject-requests:read": frozenset({VIEW_SUBJECT_REQUESTS}),
    "removal-cases:read": frozenset(
        {VIEW_CASES, VIEW_PACKS, VIEW_STEPS, VIEW_MATTERS, VIEW_CRITERIA, VIEW_SUGGESTIONS}
    ),
    "removal-cases:write": frozenset(
        {VIEW_CASES, VIEW_PACKS, VIEW_CRITERIA, VIEW_SUGGESTIONS, PROPOSE}
    ),
    # what a courier's system knows; no key drafts a letter, and none releases one
    "letters:read": frozenset({VIEW_LETTERS}),
    "letters:write": frozenset({VIEW_LETTERS, DELIVER_LETTERS}),
    # of the whole book: of no use to a key of one team
    "effects:read": READ_EFFECTS,
    "effects:write": MEASURE_EFFECTS,
    "erasures:read": frozenset({VIEW_ERASURES}),
    # no scope tests a control, signs a test, raises or closes a finding: people do
    "controls:read": READ_CONTROL,
    # for the system that carries steps out; no scope plans or releases one
    "reductions:confirm": frozenset({VIEW_STEPS, CONFIRM_REDUCTION}),
    "exchange-rates:read": frozenset({"customers.view_exchangerate"}),
    "exchange-rates:write": frozenset(
        {"customers.view_exchangerate", "customers.change_exchangerate"}
    ),
    "references:read": frozenset({"scoring.view_regiongrade", "scoring.view_scoretable"}),
    "references:write": frozenset({"scoring.view_regiongrade", "scoring.view_scoretable"})
    | KEEP_REFERENCES,
    "authority-requests:read": frozenset({VIEW_REQUESTS}),
    "authority-requests:write": KEEP_REQUESTS,
    "custom-fields:write": frozenset({"customers.view_customer"}) | KEEP_CUSTOM_FIELDS,
    "collecting:read": frozenset({"customers.view_invoice"}),
    "collecting:write": frozenset({"customers.view_invoice"}) | KEEP_COLLECTION,
    # no scope approves a plan; a system that sees the trigger may set an approved one going
    "emergency-plans:read": READ_PLANS | {VIEW_QUEUE},
    "emergency-plans:activate": READ_PLANS | {ACTIVATE_PLANS},
    # for a system that teaches: who answers for the key cannot have their own recorded by it
    "training:read": frozenset({VIEW_COURSES, VIEW_TRAINING, VIEW_LIBRARY}),
    "training:write": frozenset({VIEW_COURSES, VIEW_TRAINING, RECORD_TRAINING}),
}
