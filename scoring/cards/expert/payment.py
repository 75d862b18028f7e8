"""What the expert card says of how a customer pays."""

from __future__ import annotations

from decimal import Decimal

from scoring.cards.expert.parts import bins, factor
from scoring.cards.value import Group, Text

PAYMENT = Group(
    "payment",
    Text("Payment behaviour", "付款行为"),
    Decimal(45),
    (
        factor(
            "late_frequency",
            "10",
            bins(
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
        factor(
            "dbt_paid",
            "11",
            bins(
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
        factor(
            "consecutive_late",
            "4",
            bins(("1", 0), ("2", 30), ("3", 60), ("4", 80), ("6", 90), (None, 100)),
            Text("Several late invoices in a row", "连续多笔逾期"),
            Text("Your most recent invoices were paid late", "贵方最近多笔发票连续逾期"),
        ),
        factor(
            "payment_index",
            "1",
            bins(
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
        factor(
            "broken_promises",
            "2",
            bins(("1", 0), ("25", 40), ("50", 70), (None, 100)),
            Text("Promises to pay are broken", "付款承诺未履行"),
            Text("Promised payments that did not arrive as agreed", "承诺的付款未按约到账"),
        ),
        factor(
            "dishonoured_count",
            "2",
            bins(("1", 0), ("2", 60), ("3", 85), (None, 100)),
            Text("Payments were returned by the bank", "付款被银行退回"),
            Text("Payments that your bank returned unpaid", "被贵方银行退回的付款"),
        ),
    ),
)
