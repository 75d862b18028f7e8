"""What a reader must know of the expert card beside its figures."""

from __future__ import annotations

from scoring.cards.value import Text

RECORD = {
    "purpose": Text(
        "Ranks customers who buy on account by the danger that they will not pay, so that people "
        "look at the worst first. For a new book, until its own history says more.",
        "按不付款风险为赊销客户排序，便于优先处理风险最高者。供新账册使用，直至自身历史数据足以另作判断。",
    ),
    "owner": Text(
        "The head of risk of the organisation that uses it. Name the person in your first version.",
        "使用本系统的机构之风险负责人。请在首个自有版本中写明具体人员。",
    ),
    "materiality": Text(
        "High: every customer with a balance is scored by it, and its tier sets limits, terms and "
        "what order desks are told. Nobody is removed by it alone.",
        "高：凡有余额的客户均由其评分，其等级决定额度、账期及订单部门所获答复。不得仅凭其清退客户。",
    ),
    "lineage": Text(
        "Invoices, payments, orders and the facts of customer files, as they were recorded by the "
        "day of the score; lists and grades that people entered. No data about consumers, none "
        "bought. Each figure leads to its rows.",
        "评分日前已登记的发票、付款、订单及客户档案事实，以及人工录入的名单与评级。不含消费者数据，"
        "亦无外购数据。每个数值均可追溯至原始记录。",
    ),
    "limits": Text(
        "Weights and bins are judgement, not estimates, and the score is no probability. It knows "
        "what the ledger knows: new customers, and those who have bought nothing for a year, are "
        "unrated.",
        "权重与分箱出自专家判断，并非统计估计；分数不是概率。评分只依据账册数据：新客户及一年内无交易的客户不予评级。",
    ),
    "evidence": Text(
        "Usual thresholds of credit management; ranking tried out of time on public data, see "
        "docs/out_of_time.md.",
        "依据信用管理常用阈值；排序效果已用公开数据作跨时间验证，见 docs/out_of_time.md。",
    ),
    "restrictions": Text(
        "Not for lending to consumers, not as the only ground for ending a relationship.",
        "不得用于消费信贷，不得作为终止合作的唯一依据。",
    ),
    "monitoring": Text(
        "Share of tiers and of unrated customers each month, back-test each quarter; replace it "
        "when it ranks worse than its alternative.",
        "每月检查各等级及未评级客户占比，每季度回测；排序效果不如备选方案时予以更换。",
    ),
}
