"""What pages call the parameters of packs, their values and units, and the dates that follow."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy

from removal.packs.names import CHOICE, COUNT, DATE, FLAG, LIST, METHODS, SPECS
from riskcrm.web.templatetags.riskcrm import figure_text

__all__ = ["CODES", "DATES", "GROUPS", "METHODS_OF_DELIVERY", "PARAMETERS", "PLACES", "RULES"]

PLACES: dict[str, Promise] = {
    "CN": gettext_lazy("China"),
    "DE": gettext_lazy("Germany"),
    "EU": gettext_lazy("European Union"),
    "FR": gettext_lazy("France"),
    "GB": gettext_lazy("United Kingdom"),
    "US": gettext_lazy("United States"),
}
GROUPS: dict[str, Promise] = {
    "way": gettext_lazy("Warning, cure and security"),
    "notice": pgettext_lazy("pack", "Notice"),
    "reasons": gettext_lazy("Reasons and letters"),
    "appeal": gettext_lazy("Being heard"),
    "lapse": gettext_lazy("Rights that lapse"),
    "keeping": gettext_lazy("Keeping records"),
    "service": gettext_lazy("Service levels"),
}
PARAMETERS: dict[str, Promise] = {
    "warning_days": gettext_lazy("Time to answer a warning"),
    "cure_days": gettext_lazy("Cure period"),
    "cure_extensions_most": gettext_lazy("Extensions of the cure period, at most"),
    "adequate_assurance_days": gettext_lazy("Time to give adequate assurance"),
    "acceleration_share": gettext_lazy("Overdue share of an instalment sale that makes all due"),
    "reduction_needs_notice": gettext_lazy("A reduction needs notice"),
    "insolvency_bars_termination": gettext_lazy("Insolvency bars an ordinary end"),
    "notice_days": gettext_lazy("Least notice"),
    "notice_days_per_year": gettext_lazy("Notice for each year of the relationship"),
    "notice_days_most": gettext_lazy("Notice by years, at most"),
    "old_contracts_before": gettext_lazy("Former rule for contracts made before"),
    "notice_months_old_contracts": gettext_lazy("Notice under the former rule"),
    "notice_exceptions": gettext_lazy("Grounds without full notice"),
    "end_on_business_day": gettext_lazy("Periods end on business days"),
    "reason_duty": gettext_lazy("Duty to give reasons"),
    "reason_request_days": gettext_lazy("Time to ask for reasons"),
    "reason_answer_days": gettext_lazy("Time to give reasons asked for"),
    "adverse_action_days": gettext_lazy("Time to tell of adverse action"),
    "adverse_action_revenue_most": gettext_lazy("Adverse action: revenue up to which it holds"),
    "wording_duties": gettext_lazy("What letters must say"),
    "delivery_methods": gettext_lazy("Ways of delivery"),
    "deemed_delivery_days": gettext_lazy("When a letter counts as arrived"),
    "appeal_days": gettext_lazy("Time to appeal"),
    "appeal_ack_business_days": gettext_lazy("Appeal acknowledged within"),
    "appeal_answer_days": gettext_lazy("Appeal answered within"),
    "complaint_ack_days": gettext_lazy("Data protection complaint acknowledged within"),
    "human_decision": gettext_lazy("A person decides"),
    "human_review_days": gettext_lazy("Review by a person within"),
    "termination_right_years": gettext_lazy("Right to end lapses after"),
    "termination_right_days": gettext_lazy("Right to end is used within"),
    "reminder_answer_days": gettext_lazy("After the other side's reminder, within"),
    "limitation_years": gettext_lazy("Limitation period"),
    "limitation_from": gettext_lazy("Limitation begins"),
    "demand_interrupts": gettext_lazy("A demand interrupts limitation"),
    "retention_years": gettext_lazy("Records kept after the end"),
    "retention_from": gettext_lazy("Keeping is counted from"),
    "credit_records_months": gettext_lazy("Records of credit decisions kept"),
    "impact_assessment_years": gettext_lazy("Impact assessments kept"),
    "list_entry_years_most": gettext_lazy("Restricted list entry, at most"),
    "assessment_days": gettext_lazy("Assessment"),
    "legal_review_days": gettext_lazy("Legal review"),
    "decision_days": gettext_lazy("Decision"),
    "settlement_days": gettext_lazy("Settlement"),
    "immediate_review_business_days": gettext_lazy("Review of an immediate end"),
}
METHODS_OF_DELIVERY: dict[str, Promise] = {
    "hand": gettext_lazy("by hand"),
    "courier": gettext_lazy("courier"),
    "registered_post": gettext_lazy("registered post"),
    "post": pgettext_lazy("delivery", "post"),
    "email": gettext_lazy("e-mail"),
    "system": gettext_lazy("designated system"),
    "public_notice": gettext_lazy("public notice"),
}
CODES: dict[str, Promise] = METHODS_OF_DELIVERY | {
    "always": gettext_lazy("always"),
    "on_request": gettext_lazy("on request"),
    "none": pgettext_lazy("duty", "none"),
    "due_date": gettext_lazy("on the due date"),
    "year_end": gettext_lazy("at the end of the year"),
    "event": gettext_lazy("on the day of the event"),
    "reasons": gettext_lazy("the reasons"),
    "appeal_channel": gettext_lazy("how to appeal"),
    "objection_channel": gettext_lazy("how to object to an evaluation"),
    "human_review": gettext_lazy("review by a person"),
    "complaint_procedure": gettext_lazy("how to complain"),
    "ombudsman": gettext_lazy("the ombudsman"),
    "ecoa_notice": gettext_lazy("the notice of equal credit opportunity"),
    "right_to_reasons": gettext_lazy("the right to reasons"),
    "supervisory_authority": gettext_lazy("the supervisory authority"),
    "cure_terms": gettext_lazy("what has to be cured by when"),
    "rights_not_waived": gettext_lazy("that no right is waived"),
    "sanctions": gettext_lazy("sanctions"),
    "fraud": gettext_lazy("fraud"),
    "violence": gettext_lazy("violence or threats"),
    "insolvency": gettext_lazy("insolvency"),
    "due_diligence": gettext_lazy("due diligence that cannot be done"),
    "immigration": gettext_lazy("immigration law"),
    "serious_crime": gettext_lazy("suspected serious crime"),
    "public_order": gettext_lazy("public order"),
    "important_cause": gettext_lazy("important cause"),
    "serious_breach": gettext_lazy("serious breach"),
}
DATES: dict[str, Promise] = {
    "warning_arrival": gettext_lazy("Warning arrives"),
    "warning_answer": gettext_lazy("Warning to be answered by"),
    "notice_arrival": gettext_lazy("Notice arrives"),
    "notice_end": gettext_lazy("Notice ends"),
    "cure_deadline": gettext_lazy("Cure period ends"),
    "termination_arrival": gettext_lazy("Termination letter arrives"),
    "earliest_end": gettext_lazy("Earliest end of the relationship"),
    "reasons_request": gettext_lazy("Reasons to be asked for by"),
    "appeal_deadline": gettext_lazy("Appeal by"),
    "appeal_ack": gettext_lazy("Appeal acknowledged by"),
    "appeal_answer": gettext_lazy("Appeal answered by"),
    "reasons_answer": gettext_lazy("Reasons given by"),
    "adverse_action": gettext_lazy("Adverse action told by"),
    "complaint_ack": gettext_lazy("Complaint acknowledged by"),
    "human_review": gettext_lazy("Reviewed by a person by"),
    "assurance_deadline": gettext_lazy("Assurance given by"),
    "termination_right_lapse": gettext_lazy("Right to end lapses"),
    "limitation": gettext_lazy("Limitation"),
    "immediate_review": gettext_lazy("Immediate end reviewed by"),
    "retention_end": gettext_lazy("Records kept until"),
    "list_entry_end": gettext_lazy("List entry ends by"),
}
RULES: dict[str, Promise] = {
    "event": pgettext_lazy("step", "it happened"),
    "sent": pgettext_lazy("step", "sent"),
    "returned": pgettext_lazy("step", "came back"),
    "proven": pgettext_lazy("step", "arrival proven"),
    "deemed": pgettext_lazy("step", "counts as arrived"),
    "latest_service": pgettext_lazy("step", "the latest arrival counts"),
    "period": pgettext_lazy("step", "period"),
    "told": pgettext_lazy("step", "the day that the letter names"),
    "extension": pgettext_lazy("step", "extension"),
    "law": pgettext_lazy("step", "least notice"),
    "law_old_contract": pgettext_lazy("step", "former rule, for an older contract"),
    "contract": pgettext_lazy("step", "contract"),
    "relationship": pgettext_lazy("step", "years of the relationship"),
    "longest": pgettext_lazy("step", "the longest counts"),
    "business_day": pgettext_lazy("step", "next business day"),
    "notice_over": pgettext_lazy("step", "notice over"),
    "cure_over": pgettext_lazy("step", "cure period over"),
    "termination_there": pgettext_lazy("step", "termination letter there"),
    "latest": pgettext_lazy("step", "the latest counts"),
    "lapse": pgettext_lazy("step", "lapse"),
    "agreed": pgettext_lazy("step", "as agreed"),
    "reminded": pgettext_lazy("step", "the other side asked"),
    "reminder": pgettext_lazy("step", "time after it"),
    "earliest": pgettext_lazy("step", "the earliest counts"),
    "due": pgettext_lazy("step", "due"),
    "year_end": pgettext_lazy("step", "end of the year"),
    "limitation": pgettext_lazy("step", "limitation period"),
    "interrupted": pgettext_lazy("step", "interrupted by a demand"),
    "keep": pgettext_lazy("step", "to be kept"),
    "service_level": pgettext_lazy("step", "service level"),
}


def place_text(jurisdiction: str) -> str:
    """A jurisdiction, or several whose packs were put together."""
    return " + ".join(str(PLACES.get(each, each)) for each in jurisdiction.split("+"))


def count_text(count: int, unit: str) -> str:
    """A number with its unit, as a person says it."""
    said = {
        "days": ngettext("%(n)s day", "%(n)s days", count),
        "calendar": ngettext("%(n)s day", "%(n)s days", count),
        "business_days": ngettext("%(n)s business day", "%(n)s business days", count),
        "business": ngettext("%(n)s business day", "%(n)s business days", count),
        "months": ngettext("%(n)s month", "%(n)s months", count),
        "years": ngettext("%(n)s year", "%(n)s years", count),
        "times": ngettext("%(n)s time", "%(n)s times", count),
        "percent": "%(n)s %%",
        "usd": "USD %(n)s",
    }
    return said[unit] % {"n": figure_text(count)}


def value_text(name: str, value: Any) -> str:
    """What a parameter holds, in words."""
    spec = SPECS[name]
    if value is None:
        return pgettext("parameter", "no such rule")
    if spec.kind == COUNT:
        return count_text(value, spec.unit)
    if spec.kind == METHODS:
        return "; ".join(_method_text(method, each) for method, each in value.items())
    return str(_PLAIN[spec.kind](value))


def _method_text(method: str, each: Any) -> str:
    days = count_text(each["days"], each["unit"]) if each["days"] else _("at once")
    return f"{METHODS_OF_DELIVERY[method]}: {days}"


def _list_text(value: list[str]) -> str:
    return ", ".join(str(CODES[each]) for each in value) or pgettext("parameter", "none of them")


_PLAIN: dict[str, Any] = {
    FLAG: lambda value: _("yes") if value else _("no"),
    CHOICE: lambda value: str(CODES[value]),
    LIST: _list_text,
    DATE: lambda value: date_format(dt.date.fromisoformat(value), "DATE_FORMAT"),
}
