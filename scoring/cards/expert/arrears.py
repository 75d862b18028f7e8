"""What the expert card says of what is owed, and of how much credit is used."""

from __future__ import annotations

from decimal import Decimal

from scoring.cards.expert.parts import bins, factor
from scoring.cards.value import Group, Text

EXPOSURE = Group(
    "exposure",
    Text("Arrears and use of credit", "欠款与额度使用"),
    Decimal(40),
    (
        factor(
            "max_dpd",
            "6",
            bins(
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
        factor(
            "overdue_ratio",
            "5",
            bins(
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
        factor(
            "over_90_ratio",
            "3",
            bins(("0.01", 0), ("2", 30), ("5", 50), ("15", 70), ("30", 85), (None, 100)),
            Text("Open amounts older than 90 days", "存在逾期 90 天以上的欠款"),
            Text("Balance overdue by more than 90 days", "逾期超过 90 天的余额"),
        ),
        factor(
            "dbt_open",
            "2",
            bins(
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
        factor(
            "utilisation",
            "3",
            bins(
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
        factor(
            "over_limit_days",
            "2",
            bins(("1", 0), ("5", 40), ("15", 65), ("30", 85), (None, 100)),
            Text("Days over the credit limit", "超过信用额度的天数"),
            Text("Days on which your balance exceeded the limit", "余额超过额度的天数"),
        ),
        factor(
            "average_days_delinquent",
            "1",
            bins(("0.01", 0), ("5", 20), ("10", 40), ("20", 65), ("40", 85), (None, 100)),
            Text("Overdue amounts are large for the business done", "逾期金额相对销售额偏高"),
            Text("Overdue balance compared with your purchases", "逾期余额与采购额之比"),
        ),
        factor(
            "dso",
            "1",
            bins(
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
        factor(
            "roll_forward",
            "1",
            bins(("1", 0), ("10", 30), ("25", 65), ("50", 85), (None, 100)),
            Text("Open amounts grow older", "欠款账龄正在恶化"),
            Text(
                "Part of your balance that became older over the past month",
                "过去一个月账龄加重的余额占比",
            ),
        ),
        factor(
            "collection_effectiveness",
            "1",
            bins(("50", 100), ("65", 75), ("80", 45), ("95", 15), (None, 0)),
            Text("Little of what was due came in", "到期款项回收率低"),
            Text("Part of the amounts due that was received", "到期款项的实际收回比例"),
        ),
    ),
)
