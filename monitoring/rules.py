"""The rules a new book starts with, as data. Shares are per cent, as in readings.

Each says something no other says, so that a dangerous customer raises two to four alerts and not
ten: arrears are watched by their oldest invoice alone, habits by the late payments in a row, and
what is left adds to the score.
`clear_at` lies at about 0.8 of `raise_at`, so that a figure that wavers is one episode.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.apps import AppConfig
from django.db import DEFAULT_DB_ALIAS


def _threshold(
    code: str,
    names: tuple[str, str],
    subject: str,
    levels: tuple[str, str, str | None],
    severity: str,
) -> dict[str, Any]:
    raise_at, clear_at, escalate_at = levels
    return {
        "code": code,
        "name_en": names[0],
        "name_zh": names[1],
        "kind": "threshold",
        "subject": subject,
        "raise_at": Decimal(raise_at),
        "clear_at": Decimal(clear_at),
        "escalate_at": Decimal(escalate_at) if escalate_at else None,
        "severity": severity,
    }


DEFAULT_RULES: list[dict[str, Any]] = [
    {
        "code": "tier_rise",
        "name_en": "Risk tier rose",
        "name_zh": "风险等级上升",
        "kind": "tier_rise",
        "severity": "medium",  # one higher when the tier becomes high
    },
    _threshold(
        "score_high", ("Score is very high", "评分极高"), "score", ("80", "64", "95"), "high"
    ),
    _threshold(
        "max_dpd",
        ("An invoice is 60 days or more past due", "有发票逾期 60 天以上"),
        "max_dpd",
        ("60", "48", "90"),
        "high",
    ),
    _threshold(
        "consecutive_late",
        ("Three or more late payments in a row", "连续三次以上逾期付款"),
        "consecutive_late",
        ("3", "2", "6"),
        "medium",
    ),
    _threshold(
        "utilisation",
        ("Credit limit is used up", "信用额度用尽"),
        "utilisation",
        ("100", "80", "150"),
        "medium",
    ),
    _threshold(
        "invoice_surge",
        ("Invoiced amount surged", "开票金额激增"),
        "invoice_surge",
        ("5", "4", "10"),
        "medium",  # alone it may be good news
    ),
    _threshold(
        "activity_drop",
        ("Buys much less while it still owes", "尚有欠款而采购骤降"),
        "activity_drop",
        ("80", "64", None),
        "low",
    ),
]


def make_default_rules(sender: AppConfig, using: str = DEFAULT_DB_ALIAS, **_: Any) -> None:
    """After `migrate`: the rules that are missing. A rule somebody changed stays as it is."""
    rule = sender.get_model("AlertRule")
    rule._default_manager.using(using).bulk_create(
        [rule(**values) for values in DEFAULT_RULES], ignore_conflicts=True
    )
