"""What the expert card says of reports, accounts and where a customer stands."""

from __future__ import annotations

from decimal import Decimal

from scoring.cards.expert.parts import bins, factor
from scoring.cards.value import Group, Text

EXTERNAL = Group(
    "external",
    Text("Reports and accounts", "外部信用与财务"),
    Decimal(12),
    (
        factor(
            "external_pd",
            "6",
            bins(("0.5", 0), ("1", 15), ("2", 35), ("5", 60), ("10", 85), (None, 100)),
            Text("Poor external credit score", "外部信用评分低"),
            Text("Rating of your company by a credit agency", "信用机构对贵公司的评级"),
        ),
        factor(
            "altman_manufacturer",
            "3",
            bins(("1.23", 100), ("1.8", 70), ("2.9", 40), (None, 0)),
            Text("Weak accounts (Z′)", "财务状况较弱（Z′）"),
            Text("Financial figures of your latest accounts", "贵公司最近一期财务报表的指标"),
        ),
        factor(
            "altman_other",
            "3",
            bins(("1.1", 100), ("1.8", 70), ("2.6", 40), (None, 0)),
            Text("Weak accounts (Z″)", "财务状况较弱（Z″）"),
            Text("Financial figures of your latest accounts", "贵公司最近一期财务报表的指标"),
        ),
        factor(
            "recorded_defaults",
            "3",
            bins(("1", 0), ("2", 75), (None, 100)),
            Text("Defaults on record", "存在违约记录"),
            Text("Defaults recorded in credit reports or with us", "信用报告或我方记录中的违约"),
        ),
    ),
)


CONTEXT = Group(
    "context",
    Text("Where the customer stands", "客户背景"),
    Decimal(4),
    (
        factor(
            "tenure",
            "2",
            bins(("0.5", 100), ("1", 75), ("2", 50), ("3", 30), ("5", 15), (None, 0)),
            Text("Short business relationship", "合作时间短"),
            Text("Length of our business relationship", "双方合作年限"),
        ),
        factor(
            "company_age",
            "1",
            bins(("1", 100), ("3", 60), ("5", 30), (None, 0)),
            Text("Young company", "成立时间短"),
            Text("Age of your company", "贵公司成立年限"),
        ),
        factor(
            "industry_risk",
            "1",
            bins(("0.8", 0), ("1.2", 20), ("1.5", 45), ("2.5", 75), (None, 100)),
            Text("Industry with many losses", "高风险行业"),
            Text("Losses in your industry", "贵方所处行业的损失情况"),
        ),
        factor(
            "region_risk",
            "1",
            bins(("0.8", 0), ("1.2", 20), ("1.5", 45), ("2.5", 75), (None, 100)),
            Text("Region with many losses", "高风险地区"),
            Text("Losses in your region", "贵方所处地区的损失情况"),
        ),
    ),
)
