"""What each page of the ledger and of following up needs."""

from __future__ import annotations

from tests.web.routes.needs import MANAGER, OFFICER, Needs, needs
from tests.web.routes.words import DAY, TODAY, WHY, seen

LEDGER: dict[str, Needs] = {
    "records/": needs(MANAGER, get=200),
    "customers/<customer_id>/records/": needs(MANAGER, get=200),
    "invoices/": needs(MANAGER, get=200),
    "invoices/<pk>/": needs(MANAGER, "invoice", get=200),
    "invoices/new/": needs(
        MANAGER,
        get=200,
        post=(
            302,
            lambda r: {
                "customer": r.customer.number,
                "number": "I-9",
                "invoice_date": DAY,
                "amount": "9.00",
                "currency": "USD",
            },
        ),
    ),
    "invoices/<pk>/edit/": needs(
        MANAGER,
        "invoice",
        get=200,
        post=(
            302,
            lambda r: {
                "invoice_date": DAY,
                "amount": "2000.00",
                "currency": "USD",
                "seen": seen(r.invoice),
            },
        ),
    ),
    "payments/": needs(MANAGER, get=200),
    "payments/<pk>/": needs(MANAGER, "payment", get=200),
    "invoices/<pk>/void/": needs(MANAGER, "invoice", get=200, post=(409, WHY)),
    "payments/<pk>/void/": needs(MANAGER, "payment", get=200, post=(409, WHY)),
    "invoices/<pk>/reinstate/": needs(MANAGER, "invoice", get=200, post=(409, WHY)),
    "payments/<pk>/reinstate/": needs(MANAGER, "payment", get=200, post=(409, WHY)),
    "payments/new/": needs(
        MANAGER,
        get=200,
        post=(
            302,
            lambda r: {
                "customer": r.customer.number,
                "received_date": DAY,
                "amount": "9.00",
                "currency": "USD",
                "method": "cash",
            },
        ),
    ),
    "payments/<pk>/edit/": needs(
        MANAGER,
        "payment",
        get=200,
        post=(
            302,
            lambda r: {
                "received_date": DAY,
                "amount": "2000.00",
                "currency": "USD",
                "method": "cash",
                "seen": seen(r.payment),
            },
        ),
    ),
    "customers/<customer_id>/invoices/": needs(MANAGER, get=200),
    "customers/<customer_id>/payments/": needs(MANAGER, get=200),
    "allocations/": needs(MANAGER, get=200),
    "allocations/<pk>/take-back/": needs(MANAGER, "allocation", get=200, post=(302, WHY)),
    "open-credits/": needs(MANAGER, get=200),
    "open-credits/match/": needs(MANAGER, get=200, post=302),
    "customers/<customer_id>/matching/": needs(MANAGER, get=200, post=422),
    "customers/<customer_id>/receivables/": needs(MANAGER, get=200),
    "customers/<customer_id>/collection-plan/": needs(
        MANAGER, post=(302, lambda r: {"template": r.template.pk})
    ),
    "collection-steps/<pk>/close/": needs(
        MANAGER, "collectionstep", post=(302, {"version": 1, "text": "Called", "act": "done"})
    ),
    "promises/<pk>/withdraw/": needs(MANAGER, "promisetopay", post=(302, WHY)),
    "reminders/": needs(MANAGER, get=200),
    "reminders/<pk>/": needs(MANAGER, "reminder", get=200),
    "reminders/<pk>/send/": needs(MANAGER, "reminder", post=302),
    "reminders/<pk>/drop/": needs(MANAGER, "reminder", post=(302, WHY)),
    "reminders/runs/": needs(MANAGER, get=200),
    "reminders/runs/new/": needs(MANAGER, get=200, post=302),
    "reminders/runs/<pk>/send/": needs(MANAGER, "reminder_run", post=302),
}

FOLLOW_UP: dict[str, Needs] = {
    "customers/<customer_id>/timeline/": needs(MANAGER, get=200),
    "customers/<customer_id>/log-contact/": needs(
        MANAGER, get=200,
        post=(302, {"channel": "call", "direction": "out", "purpose": "other",
                    "effective_date": DAY, "content": "Will pay"}),
    ),
    "customers/<customer_id>/plans/": needs(MANAGER, get=200),
    "customers/<customer_id>/people/": needs(MANAGER, get=200),
    "interactions/<pk>/pin/": needs(MANAGER, "interaction", post=302),
    "tasks/<pk>/menu/": needs(MANAGER, "task", get=200),
    "tasks/<pk>/finish/": needs(MANAGER, "task", post=302),
    "tasks/<pk>/reopen/": needs(MANAGER, "done_task", post=302),
    "tasks/<pk>/drop/": needs(MANAGER, "task", post=(302, WHY)),
    "tasks/<pk>/postpone/": needs(MANAGER, "task", post=(302, {"until": "2099-01-01"})),
    "tasks/<pk>/reassign/": needs(MANAGER, "task", post=(302, lambda r: {"to": r.taker.pk})),
    "plans/<pk>/end/": needs(
        MANAGER, "plan",
        post=(302, {"done_date": TODAY, "reaction": "Paid", "is_solved": "yes",
                    "is_risk_lower": "yes", "lesson": "Call early"}),
    ),
    "plans/<pk>/drop/": needs(MANAGER, "plan", post=(302, WHY)),
    "lessons/": needs(MANAGER, get=200),
    "market-events/<pk>/confirm/": needs(OFFICER, "marketevent", post=(302, WHY)),
    "market-events/<pk>/dismiss/": needs(OFFICER, "marketevent", post=(302, WHY)),
    "market-events/<pk>/join/": needs(
        OFFICER, "marketevent", post=(302, lambda r: {"other": r.same_event.pk})
    ),
    "contracts/<pk>/terminate/": needs(MANAGER, "contract", post=(302, WHY | {"day": TODAY})),
    "obligations/<pk>/fulfil/": needs(MANAGER, "obligation", post=(302, {"day": TODAY})),
    "obligations/<pk>/break/": needs(
        MANAGER, "obligation", post=(302, {"day": TODAY, "text": "Did not"})
    ),
    "obligations/<pk>/waive/": needs(MANAGER, "obligation", post=(302, WHY)),
    "breaches/<pk>/cure/": needs(MANAGER, "breach", post=(302, {"day": TODAY})),
    "policy-violations/<pk>/warn/": needs(
        MANAGER, "policyviolation", post=(302, {"warned_date": TODAY, "warning": "Stop it"})
    ),
    "policy-violations/<pk>/settle/": needs(MANAGER, "policyviolation", post=(302, {"day": TODAY})),
    "policy-violations/<pk>/warning/": needs(MANAGER, "warned_violation", get=200),
}  # fmt: skip
