"""What people wrote in removal cases and on the restricted list."""

from __future__ import annotations

from removal.retention.record import CASES, Record, texts, words

CASE = {
    "joined": ", removal_removalcase c", "customer": "c.customer_id", "where": "c.id = t.case_id",
}  # fmt: skip
STEP = {
    "joined": ", removal_reductionstep s, removal_removalcase c", "customer": "c.customer_id",
    "where": "s.id = t.step_id AND c.id = s.case_id",
}  # fmt: skip
MATTER = {
    "joined": ", removal_legalrecovery m, removal_removalcase c", "customer": "c.customer_id",
    "where": "m.id = t.matter_id AND c.id = m.case_id",
}  # fmt: skip
ENTRY = {
    "joined": ", removal_listentry e", "customer": "e.customer_id", "where": "e.id = t.entry_id",
}  # fmt: skip
ANSWERS = """coalesce((SELECT jsonb_object_agg(code, 'erased')
 FROM jsonb_object_keys(t.answers) code), '{}')"""

CASE_WORDS = (
    texts(CASES, "removal_removalcase", "summary", "facts"),
    texts(CASES, "removal_caseblock", "reason", "lifted_because"),
    texts(CASES, "removal_appeal", "from_whom", "text", "reason", **CASE),
    texts(CASES, "removal_caseevidence", "title", "text", **CASE),
    texts(CASES, "removal_caselesson", "result", "lesson", **CASE),
    texts(CASES, "removal_casestep", "reason", **CASE),
    texts(CASES, "removal_checklistanswer", "note", **CASE),
    texts(CASES, "removal_compensation", "reason", "decision", **CASE),
    texts(CASES, "removal_cureitem", "what", "finding", **CASE),
    texts(CASES, "removal_extension", "reason", **CASE),
    texts(CASES, "removal_immediatereview", "reason", **CASE),
    texts(CASES, "removal_legalrecovery", "file_number", "result", **CASE),
    texts(CASES, "removal_recoverycost", "what", **MATTER),
    texts(CASES, "removal_marketfeedback", "respondent", "text", **CASE),
    texts(CASES, "removal_proposedwriteoff", "reason", "decision", **CASE),
    texts(CASES, "removal_reductionstep", "evidence", "notice_text", "ending", **CASE),
    texts(CASES, "removal_reductionconfirmation", "text", **STEP),
    texts(CASES, "removal_securityoffer", "given_by", "text", "decision", **STEP),
    texts(CASES, "removal_removaldecision", "reason", **CASE),
    texts(CASES, "removal_runoffitem", "text", "result", **CASE),
    texts(CASES, "removal_suggestion", "reason"),
    texts(CASES, "removal_listentry", "reason"),
    texts(CASES, "removal_listentryact", "reason", **ENTRY),
    texts(CASES, "removal_listevidence", "text", **ENTRY),
    texts(CASES, "removal_listappeal", "appellant", "statement", "identity_check", "answer",
          **ENTRY),
    Record(
        CASES, "removal_readmission",
        f"answers = {ANSWERS}, {words('summary', 'conditions', 'reason')}",
    ),
)  # fmt: skip
