"""What each page needs."""

from __future__ import annotations

import datetime as dt
from typing import Any

from customers.records import KINDS
from riskcrm.web.today import today
from tests.customers.records import row_of
from tests.web.routes.alert_rules import PAGES as ALERT_RULES
from tests.web.routes.alerting import PAGES as ALERTING
from tests.web.routes.cases import CASES
from tests.web.routes.control import PAGES as CONTROL
from tests.web.routes.emergency import PAGES as EMERGENCY
from tests.web.routes.ledger import FOLLOW_UP, LEDGER
from tests.web.routes.listing import PAGES as LISTING
from tests.web.routes.needs import ADMIN, HEAD, MANAGER, OFFICER, Needs, needs
from tests.web.routes.reviews import PAGES as REVIEWS
from tests.web.routes.rows import AT, LIST
from tests.web.routes.settings import SETTINGS
from tests.web.routes.telling import PAGES as TELLING
from tests.web.routes.words import (
    DAY,
    ENDING,
    ENDING_ROWS,
    OVERRIDE,
    PLAN,
    SEEN,
    STEP,
    TODAY,
    WHY,
    csv,
    seen,
    text,
)

OWN: dict[str, Needs] = {
    "palette/": needs(MANAGER, get=200),
    "news/": needs(MANAGER, get=286),
    "exports/": needs(MANAGER, get=200),
    "exports/new/": needs(MANAGER, post=(200, {"address": LIST, "format": "csv"})),
    "exports/<export_id>/": needs(MANAGER, get=200),
    "exports/<export_id>/progress/": needs(MANAGER, get=200),
    "exports/<export_id>/cancel/": needs(MANAGER, "open_export", post=302),
    "exports/<export_id>/file/": needs(MANAGER, get=200),
    "views/save/": needs(MANAGER, post=(302, {"address": LIST, "name": "New"})),
    "views/<view_id>/change/": needs(MANAGER, post=(302, {"address": LIST, "name": "Newer"})),
    "views/<view_id>/delete/": needs(MANAGER, post=(302, {"address": LIST})),
    "views/<view_id>/default/": needs(MANAGER, post=(302, {"address": LIST})),
    "bulk/": needs(
        MANAGER, post=(200, lambda r: {"address": LIST, "action": "terms", "ids": r.customer.pk})
    ),
    "bulk/<run_id>/": needs(MANAGER, "bulk", get=200),
    "bulk/<run_id>/progress/": needs(MANAGER, "bulk", get=200),
    "bulk/<run_id>/cancel/": needs(MANAGER, "bulk", post=302),
    "my-tasks/": needs(MANAGER, get=200),
    "my-tasks/count/": needs(MANAGER, get=200),
    "mentions/": needs(MANAGER, get=200),
    "mentions/read/": needs(MANAGER, post=302),
    "mentions/<pk>/read/": needs(MANAGER, "mention", post=302),
    "mentions/<pk>/open/": needs(MANAGER, "mention", post=302),
    "api/v1/docs/": needs(MANAGER, get=200),
}

BOOK: dict[str, Needs] = {
    "": needs(MANAGER, get=200),
    "inbox/": needs(MANAGER, get=200),
    "inbox/top/": needs(MANAGER, get=200),
    "inbox/count/": needs(MANAGER, get=200),
    "inbox/<customer_id>/acknowledge/": needs(MANAGER, post=(302, {"note": "seen"})),
    "alerts/": needs(MANAGER, get=200),
    "alerts/<alert_id>/": needs(MANAGER, get=200),
    "alerts/<alert_id>/acknowledge/": needs(MANAGER, post=(302, {"note": "seen"})),
    "customers/<customer_id>/alerts/": needs(MANAGER, get=200),
    "receivables/": needs(MANAGER, get=200),
    "receivables/customers/": needs(MANAGER, get=200),
    "worklist/": needs(MANAGER, get=200),
    "worklist/<customer_id>/contact/": needs(
        MANAGER, get=200, post=(302, {"channel": "call", "subject": "Will pay"})
    ),
    "worklist/<customer_id>/promise/": needs(
        MANAGER, get=200,
        post=(302, {"amount": "10.00", "currency": "USD", "promised_date": "2099-01-01"}),
    ),
    "worklist/<customer_id>/task/": needs(
        MANAGER, get=200, post=(302, {"title": "Call", "effective_date": "2099-01-01"})
    ),
    "worklist/<customer_id>/step/": needs(
        MANAGER, get=200, post=(302, {"how": "call", "effective_date": "2099-01-01"})
    ),
    "customers/": needs(MANAGER, get=200),
    "customers/<pk>/": needs(MANAGER, "customer", get=200),
    "customers/<customer_id>/score/": needs(MANAGER, get=200),
    "customers/<customer_id>/score/retry/": needs(OFFICER, post=302),
    "customers/<customer_id>/score/day/": needs(MANAGER, get=200),
    "customers/<customer_id>/score/replay/": needs(MANAGER, get=200),
    "customers/<customer_id>/override/": needs(MANAGER, get=200, post=(302, OVERRIDE)),
    "tier-migration/": needs(MANAGER, get=200),
    "book/indicators/": needs(OFFICER, get=200),
    "book/indicators/<code>/limits/": needs(HEAD, "=hhi", get=200, post=422),
    "book/limits/<limit_id>/decide/": needs(OFFICER, "kri_limit", post=302),
    "book/reports/": needs(OFFICER, get=200),
    "book/reports/make/": needs(OFFICER, post=422),
    "book/reports/<report_id>/": needs(OFFICER, "month_report", get=200),
    "losses/": needs(MANAGER, get=200),
    "losses/estimate/": needs(OFFICER, post=302),
    "losses/<matrix_id>/adopt/": needs(OFFICER, "matrix", post=302),
    "overrides/": needs(MANAGER, get=200),
    "overrides/<override_id>/": needs(MANAGER, get=200),
    "overrides/<override_id>/approve/": needs(OFFICER, post=(302, SEEN)),
    "overrides/<override_id>/reject/": needs(OFFICER, post=(302, SEEN)),
    "overrides/<override_id>/lift/": needs(OFFICER, post=(409, SEEN)),  # it is not in force
    "overrides/<override_id>/withdraw/": needs(MANAGER, post=(302, SEEN)),
    "treatments/": needs(MANAGER, get=200),
    "treatments/draft/": needs(OFFICER, post=302),
    "treatments/<policy_id>/": needs(MANAGER, "draft_policy", get=200),
    "treatments/<policy_id>/change/": needs(OFFICER, "draft_policy", get=200, post=(422, {})),
    "treatments/<policy_id>/submit/": needs(
        OFFICER, "draft_policy", post=(302, {"note": "Losses rose.", "version": 1})
    ),
    "treatments/<policy_id>/return/": needs(OFFICER, "submitted_policy", post=(302, SEEN)),
    "treatments/<policy_id>/publish/": needs(OFFICER, "submitted_policy", post=(302, SEEN)),
    "treatment-proposals/": needs(MANAGER, get=200),
    "treatment-proposals/<proposal_id>/": needs(MANAGER, "treatment_proposal", get=200),
    "treatment-proposals/<proposal_id>/accept/": needs(
        MANAGER, "treatment_proposal", post=(302, SEEN)
    ),
    "treatment-proposals/<proposal_id>/decline/": needs(
        MANAGER, "treatment_proposal", post=(302, SEEN)
    ),
    "customers/<customer_id>/treatment/": needs(MANAGER, get=200),
    "customers/<customer_id>/treatment/review/": needs(
        MANAGER, post=(302, {"note": "Seen.", "version": 1})
    ),
    "customers/<customer_id>/indicators/<code>/": needs(MANAGER, "customer =max_dpd", get=200),
    "scorecards/<version_id>/drift/": needs(MANAGER, "card", get=200),
    "back-tests/": needs(MANAGER, get=200),
    "back-tests/new/": needs(
        OFFICER, get=200,
        post=(302, lambda r: {"card_version": r.card.pk, "first_month": "2025-01",
                              "final_month": "2025-02", "days": 30, "horizon": 60}),
    ),
    "back-tests/<back_test_id>/": needs(MANAGER, get=200),
    "back-tests/<back_test_id>/progress/": needs(MANAGER, get=200),
    "back-tests/<back_test_id>/file.<kind>": needs(MANAGER, "back_test =csv", get=200),
    "back-tests/<back_test_id>/calibrate/": needs(OFFICER, post=302),
    "indicators/": needs(MANAGER, get=200),
    "scorecards/": needs(MANAGER, get=200),
    "scorecards/<version_id>/": needs(MANAGER, "card", get=200),
    "fittings/": needs(MANAGER, get=200),
    "fittings/new/": needs(
        OFFICER, get=200,
        post=(302, {"name": "Late", "days": 30, "horizon": 90, "first_month": "2025-01-31",
                    "final_month": "2025-12-31", "candidates": ["dso"]}),
    ),
    "fittings/table/": needs(
        OFFICER, get=200, post=(302, lambda r: {"file": csv(), "name": "T", "days": 30,
                                                "horizon": 90})
    ),
    "fittings/<fitting_id>/": needs(MANAGER, get=200),
    "fittings/<fitting_id>/progress/": needs(MANAGER, get=200),
    "fittings/<fitting_id>/columns/": needs(
        OFFICER, get=200, post=(302, {"label": "late", "bad_values": "1", "candidates": ["dso"]})
    ),
    "fittings/<fitting_id>/draft/": needs(
        OFFICER, get=200, post=(409, {"code": "f", "name_en": "F", "name_zh": "拟"})
    ),
    "scorecards/new/": needs(
        OFFICER, get=200,
        post=(302, lambda r: {"name_en": "S", "name_zh": "店", "code": "s", "based_on": r.card.pk}),
    ),
    "scorecards/<version_id>/compare/": needs(MANAGER, "draft_card", get=200),
    "scorecards/<version_id>/draft/": needs(OFFICER, "card", post=302),
    "scorecards/<version_id>/edit/": needs(OFFICER, "draft_card", get=200, post=422),
    "scorecards/<version_id>/preview/": needs(OFFICER, "draft_card", post=200),
    "scorecards/<version_id>/preview/book/": needs(OFFICER, "draft_card", post=200),
    "scorecards/<version_id>/submit/": needs(
        OFFICER, "draft_card", post=(302, {"note": "Why", "seen": 1})
    ),
    "scorecards/<version_id>/review/": needs(MANAGER, "review_card", get=200),
    "scorecards/<version_id>/publish/": needs(HEAD, "review_card", post=(302, STEP)),
    "scorecards/<version_id>/return/": needs(OFFICER, "review_card", post=(302, STEP)),
    "scorecards/<version_id>/retire/": needs(OFFICER, "draft_card", post=(302, STEP)),
    "scorecards/<version_id>/propose-champion/": needs(OFFICER, "rival_card", post=(409, WHY)),
    "scorecards/champion/<proposal_id>/": needs(MANAGER, get=200),
    "scorecards/champion/<proposal_id>/approve/": needs(HEAD, post=(302, WHY)),
    "scorecards/champion/<proposal_id>/reject/": needs(HEAD, post=(302, WHY)),
    "scorecards/<version_id>/what-if/": needs(OFFICER, "card", get=200, post=(422, {})),
    "scorecards/<version_id>/what-if/customers/": needs(MANAGER, "card", get=200),
    "credit-checks/": needs(MANAGER, get=200),
    "credit-checks/<check_id>/": needs(MANAGER, get=200),
    "credit-checks/<check_id>/release/": needs(
        OFFICER, post=(302, lambda _: WHY | {"until": (today() + dt.timedelta(days=2)).isoformat()})
    ),
    "customers/<customer_id>/credit-check/": needs(
        MANAGER, get=200, post=(302, {"amount": "10", "currency": "USD"})
    ),
    "reservations/": needs(MANAGER, get=200),
    "reservations/<reservation_id>/settle/": needs(MANAGER, post=302),
    "reservations/<reservation_id>/cancel/": needs(MANAGER, post=302),
    **CASES,
    "policy-packs/": needs(MANAGER, get=200),
    "policy-packs/<pack_id>/": needs(MANAGER, get=200),
    "policy-packs/<pack_id>/dates/": needs(MANAGER, get=200),
    "policy-packs/<pack_id>/adapt/": needs(
        ADMIN, get=200, post=(302, {"effective_from": TODAY, "reason": "Counsel"})
    ),
    # somebody else drafts it
    "policy-packs/<pack_id>/change/": needs(
        ADMIN, "draft_pack", get=200,
        post=(409, {"effective_from": TODAY, "reason": "Counsel", "version": 1}),
    ),
    "policy-packs/<pack_id>/parameters/<name>/": needs(
        ADMIN, "draft_pack =cure_days", get=200,
        post=(409, {"value": 9, "citation": "memo", "effective_date": DAY, "basis": "house",
                    "version": 1}),
    ),
    "policy-packs/<pack_id>/submit/": needs(ADMIN, "draft_pack", post=(409, {"version": 1})),
    "policy-packs/<pack_id>/return/": needs(
        OFFICER, "review_pack",
        post=(302, lambda r: {"reason": "Seen.", "version": r.review_pack.version}),
    ),
    "policy-packs/<pack_id>/approve/": needs(
        OFFICER, "review_pack",
        post=(302, lambda r: {"reason": "Seen.", "version": r.review_pack.version}),
    ),
    "policy-packs/<pack_id>/reject/": needs(
        OFFICER, "review_pack",
        post=(302, lambda r: {"reason": "Seen.", "version": r.review_pack.version}),
    ),
    "effect/": needs(OFFICER, get=200),
    "effect/add/": needs(
        OFFICER, get=200,
        post=(302, {"event": "approval", "first_day": "2025-01-01", "final_day": "2025-03-31",
                    "outcome": "over_90", "horizon": "365", "controls": ["eligible"]}),
    ),
    "effect/<study_id>/": needs(OFFICER, get=200),
    "effect/<study_id>/progress/": needs(OFFICER, get=200),
    "effect/<study_id>/look/": needs(OFFICER, post=302),
    "effect/<study_id>/customers/": needs(OFFICER, get=200),
    "effect/<study_id>/panel.csv": needs(OFFICER, get=200),
    "effect/<study_id>/report.pdf": needs(OFFICER, get=200),
    "effect/feedback/": needs(OFFICER, get=200),
    "effect/feedback/add/": needs(
        OFFICER, get=200,
        post=(302, {"source": "press", "given_date": DAY, "respondent": "A paper",
                    "sentiment": "neutral", "topic": "other", "text": "A report."}),
    ),
    "effect/feedback/rounds/add/": needs(
        OFFICER, get=200, post=(302, {"title": "Spring", "asked_date": DAY, "asked": "20"})
    ),
    "legal-recoveries/": needs(MANAGER, get=200),
    "cases/<case_id>/ending/": needs(MANAGER, get=200),
    "cases/<case_id>/ending/panel/": needs(MANAGER, get=200),
    "cases/<case_id>/ending/link-recovery/<row_id>/": needs(
        OFFICER, "case matter", get=200, post=(422, {"recovery": 0})
    ),
    # the case has not ended, so what is filled in well is still refused
    **{
        f"cases/<case_id>/ending/{act}/": needs(OFFICER, get=200, post=(said, words))
        for act, (said, words) in ENDING.items()
    },
    **{
        f"cases/<case_id>/ending/{act}/<row_id>/": needs(
            OFFICER, f"case {row}", get=200, post=(409, words)
        )
        for act, (row, words) in ENDING_ROWS.items()
    },
    "cases/<case_id>/reduction/": needs(MANAGER, get=200),
    "cases/<case_id>/reduction/plan/": needs(MANAGER, get=200, post=(302, PLAN)),
    "reductions/": needs(MANAGER, get=200),
    "reductions/<step_id>/": needs(MANAGER, get=200),
    "reductions/<step_id>/release/": needs(OFFICER, "planned_step", post=302),
    "reductions/<step_id>/reverse/": needs(OFFICER, post=(302, WHY)),
    "reductions/<step_id>/drop/": needs(MANAGER, "planned_step", post=(302, WHY)),
    "reductions/<step_id>/notice/": needs(
        MANAGER, post=(302, {"notice_date": DAY, "notice_text": "By courier."})
    ),
    "reductions/<step_id>/offer/": needs(
        MANAGER, "planned_step",
        post=(302, {"kind": "guarantee", "amount": "5", "offered_date": DAY, "text": "A bank."}),
    ),
    "security-offers/<offer_id>/accept/": needs(OFFICER, post=(302, WHY)),
    "security-offers/<offer_id>/refuse/": needs(OFFICER, post=(302, WHY)),
    "criteria/": needs(MANAGER, get=200),
    "criteria/draft/": needs(OFFICER, post=302),
    "criteria/<criteria_id>/": needs(MANAGER, "draft_criteria", get=200),
    "criteria/<criteria_id>/what-if/": needs(MANAGER, "draft_criteria", get=200),
    "criteria/<criteria_id>/rules/new/": needs(
        OFFICER, "draft_criteria", get=200, post=(422, {})
    ),
    "criteria/<criteria_id>/rules/<rule_id>/": needs(
        OFFICER, "draft_criteria criterion_rule", get=200, post=(422, {})
    ),
    "criteria/<criteria_id>/rules/<rule_id>/remove/": needs(
        OFFICER, "draft_criteria criterion_rule", post=302
    ),
    "criteria/<criteria_id>/submit/": needs(
        OFFICER, "draft_criteria", post=(302, {"note": "Losses rose.", "version": 1})
    ),
    "criteria/<criteria_id>/return/": needs(OFFICER, "submitted_criteria", post=(302, SEEN)),
    "criteria/<criteria_id>/publish/": needs(OFFICER, "submitted_criteria", post=(302, SEEN)),
    "criteria/<criteria_id>/retire/": needs(OFFICER, "draft_criteria", post=(409, SEEN)),
    "suggestions/": needs(MANAGER, get=200),
    "suggestions/<suggestion_id>/": needs(MANAGER, get=200),
    "suggestions/<suggestion_id>/take-up/": needs(
        MANAGER, post=(302, {"summary": "Never pays", "version": 1})
    ),
    "suggestions/<suggestion_id>/dismiss/": needs(MANAGER, post=(302, SEEN)),
}  # fmt: skip

DAY_SENT = AT.date().isoformat()
LETTER_WORDS = {
    "subject": "Warning", "body": "Pay.", "reasons": "Pays late.", "recipient": "Walk",
    "version": 1,
}  # fmt: skip
LETTERS: dict[str, Needs] = {
    "cases/<case_id>/letters/": needs(MANAGER, get=200),
    "cases/<case_id>/letters/new/": needs(
        MANAGER, "warned", get=200,
        post=(302, lambda r: {"reasons": "Pays late.", "deadline": "2099-01-01",
                              "recipient": "Walk", "signatory": r.manager.pk}),
    ),
    "letters/": needs(MANAGER, get=200),
    "letters/<letter_id>/": needs(MANAGER, get=200),
    "letters/<letter_id>/edit/": needs(MANAGER, get=200, post=(302, LETTER_WORDS)),
    "letters/<letter_id>/preview/": needs(MANAGER, post=(200, LETTER_WORDS)),
    "letters/<letter_id>/pdf/": needs(MANAGER, get=200),
    "letters/<letter_id>/submit/": needs(MANAGER, post=302),
    "letters/<letter_id>/release/": needs(
        OFFICER, "waiting_letter", get=200, post=(302, {"version": 1})
    ),
    "letters/<letter_id>/send-back/": needs(OFFICER, "waiting_letter", post=(302, SEEN)),
    "letters/<letter_id>/cancel/": needs(MANAGER, post=(302, SEEN)),
    "letters/<letter_id>/mail/": needs(
        MANAGER, "released_letter", get=200,
        post=(302, {"address": "li@walk.example", "source": "contact"}),
    ),
    "letters/<letter_id>/post/": needs(
        MANAGER, "released_letter", get=200,
        post=(302, {"channel": "courier", "address": "1 Mill Lane", "source": "customer",
                    "sent_on": DAY_SENT}),
    ),
    "letters/<letter_id>/answer/": needs(
        MANAGER, "released_letter", get=200, post=(302, {"received_on": DAY, "text": "Yes."})
    ),
    "letter-deliveries/<delivery_id>/arrive/": needs(
        MANAGER, get=200, post=(302, {"arrived_on": DAY_SENT, "note": "signed", "version": 1})
    ),
    "letter-deliveries/<delivery_id>/return/": needs(
        MANAGER, get=200, post=(302, {"returned_on": DAY_SENT, "reason": "moved", "version": 1})
    ),
    "letter-deliveries/<delivery_id>/again/": needs(MANAGER, "failed_delivery", post=302),
    "letter-deliveries/<delivery_id>/receipt/": needs(MANAGER, get=200),
    "letter-answers/<answer_id>/file/": needs(MANAGER, "letter_answer", get=200),
}  # fmt: skip
TEMPLATE_WORDS = {"subject": "S", "body": "B", "note": "Why", "version": 1}
LETTER_TEMPLATES: dict[str, Needs] = {
    "settings/letter-templates/": needs(HEAD, get=200),
    "settings/letter-templates/<template_id>/": needs(HEAD, "letter_template", get=200),
    "settings/letter-templates/<template_id>/draft/": needs(HEAD, "letter_template", post=302),
    "settings/letter-templates/<template_id>/change/": needs(
        HEAD, "own_template", get=200, post=(302, TEMPLATE_WORDS)
    ),
    "settings/letter-templates/<template_id>/submit/": needs(HEAD, "own_template", post=302),
    "settings/letter-templates/<template_id>/return/": needs(
        HEAD, "review_template", post=(302, SEEN)
    ),
    "settings/letter-templates/<template_id>/publish/": needs(
        HEAD, "review_template", post=(302, SEEN)
    ),
    "settings/letter-templates/<template_id>/pdf/": needs(HEAD, "letter_template", get=200),
}

CUSTOMERS: dict[str, Needs] = {
    "admissions/": needs(MANAGER, get=200),
    "admissions/<admission_id>/decide/": needs(
        OFFICER, post=(302, WHY | {"decision": "return"})
    ),
    "admissions/<admission_id>/withdraw/": needs(MANAGER, post=(302, WHY)),
    "customers/<customer_id>/onboarding/decline/": needs(OFFICER, "prospect", post=(302, WHY)),
    "customers/<customer_id>/onboarding/": needs(MANAGER, "prospect", get=200),
    "customers/<customer_id>/onboarding/<item_id>/": needs(
        MANAGER, "newcomer item", post=(302, {"state": "passed", "evidence": "seen"})
    ),
    "customers/<customer_id>/onboarding/request/": needs(MANAGER, "prospect", post=409),
    "customers/new/": needs(
        MANAGER, get=200, post=(302, {"number": "C-99", "name": "New", "kind": "company"})
    ),
    "customers/<customer_id>/edit/": needs(
        MANAGER, get=200,
        post=(302, lambda r: {"number": r.customer.number, "name": "Newer", "version": 1,
                              "kind": "company", "manager": r.manager.pk,
                              "team": r.manager.team_id}),
    ),
    "credit-terms/": needs(MANAGER, get=200),
    "customers/<customer_id>/terms/": needs(
        MANAGER, get=200, post=(302, {"effective_date": DAY, "payment_days": 30})
    ),
    "customers/<customer_id>/details/": needs(MANAGER, get=200),
    "contacts/": needs(MANAGER, get=200),
    "customers/<customer_id>/contacts/": needs(MANAGER, get=200),
    "customers/<customer_id>/contacts/new/": needs(MANAGER, get=200, post=(302, {"name": "Wu"})),
    "customers/<customer_id>/contacts/<contact_id>/edit/": needs(
        MANAGER, get=200, post=(302, {"name": "Wu", "version": 1})
    ),
    "customers/<customer_id>/contacts/<contact_id>/verify/": needs(
        MANAGER, post=(302, {"how": "call_back", "version": 1})
    ),
    "customers/<customer_id>/contacts/<contact_id>/end/": needs(
        MANAGER, post=(302, WHY | {"version": 1})
    ),
    "customers/<customer_id>/contacts/<contact_id>/reopen/": needs(
        MANAGER, "customer ended_contact", post=302
    ),
    "contact-changes/": needs(MANAGER, get=200),
    "contact-changes/<change_id>/verify/": needs(
        MANAGER, get=200, post=(302, {"how": "call_back"})
    ),
    "related-parties/": needs(MANAGER, get=200),
    "customers/<customer_id>/related-parties/": needs(MANAGER, get=200),
    "customers/<customer_id>/related-parties/new/": needs(
        MANAGER, get=200, post=(302, {"kind": "owner", "name": "Uncle"})
    ),
    "related-parties/<party_id>/edit/": needs(
        MANAGER, get=200,
        post=(302, lambda r: {"kind": "guarantor", "name": "Mei", "seen": seen(r.party)}),
    ),
    "related-parties/<party_id>/verify/": needs(
        MANAGER, post=(302, lambda r: {"how": "document", "seen": seen(r.party)})
    ),
    "groups/": needs(MANAGER, get=200),
    "groups/new/": needs(MANAGER, get=200, post=(302, {"code": "g-9", "name": "Nine"})),
    "groups/<group_id>/": needs(MANAGER, get=200),
    "groups/<group_id>/edit/": needs(
        MANAGER, get=200, post=(302, {"code": "g-9", "name": "Nine", "version": 1})
    ),
    "groups/<group_id>/end/": needs(MANAGER, get=200, post=(302, WHY)),
    "groups/<group_id>/members/new/": needs(
        MANAGER, get=200, post=(302, lambda r: {"number": r.other.number, "from_date": DAY})
    ),
    "group-memberships/": needs(MANAGER, get=200),
    "group-memberships/<membership_id>/end/": needs(
        MANAGER, get=200, post=(302, {"until_date": DAY})
    ),
    "duplicates/": needs(OFFICER, get=200),
    "duplicates/search/": needs(OFFICER, post=302),
    "duplicates/<pair_id>/dismiss/": needs(MANAGER, get=200, post=(302, WHY)),
    "duplicates/<pair_id>/reopen/": needs(MANAGER, "dismissed_pair", post=302),
    "customers/<customer_id>/merge/": needs(
        OFFICER, get=200, post=(302, lambda r: {"number": r.other.number})
    ),
    "customers/<survivor_id>/merge/<merged_id>/": needs(
        OFFICER, "customer other", get=200, post=(422, {"reason": ""})
    ),
    "merges/": needs(OFFICER, get=200),
    "merges/<merge_id>/undo/": needs(OFFICER, get=200, post=(302, WHY)),
    "documents/": needs(MANAGER, get=200),
    "customers/<customer_id>/documents/": needs(MANAGER, get=200),
    "customers/<customer_id>/documents/new/": needs(
        MANAGER, get=200, post=(302, lambda r: {"file": text(), "category": "other"})
    ),
    "documents/<document_id>/": needs(MANAGER, get=200),
    "documents/<document_id>/remove/": needs(MANAGER, get=200, post=(302, WHY)),
    "authority-requests/": needs(OFFICER, get=200),
    "authority-requests/new/": needs(
        OFFICER, get=200,
        post=(302, lambda r: {"authority": "Court", "reference": "C-1", "subject": "Files",
                              "received_date": DAY, "deadline_date": DAY,
                              "responsible": r.officer.pk}),
    ),
    "authority-requests/<request_id>/": needs(OFFICER, get=200),
    "authority-requests/<request_id>/edit/": needs(
        OFFICER, get=200,
        post=(302, lambda r: {"authority": "Court", "reference": "C-1", "subject": "Files",
                              "received_date": DAY, "deadline_date": DAY, "version": 1,
                              "responsible": r.officer.pk}),
    ),
    "authority-requests/<request_id>/answer/": needs(
        OFFICER,
        post=(302, {"state": "answered", "answered_date": DAY, "answer": "Sent", "version": 1}),
    ),
    "customers/<customer_id>/screening/": needs(MANAGER, get=200),
    "screening/": needs(MANAGER, get=200),
    "screening/count/": needs(MANAGER, get=200),
    "screening/hits/<hit_id>/": needs(MANAGER, get=200),
    "screening/hits/<hit_id>/decide/": needs(OFFICER, post=(302, WHY | {"outcome": "dismissed"})),
    "screening/lists/": needs(OFFICER, get=200),
    "screening/lists/new/": needs(
        OFFICER, get=200,
        post=(302, {"name": "Own", "code": "own-9", "kind": "own", "least_score": 80}),
    ),
    "screening/lists/<list_id>/": needs(OFFICER, get=200),
    "screening/lists/<list_id>/change/": needs(
        OFFICER, get=200, post=(302, {"name": "Walks", "least_score": 85, "is_active": "on"})
    ),
    "screening/lists/<list_id>/versions/new/": needs(
        OFFICER, get=200, post=(302, lambda r: {"file": csv(), "published_date": DAY})
    ),
    "screening/versions/<version_id>/": needs(OFFICER, get=200),
    "screening/versions/<version_id>/progress/": needs(OFFICER, get=200),
    "screening/versions/<version_id>/confirm/": needs(OFFICER, post=302),
    "screening/entries/": needs(OFFICER, get=200),
    "screening/entries/<entry_id>/": needs(OFFICER, get=200),
    "imports/": needs(MANAGER, get=200),
    "imports/new/": needs(
        MANAGER, get=200, post=(302, lambda r: {"file": csv(), "kind": "customers"})
    ),
    "imports/<import_id>/": needs(MANAGER, get=200),
    "imports/<import_id>/progress/": needs(MANAGER, get=200),
    "imports/<import_id>/columns/": needs(MANAGER, post=422),
    "imports/<import_id>/confirm/": needs(MANAGER, post=302),
    "imports/<import_id>/stop/": needs(MANAGER, post=409),
    "imports/<import_id>/undo/": needs(MANAGER, post=(409, WHY)),
    "imports/<import_id>/mend/": needs(MANAGER, post=409),
    "imports/<import_id>/mappings/<mapping_id>/delete/": needs(MANAGER, post=302),
    "imports/<import_id>/kept.csv": needs(MANAGER, get=404),  # nothing was undone
    "imports/<import_id>/refused.csv": needs(MANAGER, get=200),
}  # fmt: skip


def _filled(kind: Any) -> Any:
    """The words of the form of a kind, for the customer of the walk."""

    def words(rows: Any) -> dict[str, Any]:
        row = row_of(kind, rows.customer, person=rows.manager, key=f"N-{kind.code}")
        row |= {"version": 1}
        return {n: "" if v is None else v for n, v in row.items() if n != "customer"}

    return words


def _of_kinds() -> dict[str, Needs]:
    found = {}
    for code, kind in KINDS.items():
        one = kind.name
        found |= {
            f"{code}/": needs(MANAGER, get=200),
            f"{code}/<pk>/": needs(MANAGER, one, get=200),
            f"{code}/<pk>/edit/": needs(MANAGER, one, get=200, post=(302, _filled(kind))),
            # a recovery rests on the write-off
            f"{code}/<pk>/void/": needs(
                MANAGER, one, post=(409 if code == "write-offs" else 302, WHY)
            ),
            f"customers/<customer_id>/{code}/new/": needs(
                MANAGER, get=200, post=(302, _filled(kind))
            ),
        }
    return found


PAGES: dict[str, Needs] = (
    SETTINGS | OWN | BOOK | LETTERS | LETTER_TEMPLATES | CUSTOMERS | LEDGER | FOLLOW_UP
    | LISTING
    | CONTROL
    | ALERT_RULES
    | EMERGENCY
    | REVIEWS
    | TELLING
    | ALERTING
    | _of_kinds()
)  # fmt: skip
