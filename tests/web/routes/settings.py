"""What each page of the settings and of the machine room needs."""

from __future__ import annotations

from tests.web.routes.needs import ADMIN, AUDITOR, HEAD, MANAGER, OFFICER, Needs, needs
from tests.web.routes.words import DAY, WHY

POLICY = {
    "title_en": "Gifts", "title_zh": "礼品", "effective_date": DAY, "text_en": "None.",
    "text_zh": "不收。",
}  # fmt: skip
SERVICE = {"name_en": "Rental", "name_zh": "租赁", "is_active": "on", "version": 1}
LEVEL = {"subject_en": "Open", "body_en": "Dear", "subject_zh": "欠款", "body_zh": "您好"}

SETTINGS: dict[str, Needs] = {
    "me/": needs(MANAGER, get=200, post=(302, {"language": "en"})),
    "policies/": needs(MANAGER, get=200),
    "policies/new/": needs(HEAD, get=200, post=(302, POLICY | {"code": "gifts"})),
    "policies/<code>/": needs(MANAGER, "policy", get=200),
    "policies/<code>/publish/": needs(
        HEAD, "policy", get=200, post=(302, POLICY | {"after": 1, "title_en": "Manners"})
    ),
    "policies/<code>/withdraw/": needs(HEAD, "policy", get=200, post=(302, WHY)),
    "policies/<code>/missing/": needs(HEAD, "policy", get=200),
    "policies/<code>/<number>/": needs(MANAGER, "policy policy", get=200),
    "policies/<code>/<number>/acknowledge/": needs(MANAGER, "policy policy", post=302),
    "settings/people/": needs(ADMIN, get=200),
    "settings/people/new/": needs(
        ADMIN, get=200,
        post=(302, {"name": "New", "username": "newcomer", "role": "auditor", "language": ""}),
    ),
    "settings/people/password/": needs(ADMIN, get=302),
    "settings/people/<person_id>/": needs(
        ADMIN, get=200, post=(302, {"name": "Other", "role": "auditor", "is_active": "on"})
    ),
    "settings/people/<person_id>/password/": needs(ADMIN, get=200, post=302),
    "settings/people/<person_id>/second-factor/": needs(
        ADMIN, get=200, post=(409, WHY)  # there is none
    ),
    "settings/people/<person_id>/hand-over/": needs(
        ADMIN, get=200, post=(422, {"receivers": [], "reason": "leaves"})
    ),
    "settings/teams/": needs(ADMIN, get=200, post=(302, {"code": "west", "name": "West"})),
    "settings/teams/<team_id>/": needs(ADMIN, get=200, post=(302, {"name": "North-east"})),
    "settings/api-keys/": needs(ADMIN, get=200),
    "settings/api-keys/new/": needs(
        ADMIN, get=200,
        post=(302, lambda r: {"name": "BI", "scopes": ["scores:read"], "responsible": r.person.pk}),
    ),
    "settings/api-keys/made/": needs(ADMIN, get=302),
    "settings/api-keys/<key_id>/revoke/": needs(ADMIN, post=302),
    "settings/holidays/": needs(ADMIN, get=200),
    "settings/holidays/new/": needs(
        ADMIN, get=200, post=(302, {"calendar": "CN", "days": "2027-10-01, National day"})
    ),
    "settings/holidays/<holiday_id>/remove/": needs(ADMIN, post=302),
    "settings/service-kinds/": needs(OFFICER, get=200),
    "settings/service-kinds/new/": needs(
        OFFICER, get=200, post=(302, SERVICE | {"code": "rental", "version": 0})
    ),
    "settings/service-kinds/<kind_id>/": needs(
        OFFICER, "service_kind", get=200, post=(302, SERVICE)
    ),
    "settings/checklist/": needs(HEAD, get=200),
    "settings/checklist/new/": needs(
        HEAD, get=200,
        post=(302, {"code": "visit", "name_en": "Visit", "name_zh": "拜访", "proof": "none",
                    "position": 9}),
    ),
    "settings/checklist/<item_id>/": needs(
        HEAD, get=200, post=(302, {"name_en": "W", "name_zh": "走", "proof": "none", "position": 1})
    ),
    "settings/checklist/<item_id>/archive/": needs(HEAD, post=302),
    "settings/custom-fields/": needs(ADMIN, get=200),
    "settings/custom-fields/new/": needs(
        ADMIN, get=200,
        post=(302, {"code": "fleet", "label_en": "Fleet", "label_zh": "车队", "type": "text",
                    "position": 1}),
    ),
    "settings/custom-fields/<field_id>/": needs(
        ADMIN, get=200, post=(302, {"label_en": "W", "label_zh": "走", "position": 1, "version": 1})
    ),
    "settings/custom-fields/<field_id>/archive/": needs(ADMIN, post=302),
    "settings/exchange-rates/": needs(OFFICER, get=200),
    "settings/exchange-rates/new/": needs(
        OFFICER, get=200, post=(302, {"currency": "EUR", "effective_date": DAY, "rate": "1.1"})
    ),
    "settings/region-grades/": needs(OFFICER, get=200),
    "settings/region-grades/new/": needs(
        OFFICER, get=200,
        post=(302, {"country": "VN", "grade": 3, "source": "List", "effective_date": DAY}),
    ),
    "settings/score-tables/": needs(OFFICER, get=200),
    "settings/score-tables/new/": needs(
        OFFICER, get=200,
        post=(302, {"provider": "Harbour", "direction": "safer", "source": "Site",
                    "effective_date": DAY, "lines": "1 9\n5 2"}),
    ),
    "settings/collection/": needs(
        OFFICER, get=200,
        post=(302, {"version": 1, "least_amount": 10, "grace_days": 3, "reminder_pause_days": 7}),
    ),
    "settings/collection/levels/new/": needs(
        OFFICER, get=200, post=(302, LEVEL | {"number": 9, "days": 300, "version": 0})
    ),
    "settings/collection/levels/<pk>/": needs(
        OFFICER, "level", get=200, post=(302, LEVEL | {"number": 1, "days": 2, "version": 1})
    ),
    "settings/collection/templates/new/": needs(
        OFFICER, get=200,
        post=(302, {"version": 0, "name_en": "Soft", "name_zh": "温和", "days_1": 1,
                    "how_1": "call"}),
    ),
    "settings/collection/templates/<pk>/": needs(
        OFFICER, "template", get=200,
        post=(302, {"version": 1, "name_en": "Soft", "name_zh": "温和", "days_1": 1,
                    "how_1": "call"}),
    ),
    "audit/": needs(AUDITOR, get=200),
    "audit/<event_id>/": needs(AUDITOR, get=200),
    "runs/": needs(OFFICER, get=200),
    "runs/<run_id>/": needs(OFFICER, get=200),
    "runs/<run_id>/progress/": needs(OFFICER, get=200),
    "runs/<run_id>/cancel/": needs(OFFICER, post=302),
    "runs/<run_id>/chunks/<number>/retry/": needs(OFFICER, "run chunk", post=302),
    "runs/score-book/": needs(OFFICER, post=302),
}  # fmt: skip
