"""What each role may do in internal control; `roles` adds it to the roles.

Who tests does not own what is tested, so the auditor writes findings and nobody else's work, and
the head of risk owns controls and answers.
"""

from __future__ import annotations

VIEW_CONTROLS = "monitoring.view_control"
KEEP_CONTROLS = "monitoring.change_control"
TEST_CONTROLS = "monitoring.add_controltest"
SIGN_TESTS = "monitoring.sign_controltest"
VIEW_FINDINGS = "monitoring.view_finding"
RAISE_FINDINGS = "monitoring.add_finding"
ANSWER_FINDINGS = "monitoring.answer_finding"
CLOSE_FINDINGS = "monitoring.close_finding"
VIEW_EXCEPTIONS = "monitoring.view_exceptions"
MAKE_BUNDLES = "monitoring.make_evidence_bundle"

READ_CONTROL = frozenset({VIEW_CONTROLS, VIEW_FINDINGS, VIEW_EXCEPTIONS})
_ASSURE = READ_CONTROL | {TEST_CONTROLS, SIGN_TESTS, RAISE_FINDINGS, CLOSE_FINDINGS}
_BY_ROLE: dict[str, frozenset[str]] = {
    "auditor": _ASSURE | {MAKE_BUNDLES},
    "compliance_officer": READ_CONTROL | {SIGN_TESTS, RAISE_FINDINGS, CLOSE_FINDINGS},
    "head_of_risk": READ_CONTROL | {KEEP_CONTROLS, ANSWER_FINDINGS, MAKE_BUNDLES},
    "risk_officer": frozenset({VIEW_FINDINGS, ANSWER_FINDINGS}),
    "legal_reviewer": frozenset({VIEW_FINDINGS, ANSWER_FINDINGS, MAKE_BUNDLES}),
    "administrator": READ_CONTROL | {ANSWER_FINDINGS},
}


def of_role(code: str) -> frozenset[str]:
    return _BY_ROLE.get(code, frozenset())
