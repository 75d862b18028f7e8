"""What each page and call of removal cases needs."""

from __future__ import annotations

from tests.web.routes.needs import HEAD, LEGAL, MANAGER, OFFICER, Needs, needs
from tests.web.routes.words import SEEN, TODAY, WHY

APPEAL = {
    "received_date": TODAY, "channel": "letter", "from_whom": "Their lawyer", "text": "We paid.",
}  # fmt: skip
LIMITS = WHY | {"officer_most": "100", "two_above": "200"}
GROUND = {
    "summary": "Pays late.", "ground": "breach", "clause": "§ 7", "facts": "Open.",
    "known_since": TODAY,
}  # fmt: skip
# each act by its name in an address: who may, and what a proposed case answers them
ACTS = {
    "start-assessment": (OFFICER, True),
    "return": (OFFICER, False),
    "submit-to-legal": (OFFICER, False),
    "escalate": (OFFICER, False),
    "pass-legal-review": (LEGAL, False),
    "issue-notice": (OFFICER, False),
    "start-rectification": (OFFICER, False),
    "submit-for-decision": (OFFICER, False),
    "accept-cure": (OFFICER, False),
    "approve": (OFFICER, False),
    "reject": (OFFICER, True),
    "withdraw": (MANAGER, True),
    "start-termination": (OFFICER, False),
    "start-settlement": (OFFICER, False),
    "close": (OFFICER, False),
    "reopen": (OFFICER, False),
}

CASES: dict[str, Needs] = {
    "cases/": needs(MANAGER, get=200),
    "cases/<case_id>/": needs(MANAGER, get=200),
    **{
        f"cases/<case_id>/{act}/": needs(who, post=(302 if done else 409, SEEN))
        for act, (who, done) in ACTS.items()
    },
    "cases/<case_id>/work/": needs(MANAGER, "curing", get=200),
    "cases/<case_id>/revise/": needs(MANAGER, get=200, post=(302, GROUND)),
    "cases/<case_id>/assign/": needs(
        OFFICER, get=200, post=(302, lambda r: {"owner": r.officer.pk, "version": 1})
    ),
    "cases/<case_id>/evidence/add/": needs(
        MANAGER, get=200, post=(302, {"title": "Ledger", "text": "Statement of May."})
    ),
    "cases/<case_id>/checklist/<code>/": needs(
        OFFICER, "assessed =talks", get=200, post=(302, {"answer": "yes", "note": "Called."})
    ),
    "cases/<case_id>/rectification-items/add/": needs(
        OFFICER, "objected", get=200, post=(302, {"kind": "conduct", "what": "Answer us"})
    ),
    "cases/<case_id>/rectification-items/<item_id>/submit/": needs(
        MANAGER, "curing cure_item", get=200, post=(302, lambda r: {"evidence": r.evidence.pk})
    ),
    "cases/<case_id>/rectification-items/<item_id>/check/": needs(
        OFFICER, "curing handed_in", get=200, post=(302, {"said": "met", "finding": "They did."})
    ),
    "cases/<case_id>/extend/": needs(
        OFFICER, "curing", get=200,
        post=(302, lambda r: WHY | {"until": "2099-01-01", "version": r.curing.version}),
    ),
    "cases/<case_id>/blocks/set/": needs(
        OFFICER, get=200, post=(302, WHY | {"kind": "insolvency"})
    ),
    "cases/<case_id>/blocks/<block_id>/lift/": needs(
        OFFICER, "held block", get=200, post=(302, WHY)
    ),
    "cases/<case_id>/appeals/": needs(MANAGER, "objected", get=200),
    "cases/<case_id>/appeals/file/": needs(MANAGER, "curing", get=200, post=(302, APPEAL)),
    "cases/<case_id>/appeals/<appeal_id>/acknowledge/": needs(
        MANAGER, "objected appeal", post=302
    ),
    "cases/<case_id>/appeals/<appeal_id>/uphold/": needs(
        HEAD, "objected appeal", get=200, post=(302, WHY)
    ),
    "cases/<case_id>/appeals/<appeal_id>/withdraw/": needs(
        HEAD, "objected appeal", get=200, post=(302, WHY)
    ),
    "cases/<case_id>/appeals/<appeal_id>/dismiss/": needs(
        HEAD, "objected appeal", get=200, post=(302, WHY)
    ),
    "cases/<case_id>/reviews/<review_id>/confirm/": needs(
        HEAD, "hurried review", get=200, post=(302, WHY)
    ),
    "cases/<case_id>/reviews/<review_id>/overturn/": needs(
        HEAD, "hurried review", get=200, post=(302, WHY)
    ),
    "cases/lessons/": needs(MANAGER, get=200),
    "cases/lessons/counts/": needs(MANAGER, get=200),
    "cases/<case_id>/lesson/": needs(
        MANAGER, "withdrawn", get=200,
        post=(302, {"result": "They paid.", "lesson": "Wait a week.", "signal": "in_time"}),
    ),
    "customers/<customer_id>/propose-removal/": needs(
        MANAGER, "other", get=200, post=(302, {"summary": "Never pays", "reasons": []})
    ),
    "customers/<customer_id>/cases/": needs(MANAGER, get=200),
    "approval-limits/": needs(MANAGER, get=200),
    # other limits wait for a second person already
    "approval-limits/propose/": needs(HEAD, get=200, post=(409, LIMITS)),
    "approval-limits/<limits_id>/approve/": needs(HEAD, post=302),
    "approval-limits/<limits_id>/reject/": needs(HEAD, post=302),
}  # fmt: skip

CASE_CALLS: dict[str, Needs] = {
    "removal-cases/": needs(
        MANAGER, get=200,
        post=(201, lambda r: {"customer": r.other.pk, "summary": "Never pays", "reasons": []}),
    ),
    "removal-cases/<case_id>/": needs(MANAGER, get=200),
    **{
        f"removal-cases/<case_id>/{act}/": needs(who, post=(200 if done else 409, WHY))
        for act, (who, done) in ACTS.items()
    },
    "removal-cases/<case_id>/appeals/": needs(MANAGER, "curing", post=(201, APPEAL)),
}  # fmt: skip
