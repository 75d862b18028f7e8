"""What each route of the API needs."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.utils import timezone

from customers.records import KINDS
from tests.customers.records import row_of
from tests.web.routes.acts import ACTS
from tests.web.routes.alert_rules import CALLS as ALERT_RULES
from tests.web.routes.alerting import CALLS as ALERTING
from tests.web.routes.cases import CASE_CALLS
from tests.web.routes.control import CALLS as CONTROL
from tests.web.routes.emergency import CALLS as EMERGENCY
from tests.web.routes.listing import CALLS as LISTING
from tests.web.routes.needs import ADMIN, HEAD, MANAGER, OFFICER, Needs, needs
from tests.web.routes.reviews import CALLS as REVIEWS
from tests.web.routes.rows import LIST
from tests.web.routes.settings import POLICY
from tests.web.routes.telling import CALLS as TELLING
from tests.web.routes.words import DAY, OVERRIDE, WHY, csv, text


def _soon() -> dict[str, str]:
    """Until when a held order is released: a day that has not come yet."""
    return {"until": (timezone.now() + dt.timedelta(days=2)).isoformat()}


RECORDS: dict[str, Needs] = {
    "admissions/": needs(MANAGER, get=200, post=(409, lambda r: {"customer": r.prospect.number})),
    "onboarding-checks/": needs(
        MANAGER, get=200,
        post=(200, lambda r: {"customer": r.newcomer.number, "item": r.item.code,
                              "state": "failed", "evidence": "seen"}),
    ),
    "reminder-runs/": needs(MANAGER, get=200, post=201),
    "reminder-runs/<pk>/": needs(MANAGER, "reminder_run", get=200),
    "reminders/": needs(MANAGER, get=200),
    "reminders/<pk>/": needs(MANAGER, "reminder", get=200),
    "reminders/<pk>/send/": needs(MANAGER, "reminder", post=200),
    "contacts/": needs(
        MANAGER, get=200, post=(201, lambda r: {"customer": r.customer.number, "name": "Wu"})
    ),
    "contacts/<pk>/": needs(MANAGER, "contact", get=200, patch=(200, {"name": "Wu"})),
    "contacts/<pk>/end/": needs(MANAGER, "contact", post=(200, WHY)),
    "contacts/<pk>/reopen/": needs(MANAGER, "ended_contact", post=200),
    "contact-changes/": needs(MANAGER, get=200),
    "documents/": needs(
        MANAGER, get=200, post=(201, lambda r: {"customer": r.customer.number, "file": text()})
    ),
    "documents/<pk>/": needs(MANAGER, "document", get=200),
    "documents/<pk>/content/": needs(MANAGER, "document", get=200),
    "documents/<pk>/remove/": needs(MANAGER, "document", post=(200, WHY)),
    "duplicates/": needs(OFFICER, get=200),
    "duplicates/<pk>/dismiss/": needs(MANAGER, "pair", post=(200, WHY)),
    "merges/": needs(
        OFFICER, get=200,
        post=(409, lambda r: {"survivor": r.customer.number, "merged": r.prospect.number}),
    ),
    "merges/<pk>/undo/": needs(OFFICER, "merge", post=(200, WHY)),
    "related-parties/": needs(
        MANAGER, get=200,
        post=(201, lambda r: {"customer": r.customer.number, "kind": "owner", "name": "Uncle"}),
    ),
    "related-parties/<pk>/": needs(MANAGER, "party", get=200),
    "groups/": needs(MANAGER, get=200, post=(201, {"code": "g-9", "name": "Nine"})),
    "groups/<pk>/": needs(MANAGER, "group", get=200, patch=(200, {"name": "Nine"})),
    "groups/<pk>/end/": needs(MANAGER, "group", post=(200, WHY)),
    "groups/<pk>/members/": needs(
        MANAGER, "group", get=200,
        post=(201, lambda r: {"customer": r.other.number, "from_date": DAY}),
    ),
    "groups/<pk>/members/<membership>/end/": needs(
        MANAGER, "group membership", post=(200, {"until_date": DAY})
    ),
    "imports/": needs(
        MANAGER, get=200, post=(202, lambda r: {"file": csv(), "kind": "customers"})
    ),
    "imports/<pk>/": needs(MANAGER, "imported", get=200),
    "imports/<pk>/confirm/": needs(MANAGER, "imported", post=202),
    "imports/<pk>/stop/": needs(MANAGER, "imported", post=409),
    "imports/<pk>/undo/": needs(MANAGER, "imported", post=(409, WHY)),
    "imports/<pk>/refused.csv": needs(MANAGER, "imported", get=200),
    "authority-requests/": needs(
        OFFICER, get=200,
        post=(201, lambda r: {"authority": "Court", "reference": "C-1", "subject": "Files",
                              "received_date": DAY, "deadline_date": DAY,
                              "responsible": r.officer.username}),
    ),
    "authority-requests/<pk>/": needs(
        OFFICER, "request", get=200, patch=(200, {"subject": "Accounts and files"})
    ),
    "exchange-rates/": needs(
        OFFICER, get=200, post=(201, {"currency": "EUR", "effective_date": DAY, "rate": "1.1"})
    ),
    "region-grades/": needs(
        OFFICER, get=200,
        post=(201, {"country": "VN", "grade": 3, "source": "List", "effective_date": DAY}),
    ),
    "score-tables/": needs(
        OFFICER, get=200,
        post=(201, {"provider": "Harbour", "direction": "safer", "source": "Site",
                    "effective_date": DAY,
                    "lines": [{"score_from": "1", "default_probability": "9"}]}),
    ),
    "peer-figures/": needs(MANAGER, get=200),
}  # fmt: skip

CARDS: dict[str, Needs] = {
    "scorecards/": needs(
        OFFICER, get=200,
        post=(201, lambda r: {"code": "s", "name_en": "S", "name_zh": "店", "based_on": r.card.pk}),
    ),
    "scorecards/<card_id>/": needs(MANAGER, "scorecard", get=200),
    "scorecards/<card_id>/propose-champion/": needs(OFFICER, "rival", post=(409, WHY)),
    "scorecard-versions/": needs(
        OFFICER, get=200,
        post=(201, lambda r: {"scorecard": r.scorecard.pk, "based_on": r.card.pk}),
    ),
    "scorecard-versions/<version_id>/": needs(
        OFFICER, "draft_card", get=200, patch=(200, {"limits": "Few"})
    ),
    "scorecard-versions/<version_id>/submit/": needs(
        OFFICER, "draft_card", post=(200, {"note": "Why"})
    ),
    "scorecard-versions/<version_id>/return/": needs(OFFICER, "review_card", post=(200, WHY)),
    "scorecard-versions/<version_id>/publish/": needs(HEAD, "review_card", post=(200, WHY)),
    "scorecard-versions/<version_id>/retire/": needs(OFFICER, "draft_card", post=(200, WHY)),
    "scorecard-versions/<version_id>/compare/<other_id>/": needs(
        MANAGER, "draft_card card", get=200
    ),
    "champion-proposals/": needs(MANAGER, get=200),
    "champion-proposals/<proposal_id>/approve/": needs(HEAD, post=(200, WHY)),
    "champion-proposals/<proposal_id>/reject/": needs(HEAD, post=(200, WHY)),
}  # fmt: skip

MONEY: dict[str, Needs] = {
    "invoices/": needs(
        MANAGER, get=200,
        post=(201, lambda r: {"customer": r.customer.number, "number": "I-9", "currency": "USD",
                              "invoice_date": DAY, "amount": "9.00"}),
    ),
    "invoices/<pk>/": needs(MANAGER, "invoice", get=200),
    "invoices/<pk>/void/": needs(MANAGER, "invoice", post=(409, WHY)),
    "invoices/<pk>/reinstate/": needs(MANAGER, "invoice", post=(409, WHY)),
    "payments/": needs(
        MANAGER, get=200,
        post=(201, lambda r: {"customer": r.customer.number, "source_key": "P-9", "amount": "9.00",
                              "received_date": DAY, "currency": "USD"}),
    ),
    "payments/<pk>/": needs(MANAGER, "payment", get=200),
    "payments/<pk>/void/": needs(MANAGER, "payment", post=(409, WHY)),
    "payments/<pk>/reinstate/": needs(MANAGER, "payment", post=(409, WHY)),
    "allocations/": needs(
        MANAGER, get=200,
        post=(200, lambda r: {"customer": r.customer.number, "source": "payment",
                              "number": r.payment.source_key, "invoice": r.invoice.number,
                              "amount": "300.00"}),
    ),
    "allocations/<pk>/": needs(MANAGER, "allocation", get=200),
    "open-credits/": needs(MANAGER, get=200),
    "customers/<pk>/allocation-proposals/": needs(MANAGER, "customer", get=200),
    "ageing/": needs(MANAGER, get=200),
    "ageing/customers/": needs(MANAGER, get=200),
    "worklist/": needs(MANAGER, get=200),
}  # fmt: skip

RISK: dict[str, Needs] = {
    "customers/": needs(MANAGER, get=200, post=(201, {"number": "C-99", "name": "New"})),
    "customers/<pk>/": needs(MANAGER, "customer", get=200, patch=(200, {"name": "Newer"})),
    "screening-lists/": needs(
        OFFICER, get=200, post=(201, {"code": "own-9", "name": "Own", "kind": "own"})
    ),
    "screening-entries/": needs(
        OFFICER, get=200,
        post=(201, lambda r: {"list": r.list.code, "source_key": "W-9", "name": "Nine Ltd"}),
    ),
    "screening-entries/<pk>/": needs(OFFICER, "entry", get=200),
    "screening-hits/": needs(MANAGER, get=200),
    "screening-hits/<pk>/": needs(MANAGER, "hit", get=200),
    "screening-hits/<pk>/decide/": needs(
        OFFICER, "hit", post=(200, WHY | {"outcome": "dismissed"})
    ),
    "screenings/": needs(OFFICER, post=(200, {"name": "Walker Ltd"})),
    "what-if/": needs(OFFICER, post=(200, lambda r: {"version": r.card.pk})),
    "scores/": needs(MANAGER, get=200),
    "fittings/": needs(
        OFFICER, get=200,
        post=(202, {"name": "Late", "days": 30, "horizon": 90, "first_month": "2025-01-31",
                    "final_month": "2025-12-31", "candidates": ["dso"]}),
    ),
    "fittings/tables/": needs(
        OFFICER,
        post=(202, lambda r: {"file": csv(), "name": "T", "days": 30, "horizon": 90,
                              "label": "name", "candidates": "number"}),
    ),
    "fittings/<pk>/": needs(MANAGER, "fitting", get=200),
    "fittings/<pk>/draft/": needs(OFFICER, "fitting", post=(409, {"code": "f"})),
    "drift/<version_id>/": needs(MANAGER, "card", get=200),
    "back-tests/": needs(
        OFFICER, get=200,
        post=(201, lambda r: {"card_version": r.card.pk, "first_month": "2025-01-31",
                              "final_month": "2025-02-28", "days": 30, "horizon": 60}),
    ),
    "back-tests/<pk>/": needs(MANAGER, "back_test", get=200),
    "back-tests/<pk>/calibrate/": needs(OFFICER, "back_test", post=201),
    "scores/<customer_id>/": needs(MANAGER, get=200),
    "scores/<customer_id>/history/": needs(MANAGER, get=200),
    "scores/<customer_id>/replay/": needs(MANAGER, get=409),  # it has no score yet
    "scores/<customer_id>/indicators/": needs(MANAGER, get=200),
    "scores/<customer_id>/indicators/<code>/": needs(MANAGER, "customer =max_dpd", get=200),
    "indicators/": needs(MANAGER, get=200),
    "tier-migration/": needs(MANAGER, get=200),
    "expected-losses/": needs(MANAGER, get=200),
    "book/": needs(MANAGER, get=200),
    "kris/": needs(OFFICER, get=200),
    "month-reports/": needs(OFFICER, get=200),
    "provision-matrices/": needs(OFFICER, get=200, post=(202, {"final_month": "2025-12-31"})),
    "provision-matrices/<pk>/": needs(MANAGER, "matrix", get=200),
    "overrides/": needs(
        MANAGER, get=200, post=(201, lambda r: OVERRIDE | {"customer": r.other.pk})
    ),
    "treatment-policies/": needs(OFFICER, get=200, post=201),
    "treatment-policies/<pk>/": needs(
        OFFICER, "draft_policy", get=200, patch=(200, {"check_hours": 12})
    ),
    "treatment-policies/<pk>/submit/": needs(
        OFFICER, "draft_policy", post=(200, {"note": "Losses rose."})
    ),
    "treatments/<customer_id>/": needs(MANAGER, get=200),
    "treatments/<customer_id>/review/": needs(MANAGER, post=(200, {"note": "Seen."})),
    "treatment-proposals/": needs(MANAGER, get=200),
    "treatment-proposals/<proposal_id>/": needs(MANAGER, "treatment_proposal", get=200),
    "treatment-proposals/<proposal_id>/accept/": needs(
        MANAGER, "treatment_proposal", post=(200, {})
    ),
    "treatment-proposals/<proposal_id>/decline/": needs(
        MANAGER, "treatment_proposal", post=(200, WHY)
    ),
    "overrides/<override_id>/": needs(MANAGER, get=200),
    "overrides/<override_id>/approve/": needs(OFFICER, post=(200, WHY)),
    "overrides/<override_id>/reject/": needs(OFFICER, post=(200, WHY)),
    "overrides/<override_id>/lift/": needs(OFFICER, post=(409, WHY)),
    "overrides/<override_id>/withdraw/": needs(MANAGER, post=(200, WHY)),
    "credit-checks/": needs(
        MANAGER, get=200,
        post=(201, lambda r: {"customer": r.other.pk, "amount": "10", "currency": "USD"}),
    ),
    "credit-checks/batch/": needs(
        MANAGER,
        post=(200, lambda r: {"checks": [{"customer": r.other.pk, "amount": "10",
                                          "currency": "USD"}]}),
    ),
    "credit-checks/changes/": needs(MANAGER, get=200),
    "credit-checks/<check_id>/": needs(MANAGER, get=200),
    "credit-checks/<check_id>/release/": needs(OFFICER, post=(200, lambda _: WHY | _soon())),
    "reservations/": needs(MANAGER, get=200),
    "reservations/<reservation_id>/": needs(MANAGER, get=200),
    "reservations/<reservation_id>/settle/": needs(MANAGER, post=200),
    "reservations/<reservation_id>/cancel/": needs(MANAGER, post=200),
    "system-keys/": needs(
        MANAGER, get=200,
        post=(201, lambda r: {"customer": r.other.number, "system": "shop", "key": "9"}),
    ),
    "system-keys/<pk>/": needs(MANAGER, "system_key", get=200),
    "system-keys/<pk>/remove/": needs(MANAGER, "system_key", post=200),
    "removal-criteria/": needs(MANAGER, get=200),
    "removal-criteria/<criteria_id>/": needs(MANAGER, "draft_criteria", get=200),
    "removal-criteria/what-if/": needs(
        MANAGER, post=(200, lambda r: {"criteria": r.draft_criteria.pk})
    ),
    "removal-suggestions/": needs(MANAGER, get=200),
    "removal-suggestions/<suggestion_id>/": needs(MANAGER, get=200),
    "removal-suggestions/<suggestion_id>/take-up/": needs(
        MANAGER, post=(200, {"summary": "Never pays"})
    ),
    "removal-suggestions/<suggestion_id>/dismiss/": needs(MANAGER, post=(200, WHY)),
    "effect-studies/": needs(
        OFFICER, get=200,
        post=(201, {"event": "approval", "first_day": "2025-01-01", "final_day": "2025-03-31",
                    "outcome": "over_90", "horizon": 365, "controls": ["eligible"]}),
    ),
    "effect-studies/<pk>/": needs(OFFICER, "study", get=200),
    "market-feedback/": needs(
        OFFICER, get=200,
        post=(201, {"source": "press", "given_date": DAY, "respondent": "A paper",
                    "sentiment": "neutral", "topic": "other", "text": "A report."}),
    ),
    **CASE_CALLS,
    "policy-packs/": needs(MANAGER, get=200),
    "policy-packs/<pk>/": needs(MANAGER, "pack", get=200),
    "policy-packs/<pk>/dates/": needs(MANAGER, "pack", post=(200, {"known_on": DAY})),
    "letters/": needs(MANAGER, get=200),
    "letters/<letter_id>/": needs(MANAGER, get=200),
    "letters/<letter_id>/pdf/": needs(MANAGER, "released_letter", get=200),
    "letters/<letter_id>/deliveries/": needs(
        MANAGER, "released_letter",
        post=(201, {"channel": "courier", "address": "1 Mill Lane", "source": "customer"}),
    ),
    "letters/<letter_id>/answer/": needs(
        MANAGER, "released_letter", post=(200, {"received_on": DAY, "text": "Yes."})
    ),
    "letter-deliveries/": needs(MANAGER, get=200),
    "letter-deliveries/<delivery_id>/": needs(MANAGER, get=200),
    "letter-deliveries/<delivery_id>/arrive/": needs(
        MANAGER, post=(200, {"arrived_on": "2026-03-03", "note": "signed"})
    ),
    "letter-deliveries/<delivery_id>/return/": needs(
        MANAGER, post=(200, {"returned_on": "2026-03-03", "reason": "moved"})
    ),
    "legal-recoveries/": needs(MANAGER, get=200),
    "removal-cases/<case_id>/ending/": needs(MANAGER, get=200),
    "reduction-steps/": needs(MANAGER, get=200),
    "reduction-steps/<step_id>/": needs(MANAGER, get=200),
    "reduction-steps/<step_id>/confirm/": needs(
        "insider", post=(200, {"awaited": "apply", "outcome": "confirmed"})
    ),
    "alerts/": needs(MANAGER, get=200),
    "alerts/<alert_id>/": needs(MANAGER, get=200),
    "alerts/<alert_id>/acknowledge/": needs(MANAGER, post=(200, {"note": "seen"})),
    "schema/": needs(MANAGER, get=200),
}  # fmt: skip


ADMINISTRATION: dict[str, Needs] = {
    "people/": needs(
        ADMIN, get=200, post=(201, {"username": "newcomer", "name": "New", "role": "auditor"})
    ),
    "people/<pk>/": needs(ADMIN, "person", get=200, patch=(200, {"name": "Other"})),
    "people/<pk>/work/": needs(ADMIN, "person", get=200),
    "people/<pk>/hand-over/": needs(
        ADMIN, "person", post=(409, {"receivers": ["taker"], "reason": "leaves"})  # has nothing
    ),
    "teams/": needs(ADMIN, get=200, post=(201, {"code": "west", "name": "West"})),
    "teams/<pk>/": needs(ADMIN, "team", get=200, patch=(200, {"name": "North-east"})),
    "policies/": needs(HEAD, get=200, post=(201, POLICY | {"code": "gifts"})),
    "policies/<code>/": needs(MANAGER, "policy", get=200),
    "policies/<code>/versions/": needs(
        HEAD, "policy", post=(201, POLICY | {"after": 1, "title_en": "Manners"})
    ),
    "policies/<code>/withdraw/": needs(HEAD, "policy", post=(200, WHY)),
    "policies/<code>/versions/<number>/acknowledge/": needs(
        MANAGER, "policy policy", post=200
    ),
    "policy-acknowledgements/": needs(HEAD, get=200),
    "holidays/": needs(
        ADMIN, get=200,
        post=(200, {"calendar": "CN", "days": [{"date": "2027-10-01", "name": "National day"}]}),
    ),
    "holidays/<pk>/": needs(ADMIN, "holiday", get=200),
    "holidays/<pk>/remove/": needs(ADMIN, "holiday", post=204),
    "saved-views/": needs(MANAGER, get=200, post=(201, {"address": LIST, "name": "New"})),
    "saved-views/<pk>/": needs(MANAGER, "view", get=200, patch=(200, {"name": "N"}), delete=204),
    "saved-views/<pk>/default/": needs(MANAGER, "view", post=(200, {"is_default": True})),
    "exports/": needs(MANAGER, get=200, post=(202, {"address": LIST, "format": "csv"})),
    "exports/<pk>/": needs(MANAGER, "export", get=200),
    "exports/<pk>/cancel/": needs(MANAGER, "open_export", post=200),
    "exports/<pk>/file/": needs(MANAGER, "export", get=200),
}  # fmt: skip


def _row(kind: Any) -> Any:
    """A row of a kind as a caller sends it."""

    def words(rows: Any) -> dict[str, Any]:
        row = row_of(kind, rows.customer, person=rows.manager, key=f"A-{kind.code}")
        people = {rows.manager.pk: rows.manager.username}
        for name, value in row.items():
            if isinstance(value, dt.date | dt.time | Decimal):
                row[name] = str(value)
            elif name in ("owner", "responsible"):
                row[name] = people[value]
        return row

    return words


def _of_kinds() -> dict[str, Needs]:
    found = {}
    for code, kind in KINDS.items():
        found |= {
            f"{code}/": needs(MANAGER, get=200, post=(201, _row(kind))),
            f"{code}/<pk>/": needs(MANAGER, kind.name, get=200),
        }
    return found


ROOMS = LISTING | ALERTING | ALERT_RULES | CONTROL | EMERGENCY | REVIEWS | TELLING
TABLES = RECORDS | CARDS | MONEY | RISK | ADMINISTRATION | ACTS | ROOMS
CALLS: dict[str, Needs] = {
    f"api/v1/{path}": needed for path, needed in (TABLES | _of_kinds()).items()
}
