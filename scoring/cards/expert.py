"""The expert card a new book starts with. docs/scoring.md says how its weights came about.

Weights add up to 100 and each group's cap is its weight, so a cap bites only where other groups
are unknown: soft signals alone cannot reach the top tier.
"""

from __future__ import annotations

from decimal import Decimal

from scoring.cards.value import Bin, Factor, Group, KnockOut, Scorecard, Text

CODE = "expert"
NAME = Text("Expert card for trade credit", "贸易信用专家评分卡")


def _bins(*pairs: tuple[str | None, int]) -> tuple[Bin, ...]:
    return tuple(
        Bin(None if upper is None else Decimal(upper), Decimal(sub_score))
        for upper, sub_score in pairs
    )


def _factor(
    indicator: str, weight: str, bins: tuple[Bin, ...], internal: Text, customer: Text
) -> Factor:
    return Factor(indicator, Decimal(weight), bins, internal, customer)


PAYMENT = Group(
    "payment",
    Text("Payment behaviour", "付款行为"),
    Decimal(45),
    (
        _factor(
            "late_frequency",
            "16",
            _bins(
                ("0.01", 0),
                ("5", 10),
                ("10", 20),
                ("15", 28),
                ("20", 36),
                ("25", 44),
                ("30", 50),
                ("35", 56),
                ("40", 62),
                ("45", 68),
                ("50", 74),
                ("60", 80),
                ("70", 86),
                ("80", 92),
                ("90", 96),
                (None, 100),
            ),
            Text("Often pays late", "频繁逾期付款"),
            Text(
                "Share of your invoices paid more than five days late in the past twelve months",
                "过去十二个月内逾期五天以上付款的发票占比",
            ),
        ),
        _factor(
            "dbt_paid",
            "18",
            _bins(
                ("0.25", 0),
                ("0.5", 6),
                ("1", 12),
                ("1.5", 18),
                ("2", 23),
                ("3", 29),
                ("4", 35),
                ("5", 40),
                ("7", 47),
                ("10", 55),
                ("15", 64),
                ("20", 72),
                ("30", 82),
                ("45", 90),
                ("60", 95),
                (None, 100),
            ),
            Text("Pays many days beyond terms", "付款超账期天数较长"),
            Text(
                "Average number of days your payments arrived after the due date",
                "贵方付款平均超过到期日的天数",
            ),
        ),
        _factor(
            "consecutive_late",
            "6",
            _bins(("1", 0), ("2", 30), ("3", 60), ("4", 80), ("6", 90), (None, 100)),
            Text("Several late invoices in a row", "连续多笔逾期"),
            Text("Your most recent invoices were paid late", "贵方最近多笔发票连续逾期"),
        ),
        _factor(
            "payment_index",
            "5",
            _bins(
                ("30", 100),
                ("40", 92),
                ("50", 82),
                ("60", 68),
                ("65", 56),
                ("70", 46),
                ("73", 36),
                ("75", 28),
                ("77", 20),
                ("79", 10),
                (None, 0),
            ),
            Text("Low payment index", "付款指数偏低"),
            Text("Punctuality of your payments", "贵方付款的准时程度"),
        ),
    ),
)
EXPOSURE = Group(
    "exposure",
    Text("Arrears and use of credit", "欠款与额度使用"),
    Decimal(40),
    (
        _factor(
            "max_dpd",
            "11",
            _bins(
                ("1", 0),
                ("6", 12),
                ("15", 25),
                ("31", 42),
                ("46", 58),
                ("61", 72),
                ("91", 88),
                (None, 100),
            ),
            Text("An invoice is long overdue", "存在长期逾期发票"),
            Text("Age of your oldest overdue invoice", "贵方最久未付发票的逾期时间"),
        ),
        _factor(
            "overdue_ratio",
            "8",
            _bins(
                ("0.01", 0),
                ("5", 10),
                ("10", 20),
                ("15", 30),
                ("30", 45),
                ("45", 60),
                ("60", 72),
                ("80", 86),
                (None, 100),
            ),
            Text("Much of what is open is overdue", "应收账款中逾期占比高"),
            Text("Share of your open balance that is overdue", "贵方未付余额中的逾期占比"),
        ),
        _factor(
            "over_90_ratio",
            "4",
            _bins(("0.01", 0), ("2", 30), ("5", 50), ("15", 70), ("30", 85), (None, 100)),
            Text("Open amounts older than 90 days", "存在逾期 90 天以上的欠款"),
            Text("Balance overdue by more than 90 days", "逾期超过 90 天的余额"),
        ),
        _factor(
            "dbt_open",
            "4",
            _bins(
                ("0.01", 0),
                ("2", 12),
                ("5", 25),
                ("10", 42),
                ("20", 60),
                ("30", 74),
                ("60", 90),
                (None, 100),
            ),
            Text("Open amounts are many days beyond terms", "未付款项超账期天数较长"),
            Text("Average age of your overdue balance", "贵方逾期余额的平均逾期天数"),
        ),
        _factor(
            "utilisation",
            "6",
            _bins(
                ("30", 0),
                ("50", 15),
                ("70", 30),
                ("80", 45),
                ("90", 60),
                ("100", 75),
                ("120", 90),
                (None, 100),
            ),
            Text("Credit limit nearly or fully used", "信用额度接近用满"),
            Text("Use of your credit limit", "贵方信用额度的使用情况"),
        ),
        _factor(
            "over_limit_days",
            "4",
            _bins(("1", 0), ("5", 40), ("15", 65), ("30", 85), (None, 100)),
            Text("Days over the credit limit", "超过信用额度的天数"),
            Text("Days on which your balance exceeded the limit", "余额超过额度的天数"),
        ),
        _factor(
            "average_days_delinquent",
            "2",
            _bins(("0.01", 0), ("5", 20), ("10", 40), ("20", 65), ("40", 85), (None, 100)),
            Text("Overdue amounts are large for the business done", "逾期金额相对销售额偏高"),
            Text("Overdue balance compared with your purchases", "逾期余额与采购额之比"),
        ),
        _factor(
            "dso",
            "1",
            _bins(
                ("15", 0),
                ("30", 10),
                ("45", 25),
                ("60", 45),
                ("75", 65),
                ("90", 80),
                (None, 100),
            ),
            Text("Sales are outstanding for long", "应收账款周转天数长"),
            Text("Open balance compared with your purchases", "未付余额与采购额之比"),
        ),
    ),
)
ANOMALY = Group(
    "anomaly",
    Text("Unusual behaviour", "行为异常"),
    Decimal(10),
    (
        _factor(
            "invoice_surge",
            "5",
            _bins(("2", 0), ("3", 35), ("5", 65), ("10", 85), (None, 100)),
            Text("Sudden surge of business", "业务量突然激增"),
            Text("Unusual increase of your purchases", "贵方采购量异常增加"),
        ),
        _factor(
            "activity_drop",
            "5",
            _bins(("20", 0), ("50", 25), ("80", 60), (None, 100)),
            Text("Business drops while amounts are open", "采购骤降且仍有欠款"),
            Text("Unusual decrease of your purchases", "贵方采购量异常减少"),
        ),
    ),
)
CONTEXT = Group(
    "context",
    Text("Length of the relationship", "合作年限"),
    Decimal(5),
    (
        _factor(
            "tenure",
            "5",
            _bins(("0.5", 100), ("1", 75), ("2", 50), ("3", 30), ("5", 15), (None, 0)),
            Text("Short business relationship", "合作时间短"),
            Text("Length of our business relationship", "双方合作年限"),
        ),
    ),
)
CARD = Scorecard(
    groups=(PAYMENT, EXPOSURE, ANOMALY, CONTEXT),
    knock_outs=(
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
    high_at=Decimal(50),
    minimum_coverage=Decimal("0.60"),
)
