"""What each act over the API needs, and what people word and set up by it."""

from __future__ import annotations

from customers.records import KINDS
from tests.web.routes.needs import ADMIN, HEAD, MANAGER, OFFICER, Needs, needs
from tests.web.routes.words import DAY, TODAY, WHY, csv

WHEN = {"day": TODAY}
LEVEL = {"subject_en": "Open", "body_en": "Dear", "subject_zh": "欠款", "body_zh": "您好"}
STEPS = [{"days": 1, "how": "call"}]
LATER = "2099-01-01"

ON_RECORDS: dict[str, Needs] = {
    **{f"{code}/<pk>/void/": needs(MANAGER, kind.name, post=(200, WHY))
       for code, kind in KINDS.items()},
    "write-offs/<pk>/void/": needs(MANAGER, "writeoff", post=(409, WHY)),  # something was recovered
    "promises/<pk>/withdraw/": needs(MANAGER, "promisetopay", post=(200, WHY)),
    "market-events/<pk>/confirm/": needs(OFFICER, "marketevent", post=(200, WHY)),
    "market-events/<pk>/dismiss/": needs(OFFICER, "marketevent", post=(200, WHY)),
    "market-events/<pk>/join/": needs(
        OFFICER, "marketevent", post=(200, lambda r: {"other": r.same_event.pk})
    ),
    "policy-violations/<pk>/warn/": needs(
        MANAGER, "policyviolation", post=(200, {"warned_date": TODAY, "warning": "Stop it"})
    ),
    "policy-violations/<pk>/settle/": needs(MANAGER, "policyviolation", post=(200, WHEN)),
    "contracts/<pk>/end/": needs(MANAGER, "contract", post=(200, WHY | WHEN)),
    "obligations/<pk>/fulfil/": needs(MANAGER, "obligation", post=(200, WHEN)),
    "obligations/<pk>/break/": needs(MANAGER, "obligation", post=(200, WHEN | {"text": "Did not"})),
    "obligations/<pk>/waive/": needs(MANAGER, "obligation", post=(200, WHY)),
    "breaches/<pk>/cure/": needs(MANAGER, "breach", post=(200, WHEN)),
    "interactions/<pk>/pin/": needs(MANAGER, "interaction", post=200),
    "interactions/<pk>/unpin/": needs(MANAGER, "pinned_note", post=200),
    "tasks/<pk>/finish/": needs(MANAGER, "task", post=200),
    "tasks/<pk>/drop/": needs(MANAGER, "task", post=(200, WHY)),
    "tasks/<pk>/postpone/": needs(MANAGER, "task", post=(200, {"until": LATER})),
    "tasks/<pk>/reassign/": needs(MANAGER, "task", post=(200, lambda r: {"to": r.taker.username})),
    "tasks/<pk>/reopen/": needs(MANAGER, "done_task", post=200),
    "plans/<pk>/end/": needs(
        MANAGER, "plan",
        post=(200, {"done_date": TODAY, "reaction": "Paid", "is_solved": True,
                    "is_risk_lower": True, "lesson": "Call early"}),
    ),
    "plans/<pk>/drop/": needs(MANAGER, "plan", post=(200, WHY)),
    "collection-steps/<pk>/complete/": needs(MANAGER, "collectionstep", post=200),
    "collection-steps/<pk>/postpone/": needs(
        MANAGER, "collectionstep", post=(200, {"to_date": LATER})
    ),
    "collection-steps/<pk>/drop/": needs(MANAGER, "collectionstep", post=200),
}  # fmt: skip

ON_OTHERS: dict[str, Needs] = {
    "admissions/<pk>/decide/": needs(OFFICER, "admission", post=(200, WHY | {"admit": False})),
    "admissions/<pk>/withdraw/": needs(MANAGER, "admission", post=(200, WHY)),
    "customers/<pk>/decline/": needs(OFFICER, "prospect", post=(200, WHY)),
    "authority-requests/<pk>/answer/": needs(
        OFFICER, "request",
        post=(200, {"state": "answered", "answer": "Sent", "answered_date": DAY}),
    ),
    "contacts/<pk>/verify/": needs(MANAGER, "contact", post=(200, {"how": "call_back"})),
    "contact-changes/<pk>/verify/": needs(MANAGER, "change", post=(200, {"how": "call_back"})),
    "related-parties/<pk>/verify/": needs(
        MANAGER, "party", post=(200, {"how": "document"}),
    ),
    "reminders/<pk>/drop/": needs(MANAGER, "reminder", post=(200, WHY)),
    "reminder-runs/<pk>/send/": needs(MANAGER, "reminder_run", post=200),
    "duplicates/<pk>/reopen/": needs(MANAGER, "dismissed_pair", post=200),
    "duplicates/search/": needs(OFFICER, post=202),
    "open-credits/match/": needs(MANAGER, post=202),
    "customers/<pk>/log-contact/": needs(
        MANAGER, "customer",
        post=(201, {"channel": "call", "direction": "out", "purpose": "other",
                    "effective_date": DAY, "content": "Will pay"}),
    ),
    "customers/<pk>/timeline/": needs(MANAGER, "customer", get=200),
    "customers/<pk>/apply-template/": needs(
        MANAGER, "customer", post=(200, lambda r: {"template": r.template.pk})
    ),
    "mentions/": needs(MANAGER, get=200),
    "mentions/<pk>/read/": needs(MANAGER, "mention", post=200),
    "mentions/read-all/": needs(MANAGER, post=200),
    "lessons/": needs(MANAGER, get=200),
    "credit-terms/": needs(
        MANAGER, get=200,
        post=(201, lambda r: {"customer_number": r.customer.number, "effective_date": DAY,
                              "credit_limit": "9.00", "payment_days": None}),
    ),
    "credit-terms/<pk>/": needs(MANAGER, "terms", get=200),
    "imports/<pk>/kept.csv": needs(MANAGER, "imported", get=404),  # nothing was undone
    "imports/<pk>/save-mapping/": needs(MANAGER, "imported", post=(201, {"name": "New"})),
    "import-mappings/": needs(MANAGER, get=200),
    "import-mappings/<pk>/": needs(MANAGER, "mapping", get=200),
    "import-mappings/<pk>/delete/": needs(MANAGER, "mapping", post=200),
}  # fmt: skip

WORDED: dict[str, Needs] = {
    "custom-fields/": needs(
        ADMIN, get=200,
        post=(201, {"code": "fleet", "label_en": "Fleet", "label_zh": "车队", "type": "text"}),
    ),
    "custom-fields/<pk>/": needs(ADMIN, "field", get=200, patch=(200, {"label_en": "W"})),
    "custom-fields/<pk>/archive/": needs(ADMIN, "field", post=200),
    "custom-fields/<pk>/restore/": needs(ADMIN, "archived_field", post=200),
    "onboarding-items/": needs(
        HEAD, get=200, post=(201, {"code": "visit", "name_en": "Visit", "name_zh": "拜访"})
    ),
    "onboarding-items/<pk>/": needs(HEAD, "item", get=200, patch=(200, {"name_en": "W"})),
    "onboarding-items/<pk>/archive/": needs(HEAD, "item", post=200),
    "collection-settings/": needs(OFFICER, get=200, patch=(200, {"grace_days": 4})),
    "reminder-levels/": needs(OFFICER, get=200, post=(201, LEVEL | {"days": 300})),
    "reminder-levels/<pk>/": needs(OFFICER, "level", get=200, patch=(200, {"subject_en": "S"})),
    "step-templates/": needs(
        OFFICER, get=200, post=(201, {"name_en": "Soft", "name_zh": "温和", "steps": STEPS})
    ),
    "step-templates/<pk>/": needs(OFFICER, "template", get=200, patch=(200, {"steps": STEPS})),
    "screening-lists/<pk>/": needs(OFFICER, "list", get=200, patch=(200, {"name": "Walks"})),
    "screening-lists/<pk>/versions/": needs(
        OFFICER, "list", get=200, post=(202, lambda r: {"file": csv(), "published_date": DAY})
    ),
    "list-versions/<pk>/": needs(OFFICER, "version", get=200),
    "list-versions/<pk>/confirm/": needs(OFFICER, "version", post=202),
}  # fmt: skip

ACTS: dict[str, Needs] = ON_RECORDS | ON_OTHERS | WORDED
