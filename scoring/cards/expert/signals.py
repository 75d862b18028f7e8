"""What the expert card says of unusual behaviour, lists, disputes and news."""

from __future__ import annotations

from decimal import Decimal

from scoring.cards.expert.parts import bins, factor
from scoring.cards.value import Group, Text

ANOMALY = Group(
    "anomaly",
    Text("Unusual behaviour", "行为异常"),
    Decimal(8),
    (
        factor(
            "invoice_surge",
            "2",
            bins(("2", 0), ("3", 35), ("5", 65), ("10", 85), (None, 100)),
            Text("Sudden surge of business", "业务量突然激增"),
            Text("Unusual increase of your purchases", "贵方采购量异常增加"),
        ),
        factor(
            "activity_drop",
            "1",
            bins(("20", 0), ("50", 25), ("80", 60), (None, 100)),
            Text("Business drops while amounts are open", "采购骤降且仍有欠款"),
            Text("Unusual decrease of your purchases", "贵方采购量异常减少"),
        ),
        factor(
            "payment_method_changes",
            "2",
            bins(("2", 0), ("3", 30), ("5", 65), (None, 100)),
            Text("Often changes how it pays", "频繁更换付款方式"),
            Text("Frequent changes of payment method or account", "付款方式或付款账户频繁变更"),
        ),
        factor(
            "contact_changes",
            "2",
            bins(("1", 0), ("3", 25), ("5", 60), (None, 100)),
            Text("Often changes contact details", "频繁更换联系方式"),
            Text(
                "Frequent unannounced changes of contact or bank details",
                "联系方式或银行账户频繁变更且未事先告知",
            ),
        ),
        factor(
            "large_transactions",
            "1",
            bins(("1", 0), ("2", 40), ("3", 65), (None, 100)),
            Text("Unusually large transactions", "大额交易异常"),
            Text("Orders or payments far above your usual size", "订单或付款远超贵方惯常规模"),
        ),
        factor(
            "return_rate",
            "1",
            bins(("1", 0), ("4", 20), ("8", 50), ("15", 80), (None, 100)),
            Text("Returns much of what it buys", "大量退货"),
            Text("Share of delivered goods that you returned", "贵方退货占已交付货物的比例"),
        ),
        factor(
            "deduction_rate",
            "1",
            bins(("0.01", 0), ("1", 35), ("3", 70), (None, 100)),
            Text("Pays short without an agreed reason", "无理由扣款"),
            Text("Deductions from invoices without an agreed claim", "未经确认的发票扣款"),
        ),
    ),
)


LEGAL = Group(
    "legal",
    Text("Lists, disputes and news", "名单、纠纷与舆情"),
    Decimal(12),
    (
        factor(
            "list_hits",
            "4",
            bins(("1", 0), (None, 100)),
            Text("Confirmed hit on a list", "名单命中（已确认）"),
            Text("An entry in a public or court register", "公共或司法名单中的记录"),
        ),
        factor(
            "litigation",
            "3",
            bins(("1", 0), ("2", 60), ("3", 80), (None, 100)),
            Text("Lawsuits over payment", "涉及付款的诉讼或执行"),
            Text("Court cases about payments that you owe", "与贵方付款义务有关的诉讼或执行案件"),
        ),
        factor(
            "claims_ratio",
            "2",
            bins(("1", 0), ("10", 30), ("25", 60), ("50", 80), (None, 100)),
            Text("Claims are large for the customer", "被诉金额占比高"),
            Text("Amounts claimed in court compared with your equity", "被诉金额与贵方净资产之比"),
        ),
        factor(
            "negative_news",
            "3",
            bins(("0.5", 0), ("2", 30), ("5", 65), (None, 100)),
            Text("Negative news", "负面新闻"),
            Text(
                "Confirmed public reports on payment or business difficulties",
                "经核实的有关付款或经营困难的公开报道",
            ),
        ),
        factor(
            "dispute_rate",
            "2",
            bins(("0.01", 0), ("5", 35), ("10", 65), (None, 100)),
            Text("Disputes that were not justified", "提出的争议多被驳回"),
            Text("Disputes of invoices that were found unjustified", "被认定不成立的发票争议"),
        ),
        factor(
            "complaints_about",
            "1",
            bins(("1", 0), ("3", 55), (None, 100)),
            Text("Justified complaints about the customer", "针对该客户的投诉属实"),
            Text(
                "Complaints about your conduct that were found justified",
                "针对贵方行为且经核实的投诉",
            ),
        ),
    ),
)
