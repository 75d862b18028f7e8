"""The parameters that every pack has: each one's kind and unit, and which of two is stricter.

Stricter is what leaves the customer more: more time, more reasons, more ways to be heard; and what
leaves the organisation less: earlier lapses, shorter answers, longer duties to keep.
"""

from __future__ import annotations

from dataclasses import dataclass

DAYS, BUSINESS, MONTHS, YEARS, PERCENT = "days", "business_days", "months", "years", "percent"
MORE, LESS, BOTH, EITHER = "more", "less", "both", "either"
COUNT, FLAG, CHOICE, LIST, METHODS, DATE = "count", "flag", "choice", "list", "methods", "date"

DELIVERY = ("hand", "courier", "registered_post", "post", "email", "system", "public_notice")
WORDING = (
    "reasons", "appeal_channel", "objection_channel", "human_review", "complaint_procedure",
    "ombudsman", "ecoa_notice", "right_to_reasons", "supervisory_authority", "cure_terms",
    "rights_not_waived",
)  # fmt: skip
EXCEPTIONS = (
    "sanctions", "fraud", "violence", "insolvency", "due_diligence", "immigration",
    "serious_crime", "public_order", "important_cause", "serious_breach",
)  # fmt: skip


# what is kept for people to read and follow: no rule of the program asks for it
FOR_PEOPLE = frozenset({
    "acceleration_share", "reason_duty",
    "adverse_action_revenue_most", "wording_duties", "human_decision", "impact_assessment_years",
})  # fmt: skip


@dataclass(frozen=True)
class Spec:
    """What a parameter may hold. `order` are its choices, the strictest first."""

    group: str
    kind: str
    unit: str = ""
    stricter: str = MORE
    may_be_none: bool = False
    order: tuple[str, ...] = ()
    may_be_empty: bool = False
    is_relief: bool = False  # it leaves the customer less, so to have none is stricter


def _days(group: str, stricter: str = MORE, *, none: bool = False, unit: str = DAYS) -> Spec:
    return Spec(group, COUNT, unit, stricter, none)


SPECS: dict[str, Spec] = {
    # the way to the end
    "warning_days": _days("way"),
    "cure_days": _days("way"),
    "cure_extensions_most": _days("way", unit="times"),
    "adequate_assurance_days": _days("way", none=True),
    "acceleration_share": _days("way", none=True, unit=PERCENT),
    "reduction_needs_notice": Spec("way", FLAG),
    "insolvency_bars_termination": Spec("way", FLAG),
    # notice
    "notice_days": _days("notice"),
    "notice_days_per_year": _days("notice"),
    "notice_days_most": _days("notice"),
    "old_contracts_before": Spec("notice", DATE, may_be_none=True, is_relief=True),
    "notice_months_old_contracts": Spec("notice", COUNT, MONTHS, may_be_none=True, is_relief=True),
    "notice_exceptions": Spec("notice", LIST, stricter=BOTH, order=EXCEPTIONS, may_be_empty=True),
    "end_on_business_day": Spec("notice", FLAG),
    # reasons and letters
    "reason_duty": Spec("reasons", CHOICE, order=("always", "on_request", "none")),
    "reason_request_days": _days("reasons", none=True),
    "reason_answer_days": _days("reasons", LESS, none=True),
    "adverse_action_days": _days("reasons", LESS, none=True),
    "adverse_action_revenue_most": _days("reasons", none=True, unit="usd"),
    "wording_duties": Spec("reasons", LIST, stricter=EITHER, order=WORDING),
    "delivery_methods": Spec("reasons", LIST, stricter=BOTH, order=DELIVERY),
    "deemed_delivery_days": Spec("reasons", METHODS, order=DELIVERY),
    # being heard
    "appeal_days": _days("appeal"),
    "appeal_ack_business_days": _days("appeal", LESS, unit=BUSINESS),
    "appeal_answer_days": _days("appeal", LESS),
    "complaint_ack_days": _days("appeal", LESS, none=True),
    "human_decision": Spec("appeal", FLAG),
    "human_review_days": _days("appeal", LESS),
    # rights that lapse
    "termination_right_years": _days("lapse", LESS, none=True, unit=YEARS),
    "termination_right_days": _days("lapse", LESS, none=True),
    "reminder_answer_days": _days("lapse", LESS, none=True),
    "limitation_years": _days("lapse", LESS, unit=YEARS),
    "limitation_from": Spec("lapse", CHOICE, order=("due_date", "year_end")),
    "demand_interrupts": Spec("lapse", FLAG, stricter=LESS),
    # keeping
    "retention_years": _days("keeping", unit=YEARS),
    "retention_from": Spec("keeping", CHOICE, order=("year_end", "event")),
    "credit_records_months": _days("keeping", none=True, unit=MONTHS),
    "impact_assessment_years": _days("keeping", none=True, unit=YEARS),
    "list_entry_years_most": _days("keeping", LESS, unit=YEARS),
    # how long a stage may take
    "assessment_days": _days("service", LESS, unit=BUSINESS),
    "legal_review_days": _days("service", LESS, unit=BUSINESS),
    "decision_days": _days("service", LESS, unit=BUSINESS),
    "settlement_days": _days("service", LESS, unit=BUSINESS),
    "immediate_review_business_days": _days("service", LESS, unit=BUSINESS),
}
GROUPS = ("way", "notice", "reasons", "appeal", "lapse", "keeping", "service")
