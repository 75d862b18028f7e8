"""The rules that come with the product: a draft, for two people to look at and to publish."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from removal.grounds import Ground


@dataclass(frozen=True)
class Rule:
    code: str
    ground: Ground
    name_en: str
    name_zh: str
    reason_en: str
    reason_zh: str
    tree: dict[str, Any]


NOTE = "The rules that come with the product."

RULES: tuple[Rule, ...] = (
    Rule(
        "late-in-a-row",
        Ground.LATE_PAYMENT,
        "Three late payments in a row",
        "连续三次逾期付款",
        "The latest three invoices or more were paid late or are overdue, and one is more than "
        "15 days past due now.",
        "最近至少三张发票逾期付款或逾期未付，且目前有发票逾期超过 15 天。",
        {
            "all": [
                {"subject": "consecutive_late", "compare": "at_least", "value": "3"},
                {"subject": "oldest_days", "compare": "above", "value": "15"},
            ]
        },
    ),
    Rule(
        "long-overdue",
        Ground.LATE_PAYMENT,
        "Long past due, month after month",
        "长期逾期",
        "An invoice is more than 90 days past due, and a good part of what is owed has been "
        "overdue for more than 90 days at two month ends.",
        "有发票逾期超过 90 天，且连续两个月末均有相当比例的欠款逾期超过 90 天。",
        {
            "all": [
                {"subject": "oldest_days", "compare": "above", "value": "90"},
                {
                    "subject": "over_90_ratio",
                    "compare": "at_least",
                    "value": "25",
                    "month_ends": 2,
                },
            ]
        },
    ),
    Rule(
        "promises-broken",
        Ground.BREACH,
        "Promises to pay broken, or payments given back",
        "承诺违约或付款被退回",
        "Promises to pay were broken or payments were given back by the bank, and invoices are "
        "more than 30 days past due.",
        "付款承诺未兑现或付款被银行退回，且有发票逾期超过 30 天。",
        {
            "all": [
                {"subject": "oldest_days", "compare": "above", "value": "30"},
                {
                    "any": [
                        {"subject": "broken_promises", "compare": "at_least", "value": "50"},
                        {"subject": "dishonoured_count", "compare": "at_least", "value": "2"},
                    ]
                },
            ]
        },
    ),
    Rule(
        "high-tier",
        Ground.CREDIT,
        "High risk for three month ends",
        "连续三个月末为高风险",
        "The customer has been in the high tier now and at the latest three month ends.",
        "客户目前及最近三个月末均为高风险等级。",
        {"subject": "tier", "compare": "equals", "value": "high", "month_ends": 3},
    ),
    Rule(
        "insolvency",
        Ground.INSOLVENCY,
        "Insolvency proceedings",
        "破产程序",
        "A confirmed event says that insolvency proceedings concern the customer.",
        "经核实的事件显示该客户涉及破产程序。",
        {"subject": "insolvency", "compare": "at_least", "value": "1"},
    ),
)
