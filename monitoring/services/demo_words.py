"""The words of the demonstration: notes, plans and contracts as people write them."""

from __future__ import annotations

from typing import Any

# (days ago, channel, purpose, what was said), the latest last
TALKS: tuple[tuple[tuple[int, str, str, str], ...], ...] = (
    (
        (48, "visit", "review", "Stock is low and two lines stand still. The owner blames a large "
         "buyer who pays late. Watch the next two due dates."),
        (21, "call", "collection", "Finance promises the transfer by the end of next week."),
        (6, "email", "collection", "Second reminder sent with the list of open invoices. "
         "@officer please look before we ship again."),
    ),
    (
        (39, "meeting", "care", "新任财务总监到任，付款审批改为两级，预计账期延长一周。"),
        (12, "call", "collection", "对方确认对账无误，承诺月底前付清两张发票。"),
    ),
    (
        (55, "wechat", "sales", "Asks for ninety days instead of sixty. Told them that the next "
         "review decides."),
        (17, "call", "complaint", "Says that the last delivery was short. Sales checks."),
        (3, "call", "collection", "Dispute is settled; the rest will be paid on Friday."),
    ),
    (
        (30, "visit", "advice", "Went through their cash plan together and showed what an early "
         "discount would save them."),
    ),
    (
        (64, "meeting", "training", "为对方财务人员讲解对账平台的使用，三人参加。"),
        (9, "email", "collection", "已发催款函，对方称银行贷款下周到账。"),
    ),
)  # fmt: skip
# (days ago, what is to be done); the second one is done already
TASKS: tuple[tuple[tuple[int, str], ...], ...] = (
    ((2, "Ask for the transfer slip"), (8, "Send the statement of account")),
    ((-3, "下次拜访前核对授信额度"), (5, "发送对账单")),
    ((0, "Call the new finance director"), (14, "Check the delivery note with sales")),
    ((-9, "Prepare the limit review"), (20, "Collect the annual accounts")),
)
PLANS: tuple[dict[str, Any], ...] = (
    {
        "problem": "Pays forty days late since spring, and the balance grows.",
        "cause": "A buyer of theirs stretches its own terms.",
        "consequence": "The limit is used up; new orders wait.",
        "measures": ["limit", "instalments", "call"],
        "measure_text": "Limit frozen; the old balance in six instalments; a call each week.",
    },
    {
        "problem": "付款经常与发票不符，对账困难。",
        "cause": "对方系统更换后编号混乱。",
        "consequence": "大量未分配收款，账龄失真。",
        "measures": ["advice", "email"],
        "measure_text": "每月五日前对账，提供电子发票清单。",
    },
    {
        "problem": "Owner changed, and nobody knows who signs.",
        "cause": "The company was sold in June.",
        "consequence": "We could not enforce the guarantee.",
        "measures": ["identity", "security"],
        "measure_text": "Verify the new owner; ask for a new guarantee.",
    },
    {
        "problem": "Large order just before their peak season, beyond the limit.",
        "cause": "Growth faster than their capital.",
        "consequence": "A single default would cost more than a year's margin.",
        "measures": ["terms", "security", "credit_repair"],
        "measure_text": "Half in advance; deposit for the rest.",
    },
)
# (the customer's reaction, solved, risk lower, lesson)
LESSONS: tuple[tuple[str, bool, bool, str], ...] = (
    (
        "Agreed after a visit by the sales director; three instalments came in time.",
        True,
        True,
        "Bring sales along: finance alone was put off for weeks.",
    ),
    (
        "对账后付清大部分欠款，仍有一笔争议。",
        False,
        True,
        "先对账再催款，争议要单独列出，否则整批付款都会拖延。",
    ),
)
CONTRACTS: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    (
        "Framework agreement on supply",
        (
            ("notice", "Either party may end the agreement in writing before the last day of "
             "notice; else it goes on for a year."),
            ("title", "Goods stay ours until they are paid in full."),
            ("interest", "Late payment bears eight per cent above the base rate."),
        ),
    ),
    (
        "年度供货合同",
        (
            ("termination", "逾期超过三十日的，供方可以解除合同。"),
            ("security", "需方提供合同金额百分之十的保证金。"),
        ),
    ),
)  # fmt: skip
# (days ago, who owes it, what)
OBLIGATIONS: tuple[tuple[int, str, str], ...] = (
    (120, "customer", "Pay the deposit. 支付保证金。"),
    (40, "customer", "Send the annual accounts. 提交年度财务报表。"),
    (-10, "customer", "Name a new guarantor. 更换担保人。"),
    (-60, "us", "Deliver the spare parts. 交付备件。"),
)
EVENTS: tuple[tuple[dict[str, Any], ...], ...] = (
    (
        {"kind": "litigation", "title": "Supplier sues over unpaid deliveries", "severity": 4,
         "source": "Court gazette", "credibility": 90},
        {"kind": "litigation", "title": "Local paper reports a lawsuit over deliveries",
         "severity": 3, "source": "Morning Post", "credibility": 60},
    ),
    (
        {"kind": "enforcement", "title": "被列为被执行人，标的金额一百二十万元", "severity": 5,
         "source": "中国执行信息公开网", "credibility": 95},
    ),
)  # fmt: skip
VIOLATIONS: tuple[tuple[str, str], ...] = (
    ("No resale outside the agreed region", "Goods were offered on a platform abroad."),
)
