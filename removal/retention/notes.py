"""What people wrote beside the ledger, contracts, the credit file and ratings."""

from __future__ import annotations

from removal.retention.record import NOTES, Record, nothing, texts, words

CHECKS = """coalesce((SELECT jsonb_agg(line || '{"evidence": "erased"}')
 FROM jsonb_array_elements(t.checks) line), '[]')"""

NOTE_WORDS = (
    Record(NOTES, "customers_admission", f"checks = {CHECKS}, {words('reason')}"),
    texts(NOTES, "customers_onboardingcheck", "evidence"),
    texts(NOTES, "customers_authorityrequest", "subject", "question", "answer"),
    texts(NOTES, "customers_bankstatement", "bank", "account", "largest_payer", "note"),
    texts(NOTES, "customers_breach", "text"),
    texts(NOTES, "customers_contract", "title", "text"),
    texts(NOTES, "customers_contractclause", "text"),
    texts(NOTES, "customers_obligation", "text"),
    texts(NOTES, "customers_creditnote", "text"),
    texts(NOTES, "customers_creditreference", "referee", "text"),
    texts(NOTES, "customers_creditreport", "text"),
    texts(NOTES, "customers_dishonouredpayment", "reason"),
    texts(NOTES, "customers_dispute", "text"),
    texts(NOTES, "customers_duplicatepair", "decided_because", customer="t.first_id"),
    texts(NOTES, "customers_duplicatepair", "decided_because", customer="t.second_id"),
    texts(NOTES, "customers_financialstatement", "note"),
    texts(NOTES, "customers_goodsreturn", "text"),
    texts(NOTES, "customers_loan", "purpose"),
    Record(
        NOTES, "customers_marketevent",
        f"{words('title', 'source', 'text')}, {nothing('url', 'cluster')}",
    ),
    texts(NOTES, "customers_marketnote", "source", "title", "text"),
    texts(NOTES, "customers_order", "text"),
    texts(NOTES, "customers_payment", "payer", "reference"),
    texts(NOTES, "customers_paymentrevision", "payer", "reference"),
    texts(NOTES, "customers_policyviolation", "text", "warning"),
    texts(NOTES, "customers_promisetopay", "promised_by", "text"),
    texts(NOTES, "customers_recovery", "text"),
    texts(NOTES, "customers_security", "given_by", "text"),
    texts(NOTES, "customers_writeoff", "reason"),
    texts(NOTES, "scoring_customertreatment", "review_note"),
    texts(NOTES, "scoring_override", "text", "evidence", "decision", "ending"),
    texts(
        NOTES, "scoring_release", "reason", joined=", scoring_creditcheck k",
        customer="k.customer_id", where="k.id = t.check_row_id",
    ),
    texts(NOTES, "scoring_treatmentproposal", "reason"),
)  # fmt: skip
