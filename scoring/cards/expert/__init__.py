"""The expert card a new book starts with. docs/scoring.md says how its weights came about.

Weights add up to 100. Unusual behaviour, lists, news, reports and context are capped at 36 points
together, less than the bound of the highest tier: what is not paid must speak too, or a knock-out.
"""

from __future__ import annotations

from decimal import Decimal

from scoring.cards.expert.arrears import EXPOSURE
from scoring.cards.expert.payment import PAYMENT
from scoring.cards.expert.signals import ANOMALY, LEGAL
from scoring.cards.expert.standing import CONTEXT, EXTERNAL
from scoring.cards.value import KnockOut, Scorecard, Text

CODE = "expert"
NAME = Text("Expert card for trade credit", "贸易信用专家评分卡")

CARD = Scorecard(
    groups=(PAYMENT, EXPOSURE, EXTERNAL, ANOMALY, LEGAL, CONTEXT),
    knock_outs=(
        KnockOut(
            "sanctions",
            "sanctions_hits",
            Decimal(1),
            "high",
            Text("Confirmed hit on a sanctions list", "制裁名单命中（已确认）"),
            Text("An entry in a sanctions list", "制裁名单中的记录"),
        ),
        KnockOut(
            "insolvency",
            "insolvency",
            Decimal(1),
            "high",
            Text("Insolvency proceedings", "进入破产程序"),
            Text("Insolvency proceedings over your company", "贵公司的破产程序"),
        ),
        KnockOut(
            "default_90",
            "over_90_ratio",
            Decimal(50),
            "high",
            Text("Half of what is open is over 90 days late", "半数以上欠款逾期超过 90 天"),
            Text(
                "Most of your balance is overdue by more than 90 days", "余额大部分逾期超过 90 天"
            ),
        ),
        KnockOut(
            "overdue_60",
            "max_dpd",
            Decimal(60),
            "medium",
            Text("An invoice is 60 days or more overdue", "有发票逾期 60 天以上"),
            Text("An invoice is overdue by 60 days or more", "有发票逾期 60 天或以上"),
        ),
    ),
    medium_at=Decimal(25),
    high_at=Decimal(40),
    minimum_coverage=Decimal("0.60"),
)
